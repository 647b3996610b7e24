"""Files of reports that no row refers to go after a day; those of a report that is being made stay."""

import os
import threading
from datetime import timedelta

import pytest

from accountability import actions, leftovers, tasks
from accountability.models import AccountabilityReport, ReportPart
from accountability.states import Failure
from accountability.store import REPORTS
from lib.store import Store
from tests.accountability.helpers import ask, make
from tests.cast import NOW
from tests.contributions.test_races import at_once

OLD, FRESH = NOW - timedelta(days=2), NOW - timedelta(hours=23)


def put(path, at=OLD):
    file = REPORTS.location(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.write_bytes(b"x")
    os.utime(file, (at.timestamp(), at.timestamp()))
    return file


def fail(report):
    for _ in range(3):
        part = actions.claim_part(part_id=report.parts.get().pk, now=NOW)
        actions.fail_part(part=part, failure=Failure.RENDERING, now=NOW)


@pytest.mark.django_db
def test_the_files_of_a_report_stay_and_what_lies_beside_them_goes(cast, monkeypatch):
    monkeypatch.setattr(actions, "LINES_PER_DOCUMENT", 1)
    for day in (2, 3):
        cast.approved(worked_on=NOW.date().replace(day=day))
    report = make(ask(cast.mirjam, cast.programme)[0])
    assert report.is_bundle
    kept = [put(path) for path in [report.path, *ReportPart.objects.values_list("path", flat=True)]]
    orphans = [put(f"{report.pk}/half.pdf"), put(f"{report.pk}/.making-a"), put("999/gone.pdf"), put("loose.pdf")]
    fresh = put(f"{report.pk}/fresh.pdf", FRESH)
    assert leftovers.tidy_reports(now=NOW) == len(orphans)
    assert not any(file.exists() for file in orphans)
    assert fresh.exists() and all(file.exists() for file in kept)


@pytest.mark.django_db
def test_a_report_that_is_being_made_keeps_its_files(cast):
    report = ask(cast.mirjam, cast.programme)[0]
    file = put(f"{report.pk}/a.pdf")
    tasks.tidy_reports()
    assert file.exists()
    fail(report)
    assert leftovers.tidy_reports(now=NOW) == 1
    assert not file.exists()


@pytest.mark.django_db(transaction=True)
def test_a_report_that_is_tried_again_at_this_moment_keeps_its_file(cast, monkeypatch):
    report = ask(cast.mirjam, cast.programme)[0]
    done = make(report).path
    assert done  # so the name is known
    other = ask(cast.mirjam, cast.programme, language="en")[0]
    fail(other)
    file = put(f"{other.pk}/{REPORTS.location(done).name.replace(report.number[-3:], other.number[-3:])}")
    remove, looking = Store.remove, threading.Event()

    def slowly(store, path):
        looking.set()
        threading.Event().wait(0.5)
        remove(store, path)

    monkeypatch.setattr(Store, "remove", slowly)

    def again():
        looking.wait(10)
        actions.retry_report(by=cast.mirjam, report=AccountabilityReport.objects.get(pk=other.pk), now=NOW)
        return make(other).path

    removed, path = at_once(lambda: leftovers.tidy_reports(now=NOW), again)
    assert (removed, REPORTS.location(path)) == (1, file)
    assert file.read_bytes().startswith(b"%PDF")
