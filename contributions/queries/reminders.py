"""Who is to be reminded of what: everything that waits for a person in one partnership, in a fixed number of queries
for each running programme.

A topic holds facts only (codes, names, numbers and days as plain JSON); `letters.py` has the words. It is about the
person's own work or the own organisation's, never about another partner; but management hears of partners whose months
nobody can confirm.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from contributions.models import Agreement, HourEntry, MonthLock, Reminder, ReminderChoice, ReminderRound, Timesheet
from contributions.pace import Schedule
from contributions.permissions import can_log
from contributions.states import SUBMITTED, AgreementState, RoundState, TimesheetState
from contributions.topics import Code
from labs.models import LabCoordinator
from lib.periods import ONE_DAY, Period, add_months, today
from partnership.kinds import GROUP_OF_KIND, FinancingGroup
from partnership.models import Membership, Organisation, Partnership, Programme
from partnership.roles import Permission, Role

from .confirmers import partners_without_confirmer, with_waiting_months
from .offers import waiting_by_person
from .pace import Stand, all_stands

# From this day of a month on somebody may be missing in it; before it, the month before is looked at.
DAY_OF_MONTH = 15
# An inbox is full when something waits longer than this, or when more than so many entries wait.
LONG_WAIT = timedelta(days=7)
MANY_WAITING = 25

Topic = dict[str, Any]


def rounds_of(membership: Membership) -> QuerySet[ReminderRound]:
    """The rounds that this member may see, the newest first, with how many people they were for and how many left."""
    rows = ReminderRound.objects.visible_to(membership).select_related("decided_by")
    going = Count("reminders", filter=Q(reminders__left_out=False))
    return rows.annotate(people=going, sent=Count("reminders__sent_week")).order_by("-week")


def waiting_reminders(membership: Membership, now: datetime) -> QuerySet[Reminder]:
    """This week's reminders that wait for this member to send or stop them; all are of one round."""
    rounds = ReminderRound.objects.visible_to(membership).filter(week=week_of(now), state=RoundState.PREPARED)
    return Reminder.objects.filter(round__in=rounds, left_out=False)


def week_of(now: datetime) -> date:
    """The Monday of the week in Amsterdam."""
    day = today(now)
    return day - timedelta(days=day.weekday())


def month_to_look_at(day: date) -> Period:
    first = day.replace(day=1)
    first = first if day.day >= DAY_OF_MONTH else add_months(first, -1)
    return Period(first, add_months(first, 1) - ONE_DAY)


def due(partnership: Partnership, now: datetime) -> dict[int, list[Topic]]:
    """Topics by person, of those who want to be reminded or have to be."""
    people = _People(partnership, now)
    found: dict[int, list[Topic]] = defaultdict(list)
    for user_id, topic in _topics(people, partnership, now):
        if people.may_get(user_id, topic):
            found[user_id].append(topic)
    return dict(found)


def _topics(people: "_People", partnership: Partnership, now: datetime) -> Iterator[tuple[int, Topic]]:
    day = today(now)
    running = Programme.objects.filter(partnership=partnership, starts_on__lte=day, ends_on__gte=day)
    for programme in running.order_by("pk"):
        stands = all_stands(programme, programme.year_of(day), day)
        yield from _nothing_logged(people, programme, stands, day)
        yield from _behind(people, stands, day)
    yield from _to_confirm(people, partnership)
    yield from _nobody_confirms(people, partnership)
    yield from _full_inbox(people, partnership, now)
    yield from _to_sign(people, partnership)
    yield from _offered(people, partnership, now)


class _People:
    """Who belongs to the partnership at this moment, and who does not want to be reminded."""

    def __init__(self, partnership: Partnership, now: datetime):
        self.memberships = list(
            Membership.objects.active(now)
            .filter(partnership=partnership)
            .select_related("organisation")
            .order_by("user__name", "user_id", "pk")
        )
        self.now = now
        self.managers: dict[int, list[int]] = defaultdict(list)
        for membership in self.memberships:
            if membership.role == Role.COMPANY_MANAGER:
                self.managers[membership.organisation_id].append(membership.user_id)
        off = ReminderChoice.objects.filter(partnership=partnership, off_at__isnull=False)
        self.off = set(off.values_list("user_id", flat=True))

    def may_get(self, user_id: int, topic: Topic) -> bool:
        """Who switched reminders off gets none, unless the company would have nobody left who hears of it."""
        if user_id not in self.off:
            return True
        managers = self.managers.get(topic.get("organisation_id"), ())
        alone = user_id in managers and all(each in self.off for each in managers)
        return alone and topic["code"] in Code.OF_MANAGERS


def reminded_managers(organisation: Organisation, now: datetime) -> list[int]:
    """The managers of a company, by id, who hear what waits there: none of them switched reminders off."""
    off = ReminderChoice.objects.filter(partnership=organisation.partnership_id, off_at__isnull=False)
    managers = Membership.objects.active(now).filter(organisation=organisation, role=Role.COMPANY_MANAGER)
    return list(managers.exclude(user__in=off.values("user")).values_list("user", flat=True).distinct())


def _nothing_logged(people: _People, programme: Programme, stands: Iterable[Stand], day: date):
    """People of companies that still have hours to bring in, of whom there is nothing in the month."""
    month = month_to_look_at(day)
    if month.overlap(programme.period) is None:
        return
    if MonthLock.objects.filter(programme=programme, month=month.first).exists():
        return
    owing = {stand.partner.organisation_id for stand in stands if _owes_hours(stand, month)}
    logged = HourEntry.objects.filter(programme=programme, worked_on__range=(month.first, month.last))
    answered = Timesheet.objects.filter(programme=programme, month=month.first, nothing=True)
    done = set(logged.values_list("person_id", "organisation_id").distinct())
    done |= set(answered.exclude(state=TimesheetState.DRAFT).values_list("person_id", "organisation_id"))
    for each in people.memberships:
        is_company = GROUP_OF_KIND.get(each.organisation.kind) == FinancingGroup.BUSINESS
        if not (is_company and each.can(Permission.LOG_HOURS) and each.organisation_id in owing):
            continue
        if (each.user_id, each.organisation_id) not in done and today(each.started_at) <= month.last:
            done.add((each.user_id, each.organisation_id))
            yield each.user_id, _topic(Code.NOTHING_LOGGED, each.organisation, month=month.first.isoformat())


def _owes_hours(stand: Stand, month: Period) -> bool:
    left_on = stand.partner.left_on if stand.partner else None
    open_pledge = stand.hours_course.schedule in (Schedule.BEHIND, Schedule.ON_SCHEDULE)
    return open_pledge and (left_on is None or left_on >= month.last)


def _topic(code: str, organisation: Organisation, **facts) -> Topic:
    return {"code": code, "organisation_id": organisation.pk, "organisation": organisation.name, **facts}


def _behind(people: _People, stands: Iterable[Stand], day: date):
    for stand in stands:
        if stand.schedule is not Schedule.BEHIND or stand.partner.left_on:
            continue
        key, hours, goods = stand.partner.organisation_id, stand.hours_course, stand.goods_course
        facts = {"code": Code.BEHIND, "organisation_id": key, "organisation": stand.partner.name}
        facts |= {"day": day.isoformat(), "hours": None, "goods": None}
        if stand.behind_minutes:
            facts["hours"] = [max(0, hours.brought_in), hours.expected, hours.pledged]
        if stand.behind_goods:
            facts["goods"] = [max(0, goods.brought_in), goods.expected, goods.pledged]
        for user_id in dict.fromkeys(people.managers.get(key, ())):
            yield user_id, dict(facts)


def _to_confirm(people: _People, partnership: Partnership):
    """Months that colleagues submitted; nobody confirms the own one."""
    waiting = Timesheet.objects.filter(programme__partnership=partnership, state=TimesheetState.SUBMITTED)
    rows = list(waiting.values("organisation_id", "person_id").annotate(n=Count("pk"), since=Min("submitted_at")))
    for membership in people.memberships:
        if not membership.can(Permission.CONFIRM_MONTHS):
            continue
        theirs = [
            row
            for row in rows
            if row["organisation_id"] == membership.organisation_id and row["person_id"] != membership.user_id
        ]
        if theirs:
            since = today(min(row["since"] for row in theirs)).isoformat()
            count = sum(row["n"] for row in theirs)
            yield membership.user_id, _topic(Code.CONFIRM, membership.organisation, count=count, since=since)


def _nobody_confirms(people: _People, partnership: Partnership):
    """For management: the partners where months wait that nobody there can confirm."""
    partners = with_waiting_months(partners_without_confirmer(partnership, people.now), people.now)
    stuck = [row for row in partners if row.months]
    managing = [each.user_id for each in people.memberships if each.role == Role.MANAGEMENT]
    for user_id in dict.fromkeys(managing):
        for organisation in stuck:
            facts = {"count": organisation.months, "since": today(organisation.since).isoformat()}
            yield user_id, _topic(Code.NOBODY_CONFIRMS, organisation, **facts)


def _full_inbox(people: _People, partnership: Partnership, now: datetime):
    """Coordinators with more than they keep up with: what `HourEntry.inbox_of` would show each of them."""
    waiting = HourEntry.objects.filter(programme__partnership=partnership, state=SUBMITTED).order_by()
    rows = list(
        waiting.values("activity__lab_id", "organisation_id", "person_id").annotate(
            n=Count("pk"), since=Min("submitted_at")
        )
    )
    judging = {each.pk: each for each in people.memberships if each.can(Permission.DECIDE_ON_HOURS)}
    labs = defaultdict(set)
    for lab, key in LabCoordinator.objects.filter(membership__in=judging).values_list("lab_id", "membership_id"):
        labs[key].add(lab)
    own = defaultdict(set)
    users = {each.user_id for each in judging.values()}
    everywhere = Membership.objects.active(now).filter(user__in=users)
    for user_id, organisation_id in everywhere.values_list("user_id", "organisation_id"):
        own[user_id].add(organisation_id)
    for key, membership in judging.items():
        mine = [row for row in rows if row["activity__lab_id"] in labs[key]]
        mine = [row for row in mine if row["person_id"] != membership.user_id]
        mine = [row for row in mine if row["organisation_id"] not in own[membership.user_id]]
        if mine and _is_full(mine, now):
            since = today(min(row["since"] for row in mine)).isoformat()
            count = sum(row["n"] for row in mine)
            yield membership.user_id, _topic(Code.INBOX, membership.organisation, count=count, since=since)


def _is_full(rows: list[dict], now: datetime) -> bool:
    oldest = min(row["since"] for row in rows)
    return sum(row["n"] for row in rows) > MANY_WAITING or now - oldest > LONG_WAIT


def _to_sign(people: _People, partnership: Partnership):
    """Who was asked to sign, as long as that person may; else the managers of the partner."""
    sent = Agreement.objects.filter(programme__partnership=partnership, state=AgreementState.SENT)
    signing = defaultdict(list)
    for membership in people.memberships:
        if membership.can(Permission.SIGN_AGREEMENTS):
            signing[membership.organisation_id].append(membership.user_id)
    for agreement in sent.select_related("organisation").order_by("sent_at", "pk"):
        able = list(dict.fromkeys(signing[agreement.organisation_id]))
        asked = [agreement.signatory_id] if agreement.signatory_id in able else able
        facts = {"number": agreement.number, "since": today(agreement.sent_at).isoformat()}
        for user_id in asked:
            yield user_id, _topic(Code.SIGN, agreement.organisation, **facts)


def _offered(people: _People, partnership: Partnership, now: datetime):
    """Hours that follow from sessions and wait for an answer; once for each person and organisation."""
    waiting = waiting_by_person(partnership, now)
    for membership in people.memberships:
        since = waiting.pop((membership.user_id, membership.organisation_id), None) if can_log(membership) else None
        if since:
            facts = {"count": len(since), "since": today(min(since)).isoformat()}
            yield membership.user_id, _topic(Code.OFFERS, membership.organisation, **facts)
