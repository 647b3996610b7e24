"""The pages around proof."""

from datetime import date

import pytest
from django.urls import reverse

from contributions.actions.proofs import add_proof, remove_proof
from contributions.models import Proof, Timesheet
from contributions.store import DOCUMENTS
from labs.models import LabCoordinator
from tests.cast import NOW
from tests.contributions.files import pdf, picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture(autouse=True)
def english(client, settings, tmp_path):
    client.cookies["django_language"] = "en"
    settings.DOCUMENTS_ROOT = tmp_path / "documents"


def url(name, *args):
    return reverse(name, args=["werkplaats", *args])


def text(response):
    return response.content.decode()


@pytest.fixture
def proof(cast):
    return add_proof(by=cast.anna, target=cast.submitted(), upload=upload(pdf(), "lijst.pdf"), now=NOW).proof


def send(client, entry, content=None, name="lijst.pdf"):
    data = {"file": upload(content or pdf(), name)}
    return client.post(url("proof_add", "hours", entry.pk), data, follow=True)


def test_adding_to_hours(log_in, cast):
    entry, client = cast.entry(), log_in(cast.anna)
    page = text(client.get(url("hours_entry", entry.pk)))
    assert "No files yet" in page and "Leave out names of students" in page and 'enctype="multipart/form-data"' in page
    page = text(send(client, entry))
    assert "Added: lijst.pdf" in page and "Take away" in page
    assert "was there already, as lijst.pdf" in text(send(client, entry, name="kopie.pdf"))
    assert "Leave out names of students" in text(client.get(url("proof_add", "hours", entry.pk)))


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"<html>", "not a PDF, PNG or JPEG"), (b"", "empty"), (b"%PDF-1.7 oops", "damaged")],
)
def test_what_is_wrong_is_said_at_the_field(log_in, cast, content, words):
    page = log_in(cast.anna).post(url("proof_add", "hours", cast.entry().pk), {"file": upload(content)})
    assert words in text(page) and 'href="#id_file"' in text(page)
    assert not Proof.objects.exists()


def test_no_file_and_one_that_is_too_large(log_in, cast, settings):
    client, entry = log_in(cast.anna), cast.entry()
    assert "Choose a file" in text(client.post(url("proof_add", "hours", entry.pk), {}))
    settings.MOST_UPLOAD_BYTES = 1000
    settings.MOST_PROOF_BYTES = 500
    assert "at most" in text(send(client, entry, b"x" * 1_000_000))
    assert not Proof.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anna", 200),
        ("mo", 200),
        ("carla", 200),
        ("mirjam", 200),
        ("aad", 200),
        ("beheer", 200),
        ("bram", 404),
        ("joost", 404),
        ("thea", 404),
        ("sanne", 404),
        ("esra", 404),
    ],
)
def test_who_sees_the_hours_gets_the_file(log_in, cast, proof, who, status):
    response = log_in(getattr(cast, who)).get(url("proof", proof.pk))
    assert response.status_code == status
    if status == 200:
        assert b"".join(response.streaming_content) == pdf()


def test_the_file_comes_as_a_download(log_in, cast):
    entry = cast.entry()
    proof = add_proof(by=cast.anna, target=entry, upload=upload(picture("JPEG"), "x.html", "text/html"), now=NOW).proof
    response = log_in(cast.anna).get(url("proof", proof.pk))
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'attachment; filename="x.html.jpg"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert b"".join(response.streaming_content) == picture("JPEG")
    DOCUMENTS.location(proof.path).unlink()
    assert log_in(cast.anna).get(url("proof", proof.pk)).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("anna", 200), ("mo", 200), ("bram", 404), ("carla", 302), ("mirjam", 302), ("aad", 403), ("sanne", 403)],
)
def test_who_may_add(log_in, cast, who, status):
    entry = cast.submitted()
    assert log_in(getattr(cast, who)).get(url("proof_add", "hours", entry.pk)).status_code == status


def test_who_may_not_add_is_told(log_in, cast):
    page = send(log_in(cast.carla), cast.submitted())
    assert "Only who logged this" in text(page)
    assert not Proof.objects.exists()


@pytest.mark.parametrize("place", ["nowhere", "entry", "month", "contribution", "timesheet"])
def test_what_is_not_there(log_in, cast, place):
    assert log_in(cast.mo).get(url("proof_add", place, cast.entry().pk)).status_code == 404


def test_taking_away_asks_first(log_in, cast):
    proof = add_proof(by=cast.anna, target=cast.entry(), upload=upload(pdf(), "lijst.pdf"), now=NOW).proof
    client = log_in(cast.anna)
    assert "Take this proof away?" in text(client.get(url("proof_remove", proof.pk)))
    assert Proof.objects.there().exists()
    assert "Taken away: lijst.pdf" in text(client.post(url("proof_remove", proof.pk), follow=True))
    assert client.get(url("proof", proof.pk)).status_code == 404
    assert client.post(url("proof_remove", proof.pk)).status_code == 404
    assert "lijst.pdf" not in text(client.get(url("hours_entry", proof.entry_id)))


def test_what_stays_says_why(log_in, cast, proof):
    client = log_in(cast.anna)
    for response in (
        client.get(url("proof_remove", proof.pk), follow=True),
        client.post(url("proof_remove", proof.pk), follow=True),
    ):
        assert "This proof stays" in text(response)
    assert Proof.objects.there().exists()
    assert log_in(cast.bram).post(url("proof_remove", proof.pk)).status_code == 404
    assert log_in(cast.aad).post(url("proof_remove", proof.pk)).status_code == 403


def test_the_approver_reads_it(log_in, cast, proof):
    page = text(log_in(cast.carla).get(url("approval", proof.entry_id)))
    assert "lijst.pdf" in page and url("proof", proof.pk) in page
    assert "multipart" not in page and "Take away" not in page


def test_pages_ask_the_same_queries_for_any_number_of_files(log_in, cast, django_assert_max_num_queries):
    LabCoordinator.objects.get_or_create(lab=cast.learning_lab, membership=cast.carla)
    entry, counts = cast.submitted(), []
    for number in (1, 2, 3):
        add_proof(by=cast.anna, target=entry, upload=upload(pdf(f"nr {number}")), now=NOW)
        for member, name in ((cast.anna, "hours_entry"), (cast.carla, "approval")):
            client = log_in(member)
            with django_assert_max_num_queries(15) as caught:
                client.get(url(name, entry.pk))
            counts.append((name, len(caught)))
    assert len(set(counts)) == 2


def test_removed_proof_is_in_no_list(log_in, cast):
    entry = cast.entry()
    proof = add_proof(by=cast.anna, target=entry, upload=upload(pdf(), "lijst.pdf"), now=NOW).proof
    remove_proof(by=cast.anna, proof=proof, now=NOW)
    assert "No files yet" in text(log_in(cast.anna).get(url("hours_entry", entry.pk)))


def test_a_scan_of_a_signed_month(log_in, cast):
    month = Timesheet.objects.create(
        programme=cast.programme, organisation=cast.terpdok, person=cast.anna.user, month=date(2026, 2, 1)
    )
    client = log_in(cast.mo)
    page = text(client.get(url("month_sheet", month.pk)))
    assert url("proof_add", "month", month.pk) in page and "Scan of a signed document" in page
    data = {"file": upload(pdf(), "getekend.pdf")}
    assert "Say what this file is" in text(client.post(url("proof_add", "month", month.pk), data))
    data = {"kind": "signed_scan", "file": upload(pdf(), "getekend.pdf")}
    assert "Added: getekend.pdf" in text(client.post(url("proof_add", "month", month.pk), data, follow=True))
    assert Proof.objects.get().kind == "signed_scan"
    assert log_in(cast.bram).get(url("proof", Proof.objects.get().pk)).status_code == 404


def test_goods_take_proof_on_their_page(log_in, cast):
    goods = cast.cash(state="draft", evidence="", entered_by=cast.mo.user)
    client = log_in(cast.mo)
    data = {"file": upload(pdf(), "betaling.pdf")}
    page = text(client.post(url("proof_add", "contribution", goods.pk), data, follow=True))
    assert "Added: betaling.pdf" in page and "counts as co-financing once it is approved" in page
    assert log_in(cast.bram).get(url("proof", Proof.objects.get().pk)).status_code == 404
    assert log_in(cast.mirjam).get(url("proof", Proof.objects.get().pk)).status_code == 404
