"""What waits for somebody on the home page, by what the role may do. Each block is a handful of queries at most."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from accountability.models import AccountabilityReport
from accountability.queries import report_rows
from accountability.selection import select_programme
from contributions.models import HourEntry
from contributions.queries.figures import Overview
from contributions.queries.financing import overview
from contributions.queries.hours import InboxOverview, inbox_overview
from contributions.queries.standing import Standing, standing
from contributions.states import RETURNED
from partnership.kinds import GROUP_OF_KIND, FinancingGroup
from partnership.models import Membership, Programme
from partnership.roles import Permission

SHOWN = 5


@dataclass(frozen=True)
class Desk:
    """The blocks of one person's home page; what the role has no page for is None or empty."""

    programme: Programme | None
    pledge: Standing | None = None
    returned: list[HourEntry] = field(default_factory=list)
    latest: list[HourEntry] = field(default_factory=list)
    inbox: InboxOverview | None = None
    stand: Overview | None = None
    reports: list[AccountabilityReport] = field(default_factory=list)
    logs_hours: bool = False
    makes_reports: bool = False

    @property
    def oldest_first(self) -> list:
        """The labs of an inbox where something waits, the longest waiting first."""
        return sorted((lab for lab in self.inbox.labs if lab.waiting), key=lambda lab: lab.oldest)

    @property
    def of_several(self) -> bool:
        """Whether the latest hours are of more than one person, so that the list has to say whose."""
        return len({entry.person_id for entry in self.latest}) > 1

    @property
    def is_bare(self) -> bool:
        """Whether this role has nothing here yet."""
        return not (self.logs_hours or self.inbox or self.stand or self.pledge)


def desk_of(membership: Membership, day: date) -> Desk:
    """Everything on the home page of this membership on `day`."""
    programme = select_programme(membership, None).programme
    entries = _own(membership) if membership.can(Permission.LOG_HOURS) else None
    return Desk(
        programme=programme,
        pledge=_pledge(membership, programme, day),
        returned=_returned(entries),
        latest=_latest(entries),
        inbox=inbox_overview(membership) if membership.can(Permission.DECIDE_ON_HOURS) else None,
        stand=overview(programme, now=day) if programme and membership.can(Permission.SEE_FINANCING) else None,
        reports=_reports(membership),
        logs_hours=entries is not None,
        makes_reports=membership.can(Permission.MAKE_REPORTS),
    )


def _pledge(membership: Membership, programme: Programme | None, day: date) -> Standing | None:
    """A company's people see how the company's pledge stands; others see the whole, or nothing."""
    is_company = GROUP_OF_KIND.get(membership.organisation.kind) == FinancingGroup.BUSINESS
    if programme is None or not is_company or not membership.can(Permission.SEE_OWN_PLEDGE):
        return None
    return standing(membership.organisation, programme, day)


def _own(membership: Membership) -> QuerySet[HourEntry]:
    """Hours that this person has to do with: own ones, or those of the organisation for who manages it."""
    mine = Q(person=membership.user_id, organisation=membership.organisation_id)
    if membership.can(Permission.SEE_ORGANISATION_HOURS):
        mine |= Q(organisation=membership.organisation_id)
    rows = HourEntry.objects.visible_to(membership).filter(mine)
    return rows.select_related("activity__lab", "person", "decided_by")


def _returned(entries: QuerySet[HourEntry] | None) -> list[HourEntry]:
    return [] if entries is None else list(entries.filter(state=RETURNED).order_by("-decided_at", "-pk")[:SHOWN])


def _latest(entries: QuerySet[HourEntry] | None) -> list[HourEntry]:
    return [] if entries is None else list(entries.exclude(state=RETURNED).order_by("-entered_at", "-pk")[:SHOWN])


def _reports(membership: Membership) -> list[AccountabilityReport]:
    return list(report_rows(membership)[:SHOWN]) if membership.can(Permission.SEE_REPORTS) else []
