"""A report against WeasyPrint alone on the same HTML: what our own work around it costs."""

from django.utils import timezone, translation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from accountability import actions
from accountability.reports.build import build, statement_of
from accountability.reports.documents import main_html, style
from lib.pdf import assets
from lib.pdf.fetcher import LockedFetcher
from lib.pdf.text import drawable

from . import data
from .measures import Measured, ratio

LINES, PAIRS = 1000, 3


def measure() -> list[Measured]:
    programme, manager = data.partnership("report", LINES)
    report, _created = actions.request_report(by=manager, wanted=data.wanted(programme), now=timezone.now())
    part = actions.claim_part(part_id=report.parts.get().pk, now=timezone.now())
    with translation.override(report.language):
        html, css = drawable(main_html(statement_of(report))), style()

    def bare():
        """WeasyPrint with the same fonts and the same kind of PDF, and nothing of ours."""
        fonts, fetcher = FontConfiguration(), LockedFetcher()
        sheets = [CSS(string=text, font_config=fonts, url_fetcher=fetcher) for text in (assets.font_sheet(html), css)]
        document = HTML(string=html, url_fetcher=fetcher)
        return document.write_pdf(stylesheets=sheets, font_config=fonts, pdf_variant="pdf/a-3a")

    bare()  # fonts and style sheets are unpacked and read once per process; that is nobody's work here
    found, ours, theirs = ratio(lambda: build(part), bare, PAIRS)
    note = f"({ours:.1f} s against {theirs:.1f} s, {LINES} lines)"
    return [Measured("report against WeasyPrint alone on the same HTML", found, 1.15, note=note)]
