"""Two tabs at the same moment. Each test was seen to fail with its lock or comparison taken away."""

import threading
from uuid import uuid4

import pytest

from contributions import actions
from contributions.models import HourEntry
from partnership.models import AuditEvent
from tests.cast import NOW

from .test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slow_checks(monkeypatch):
    """Between looking and writing passes a moment, as on a busy server."""
    from contributions.actions import week

    looked = week.examine_many

    def examine_many(*args, **kwargs):
        found = looked(*args, **kwargs)
        threading.Event().wait(0.3)
        return found

    monkeypatch.setattr(week, "examine_many", examine_many)


def save(cast, *cells, nonce=None, submit=False):
    return actions.save_week(
        membership=cast.anna,
        days=sorted({cell.effort.worked_on for cell in cells if cell.effort}) or [NOW.date()],
        cells=list(cells),
        nonce=nonce or uuid4(),
        now=NOW,
        submit=submit,
    )


def test_a_week_that_is_sent_twice_at_once_is_saved_once(cast, effort, slow_checks):
    nonce, cell = uuid4(), actions.Cell("r0-1", effort())
    answers = at_once(*[lambda: save(cast, cell, nonce=nonce, submit=True)] * 2)
    assert sorted(len(answer.logged) for answer in answers) == [0, 1]
    assert HourEntry.objects.get().state == "submitted"
    assert AuditEvent.objects.count() == 2


def test_two_tabs_change_one_cell_and_one_is_told(cast, effort, slow_checks):
    entry = cast.entry()
    deeds = [
        lambda minutes=minutes: save(cast, actions.Cell("r0-1", effort(minutes=minutes), entry.pk, 1))
        for minutes in (60, 120)
    ]
    answers = at_once(*deeds)
    refused = [answer for answer in answers if isinstance(answer, actions.WeekRefused)]
    assert len(refused) == 1
    assert refused[0].conflicts["r0-1"].entry.version == 2
    assert HourEntry.objects.get().version == 2


def test_a_day_keeps_24_hours_when_two_weeks_come_at_once(cast, effort, slow_checks):
    cell = actions.Cell("r0-1", effort(minutes=20 * 60))
    answers = at_once(*[lambda: save(cast, cell)] * 2)
    assert sum(isinstance(answer, actions.WeekRefused) for answer in answers) == 1
    assert HourEntry.objects.count() == 1


def test_a_cell_is_emptied_in_one_tab_and_changed_in_another(cast, effort, slow_checks):
    entry = cast.entry()
    answers = at_once(
        lambda: save(cast, actions.Cell("r0-1", None, entry.pk, 1)),
        lambda: save(cast, actions.Cell("r0-1", effort(minutes=60), entry.pk, 1)),
    )
    assert sum(isinstance(answer, actions.WeekRefused) for answer in answers) == 1
    left = list(HourEntry.objects.values_list("minutes", flat=True))
    assert left in ([], [60])
