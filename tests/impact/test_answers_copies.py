"""One's own answers as a PDF: made by a worker, found by the link alone, and gone after an hour."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from impact.actions import answers_copies as copies
from impact.models import AnswerCopy
from impact.queries.answering import open_link
from impact.reports.own_answers import rendered_copy
from impact.store import COPIES
from impact.tasks import render_answer_copy, sweep_answer_copies
from impact.tokens import owner_hash_of
from lib.jobs import Failure
from lib.workflow import Refused
from tests.cast import NOW
from tests.contributions.helpers import faults
from tests.impact.stage import make_campaign, make_contact, make_link
from tests.impact.test_answers_box import answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
VALUES = {"remarks": "Meer tijd\nvoor docenten", "material_available": "yes", "material_consent": "no"}


@pytest.fixture(params=[False, True], ids=["named", "anonymous"])
def campaign(cast, request):
    return make_campaign(cast.werkplaats, anonymous=request.param)


@pytest.fixture
def token(campaign):
    return answer(make_contact(campaign, language="en"), **VALUES)


def asked_for(token, language="en") -> AnswerCopy:
    return copies.request_copy(opened=open_link(token), language=language, now=NOW)


def test_it_conforms_and_says_what_was_answered(token, tmp_path):
    files = []
    for language, words in (("en", "Not answered"), ("nl", "Niet beantwoord")):
        content = rendered_copy(asked_for(token, language)).content
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
        assert "voor docenten" in text and words in text and "Contact" not in text
        files.append(tmp_path / f"{language}.pdf")
        files[-1].write_bytes(content)
    assert faults(*files) == {}


def test_from_the_button_to_the_file(client, token):
    link = f"/s/{token}/copy/"
    assert client.get(link).url == f"/s/{token}/"
    assert client.post(link).url == link
    assert b"This takes a few seconds" in client.get(link).content
    assert client.get(f"{link}progress/").status_code == 200
    assert client.get(f"{link}file/").status_code == 404
    copy = AnswerCopy.objects.get()
    render_answer_copy(copy_id=copy.pk)
    copy.refresh_from_db()
    assert (copy.state, copy.snapshot, copy.owner_hash) == ("done", {}, owner_hash_of(token))
    assert client.get(f"{link}progress/").headers["HX-Refresh"] == "true"
    file = client.get(f"{link}file/")
    assert b"".join(file.streaming_content).startswith(b"%PDF") and "no-store" in file.headers["Cache-Control"]
    client.post(link)
    assert AnswerCopy.objects.count() == 1  # the same answers, the same file


def test_nobody_else_finds_it(client, campaign, token):
    render_answer_copy(copy_id=asked_for(token).pk)
    other = answer(make_contact(campaign))
    assert client.get(f"/s/{other}/copy/file/").status_code == 404
    mine = client.get(f"/s/{token}/copy/file/")
    assert mine.status_code == 200 and b"".join(mine.streaming_content)


def test_without_an_answer_there_is_no_copy(campaign):
    with pytest.raises(Refused):
        asked_for(make_link(make_contact(campaign)))


def test_it_is_thrown_away_after_an_hour_and_when_another_is_asked_for(token, time_machine):
    first = asked_for(token)
    render_answer_copy(copy_id=first.pk)
    path = AnswerCopy.objects.get().path
    assert COPIES.location(path).exists()
    asked_for(token, "nl")
    assert not COPIES.location(path).exists() and AnswerCopy.objects.get().language == "nl"
    copies.sweep_copies(now=NOW + timedelta(minutes=59))
    assert AnswerCopy.objects.exists()
    time_machine.move_to(NOW + timedelta(minutes=61))
    sweep_answer_copies()
    assert not AnswerCopy.objects.exists()


def test_what_goes_wrong_is_tried_again_and_then_said(client, token):
    copy = asked_for(token)
    for _attempt in range(3):
        held = copies.claim_copy(copy_id=copy.pk, now=NOW)
        assert copies.claim_copy(copy_id=copy.pk, now=NOW) is None  # one worker has it
        copies.fail_copy(copy=held, failure=Failure.STORAGE)
    assert b"the disk full" in client.get(f"/s/{token}/copy/").content
    assert client.post(f"/s/{token}/copy/").status_code == 302
    assert AnswerCopy.objects.get().state == "queued"
