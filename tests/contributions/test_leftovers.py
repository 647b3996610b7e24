"""Files without a row go after a day; never one that a row refers to, nor one whose row may still come."""

import os
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from contributions import tasks
from contributions.actions import agreements, documents, leftovers
from contributions.actions.proofs import add_proof
from contributions.models import Agreement, Document, Proof, SheetImport
from contributions.reports.documents import build
from contributions.store import DOCUMENTS
from labs.actions import certificates
from labs.actions.milestones import report_milestone
from labs.models import Certificate, MilestoneFile
from labs.tasks import render_certificate
from lib.store import Store
from tests.cast import NOW, TODAY, make_milestone
from tests.labs.learning_helpers import past, sit
from tests.labs.research_helpers import make_product

from .agreement_helpers import make_document, send
from .files import pdf
from .test_races import at_once

OLD, FRESH = NOW - timedelta(days=2), NOW - timedelta(hours=23)


@pytest.fixture(autouse=True)
def folder(tmp_path):
    with override_settings(DOCUMENTS_ROOT=tmp_path / "documents"):
        yield tmp_path / "documents"


def put(path, at=OLD):
    file = DOCUMENTS.location(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"x")
    return date_back(path, at)


def date_back(path, at=OLD):
    file = DOCUMENTS.location(path)
    os.utime(file, (at.timestamp(), at.timestamp()))
    return file


def proof(cast):
    upload = SimpleUploadedFile("bewijs.pdf", pdf())
    return add_proof(by=cast.anna, target=cast.entry(), upload=upload, now=NOW).proof.path


def sheet(cast):
    stored = DOCUMENTS.put(f"sheets/{uuid4().hex}", b"x")
    where = {"programme": cast.programme, "organisation": cast.terpdok, "uploaded_at": NOW}
    return SheetImport.objects.create(name="uren.csv", path=stored.path, sha256=stored.sha256, size=1, **where).path


def scan(cast):
    agreement, upload = send(cast), SimpleUploadedFile("scan.pdf", pdf())
    paper = agreements.PaperSignature(name="Mo Terpdok", signed_on=TODAY, scan=upload)
    agreements.record_paper(membership=cast.mirjam, agreement=agreement, paper=paper, now=NOW)
    return Agreement.objects.get().scan_path


def made(cast):
    return make_document(asked(cast)).path


def asked(cast) -> Document:
    return documents.request_document(
        by=cast.mo,
        kind="year_statement",
        programme=cast.programme,
        organisation=cast.terpdok,
        snapshot={},
        moment=NOW,
        language="nl",
        title="Jaaroverzicht",
        file_name="jaaroverzicht.pdf",
        now=NOW,
    )


@pytest.fixture
def plain(monkeypatch):
    """What a document says does not matter here."""
    monkeypatch.setattr("contributions.reports.documents.document_html", lambda _document: "<h1>Jaaroverzicht</h1>")
    monkeypatch.setattr("contributions.reports.documents._module", lambda _kind: None)


def milestone(cast):
    report_milestone(
        by=cast.carla,
        milestone=make_milestone(cast.masterclasses),
        outcome="yes",
        looked_on=TODAY,
        text="Gelukt.",
        seen=0,
        uploads=[SimpleUploadedFile("verslag.pdf", pdf())],
        nonce=uuid4(),
        now=NOW,
    )
    return MilestoneFile.objects.get().path


def product(cast):
    return make_product(cast, state="everyone").versions.get().path


def certificate(cast):
    row = sit(past(cast, None), cast.sanne, was_there=True)
    made = certificates.request_certificate(by=cast.sanne, enrolment=row, language="nl", now=NOW)
    render_certificate(certificate_id=made.pk)
    return Certificate.objects.get().path


KINDS = {
    "certificates": certificate,
    "proofs": proof,
    "sheets": sheet,
    "agreements": scan,
    "made": made,
    "milestones": milestone,
    "products": product,
}


def test_every_folder_is_known_here():
    assert set(KINDS) == set(leftovers.FOLDERS)


@pytest.mark.django_db
@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_row_refers_to_stays(cast, kind):
    file = date_back(KINDS[kind](cast))
    assert DOCUMENTS.root.joinpath(kind) in file.parents
    assert leftovers.tidy_files(now=NOW) == 0
    assert file.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_what_no_row_refers_to_goes_after_a_day(kind):
    old, unfinished, fresh = put(f"{kind}/7/a.pdf"), put(f"{kind}/7/.making-b"), put(f"{kind}/7/c.pdf", FRESH)
    elsewhere = put("kept/by-hand.pdf")
    assert leftovers.tidy_files(now=NOW) == 2
    assert (old.exists(), unfinished.exists()) == (False, False)
    assert fresh.exists() and elsewhere.exists()


@pytest.mark.django_db
def test_the_task_does_so(folder):
    file = put("sheets/a", OLD)
    tasks.tidy_files()
    assert not file.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("plain")
def test_a_document_that_is_being_made_keeps_its_file(cast):
    document = asked(cast)
    file = put(f"made/{document.pk}/jaaroverzicht.pdf")
    assert leftovers.tidy_files(now=NOW) == 0
    Document.objects.update(state="failed", failure="rendering")
    assert leftovers.tidy_files(now=NOW) == 1
    assert not file.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["proofs", "sheets"])
def test_a_row_that_comes_while_the_folder_is_read_is_seen(cast, kind, monkeypatch):
    """The row is written after the folder was read, and the file looks old: a clock that was set."""
    read, came = Store.older_than, []

    def slowly(store, moment, folder=""):
        if folder == kind:
            came.append(KINDS[kind](cast))
            date_back(came[0])
        return read(store, moment, folder)

    monkeypatch.setattr(Store, "older_than", slowly)
    assert leftovers.tidy_files(now=NOW) == 0
    assert DOCUMENTS.location(came[0]).exists()
    assert Proof.objects.count() + SheetImport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("plain")
def test_a_document_that_is_made_again_at_this_moment_keeps_its_file(cast, monkeypatch):
    """Its earlier, failed attempt left a file of the same name: the worker waits until that is gone."""
    document = asked(cast)
    Document.objects.update(state="failed", failure="rendering")
    file = put(f"made/{document.pk}/jaaroverzicht.pdf")
    remove, looking = Store.remove, threading.Event()

    def slowly(store, path):
        looking.set()
        threading.Event().wait(0.5)
        remove(store, path)

    monkeypatch.setattr(Store, "remove", slowly)

    def make():
        looking.wait(10)
        documents.retry_document(by=cast.mo, document=Document.objects.get(), now=NOW)
        claimed = documents.claim_document(document_id=document.pk, now=NOW)
        stored, pages = build(claimed)
        return documents.finish_document(document=claimed, stored=stored, pages=pages, now=NOW)

    assert at_once(lambda: leftovers.tidy_files(now=NOW), make) == [1, True]
    assert file.read_bytes().startswith(b"%PDF")
