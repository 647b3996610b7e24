"""The turn of the year, leap days, the nights in which the clock changes, and 00:30 on the first of a month.

What holds for a day in the middle of March has to hold there too: in the grid of a week, in months and in reminders.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from contributions.actions import months
from contributions.actions import reminders as actions
from contributions.models import HourEntry, Reminder, ReminderRound, Timesheet
from contributions.queries.months import lines_of_month
from contributions.queries.reminders import due, month_to_look_at, week_of
from contributions.queries.week import Week
from contributions.tasks import remind
from contributions.topics import Code
from lib.periods import ONE_DAY, today
from lib.workflow import Refused
from tests.cast import NOW

from .test_week_views import typed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


def url(name, *args):
    return reverse(name, args=["werkplaats", *args])


def page(response):
    return response.content.decode()


# --- Which week a day is in --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "key", "monday"),
    [
        (date(2026, 12, 27), "2026-W52", date(2026, 12, 21)),
        (date(2026, 12, 28), "2026-W53", date(2026, 12, 28)),
        (date(2026, 12, 31), "2026-W53", date(2026, 12, 28)),
        (date(2027, 1, 1), "2026-W53", date(2026, 12, 28)),
        (date(2027, 1, 3), "2026-W53", date(2026, 12, 28)),
        (date(2027, 1, 4), "2027-W01", date(2027, 1, 4)),
        (date(2020, 12, 28), "2020-W53", date(2020, 12, 28)),
        (date(2021, 1, 3), "2020-W53", date(2020, 12, 28)),
        (date(2024, 12, 29), "2024-W52", date(2024, 12, 23)),
        (date(2024, 12, 30), "2025-W01", date(2024, 12, 30)),
        (date(2025, 12, 29), "2026-W01", date(2025, 12, 29)),
        (date(2025, 12, 31), "2026-W01", date(2025, 12, 29)),
        (date(2029, 12, 31), "2030-W01", date(2029, 12, 31)),
        (date(2024, 2, 29), "2024-W09", date(2024, 2, 26)),
        (date(2026, 3, 29), "2026-W13", date(2026, 3, 23)),
        (date(2026, 10, 25), "2026-W43", date(2026, 10, 19)),
    ],
)
def test_the_week_of_a_day(day, key, monday):
    week = Week.of(day)
    assert (week.key, week.monday) == (key, monday)
    assert Week.parse(key) == week
    assert day in week.days and len(set(week.days)) == 7


def test_weeks_follow_each_other_without_gap_or_overlap():
    week, keys = Week.of(date(2019, 12, 23)), set()
    while week.monday < date(2032, 1, 15):
        assert week.following.monday == week.sunday + ONE_DAY
        assert week.following.previous == week
        assert Week.parse(week.key) == week
        keys.add(week.key)
        week = week.following
    assert {"2020-W53", "2026-W53"} == {key for key in keys if key.endswith("W53")}


# --- The grid of a week --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "days", "before", "after"),
    [
        ("2026-W53", (date(2026, 12, 28), date(2027, 1, 3)), "2026-W52", "2027-W01"),
        ("2026-W01", (date(2025, 12, 29), date(2026, 1, 4)), "2025-W52", "2026-W02"),
        ("2025-W01", (date(2024, 12, 30), date(2025, 1, 5)), "2024-W52", "2025-W02"),
        ("2024-W09", (date(2024, 2, 26), date(2024, 3, 3)), "2024-W08", "2024-W10"),
        ("2026-W13", (date(2026, 3, 23), date(2026, 3, 29)), "2026-W12", "2026-W14"),
        ("2025-W43", (date(2025, 10, 20), date(2025, 10, 26)), "2025-W42", "2025-W44"),
    ],
)
def test_every_day_of_such_a_week_is_saved_on_its_date(log_in, cast, time_machine, key, days, before, after):
    first, last = days
    time_machine.move_to(datetime(last.year, last.month, last.day, 12, tzinfo=UTC) + timedelta(days=1))
    client = log_in(cast.anna)
    shown = page(client.get(url("hours_week_of", key)))
    assert url("hours_week_of", before) in shown and url("hours_week_of", after) in shown
    row = {"hours": {str(number): "1.25" for number in range(7)}}
    assert client.post(url("hours_week_of", key), typed(cast, row)).status_code == 302
    found = list(HourEntry.objects.order_by("worked_on").values_list("worked_on", "minutes"))
    assert found == [(first + timedelta(days=number), 75) for number in range(7)]
    assert "8.75" in page(client.get(url("hours_week_of", key)))
    for month in {day.replace(day=1) for day in (first, last)}:
        values = {"programme_id": cast.programme.pk, "organisation_id": cast.terpdok.pk, "person_id": cast.anna.user_id}
        own = lines_of_month(**values, month=month)
        assert {line.worked_on.month for line in own} == {month.month}
        month_page = client.get(url("month", f"{month:%Y-%m}"))
        assert month_page.status_code == 200
        assert sum(line.minutes for line in own) == 75 * sum(
            (first + timedelta(days=number)).month == month.month for number in range(7)
        )


def test_last_weeks_rows_come_along_over_the_turn_of_the_year(log_in, cast, time_machine):
    time_machine.move_to(datetime(2027, 1, 4, 12, tzinfo=UTC))
    cast.entry(worked_on=date(2027, 1, 1), description="Nieuwjaarsles aan klas 3B")
    response = log_in(cast.anna).get(url("hours_week_of", "2027-W01"))
    assert response.context["earlier"] == Week.parse("2026-W53")
    assert response.context["week"].previous == response.context["earlier"]


def test_a_week_of_long_ago_opens_and_is_closed(log_in, cast, time_machine):
    time_machine.move_to(NOW)
    client = log_in(cast.anna)
    assert client.get(url("hours_week_of", "2020-W53")).status_code == 200
    client.post(url("hours_week_of", "2020-W53"), typed(cast, {"hours": {"0": "2"}}))
    assert not HourEntry.objects.exists()


@pytest.mark.parametrize(
    ("now", "day", "is_open"),
    [
        (datetime(2026, 3, 31, 21, 59, tzinfo=UTC), date(2026, 4, 1), False),  # 23:59 on 31 March
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), date(2026, 4, 1), True),  # 00:30 on 1 April
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2027, 1, 1), False),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1), True),
        (datetime(2024, 2, 28, 22, 59, tzinfo=UTC), date(2024, 2, 29), False),
        (datetime(2024, 2, 28, 23, 30, tzinfo=UTC), date(2024, 2, 29), True),
        (datetime(2024, 2, 29, 23, 30, tzinfo=UTC), date(2024, 3, 1), True),
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 29), False),  # the clock goes forward that night
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29), True),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 30), False),
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), date(2026, 3, 30), True),
        (datetime(2026, 10, 24, 21, 59, tzinfo=UTC), date(2026, 10, 25), False),  # and goes back
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 10, 25), True),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 26), False),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 26), True),
    ],
)
def test_a_day_opens_at_midnight_in_amsterdam(log_in, cast, time_machine, now, day, is_open):
    time_machine.move_to(now, tick=False)
    client, week = log_in(cast.anna), Week.of(day)
    if is_open:
        assert client.get(url("hours_week")).context["week"] == week
    row = {"hours": {str(day.weekday()): "2"}}
    client.post(url("hours_week_of", week.key), typed(cast, row))
    found = HourEntry.objects.values_list("worked_on", "minutes")
    assert list(found) == ([(day, 120)] if is_open else [])


# --- Months ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "month", "day"),
    [
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), date(2026, 3, 1), date(2026, 3, 29)),
        (datetime(2026, 10, 31, 23, 30, tzinfo=UTC), date(2026, 10, 1), date(2026, 10, 25)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2026, 12, 1), date(2026, 12, 31)),
        (datetime(2024, 2, 29, 23, 30, tzinfo=UTC), date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_month_holds_its_last_days_and_not_the_day_after(cast, time_machine, now, month, day):
    """At 00:30 on the first of the next month: the old month is handed in whole, the new one is not."""
    time_machine.move_to(now, tick=False)
    first = today(now)
    text = {"explanation": "In het weekend of laat ingevoerd"}
    inside, outside = cast.entry(worked_on=day, **text), cast.entry(worked_on=first, **text)
    values = {"membership": cast.anna, "programme": cast.programme, "statement": True, "now": now}
    sheet = months.hand_in_month(**values, month=month)
    assert list(sheet.hours.all()) == [inside]
    outside.refresh_from_db()
    assert (outside.state, outside.timesheet) == ("draft", None)
    with pytest.raises(Refused):
        months.hand_in_month(**values, month=first)
    assert not Timesheet.objects.filter(month=first).exists()


# --- Reminders -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "monday", "month"),
    [
        (datetime(2026, 12, 27, 22, 59, tzinfo=UTC), date(2026, 12, 21), date(2026, 12, 1)),
        (datetime(2026, 12, 27, 23, 30, tzinfo=UTC), date(2026, 12, 28), date(2026, 12, 1)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2026, 12, 28), date(2026, 12, 1)),
        (datetime(2027, 1, 3, 22, 59, tzinfo=UTC), date(2026, 12, 28), date(2026, 12, 1)),
        (datetime(2027, 1, 3, 23, 30, tzinfo=UTC), date(2027, 1, 4), date(2026, 12, 1)),
        (datetime(2020, 12, 31, 23, 30, tzinfo=UTC), date(2020, 12, 28), date(2020, 12, 1)),
        (datetime(2025, 12, 28, 23, 30, tzinfo=UTC), date(2025, 12, 29), date(2025, 12, 1)),
        (datetime(2024, 2, 28, 23, 30, tzinfo=UTC), date(2024, 2, 26), date(2024, 2, 1)),
        (datetime(2024, 2, 29, 23, 30, tzinfo=UTC), date(2024, 2, 26), date(2024, 2, 1)),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 23), date(2026, 3, 1)),
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), date(2026, 3, 30), date(2026, 3, 1)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 19), date(2026, 10, 1)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 26), date(2026, 10, 1)),
        (datetime(2026, 3, 14, 22, 59, tzinfo=UTC), date(2026, 3, 9), date(2026, 2, 1)),
        (datetime(2026, 3, 14, 23, 30, tzinfo=UTC), date(2026, 3, 9), date(2026, 3, 1)),
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), date(2026, 3, 30), date(2026, 3, 1)),
    ],
)
def test_the_week_and_the_month_that_reminders_are_about(now, monday, month):
    assert week_of(now) == monday == Week.of(today(now)).monday
    assert month_to_look_at(today(now)).first == month


def test_the_week_over_the_turn_of_the_year_gets_one_round(cast, time_machine):
    cast.pledge(starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31))
    for number, now in enumerate((datetime(2026, 12, 28, 9, tzinfo=UTC), datetime(2027, 1, 4, 9, tzinfo=UTC)), 1):
        for hours in (0, 24, 48, 72, 96, 120, 144):
            time_machine.move_to(now + timedelta(hours=hours), tick=False)
            remind()
            assert ReminderRound.objects.filter(partnership=cast.werkplaats).count() == number


def test_nobody_gets_a_second_mail_in_the_week_over_the_turn_of_the_year(cast, time_machine):
    cast.pledge(starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31))
    monday, new_year, later = (datetime(*day, 9, tzinfo=UTC) for day in ((2026, 12, 28), (2027, 1, 1), (2027, 1, 4)))
    time_machine.move_to(monday, tick=False)
    row, _is_new = actions.prepare_round(partnership=cast.werkplaats, by=None, now=monday)
    time_machine.move_to(new_year, tick=False)
    assert actions.prepare_round(partnership=cast.werkplaats, by=None, now=new_year) == (row, False)
    assert actions.send_round(by=cast.mirjam, row=row, version=1, now=new_year) == 2
    assert set(Reminder.objects.values_list("sent_week", flat=True)) == {date(2026, 12, 28)}
    time_machine.move_to(later, tick=False)
    following, is_new = actions.prepare_round(partnership=cast.werkplaats, by=None, now=later)
    assert is_new
    assert actions.send_round(by=cast.mirjam, row=following, version=1, now=later) == 2


@pytest.mark.parametrize(
    ("now", "day", "is_missing"),
    [
        (datetime(2024, 2, 29, 23, 30, tzinfo=UTC), date(2024, 2, 29), False),  # on 1 March February is looked at
        (datetime(2024, 2, 29, 23, 30, tzinfo=UTC), date(2024, 3, 1), True),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2026, 12, 31), False),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1), True),
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), date(2026, 3, 29), False),
        (datetime(2026, 10, 31, 23, 30, tzinfo=UTC), date(2026, 10, 25), False),
    ],
)
def test_who_logged_on_the_last_day_is_not_reminded_of_that_month(cast, time_machine, now, day, is_missing):
    time_machine.move_to(now, tick=False)
    cast.pledge(starts_on=date(2023, 8, 1), ends_on=date(2027, 7, 31))
    cast.entry(worked_on=day)
    topics = {topic["code"]: topic for topic in due(cast.werkplaats, now).get(cast.anna.user_id, [])}
    assert (Code.NOTHING_LOGGED in topics) is is_missing
    if is_missing:
        assert topics[Code.NOTHING_LOGGED]["month"] == month_to_look_at(today(now)).first.isoformat()
