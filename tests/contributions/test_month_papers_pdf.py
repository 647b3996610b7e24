"""The timesheet and the month overview as files: proper PDFs whatever somebody typed, and the same whenever made."""

from datetime import date, timedelta

import pikepdf
import pytest
from django.utils import translation
from pypdf import PdfReader

from contributions.actions import months
from contributions.models import Document, Timesheet
from contributions.reports.documents import rendered_document
from contributions.reports.month_papers import request_overview, request_timesheet
from contributions.store import DOCUMENTS
from partnership.roles import Role
from tests.cast import NOW, make_member
from tests.contributions.agreement_helpers import make_document
from tests.contributions.helpers import faults

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
FEBRUARY = date(2026, 2, 1)
HOSTILE = [
    "Gastles over veilig programmeren",
    '<script>alert(1)</script><img src="file:///etc/passwd"> & </td></tr></table>',
    "{% include 'base.html' %} {{ snapshot }} {# niets #}",
    '=HYPERLINK("http://example.org";"klik") \'citaat\' "nog een"',
    "Rechts naar links: \u202eabc\u202c en שלום עולם, مرحبا بالعالم",
    "Chinees 你好世界, emoji 👩‍💻🎓, samengesteld e\u0301 z\u0335a\u0336l\u0336g\u0336o",
    "Onzichtbaar \u200b\u200d\ufeff\u00ad, streepje \u2011, spaties \u00a0\u2003 klaar",
    "Regel een\nregel twee\r\nregel drie\tmet een tab",
    "a" * 300 + " " + "ß" * 150,
    "\U0001f9d1\u200d\U0001f3eb" * 60,
    "Stuurtekens \x01\x02\x1f\x7f\x85 en een vervanger \ufffd\ufffe",
]


@pytest.fixture
def sheet(cast, settings, tmp_path):
    """Anna's February with everything a hostile hand can type, through all its steps; Kim had nothing."""
    settings.DOCUMENTS_ROOT = tmp_path / "documents"
    for number, text in enumerate(HOSTILE):
        values = {"worked_on": FEBRUARY + timedelta(days=number), "minutes": 15 * (number + 1)}
        said = {"place": text[:100], "explanation": text[:200] + " in het weekend"}
        cast.entry(description=text + " " * 3 + "en nog meer", **values, **said)
    kim = make_member("Kim <b>\"&amp;' O\u2019Neill", cast.terpdok, Role.COMPANY_MEMBER)
    asked = {"programme": cast.programme, "month": FEBRUARY, "now": NOW}
    months.nothing_this_month(membership=kim, **asked)
    sheet = months.hand_in_month(membership=cast.anna, statement=True, **asked)
    picks = {row.pk: None for row in Timesheet.objects.all()}
    reason = "Terug: <i>onduidelijk</i> \u202e & nog iets"
    assert months.return_months(membership=cast.mo, picks={sheet.pk: None}, reason=reason, now=NOW).done
    sheet = months.hand_in_month(membership=cast.anna, statement=True, **asked)
    assert len(months.confirm_months(membership=cast.mo, picks=picks, now=NOW).done) == 2
    assert months.accept_months(membership=cast.carla, picks={sheet.pk: None}, now=NOW).done
    return Timesheet.objects.get(pk=sheet.pk)


@pytest.fixture(params=["timesheet", "overview"])
def paper(request):
    def ask(cast, sheet, language="nl"):
        with translation.override(language):
            if request.param == "timesheet":
                return request_timesheet(membership=cast.mo, sheet=sheet, now=NOW)
            return request_overview(membership=cast.mo, programme=cast.programme, month=FEBRUARY, now=NOW)

    return ask


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_is_a_proper_pdf_whatever_was_typed(cast, sheet, paper, tmp_path, language):
    document = paper(cast, sheet, language)
    made = rendered_document(document)
    file = tmp_path / "paper.pdf"
    file.write_bytes(made.content)
    assert faults(file) == {}
    with pikepdf.open(file) as pdf:
        assert str(pdf.Root.Lang) == language
        assert not pdf.attachments
        assert not [page for page in pdf.pages if "/Annots" in page]
    text = "".join(page.extract_text() for page in PdfReader(file).pages)
    if document.kind == "timesheet":
        assert "<script>alert(1)</script>" in text
        assert "{{ snapshot }}" in text
    assert "Anna Terpdok" in text and "root:" not in text


def test_made_again_it_is_the_same_to_the_byte(cast, sheet, paper, time_machine):
    document = make_document(paper(cast, sheet))
    time_machine.move_to(NOW + timedelta(days=400, hours=3), tick=False)
    again = rendered_document(Document.objects.get(pk=document.pk))
    assert again.content == rendered_document(Document.objects.get(pk=document.pk)).content
    with pikepdf.open(document_file(document)) as stored:
        assert len(stored.pages) == again.pages
    assert document_file(document).read_bytes() == again.content
    assert paper(cast, sheet) == document


def test_it_stays_the_same_when_what_it_is_about_is_called_otherwise(cast, sheet, paper):
    document = make_document(paper(cast, sheet))
    cast.anna.user.name = "Anna Nieuwenaam"
    cast.anna.user.save()
    cast.masterclasses.name = "Anders"
    cast.masterclasses.save()
    assert paper(cast, sheet) == document
    assert rendered_document(Document.objects.get(pk=document.pk)).content == document_file(document).read_bytes()


def document_file(document):
    return DOCUMENTS.location(document.path)
