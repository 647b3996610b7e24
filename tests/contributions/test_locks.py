"""Locked months: when they lock, what the database refuses then, and how they are opened again (R39, R40)."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from contributions import actions
from contributions.actions import corrections, locks, months
from contributions.history.books import read_books
from contributions.history.facts import Books
from contributions.history.folder import read_folder
from contributions.history.judge import judge
from contributions.models import HourEntry, LockException, LockRule, MonthLock, TimesheetStep
from contributions.queries.checks import examine
from contributions.queries.locks import openness
from contributions.rules import Refusal, last_open_day
from contributions.tasks import lock_months
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.contributions.history_folder import Content

pytestmark = pytest.mark.django_db
FEBRUARY, DAY = date(2026, 2, 1), date(2026, 2, 10)
LATER = datetime(2099, 1, 1, tzinfo=UTC)  # the database knows the real time only


@pytest.fixture
def locked(cast):
    """February is locked, by hand."""
    return locks.lock_month(membership=cast.mirjam, programme=cast.programme, month=FEBRUARY, now=NOW)


@pytest.fixture
def rule(cast):
    return set_rule(cast)


def set_rule(cast, days_after=10, grace_days=5, version=None, by=None):
    days = locks.RuleDays(days_after, grace_days)
    return locks.set_lock_rule(
        membership=by or cast.mirjam, programme=cast.programme, days=days, version=version, now=NOW
    )


def opened(cast, lock, organisation=None, **values):
    defaults = {"until": LATER, "reason": "Ziek geweest", "granted_by": cast.mirjam.user, "granted_at": NOW}
    return LockException.objects.create(lock=lock, organisation=organisation, **defaults | values)


# --- When a month locks ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("month", "last"),
    [
        (date(2026, 2, 1), date(2026, 3, 15)),
        (date(2024, 2, 1), date(2024, 3, 15)),  # 29 February
        (date(2025, 12, 1), date(2026, 1, 15)),  # over the end of the year
    ],
)
def test_the_last_day_of_grace(month, last):
    assert last_open_day(month, days_after=10, grace_days=5) == last


@pytest.mark.parametrize(
    ("now", "month", "is_locked"),
    [
        (datetime(2026, 3, 15, 22, 59, tzinfo=UTC), FEBRUARY, False),  # 23:59 on the last day of grace
        (datetime(2026, 3, 15, 23, 30, tzinfo=UTC), FEBRUARY, True),  # 00:30 the day after
        (datetime(2026, 4, 15, 21, 59, tzinfo=UTC), date(2026, 3, 1), False),  # after the clock went forward
        (datetime(2026, 4, 15, 22, 30, tzinfo=UTC), date(2026, 3, 1), True),
        (datetime(2025, 11, 15, 22, 59, tzinfo=UTC), date(2025, 10, 1), False),  # after it went back
        (datetime(2025, 11, 15, 23, 30, tzinfo=UTC), date(2025, 10, 1), True),
        (datetime(2026, 1, 15, 22, 59, tzinfo=UTC), date(2025, 12, 1), False),
        (datetime(2026, 1, 15, 23, 30, tzinfo=UTC), date(2025, 12, 1), True),
    ],
)
def test_a_month_locks_at_midnight_in_amsterdam(cast, rule, now, month, is_locked):
    locks.lock_due_months(now=now)
    assert MonthLock.objects.filter(month=month).exists() is is_locked


@pytest.mark.parametrize(
    ("now", "month"),
    [
        (datetime(2026, 1, 31, 23, 30, tzinfo=UTC), date(2026, 1, 1)),  # 00:30 on 1 February
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), date(2026, 2, 1)),  # in the night the clock goes forward
        (datetime(2025, 10, 26, 0, 30, tzinfo=UTC), date(2025, 9, 1)),  # and back
    ],
)
def test_the_shortest_rule_locks_no_month_that_still_runs(cast, now, month):
    set_rule(cast, days_after=1, grace_days=0)
    locks.lock_due_months(now=now)
    newest = MonthLock.objects.order_by("-month").first().month
    expected = month if now.day != 31 else date(2025, 12, 1)  # 1 February is still one of the days after January
    assert newest == expected


def test_without_a_rule_nothing_locks(cast):
    assert locks.lock_due_months(now=datetime(2027, 1, 1, tzinfo=UTC)) == 0


def test_looking_twice_locks_once(cast, rule):
    first = locks.lock_due_months(now=NOW)
    assert first > 20 and locks.lock_due_months(now=NOW) == 0
    assert AuditEvent.objects.filter(verb="lock.set").count() == first


def test_the_task_of_every_hour(cast, rule, march):
    lock_months()
    assert MonthLock.objects.filter(month=FEBRUARY, locked_by=None).exists()


def test_between_closing_and_locking_a_month_says_until_when(cast, rule):
    def stand(now):
        return openness(cast.programme, FEBRUARY, organisation_id=cast.terpdok.pk, now=now)

    assert stand(datetime(2026, 3, 10, 12, tzinfo=UTC)).until is None
    assert stand(datetime(2026, 3, 11, 12, tzinfo=UTC)).until == date(2026, 3, 15)


# --- The rule itself -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("days_after", "grace_days"), [(0, 5), (366, 5), (10, -1), (10, 91)])
def test_a_rule_that_makes_no_sense_is_refused(cast, days_after, grace_days):
    with pytest.raises(Refused):
        set_rule(cast, days_after, grace_days)
    assert not LockRule.objects.exists()


@pytest.mark.parametrize(("days_after", "grace_days"), [(1, 0), (365, 90)])
def test_the_bounds_of_a_rule_are_allowed(cast, days_after, grace_days):
    assert set_rule(cast, days_after, grace_days).days_after == days_after


def test_of_two_rules_the_first_stands(cast, rule):
    with pytest.raises(SomeoneWasFirst):
        set_rule(cast, 20)
    set_rule(cast, 20, version=1)
    with pytest.raises(SomeoneWasFirst):
        set_rule(cast, 30, version=1)


@pytest.mark.parametrize("who", ["mo", "carla", "aad"])
def test_who_does_not_manage_sets_no_rule_and_locks_nothing(cast, who):
    by = getattr(cast, who)
    with pytest.raises(Refused):
        set_rule(cast, by=by)
    with pytest.raises(Refused):
        locks.lock_month(membership=by, programme=cast.programme, month=FEBRUARY, now=NOW)


@pytest.mark.parametrize("month", [date(2026, 3, 1), date(2030, 1, 1), date(2020, 1, 1)])
def test_only_a_month_of_the_programme_that_is_over_is_locked(cast, month):
    with pytest.raises(Refused):
        locks.lock_month(membership=cast.mirjam, programme=cast.programme, month=month, now=NOW)


# --- What a locked month refuses -------------------------------------------------------------------------------
def test_the_rules_refuse_hours_in_a_locked_month(cast, effort, locked):
    said = effort(worked_on=DAY, explanation="Vergeten")
    assert examine(said, day=NOW.date()).refusals == {"date": Refusal.MONTH_LOCKED}
    with pytest.raises(actions.EntryRefused):
        actions.log_hours(membership=cast.anna, effort=said, nonce=uuid4(), now=NOW)
    assert not examine(effort(), day=NOW.date()).refusals


@pytest.fixture
def lines(cast):
    make = {"draft": cast.entry, "submitted": cast.submitted, "returned": cast.returned, "approved": cast.approved}
    return {state: each(worked_on=DAY) for state, each in make.items()}


def refused_by_the_database(deed):
    with pytest.raises(IntegrityError, match="month_is_locked"), transaction.atomic():
        deed()


def test_the_database_refuses_every_change(cast, lines, locked):
    refused_by_the_database(lambda: cast.entry(worked_on=DAY))
    refused_by_the_database(lines["draft"].delete)
    rows = HourEntry.objects.filter(pk=lines["submitted"].pk)
    for change in (
        {"minutes": 60},
        {"description": "Iets anders"},
        {"worked_on": date(2026, 3, 3)},
        {"place": "Assen"},
    ):
        refused_by_the_database(lambda change=change: rows.update(**change))
    refused_by_the_database(lambda: rows.update(state="draft", submitted_at=None))
    refused_by_the_database(
        lambda: HourEntry.objects.filter(pk=lines["draft"].pk).update(state="submitted", submitted_at=NOW)
    )
    open_line = cast.entry()
    refused_by_the_database(lambda: HourEntry.objects.filter(pk=open_line.pk).update(worked_on=DAY))


def test_decisions_reports_and_months_go_on(cast, lines, locked):
    actions.approve_hours(membership=cast.carla, entry=lines["submitted"], version=None, now=NOW)
    actions.mark_reported(entry_ids=[lines["approved"].pk], now=NOW)
    assert HourEntry.objects.filter(state="approved").count() == 2


@pytest.mark.parametrize(
    ("state", "deed"),
    [
        ("submitted", lambda cast, row: actions.withdraw_hours(membership=cast.anna, entry=row, now=NOW)),
        ("draft", lambda cast, row: actions.delete_draft(membership=cast.anna, entry=row, now=NOW)),
        ("draft", lambda cast, row: actions.submit_hours(membership=cast.anna, entry=row, now=NOW)),
        ("approved", lambda cast, row: actions.reopen_hours(membership=cast.carla, entry=row, reason="Nee", now=NOW)),
    ],
)
def test_the_actions_say_it_in_words(cast, lines, locked, state, deed):
    row = HourEntry.objects.select_related("activity", "programme").get(pk=lines[state].pk)
    with pytest.raises(Refused):
        deed(cast, row)
    opened(cast, locked)
    HourEntry.objects.filter(pk=row.pk).update(explanation="Na de vakantie")
    row.refresh_from_db()
    deed(cast, row)


def test_another_programme_and_another_month_stay_open(cast, locked):
    cast.entry(worked_on=date(2026, 1, 31))
    cast.entry(cast.ed, programme=cast.other_programme, activity=cast.other_activity, worked_on=DAY)


def test_the_history_import_says_it_as_a_reason(tmp_path):
    folder = read_folder(Content().write(tmp_path))
    shut = Books(closed=frozenset({("terp", date(2024, 3, 1))}))
    found = judge(folder, shut, today=NOW.date()).rejected
    assert [(row.file, str(row.reason)) for row in found] == [("hours.csv", "month_locked")]
    assert not judge(folder, Books(), today=NOW.date()).rejected


def test_the_books_know_the_locked_months(cast, locked):
    assert ("terpdok", FEBRUARY) in read_books(cast.werkplaats, cast.programme).closed
    opened(cast, locked, cast.terpdok)
    assert ("terpdok", FEBRUARY) not in read_books(cast.werkplaats, cast.programme).closed


# --- Exceptions ------------------------------------------------------------------------------------------------
def test_an_exception_opens_a_month_for_whom_it_is_meant(cast, effort, locked):
    opened(cast, locked, cast.terpdok)
    cast.entry(worked_on=DAY)
    assert not examine(effort(worked_on=DAY), day=NOW.date()).refusals
    refused_by_the_database(lambda: cast.entry(cast.bram, worked_on=DAY))
    assert examine(effort(cast.bram, worked_on=DAY), day=NOW.date()).refusals


def test_an_exception_that_ended_opens_nothing(cast, effort, locked):
    exception = opened(cast, locked)
    locks.end_exception(membership=cast.mirjam, exception=exception, now=NOW)
    refused_by_the_database(lambda: cast.entry(worked_on=DAY))
    assert examine(effort(worked_on=DAY), day=NOW.date()).refusals
    with pytest.raises(SomeoneWasFirst):
        locks.end_exception(membership=cast.mirjam, exception=exception, now=NOW)


def test_an_exception_that_ran_out_opens_nothing(cast, effort, locked):
    opened(cast, locked, until=NOW + timedelta(hours=1))
    refused_by_the_database(lambda: cast.entry(worked_on=DAY))
    assert examine(effort(worked_on=DAY), day=date(2026, 3, 17)).refusals


def grant(cast, lock, **values):
    defaults = {"membership": cast.mirjam, "organisation": None, "last_day": date(2026, 3, 20), "reason": "Ziek"}
    return locks.grant_exception(**defaults | values, lock=lock, now=NOW)


def test_granting_one(cast, locked):
    exception = grant(cast, locked)
    assert exception.until == datetime(2026, 3, 20, 23, tzinfo=UTC)  # midnight in Amsterdam, the day after
    with pytest.raises(Refused):
        grant(cast, locked)


@pytest.mark.parametrize("values", [{"reason": " "}, {"last_day": date(2026, 3, 15)}])
def test_an_exception_needs_a_reason_and_a_day_to_come(cast, locked, values):
    with pytest.raises(Refused):
        grant(cast, locked, **values)


def test_who_does_not_manage_opens_nothing(cast, locked):
    with pytest.raises(Refused):
        grant(cast, locked, membership=cast.mo)


# --- Months and locks ------------------------------------------------------------------------------------------
@pytest.fixture
def sheet(cast):
    cast.approved(worked_on=DAY)
    values = {"membership": cast.anna, "programme": cast.programme, "month": FEBRUARY, "now": NOW}
    return months.hand_in_month(**values, statement=True)


def confirm_and_accept(cast, sheet):
    months.confirm_months(membership=cast.mo, picks={sheet.pk: None}, now=NOW)
    months.accept_months(membership=cast.mirjam, picks={sheet.pk: None}, now=NOW)
    sheet.refresh_from_db()


def test_an_accepted_month_locks_with_its_period(cast, sheet):
    confirm_and_accept(cast, sheet)
    locks.lock_month(membership=cast.mirjam, programme=cast.programme, month=FEBRUARY, now=NOW)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.locked_at) == ("locked", NOW)
    assert TimesheetStep.objects.filter(verb="locked", by=None).exists()


def test_a_month_that_is_accepted_after_locking_is_locked_at_once(cast, sheet, locked):
    confirm_and_accept(cast, sheet)
    assert sheet.state == "locked"


def test_a_month_of_a_locked_period_is_not_returned_unless_opened(cast, sheet, locked):
    give = {"membership": cast.mo, "picks": {sheet.pk: None}, "reason": "Fout", "now": NOW}
    assert not months.return_months(**give).done
    opened(cast, locked)
    assert months.return_months(**give).done == [sheet]


def test_what_is_locked_is_corrected_not_changed(cast, sheet, locked):
    entry = sheet.hours.get()
    right = corrections.Right(60, cast.masterclasses, "guest_teaching", entry.description)
    rows = corrections.correct_hours(
        membership=cast.anna, entry=entry, right=right, reason="Te veel", nonce=uuid4(), now=NOW
    )
    assert [(row.minutes, row.worked_on) for row in rows] == [(-150, NOW.date()), (60, NOW.date())]


# --- The page --------------------------------------------------------------------------------------------------
def url(name, *args):
    return reverse(name, args=["werkplaats", *args])


@pytest.mark.parametrize(
    ("days", "grace"), [("0", "5"), ("400", "5"), ("10", "91"), ("tien", "5"), ("", ""), ("-3", "2")]
)
def test_nonsense_is_refused_at_the_field(log_in, cast, march, days, grace):
    data = {"programme": cast.programme.pk, "days_after": days, "grace_days": grace}
    response = log_in(cast.mirjam).post(url("lock_rule"), data)
    assert response.status_code == 200 and response.context["rule_form"].errors
    assert not LockRule.objects.exists()


def test_a_rule_a_lock_and_an_exception_on_the_page(log_in, cast, march):
    client, programme = log_in(cast.mirjam), {"programme": cast.programme.pk}
    client.post(url("lock_rule"), programme | {"days_after": "10", "grace_days": "5"})
    assert LockRule.objects.get().days_after == 10
    client.post(url("lock_month"), programme | {"month": "2026-02-01"})
    lock = MonthLock.objects.get()
    data = {"lock": lock.pk, "organisation": cast.terpdok.pk, "last_day": "20-3-2026", "reason": "Ziek geweest"}
    client.post(url("lock_exception"), programme | data)
    exception = LockException.objects.get()
    assert client.get(url("locks")).status_code == 200
    client.post(url("lock_exception_end", exception.pk))
    exception.refresh_from_db()
    assert exception.ended_at == NOW
    client.post(url("lock_rule_remove"), programme | {"version": "1"})
    assert not LockRule.objects.exists()


@pytest.mark.parametrize("name", ["lock_rule", "lock_rule_remove", "lock_month", "lock_exception"])
def test_others_may_not(log_in, cast, name):
    assert log_in(cast.mo).post(url(name), {"programme": cast.programme.pk}).status_code == 403
    assert log_in(cast.esra).post(url(name), {"programme": cast.programme.pk}).status_code == 404


def test_the_page_takes_few_queries(log_in, cast, march, django_assert_max_num_queries, rule):
    locks.lock_due_months(now=NOW)
    client = log_in(cast.mirjam)
    with django_assert_max_num_queries(15):
        client.get(url("locks"))
