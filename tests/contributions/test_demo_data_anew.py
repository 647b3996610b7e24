"""The demonstration made anew: on other days, twice, and where it may not be."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from contributions.demo.history import start_for, write_history
from contributions.demo.stage import set_stage
from contributions.models import HourEntry
from partnership.models import Programme

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.mark.django_db
def test_a_second_time_changes_nothing():
    assert set_stage(now=NOW) is not None
    count = HourEntry.objects.count()

    assert set_stage(now=datetime(2026, 12, 24, 10, 0, tzinfo=UTC)) is None
    assert HourEntry.objects.count() == count


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2026-01-01", "2028-02-29", "2030-08-31"])
def test_on_any_day_nothing_is_refused_and_the_fourth_year_runs(day):
    with time_machine.travel(f"{day}T20:30:00Z", tick=False):
        done = set_stage(now=datetime.fromisoformat(f"{day}T20:30:00+00:00"))
    programme = Programme.objects.get()

    assert done.judgement.rejected == []
    assert date.fromisoformat(day) in programme.years[3]
    assert len(programme.years) == 4


@pytest.mark.parametrize("month", range(1, 13))
def test_the_programme_started_three_years_and_three_months_ago(month):
    day = date(2026, month, 15)
    start = start_for(day)

    assert start.day == 1
    assert (day.year - start.year) * 12 + day.month - start.month == 39


def test_the_same_day_gives_the_same_folder(tmp_path):
    folders = [tmp_path / name for name in ("een", "twee")]
    for folder in folders:
        folder.mkdir()
        write_history(folder, today=TODAY)
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)

    assert first == second


@pytest.mark.django_db
def test_only_where_a_known_password_does_no_harm(settings):
    settings.DEMO = settings.DEBUG = False
    with pytest.raises(CommandError, match="DEMO"):
        call_command("demo_data")
    assert not Programme.objects.exists()

    settings.DEMO = True
    out = StringIO()
    call_command("demo_data", stdout=out)
    call_command("demo_data", stdout=out)
    assert "there already" in out.getvalue()
