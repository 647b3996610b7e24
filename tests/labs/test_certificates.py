"""Certificates: for who was there, once for the same content, and anybody can check them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from labs import tasks
from labs.actions import certificates as actions
from labs.models import Certificate, Enrolment, Session
from labs.queries.certificates import issued_certificate
from labs.reports.certificates import build, grouped, rendered_certificate
from labs.store import CERTIFICATES
from lib.jobs import DONE, FAILED, QUEUED, RUNNING, Failure
from lib.store import Store
from lib.workflow import Refused
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.contributions.helpers import faults
from tests.labs.enrolment_helpers import DAY, enrol, make_session

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DOCUMENTS_ROOT = tmp_path / "documents"


@pytest.fixture
def there(cast):
    """Sanne was at a session of last week."""
    session = make_session(cast, starts_at=NOW - 7 * DAY)
    row = enrol(cast.sanne, session, NOW - 20 * DAY)
    Enrolment.objects.filter(pk=row.pk).update(was_there=True)
    return Enrolment.objects.get(pk=row.pk)


@pytest.fixture
def ask(cast, there):
    def request(by=None, language="nl", now=NOW):
        return actions.request_certificate(by=by or cast.sanne, enrolment=there, language=language, now=now)

    return request


def make(certificate):
    tasks.render_certificate(certificate_id=certificate.pk)
    certificate.refresh_from_db()
    return certificate


def test_the_same_content_is_one_certificate(ask, cast, there):
    first = ask()
    assert ask(now=LATER) == first
    assert ask(language="en") != first
    cast.sanne.user.name = "Sanne Anders"
    cast.sanne.user.save()
    assert ask() != first
    assert AuditEvent.objects.filter(verb="certificate.requested").count() == 3


def test_its_file_bears_the_day_as_the_clock_here_says(cast):
    session = make_session(cast, starts_at=datetime(2026, 3, 9, 23, 30, tzinfo=UTC))
    row = enrol(cast.sanne, session, NOW - 20 * DAY)
    Enrolment.objects.filter(pk=row.pk).update(was_there=True)
    made = actions.request_certificate(by=cast.sanne, enrolment=row, language="nl", now=NOW)
    assert made.file_name == "certificaat-2026-03-10.pdf"


def test_only_for_oneself_and_only_for_who_was_there(ask, cast, there):
    for member in (cast.anna, cast.carla, cast.mirjam):
        with pytest.raises(Refused):
            ask(by=member)
    for value in (None, False):
        Enrolment.objects.filter(pk=there.pk).update(was_there=value)
        with pytest.raises(Refused):
            ask()
    assert not Certificate.objects.exists()


def test_the_same_row_gives_the_same_bytes_and_a_good_file(ask):
    row = make(ask())
    assert row.state == DONE
    file = CERTIFICATES.location(row.path)
    assert rendered_certificate(row).content == file.read_bytes()
    assert build(row)[0].sha256 == row.sha256
    assert rendered_certificate(row).pages == 1
    assert not faults(file)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_stands_on_it(ask, language):
    from labs.reports.certificates import _context

    row = ask(language=language)
    context = _context(row)
    assert context["number"].replace("-", "").lower() == actions.number_of(row)
    assert context["snapshot"]["person"] == "Sanne Student"
    assert context["snapshot"]["minutes"] == 120
    assert context["snapshot"]["lab"] == "Learning Lab"
    assert "localhost" in context["check_at"] and "://" not in context["check_at"]


def test_the_number_is_not_in_the_database(ask):
    row = make(ask())
    number = actions.number_of(row)
    values = Certificate.objects.values().get()
    assert len(number) == 32
    assert not [name for name, value in values.items() if number in str(value)]


def test_a_long_name_and_title_stay_on_one_page(ask, cast, there):
    cast.sanne.user.name = "Wilhelmina Theodora Konstantinopolitanska van Oldenbarnevelt tot Zuylichem en Omstreken"
    cast.sanne.user.save()
    there.session.title = "Veilig programmeren met gevoelige gegevens in de zorg, het onderwijs en de logistiek"
    there.session.save()
    assert rendered_certificate(ask()).pages == 1


def test_anybody_checks_it_by_hash_or_number_and_sees_no_name(ask, client):
    row = make(ask())
    number = grouped(actions.number_of(row))
    asked = client.get(reverse("verify_start"), {"sha256": number})
    assert asked.status_code == 302
    for address in (asked.url, reverse("verify", args=[row.sha256.upper()])):
        page = client.get(address, headers=ENGLISH)
        text = page.content.decode()
        assert page.status_code == 200
        assert "This certificate is genuine" in text and "Veilig programmeren" in text
        assert "Sanne" not in text
    assert client.get(reverse("verify", args=["0" * 32])).status_code == 404
    assert client.get(reverse("verify_start"), {"sha256": "0" * 31}).context["form"].errors


def test_a_certificate_of_who_was_not_there_after_all_is_not_valid(ask, client, there):
    row = make(ask())
    Enrolment.objects.filter(pk=there.pk).update(was_there=False)
    text = client.get(reverse("verify", args=[row.sha256]), headers=ENGLISH).content.decode()
    assert "no longer valid" in text and "genuine" not in text


def test_nothing_unfinished_is_genuine(ask):
    row = ask()
    assert issued_certificate(actions.number_of(row)) is None
    assert issued_certificate(actions.number_of(make(row))) == row
    assert issued_certificate("") is None


def test_of_two_workers_one_gets_it(ask):
    row = ask()
    slow = actions.claim_certificate(certificate_id=row.pk, now=NOW, holder="one")
    assert actions.claim_certificate(certificate_id=row.pk, now=NOW, holder="two") is None
    quick = actions.claim_certificate(certificate_id=row.pk, now=LATER, holder="two")
    stored = CERTIFICATES.put("late.pdf", b"%PDF late")
    values = {"stored": stored, "number": actions.number_of(row), "now": LATER}
    assert not actions.finish_certificate(certificate=slow, **values)
    assert actions.renew_lease(certificate=quick, now=LATER)
    assert actions.finish_certificate(certificate=quick, **values)


def test_a_full_disk_is_told_apart_and_tried_again(ask, cast, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    row = ask()
    with monkeypatch.context() as disk:
        disk.setattr(Store, "_put", full)
        for _ in range(3):
            make(row)
    assert (row.state, row.failure) == (FAILED, Failure.STORAGE)
    assert ask().state == QUEUED
    assert make(row).state == DONE
    assert not actions.retry_certificate(by=cast.sanne, certificate=row, now=NOW)


def test_the_sweeper_finds_what_was_lost_and_gives_up_after_three_times(ask):
    row = ask()
    assert actions.sweep_certificates(now=NOW) == []
    assert actions.sweep_certificates(now=LATER) == [row.pk]
    Certificate.objects.update(state=RUNNING, attempts=3, lease_until=NOW)
    assert actions.sweep_certificates(now=LATER) == []
    assert Certificate.objects.get().failure == Failure.WORKER_LOST


def test_a_finished_certificate_does_not_change(ask):
    make(ask())
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.update(snapshot={})


def test_the_pages_from_button_to_file(cast, log_in, there):
    client = log_in(cast.sanne)
    asked = client.post(reverse("certificate_make", args=["werkplaats", there.pk]))
    row = Certificate.objects.get()
    assert asked.url == reverse("certificate", args=["werkplaats", row.pk])
    assert client.get(asked.url).status_code == 200
    progress = reverse("certificate_progress", args=["werkplaats", row.pk])
    assert client.get(progress).status_code == 200
    download = reverse("certificate_download", args=["werkplaats", row.pk])
    assert client.get(download).status_code == 404
    make(row)
    assert client.get(progress).status_code == 286
    file = client.get(download)
    assert file["Content-Type"] == "application/pdf"
    assert b"".join(file.streaming_content).startswith(b"%PDF-")
    assert client.post(reverse("certificate_retry", args=["werkplaats", row.pk])).status_code == 302


@pytest.mark.parametrize("who", ["anna", "thea", "carla", "mirjam", "aad", "esra"])
def test_the_certificate_of_somebody_else_is_not_there(cast, log_in, ask, there, who):
    row = make(ask())
    client = log_in(getattr(cast, who))
    for name in ("certificate", "certificate_progress", "certificate_download"):
        assert client.get(reverse(name, args=["werkplaats", row.pk])).status_code == 404
    assert client.post(reverse("certificate_retry", args=["werkplaats", row.pk])).status_code == 404
    assert client.post(reverse("certificate_make", args=["werkplaats", there.pk])).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "cancelled", "cancelled_at": NOW, "cancel_reason": "Ziek"},
        {"starts_at": NOW + DAY, "ends_at": NOW + 2 * DAY},
    ],
)
def test_a_session_that_was_not_held_after_all_gives_no_certificate(ask, cast, there, changes):
    issued = make(ask())
    if "state" in changes:
        changes = changes | {"cancelled_by": cast.carla.user}
    Session.objects.filter(pk=there.session_id).update(**changes)
    with pytest.raises(Refused):
        ask(language="en")
    found = issued_certificate(issued.sha256)
    assert found.is_valid == ("state" not in changes)
