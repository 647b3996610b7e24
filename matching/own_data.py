"""What matching knows about somebody, for the file of own data (article 15 and 20 GDPR): only what one may read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q

from lib.periods import today
from partnership.models import Membership, User

from .models import (
    Application,
    ApplicationFile,
    ApplicationStep,
    Assignment,
    DeskQuestion,
    Favourite,
    Placement,
    PlacementFeedback,
    PlacementReference,
    PlacementSignature,
    PortfolioLink,
    RoundStudent,
    RoundWish,
    SavedSearch,
    StudentProfile,
)
from .models.placements_feedback import POINTS
from .queries.placements_feedback import moments_for

Rows = list[dict[str, Any]]


def own_data(user: User, members: Sequence[Membership], now: datetime) -> dict[str, Rows]:
    """By subject, of all roles that somebody has or had in one partnership."""
    return {
        "profile": _profile(members),
        "favourites": list(Favourite.objects.filter(member__in=members).values("assignment__title", "made_at")),
        "saved_searches": list(SavedSearch.objects.filter(member__in=members).values("name", "query", "by_mail")),
        "applications": _applications(members),
        "wishes": _wishes(members),
        "placements": _placements(members, now),
        "feedback_given": _feedback_given(members),
        "references_written": list(
            PlacementReference.objects.filter(written_by__in=members).values("placement", "text", "name", "written_at")
        ),
        "portfolio_links": list(PortfolioLink.objects.filter(student__in=members).values("made_at")),
        "signatures": _signatures(user, members),
        "assignments": _assignments(user, members),
        "questions": _questions(user, members),
    }


def _profile(members: Sequence[Membership]) -> Rows:
    rows = StudentProfile.objects.filter(student__in=members).select_related("education").prefetch_related("skills")
    return [
        {
            "level": row.level,
            "education": row.education.name if row.education else "",
            "skills": [tag.name for tag in row.skills.all()],
            "gender": row.gender,
            "changed_at": row.changed_at,
        }
        for row in rows
    ]


def _applications(members: Sequence[Membership]) -> Rows:
    rows = Application.objects.filter(student__in=members).select_related("assignment__organisation", "role", "team")
    rows = rows.prefetch_related(
        Prefetch("files", ApplicationFile.objects.order_by("pk")),
        Prefetch("steps", ApplicationStep.objects.order_by("pk")),
    )
    return [
        {
            "assignment": row.assignment.title,
            "organisation": row.assignment.organisation.name,
            "role": row.role.name,
            "state": row.state,
            "motivation": row.motivation,
            "team": row.team.name if row.team else "",
            "reason": row.decline_reason,
            "message": row.message,
            "files": [
                {"name": file.name, "sha256": file.sha256, "added_at": file.added_at} for file in row.files.all()
            ],
            "steps": [{"state": step.state, "at": step.at} for step in row.steps.all()],
        }
        for row in rows.order_by("pk")
    ]


def _wishes(members: Sequence[Membership]) -> Rows:
    wishes = Prefetch("wishes", RoundWish.objects.select_related("role__role__assignment").order_by("rank"))
    rows = RoundStudent.objects.filter(membership__in=members).select_related("round", "result__role__assignment")
    return [
        {
            "round": row.round.name,
            "wishes": [{"rank": wish.rank, "role": _named(wish.role)} for wish in row.wishes.all()],
            # What came of it is the coordinator's until everybody hears it at once.
            "outcome": row.outcome if row.round.published_at else "",
            "result": _named(row.result) if row.result and row.round.published_at else "",
        }
        for row in rows.prefetch_related(wishes).order_by("pk")
    ]


def _named(role) -> str:
    return f"{role.role.assignment.title}: {role.role.name}"


def _placements(members: Sequence[Membership], now: datetime) -> Rows:
    """Those of a student; whom somebody guides is in the data of those students."""
    rows = Placement.objects.filter(student__in=members).select_related(
        "assignment", "role", "organisation", "student", "mentor__user", "school_mentor__user", "reference"
    )
    return [_placement(row, now) for row in rows.prefetch_related("feedback").order_by("pk")]


def _placement(row: Placement, now: datetime) -> dict[str, Any]:
    written = getattr(row, "reference", None)
    moments = moments_for(row.student, row, today(now))
    told = [said.feedback for moment in moments for said in moment.sides if said.feedback]
    plain = ("starts_on", "ends_on", "hours_total", "hours_a_week", "allowance", "is_minor", "state", "end_reason")
    return {
        "number": row.pk,
        "assignment": row.assignment.title,
        "organisation": row.organisation.name,
        "role": row.role.name,
        **{name: getattr(row, name) for name in plain},
        "representative": row.representative_name,
        "mentor": row.mentor.user.name,
        "school_mentor": row.school_mentor.user.name if row.school_mentor else "",
        "worked_minutes": row.worked_minutes,
        "feedback": [_said(each) for each in told],
        "reference": {"text": written.text, "name": written.name} if written else None,
        "portfolio": {
            "shown": row.in_portfolio,
            "with_feedback": row.shows_feedback,
            "with_reference": row.shows_reference,
        },
    }


def _said(row: PlacementFeedback) -> dict[str, Any]:
    points = {point: getattr(row, point) for point in POINTS}
    return {"moment": row.moment, "side": row.side, **points, "text": row.text, "given_at": row.given_at}


def _feedback_given(members: Sequence[Membership]) -> Rows:
    rows = PlacementFeedback.objects.filter(given_by__in=members).order_by("pk")
    return [{"placement": row.placement_id, **_said(row)} for row in rows]


def _signatures(user: User, members: Sequence[Membership]) -> Rows:
    rows = PlacementSignature.objects.filter(signed_by=user, placement__partnership__in=_places(members))
    return list(rows.order_by("pk").values("placement", "party", "name", "account", "address", "sha256", "at"))


def _assignments(user: User, members: Sequence[Membership]) -> Rows:
    entered = Q(made_by=user) | Q(submitted_by=user) | Q(decided_by=user)
    guided = Q(mentor__in=members) | Q(school_mentor__in=members) | Q(coordinator__in=members)
    rows = Assignment.objects.filter(entered | guided, partnership__in=_places(members))
    return list(rows.order_by("pk").values("title", "state", "made_at"))


def _questions(user: User, members: Sequence[Membership]) -> Rows:
    rows = DeskQuestion.objects.filter(asked_by=user, partnership__in=_places(members)).order_by("pk")
    return list(rows.values("title", "text", "contact_name", "contact_email", "contact_phone", "state", "asked_at"))


def _places(members: Sequence[Membership]) -> set[int]:
    return {each.partnership_id for each in members}
