"""Documents on request: once for the same content, made by a worker, for those who may see them."""

import copy
from datetime import timedelta

import pytest
from django.template import engines
from django.urls import reverse

from contributions import tasks
from contributions.actions import documents
from contributions.models import Document
from contributions.reports import documents as reports
from contributions.store import DOCUMENTS
from lib.jobs import DONE, FAILED, QUEUED, RUNNING, Failure
from lib.store import Store
from partnership.models import AuditEvent
from partnership.roles import Role
from tests.cast import NOW
from tests.contributions.helpers import faults

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
TEMPLATE = (
    '{% extends "pdf/document.html" %}{% block body %}<h1>{{ title }}</h1><p>{{ snapshot.words }}</p>{% endblock %}'
)


@pytest.fixture
def template(settings, tmp_path, monkeypatch):
    """A template of our own, so that the machinery is tested apart from what documents say."""
    monkeypatch.setattr(reports, "_module", lambda kind: None)
    folder = tmp_path / "templates" / "contributions" / "pdf"
    folder.mkdir(parents=True)
    (folder / "year_statement.html").write_text(TEMPLATE)
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [tmp_path / "templates", *templates[0]["DIRS"]]
    settings.TEMPLATES = templates
    settings.DOCUMENTS_ROOT = tmp_path / "documents"
    return folder / "year_statement.html"


@pytest.fixture
def ask(cast, template):
    def request(by=None, **values):
        defaults = {
            "by": by or cast.mo,
            "kind": "year_statement",
            "programme": cast.programme,
            "organisation": cast.terpdok,
            "snapshot": {"words": "Dank je wel"},
            "moment": NOW,
            "language": "nl",
            "title": "Jaaroverzicht",
            "file_name": "jaaroverzicht.pdf",
            "now": NOW,
        }
        return documents.request_document(**defaults | values)

    return request


def test_the_same_content_is_one_document_and_other_content_another(ask):
    first, again = ask(), ask(now=LATER, title="Ander opschrift")
    assert first == again and AuditEvent.objects.filter(verb="document.requested").count() == 1
    assert ask(snapshot={"words": "Nog eens"}) != first
    assert ask(language="en") != first


def test_a_worker_makes_it_and_the_bytes_are_the_same_when_made_again(ask, monkeypatch):
    document = ask()
    tasks.render_document(document_id=document.pk)
    document.refresh_from_db()
    assert (document.state, document.pages) == (DONE, 1)
    file = DOCUMENTS.location(document.path)
    assert tasks.build(document)[0].sha256 == document.sha256
    assert file.read_bytes().startswith(b"%PDF-")
    assert not faults(file)


def test_a_finished_document_is_not_made_again(ask):
    document = ask()
    tasks.render_document(document_id=document.pk)
    tasks.render_document(document_id=document.pk)
    assert Document.objects.get().attempts == 1
    assert not documents.retry_document(by=None, document=document, now=NOW)


def test_three_failures_are_final_until_somebody_asks_again(ask, template, cast):
    template.write_text("{% extends 'nowhere.html' %}")
    document = ask()
    for _ in range(3):
        tasks.render_document(document_id=document.pk)
    document.refresh_from_db()
    assert (document.state, document.failure) == (FAILED, Failure.RENDERING)
    template.write_text(TEMPLATE)
    engines["django"].engine.template_loaders[0].reset()
    assert ask().state == QUEUED
    tasks.render_document(document_id=document.pk)
    document.refresh_from_db()
    assert document.state == DONE


def test_a_full_disk_is_told_apart(ask, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    document = ask()
    monkeypatch.setattr(Store, "_put", full)
    for _ in range(3):
        tasks.render_document(document_id=document.pk)
    document.refresh_from_db()
    assert (document.state, document.failure) == (FAILED, Failure.STORAGE)


def test_of_two_workers_one_gets_it_and_who_comes_too_late_changes_nothing(ask):
    document = ask()
    slow = documents.claim_document(document_id=document.pk, now=NOW, holder="one")
    assert documents.claim_document(document_id=document.pk, now=NOW, holder="two") is None
    quick = documents.claim_document(document_id=document.pk, now=LATER, holder="two")
    stored = DOCUMENTS.put("late.pdf", b"%PDF late")
    assert not documents.finish_document(document=slow, stored=stored, pages=1, now=LATER)
    assert documents.finish_document(document=quick, stored=stored, pages=1, now=LATER)


def test_the_sweeper_finds_what_was_lost_and_gives_up_after_three_times(ask):
    document = ask()
    assert documents.sweep_documents(now=NOW) == []
    assert documents.sweep_documents(now=LATER) == [document.pk]
    Document.objects.update(state=RUNNING, attempts=3, lease_until=NOW)
    assert documents.sweep_documents(now=LATER) == []
    assert Document.objects.get().failure == Failure.WORKER_LOST


def url(name, document):
    return reverse(name, kwargs={"partnership": "werkplaats", "pk": document.pk})


@pytest.mark.parametrize(
    ("person", "kind", "status"),
    [
        ("anna", "year_statement", 200),
        ("mo", "year_statement", 200),
        ("bram", "year_statement", 404),
        ("mirjam", "year_statement", 200),
        ("aad", "year_statement", 200),
        ("carla", "year_statement", 404),
        ("sanne", "year_statement", 404),
        ("anna", "month_overview", 404),
        ("mo", "month_overview", 200),
    ],
)
def test_who_finds_a_document(client, cast, ask, person, kind, status):
    document = ask(by=cast.mirjam)
    Document.objects.update(kind=kind)
    client.force_login(getattr(cast, person).user)
    assert client.get(url("document", document)).status_code == status
    assert client.get(url("document_progress", document)).status_code == status
    assert client.get(url("document_download", document)).status_code == 404  # it is not made yet


def test_a_ready_document_comes_as_a_download_and_the_page_stops_asking(client, cast, ask):
    document = ask()
    tasks.render_document(document_id=document.pk)
    client.force_login(cast.mo.user)
    answer = client.get(url("document_download", document))
    assert answer["Content-Disposition"] == 'attachment; filename="jaaroverzicht.pdf"'
    assert answer["Content-Type"] == "application/pdf" and b"".join(answer).startswith(b"%PDF-")
    asked = client.get(url("document_progress", document))
    assert asked.status_code == 286 and asked["HX-Refresh"] == "true"


def test_a_failed_document_can_be_tried_again_on_its_page(client, cast, ask):
    document = ask()
    Document.objects.update(state=FAILED, failure=Failure.RENDERING)
    client.force_login(cast.mo.user)
    assert "kon niet" in client.get(url("document", document)).content.decode().lower()
    client.post(url("document_retry", document))
    assert Document.objects.get().state == QUEUED
    assert client.get(url("document_retry", document)).status_code == 405


def test_anybody_can_check_a_document_by_its_hash_and_learns_no_names(client, cast, ask):
    document = ask(person=cast.anna.user)
    tasks.render_document(document_id=document.pk)
    document.refresh_from_db()
    answer = client.get(reverse("verify", kwargs={"sha256": document.sha256.upper()}))
    assert answer.status_code == 200 and "Terpdok" in answer.content.decode()
    assert "Anna" not in answer.content.decode()
    assert client.get(reverse("verify", kwargs={"sha256": "0" * 64})).status_code == 404


def test_who_is_no_manager_any_more_sees_no_documents_about_colleagues(cast, ask):
    document = ask(by=cast.mo, person=cast.anna.user)
    assert Document.objects.visible_to(cast.mo).get() == document
    cast.mo.role = Role.COMPANY_MEMBER
    cast.mo.save()
    assert not Document.objects.visible_to(cast.mo).exists()
