"""The documents of a report: the main one, and annex volumes when there are many lines."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lib import figures
from lib.pdf import Attached, Rendered, render, style

from .annex import annex_groups
from .attachments import attachments
from .statement import Statement
from .thirds import thirds_of

TEMPLATE_VERSION = "1.3"


@dataclass(frozen=True)
class Volume:
    """An annex volume that is finished, as the main document names it."""

    number: int
    first_line: int
    last_line: int
    pages: int
    filename: str
    sha256: str


def main_html(statement: Statement, volumes: tuple[Volume, ...] = ()) -> str:
    """The main document as HTML, in the active language; with `volumes` it names them instead of printing lines."""
    title = _("Accountability report %(number)s") % {"number": statement.heading.number}
    context = {
        **_common(statement, title),
        "volumes": volumes,
        "groups": () if volumes else _groups(statement, 1, len(statement.annex)),
        "ends_here": True,
        "thirds": thirds_of(statement),
        "verify_url": settings.SITE_URL + reverse("verify_start") if settings.SITE_URL else "",
    }
    return render_to_string("accountability/pdf/report.html", context)


def volume_html(statement: Statement, number: int, first: int, last: int) -> str:
    """An annex volume as HTML, with the lines `first` up to and including `last`, counted from 1."""
    title = _("Annex volume %(volume)s to report %(number)s") % {"volume": number, "number": statement.heading.number}
    context = {
        **_common(statement, title),
        "groups": _groups(statement, first, last),
        "first": first,
        "last": last,
        "ends_here": last == len(statement.annex),
        "count": len(statement.annex),
    }
    return render_to_string("accountability/pdf/volume.html", context)


@dataclass(frozen=True)
class Sheet:
    """A document that only has to be rendered. It holds no statement: rendering needs the memory."""

    html: str
    css: str
    created: datetime
    attachments: tuple[Attached, ...] = ()

    def render(self) -> Rendered:
        """The finished PDF."""
        return render(self.html, css=self.css, created=self.created, attachments=self.attachments)


def main_sheet(statement: Statement, volumes: tuple[Volume, ...] = ()) -> Sheet:
    """The main document, with the data files attached."""
    with translation.override(statement.heading.language):
        files = attachments(statement.lines, statement.period)
        return Sheet(main_html(statement, volumes), style(), statement.heading.cutoff_at, files)


def volume_sheet(statement: Statement, number: int, first: int, last: int) -> Sheet:
    """An annex volume."""
    with translation.override(statement.heading.language):
        return Sheet(volume_html(statement, number, first, last), style(), statement.heading.cutoff_at)


def _common(statement: Statement, title: str) -> dict:
    period = figures.period(statement.period.first, statement.period.last)
    return {
        "statement": statement,
        "show_rate": len(statement.rates) > 1,
        "title": title,
        "language": statement.heading.language,
        "author": statement.programme.partnership,
        "generator": f"Drieluik {statement.heading.template_version}",
        "description": f"{statement.programme.name}, {period}",
        "running_left": title,
        "running_right": f"{statement.programme.name}, {period}",
    }


def _groups(statement: Statement, first: int, last: int):
    letters = {row.reason: row.letter for row in statement.not_counted}
    return list(annex_groups(statement.annex, letters, statement.labs, first, last))
