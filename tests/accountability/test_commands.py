"""`manage.py financing` and `manage.py demo_report`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accountability import store, tasks
from tests.accountability.helpers import ask, make


def run(*arguments, **options) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_financing_prints_what_is_realised(cast):
    cast.approved()
    cast.cash()
    cast.approved(kind="internship_supervision")
    figures = json.loads(run("financing", "RIF19-00073", "--json"))["realised"]
    assert figures["hours"] == "2.50"
    assert figures["hours_value"] == "182.50"
    assert figures["cash"] == "2500.00"
    assert figures["by_partner"] == {"terpdok": "2682.50"}
    assert figures["hours_value_by_lab"] == {"learning": "182.50"}


def test_financing_of_an_unknown_grant_says_which_there_are(cast):
    with pytest.raises(CommandError, match="RIF19-00073"):
        run("financing", "RIF24-1")


def test_demo_report_asks_once_and_prints_where_the_report_lies(cast, monkeypatch):
    cast.approved()
    # The worker that the command waits for works here, in between two looks.
    monkeypatch.setattr("lib.jobs.wake_each", lambda _task, calls: [tasks.render_part(**call) for call in calls])
    path = run("demo_report").strip().splitlines()[-1]
    report = cast.programme.reports.get()
    assert path == str(store.REPORTS.location(report.path))
    assert run("demo_report").strip().splitlines()[-1] == path
    assert cast.programme.reports.count() == 1


def test_demo_report_finds_the_report_that_is_there(cast):
    cast.approved()
    report = make(ask(cast.mirjam, cast.programme)[0])
    assert run("demo_report").strip() == str(store.REPORTS.location(report.path))


def test_demo_report_without_a_worker_ends_with_a_message(cast):
    cast.approved()
    with pytest.raises(CommandError, match="worker"):
        run("demo_report", wait=-1)
