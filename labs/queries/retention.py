"""What is known about people in sessions and learning longer than the privacy page says."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from lib.times import day_of

from ..enrolment_rights import KEPT
from ..kinds import LabKind
from ..learning_rules import Attended
from ..models import Enrolment, Lab, ModuleDone, PathStart, StudentGroup
from ..states import SessionState
from .learning_figures import in_figures, kind_of_person


def enrolments_to_forget(now: datetime) -> QuerySet[Enrolment]:
    """Of sessions of two years ago; not what counts in a learning path that the person still follows."""
    follows = PathStart.objects.running().filter(
        person=OuterRef("person"), path__steps__module=OuterRef("session__module_link__module")
    )
    return Enrolment.objects.filter(~Exists(follows), session__ends_at__lt=now - KEPT)


def sessions_to_forget(now: datetime) -> list[tuple[int, int]]:
    """The sessions of which people are to be forgotten, as keys of partnership and session; the longest ago first."""
    rows = enrolments_to_forget(now).order_by("session__ends_at", "session")
    return list(dict.fromkeys(rows.values_list("session__lab__partnership", "session")))


def attended_by(people: Collection[int], partnership_id: int) -> dict[int, dict[int, Attended]]:
    """By person everything that counts in figures and is not forgotten yet: by enrolment."""
    lab = Lab.objects.filter(partnership=partnership_id, kind=LabKind.LEARNING).first()
    rows = Enrolment.objects.filter(
        person__in=people,
        was_there=True,
        session__state=SessionState.PUBLISHED,
        session__lab__partnership=partnership_id,
    ).annotate(
        kind=kind_of_person(),
        counts=Case(When(in_figures(lab), then=Value(True)), default=Value(False), output_field=BooleanField()),
    )
    found: dict[int, dict[int, Attended]] = defaultdict(dict)
    for row in rows.select_related("session__module_link", "membership").order_by("pk"):
        found[row.person_id][row.pk] = _attended(row)
    return found


def _attended(row: Enrolment) -> Attended:
    session = row.session
    link = getattr(session, "module_link", None)
    return Attended(
        day=day_of(session.starts_at),
        kind=row.kind,
        organisation=row.membership.organisation_id,
        in_figures=row.counts,
        module=link.module_id if link else None,
        public_lab=session.lab_id if session.is_public else None,
    )


def starts_to_forget(now: datetime) -> QuerySet[PathStart]:
    return PathStart.objects.filter(stopped_at__lt=now - KEPT)


def done_to_forget(now: datetime) -> QuerySet[ModuleDone]:
    """Modules done elsewhere, of who followed no path here for two years."""
    starts = PathStart.objects.filter(
        Q(stopped_at=None) | Q(stopped_at__gte=now - KEPT),
        person=OuterRef("person"),
        path__lab__partnership=OuterRef("module__lab__partnership"),
    )
    return ModuleDone.objects.filter(~Exists(starts), recorded_at__lt=now - KEPT)


def groups_to_forget(now: datetime) -> QuerySet[StudentGroup]:
    """Classes that ended two years ago, to which no enrolment refers any more."""
    named = Enrolment.objects.filter(group=OuterRef("pk"))
    return StudentGroup.objects.filter(~Exists(named), ended_at__lt=now - KEPT)
