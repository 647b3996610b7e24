"""The document of an agreement conforms, says what was pledged to the cent, and is the same when made again."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from contributions.models import Document
from contributions.reports.documents import rendered_document

from .agreement_helpers import prepare, send, sign

pytestmark = pytest.mark.django_db
VERAPDF = Path(__file__).resolve().parent.parent / "accountability" / "verapdf.py"


@pytest.fixture
def pledges(cast):
    hours = cast.promise()
    return [hours, cast.promise(kind="room", unit="month", quantity=12, unit_price=275, amount="3300.05")]


def words(document: Document) -> str:
    from io import BytesIO

    pages = PdfReader(BytesIO(rendered_document(document).content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_it_conforms_in_both_languages_also_when_signed(cast, pledges, tmp_path):
    dutch = prepare(cast, pledges, language="nl")
    Document.objects.filter(pk=dutch.document_id).update(organisation=cast.terpdok)
    signed = sign(cast, send(cast, prepare(cast, [cast.promise(kind="cash", unit="amount")])))
    files = []
    for name, document in (("nl", dutch.document), ("signed", signed.signed_document)):
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(rendered_document(document).content)
    done = subprocess.run(
        [sys.executable, str(VERAPDF), *map(str, files)], capture_output=True, text=True, check=True, timeout=300
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == {str(file): {"3a": [], "ua1": []} for file in files}


def test_it_says_what_was_pledged_and_what_is_asked(cast, pledges):
    text = words(prepare(cast, pledges).document)
    for words_in_it in (
        "120 hours",
        "€8,760.00",
        "12 months",
        "€3,300.05",
        "€12,060.05",
        "RIF19-00073",
        "RIF19 art. 13(5)",
        "Terpdok Software",
        "Prepared and offered in the portal by Mirjam Management",
        "hands over all data",
        "page 1 of",
    ):
        assert "".join(words_in_it.split()) in text


def test_the_applicant_school_reads_that_only_money_counts(cast):
    text = words(prepare(cast, [cast.promise(cast.noorderpoort, kind="cash", unit="amount")]).document)
    assert "onlymoneycounts" in text


def test_made_again_it_is_the_same_file(cast, pledges):
    document = prepare(cast, pledges).document
    assert rendered_document(document).content == rendered_document(document).content
