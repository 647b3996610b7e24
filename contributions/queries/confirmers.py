"""Who can confirm the months of a partner, and which partners have nobody who can."""

from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from contributions.models import Timesheet
from contributions.states import TimesheetState
from partnership.models import Membership, Organisation, Partnership, User
from partnership.roles import PERMISSIONS, Permission, Role

CONFIRMING = tuple(role for role, permissions in PERMISSIONS.items() if Permission.CONFIRM_MONTHS in permissions)
WAITS = TimesheetState.SUBMITTED


def _confirmers(now: datetime, organisation) -> QuerySet[Membership]:
    return Membership.objects.active(now).filter(organisation=organisation, role__in=CONFIRMING)


def who_can_confirm(sheet: Timesheet, now: datetime) -> list[User]:
    """People who may confirm this month for its organisation: managers, but not the person of the month."""
    managers = _confirmers(now, sheet.organisation_id).exclude(user=sheet.person_id)
    return list(User.objects.filter(pk__in=managers.values("user")).order_by("name", "pk"))


def partners_without_confirmer(partnership: Partnership, now: datetime) -> QuerySet[Organisation]:
    """Partners whose months nobody can confirm, by name: a month waits and nobody but its person manages the partner,
    or the last manager left while others stayed. Who never had a manager is named once a month waits."""
    others = _confirmers(now, OuterRef("organisation")).exclude(user=OuterRef("person"))
    stuck = Timesheet.objects.filter(~Exists(others), organisation=OuterRef("pk"), state=WAITS)
    here = Membership.objects.filter(organisation=OuterRef("pk"))
    members = here.active(now).filter(role=Role.COMPANY_MEMBER)
    unmanaged = Exists(members) & Exists(here.filter(role__in=CONFIRMING)) & ~Exists(_confirmers(now, OuterRef("pk")))
    rows = Organisation.objects.filter(partnership=partnership)
    return rows.filter(Exists(stuck) | unmanaged).order_by("name", "pk")


def with_waiting_months(partners: QuerySet[Organisation], now: datetime) -> QuerySet[Organisation]:
    """Adds `months`, how many of each nobody can confirm, and `since` when."""
    others = _confirmers(now, OuterRef("pk")).exclude(user=OuterRef("timesheets__person"))
    stuck = Q(timesheets__state=WAITS) & ~Exists(others)
    return partners.annotate(
        months=Count("timesheets", filter=stuck), since=Min("timesheets__submitted_at", filter=stuck)
    )


def to_appoint(membership: Membership, now: datetime) -> QuerySet[Organisation]:
    """The partners without a confirmer that this member can appoint one for; none for who manages no partnership."""
    if not membership.can(Permission.INVITE_ANYONE):
        return Organisation.objects.none()
    return partners_without_confirmer(membership.partnership, now)
