"""What waits for somebody on the home page, by what the role may do. Each block is a handful of queries at most."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Count, JSONField, Q, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils import timezone

from accountability.models import AccountabilityReport, NotificationDuty
from accountability.queries import report_rows
from accountability.selection import select_programme
from contributions.models import Agreement, HourEntry, HourOffer, Timesheet
from contributions.queries import agreements, offers
from contributions.queries.confirmers import to_appoint
from contributions.queries.figures import NotCounting, Overview
from contributions.queries.financing import overview
from contributions.queries.goods import inbox_of
from contributions.queries.hours import InboxOverview, inbox_overview
from contributions.queries.months import Queues, queues_of
from contributions.queries.pace import Own, one_partner
from contributions.queries.reminders import waiting_reminders
from contributions.queries.week import LOOKS_AT, last_own, one_of_each
from contributions.rules import Reason
from contributions.states import RETURNED
from labs.queries import milestones
from labs.queries.enrolments import NextSessions, next_sessions
from labs.queries.plan import PlannedMilestone
from labs.queries.practice import Waiting, waiting_for
from partnership.kinds import GROUP_OF_KIND, FinancingGroup
from partnership.models import Membership, Programme
from partnership.roles import Permission, Role

SHOWN = 5
AGAIN = 4  # of what somebody logs most
IN_PRACTICE = (Role.TEACHER, Role.COMPANY_MEMBER, Role.COMPANY_MANAGER)


@dataclass(frozen=True)
class WaitingReminders:
    """This week's mails that wait for management: which round, and how many."""

    pk: int
    people: int


@dataclass(frozen=True)
class Desk:
    """The blocks of one person's home page; what the role has no page for is None or empty."""

    programme: Programme | None
    pledge: Own | None = None
    returned: list[HourEntry] = field(default_factory=list)
    latest: list[HourEntry] = field(default_factory=list)
    recent: list[HourEntry] = field(default_factory=list)
    inbox: InboxOverview | None = None
    months: Queues | None = None
    goods: int = 0  # contributions other than hours that wait for this person's decision
    stand: Overview | None = None
    reports: list[AccountabilityReport] = field(default_factory=list)
    duties: int = 0  # broken limits that this person has to assess
    reminders: WaitingReminders | None = None
    unconfirmed: list[dict] = field(default_factory=list)  # partners whose months nobody can confirm: pk and name
    logs_hours: bool = False
    makes_reports: bool = False
    to_sign: list[Agreement] = field(default_factory=list)
    sessions: NextSessions | None = None  # the own ones that come, or for most what is open to sign up for
    milestones: list[PlannedMilestone] = field(default_factory=list)  # of own labs, late or due within six weeks
    practice: Waiting | None = None  # what a teacher or professional still has to say
    offers: list[HourOffer] = field(default_factory=list)  # hours of sessions that wait for this person's answer
    offers_waiting: int = 0  # the same as a number, for who oversees all
    doubtful: int = 0  # approved hours whose session did not take place as planned

    @property
    def shown_offers(self) -> list[HourOffer]:
        return self.offers[:SHOWN]

    @property
    def more_offers(self) -> int:
        return max(0, len(self.offers) - SHOWN)

    @property
    def oldest_first(self) -> list:
        """The labs of an inbox where something waits, the longest waiting first."""
        return sorted((lab for lab in self.inbox.labs if lab.waiting), key=lambda lab: lab.oldest)

    @property
    def unsigned(self) -> NotCounting | None:
        """What partners pledged and nobody signed for, for who makes the agreements."""
        rows = self.stand.pledged_not_counting if self.stand and self.makes_reports else ()
        return next((row for row in rows if row.reason == Reason.NOT_SIGNED), None)

    @property
    def year_number(self) -> int:
        """Which year of the programme the pledge is about, counted from 1."""
        return self.programme.years.index(self.pledge.stand.period) + 1

    @property
    def of_several(self) -> bool:
        """Whether the latest hours are of more than one person, so that the list has to say whose."""
        return len({entry.person_id for entry in self.latest}) > 1

    @property
    def is_bare(self) -> bool:
        """Whether this role has nothing here yet."""
        return not (self.logs_hours or self.inbox or self.stand or self.pledge or self.sessions)


def desk_of(membership: Membership, day: date) -> Desk:
    """Everything on the home page of this membership on `day`."""
    programme = select_programme(membership, None).programme
    entries = _own(membership) if membership.can(Permission.LOG_HOURS) else None
    oversees = membership.can(Permission.SEE_FINANCING)
    now = timezone.now()
    queue = _queue(membership, now, day) if oversees else {}
    return Desk(
        programme=programme,
        pledge=_pledge(membership, programme, day),
        **_lists(membership, entries, oversees=oversees),
        months=Queues(to_accept=queue.get("months", 0)) if oversees else queues_of(membership),
        goods=queue.get("goods", 0),
        inbox=inbox_overview(membership) if membership.can(Permission.DECIDE_ON_HOURS) else None,
        stand=overview(programme, now=day) if programme and oversees else None,
        reports=_reports(membership),
        duties=queue.get("duties", 0),
        reminders=_reminders(queue.get("reminders", [])),
        unconfirmed=queue.get("unconfirmed", []),
        logs_hours=entries is not None,
        makes_reports=membership.can(Permission.MAKE_REPORTS),
        milestones=milestones.named(queue.get("milestones", []), day) if oversees else _milestones(membership, day),
        to_sign=[] if oversees else agreements.to_sign(membership),
        sessions=_sessions(membership, now, oversees=oversees),
        practice=waiting_for(membership, now) if membership.role in IN_PRACTICE else None,
        offers=[] if entries is None or oversees else list(offers.offers_of(membership)),
        offers_waiting=queue.get("offers", 0),
        doubtful=_doubtful(membership),
    )


def _pledge(membership: Membership, programme: Programme | None, day: date) -> Own | None:
    """A company's people see how it stands this year, as on its own page; others see the whole, or nothing."""
    is_company = GROUP_OF_KIND.get(membership.organisation.kind) == FinancingGroup.BUSINESS
    if programme is None or not is_company or not membership.can(Permission.SEE_OWN_PLEDGE):
        return None
    return one_partner(programme, membership.organisation_id, programme.year_of(day), day)


def _own(membership: Membership) -> QuerySet[HourEntry]:
    """Hours that this person has to do with: own ones, or those of the organisation for who manages it."""
    mine = Q(**_mine(membership))
    if membership.can(Permission.SEE_ORGANISATION_HOURS):
        mine |= Q(organisation=membership.organisation_id)
    rows = HourEntry.objects.visible_to(membership).filter(mine)
    return rows.select_related("activity__lab", "person", "entered_by", "decided_by")


def _lists(
    membership: Membership, entries: QuerySet[HourEntry] | None, *, oversees: bool
) -> dict[str, list[HourEntry]]:
    """What came back, what was logged last, and what somebody logs most, in one query."""
    if entries is None:
        return {"returned": [], "latest": [], "recent": []}
    parts = [
        entries.filter(state=RETURNED).order_by("-decided_at", "-pk")[:SHOWN],
        entries.exclude(state=RETURNED).order_by("-entered_at", "-pk")[:SHOWN],
    ]
    if not oversees:
        parts.append(last_own(entries.filter(**_mine(membership), corrects=None)))
    rows = sorted(parts[0].union(*parts[1:]), key=lambda row: (row.entered_at, row.pk), reverse=True)
    mine = [row for row in rows if row.corrects_id is None and row.description and _is_mine(membership, row)]
    back = sorted(
        (row for row in rows if row.state == RETURNED), key=lambda row: (row.decided_at, row.pk), reverse=True
    )
    return {
        "returned": back[:SHOWN],
        "latest": [row for row in rows if row.state != RETURNED][:SHOWN],
        "recent": [] if oversees else one_of_each(mine[:LOOKS_AT])[:AGAIN],
    }


def _mine(membership: Membership) -> dict[str, int]:
    return {"person": membership.user_id, "organisation": membership.organisation_id}


def _is_mine(membership: Membership, row: HourEntry) -> bool:
    return (row.person_id, row.organisation_id) == (membership.user_id, membership.organisation_id)


def _doubtful(membership: Membership) -> int:
    decides = membership.can(Permission.DECIDE_ON_HOURS)
    return offers.doubtful(membership, timezone.now()).count() if decides else 0


def _sessions(membership: Membership, now: datetime, *, oversees: bool) -> NextSessions:
    """What comes for this person; what is open to everybody is no news for who oversees all."""
    found = next_sessions(membership, now)
    return NextSessions(found.own, []) if oversees else found


def _reports(membership: Membership) -> list[AccountabilityReport]:
    return list(report_rows(membership)[:SHOWN]) if membership.can(Permission.SEE_REPORTS) else []


def _milestones(membership: Membership, day: date) -> list[PlannedMilestone]:
    return milestones.waiting(membership, day) if membership.can(Permission.RUN_LABS) else []


def _reminders(rounds: list[int]) -> WaitingReminders | None:
    """From the round of each mail that waits; all are of one."""
    return WaitingReminders(rounds[0], len(rounds)) if rounds else None


def _queue(membership: Membership, now: datetime, day: date) -> dict[str, Any]:
    """What waits for who oversees all, in one query; what is not there is left out.

    Numbers of months, contributions, offers and duties; which partners lack somebody who confirms months; the round
    of each reminder; and the milestones that ask for attention.
    """
    asked = {
        "months": (Permission.ACCEPT_MONTHS, Timesheet.objects.acceptable_by),
        "goods": (Permission.DECIDE_ON_GOODS, inbox_of),
        "offers": (Permission.LOG_HOURS, offers.offers_of),
        "duties": (Permission.ASSESS_DUTIES, lambda member: NotificationDuty.objects.visible_to(member).waiting()),
        "unconfirmed": (Permission.INVITE_ANYONE, lambda member: to_appoint(member, now)),
        "reminders": (Permission.SEND_REMINDERS, lambda member: waiting_reminders(member, now)),
        "milestones": (Permission.RUN_LABS, lambda member: milestones.asking(member, day)),
    }
    named = {
        "unconfirmed": JSONBAgg(JSONObject(pk="pk", name="name"), order_by=("name", "pk")),
        "reminders": JSONBAgg("round_id", default=Value([], JSONField())),
        "milestones": JSONBAgg(
            JSONObject(**{name: name for name in milestones.COLUMNS}),
            order_by=("planned_on", "pk"),
            default=Value([], JSONField()),
        ),
    }
    counts = [
        _counted(rows(membership), what, named.get(what, Value([], JSONField())))
        for what, (permission, rows) in asked.items()
        if membership.can(permission)
    ]
    if not counts:
        return {}
    found = counts[0].union(*counts[1:], all=True)
    return {row["what"]: row["about"] if row["what"] in named else row["number"] for row in found}


def _counted(rows: QuerySet, what: str, about) -> QuerySet:
    return rows.order_by().annotate(what=Value(what)).values("what").annotate(number=Count("pk"), about=about)
