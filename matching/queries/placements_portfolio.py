"""A student's portfolio: the placements that the student chose to show, as others read them."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from partnership.models import Membership, Partnership

from ..models import Placement, PlacementFeedback, PlacementReference, PortfolioLink
from ..placement_states import STARTED
from .placements_feedback import shown_feedback


def hash_of(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Shown:
    """One placement in a portfolio, with what goes with it."""

    placement: Placement
    skills: list[str]
    feedback: list[PlacementFeedback]
    reference: PlacementReference | None
    written: PlacementReference | None  # also when it is not shown
    readable: int  # how much feedback could be shown


def portfolio_of(student: Membership, day: date, *, everything: bool = False) -> list[Shown]:
    """What a student shows, the latest first; `everything`: also what could be shown, for the student's own page."""
    rows = Placement.objects.named().filter(student=student, state__in=STARTED)
    if not everything:
        rows = rows.filter(in_portfolio=True)
    rows = rows.select_related("assignment", "role", "organisation", "mentor__user", "reference")
    rows = rows.prefetch_related("role__skills", "feedback").order_by("-starts_on", "-pk")
    return [_shown(row, day) for row in rows]


def _shown(row: Placement, day: date) -> Shown:
    feedback = shown_feedback(row, day)
    written = getattr(row, "reference", None)
    return Shown(
        placement=row,
        skills=[tag.name for tag in sorted(row.role.skills.all(), key=lambda tag: tag.pk)],
        feedback=feedback if row.shows_feedback else [],
        reference=written if row.shows_reference else None,
        written=written,
        readable=len(feedback),
    )


def shared_by(partnership: Partnership, token: str, now: datetime) -> Membership | None:
    """The student whose portfolio this token opens, as long as the student takes part."""
    rows = PortfolioLink.objects.filter(token_hash=hash_of(token), student__in=Membership.objects.active(now))
    link = rows.filter(student__partnership=partnership).select_related("student__user", "student__organisation")
    found = link.first()
    return found.student if found else None
