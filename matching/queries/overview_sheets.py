"""Assignments and placements to take along. No student is named in them, and nobody who guides one."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Count, Prefetch, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lib.exports import Cell, Column, Sheet
from lib.figures import moment
from lib.money import hours_of
from lib.periods import today
from partnership.models import Membership

from ..bank_sentences import credit_of
from ..models import Assignment, AssignmentRole, Placement
from ..placement_states import CANCELLED
from ..states import DRAFT

AT_ONCE = 500


def assignments_sheet(by: Membership, now: datetime) -> Sheet:
    """All that were handed in, of every state; the last row counts."""
    columns = [
        Column(_("Number"), "whole"),
        Column(_("Title"), width=40),
        Column(_("Kind"), width=22),
        Column(_("Organisation"), width=28),
        Column(_("State"), width=20),
        Column(_("Theme"), width=22),
        Column(_("Level")),
        Column(_("Seats"), "whole"),
        Column(_("First day"), "day"),
        Column(_("Last day"), "day"),
        Column(_("Hours a week"), "whole"),
        Column(_("Place"), width=20),
        Column(_("Apply until"), "day"),
        Column(_("Decided on"), "day"),
        Column(_("Coordinator"), width=24),
        Column(_("Goes on from"), "whole"),
        Column(_("Based on"), width=40),
        Column(_("Applications"), "whole"),
        Column(_("Placed"), "whole"),
    ]
    return Sheet(_("Assignments"), _about(by, now), columns, _assignments(by))


def _about(by: Membership, now: datetime) -> list[tuple[str, str]]:
    return [(_("Of"), by.partnership.name), (_("Made on"), moment(now))]


def _assignments(by: Membership) -> Iterator[Sequence[Cell]]:
    roles = Prefetch("roles", AssignmentRole.objects.order_by("order", "pk"))
    rows = Assignment.objects.filter(partnership=by.partnership_id).exclude(state=DRAFT)
    rows = rows.select_related(
        "organisation", "coordinator__user", "template__partnership", "template__school"
    ).prefetch_related(roles)
    rows = rows.annotate(
        applied=Count("applications", filter=Q(applications__submitted_at__isnull=False), distinct=True),
        placed=Count("placements", filter=~Q(placements__state=CANCELLED), distinct=True),
    )
    count = seats = applied = placed = 0
    for row in rows.order_by("pk").iterator(chunk_size=AT_ONCE):
        count, seats = count + 1, seats + _seats(row)
        applied, placed = applied + row.applied, placed + row.placed
        yield _assignment(row)
    yield (count, _("Together"), *(("",) * 5), seats, None, None, None, "", None, None, "", None, "", applied, placed)


def _seats(row: Assignment) -> int:
    return sum(role.seats for role in row.roles.all()) * row.teams


def _assignment(row: Assignment) -> Sequence[Cell]:
    return (
        row.pk,
        row.title,
        capfirst(row.get_kind_display()),
        row.organisation.name,
        row.get_state_display(),
        row.get_theme_display(),
        ", ".join(dict.fromkeys(role.get_level_display() for role in row.roles.all())),
        _seats(row),
        row.starts_on,
        row.ends_on,
        row.hours_a_week,
        row.place,
        row.apply_until,
        today(row.decided_at) if row.decided_at else None,
        row.coordinator.user.name if row.coordinator else "",
        row.follows_id,
        credit_of(row.template) if row.template else "",
        row.applied,
        row.placed,
    )


def placements_sheet(by: Membership, now: datetime) -> Sheet:
    """All of them; the last row counts."""
    columns = [
        Column(_("Number"), "whole"),
        Column(_("Assignment"), width=40),
        Column(_("Kind"), width=22),
        Column(_("Organisation"), width=28),
        Column(_("Role"), width=28),
        Column(_("Level")),
        Column(_("State"), width=20),
        Column(_("First day"), "day"),
        Column(_("Last day"), "day"),
        Column(_("Hours agreed"), "whole"),
        Column(_("Hours worked"), "hours"),
        Column(_("Feedback given"), "whole"),
    ]
    return Sheet(_("Placements"), _about(by, now), columns, _placements(by))


def _placements(by: Membership) -> Iterable[Sequence[Cell]]:
    rows = Placement.objects.filter(partnership=by.partnership_id).select_related("assignment", "organisation", "role")
    rows = rows.annotate(said=Count("feedback"))
    count = agreed = worked = said = 0
    for row in rows.order_by("pk").iterator(chunk_size=AT_ONCE):
        count, agreed, said = count + 1, agreed + row.hours_total, said + row.said
        worked += row.worked_minutes or 0
        yield _placement(row)
    yield (count, _("Together"), "", "", "", "", "", None, None, agreed, hours_of(worked), said)


def _placement(row: Placement) -> Sequence[Cell]:
    return (
        row.pk,
        row.assignment.title,
        capfirst(row.get_kind_display()),
        row.organisation.name,
        row.role.name,
        row.role.get_level_display(),
        row.get_state_display(),
        row.starts_on,
        row.last_day,
        row.hours_total,
        None if row.worked_minutes is None else hours_of(row.worked_minutes),
        row.said,
    )
