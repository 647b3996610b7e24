"""One call from HTML to the finished file."""

import logging
import shutil
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from . import assets
from .fetcher import LockedFetcher
from .finish import finish
from .text import drawable

# A line per page and per font says nothing to anybody, and a warning may quote text of a person.
for name, level in (
    ("weasyprint", logging.ERROR),
    ("weasyprint.progress", logging.ERROR),
    ("fontTools", logging.ERROR),
):
    logging.getLogger(name).setLevel(level)


@dataclass(frozen=True)
class Attached:
    """A file that travels inside the PDF."""

    name: str
    description: str
    content: bytes


@dataclass(frozen=True)
class Rendered:
    """The finished file and how many pages it has."""

    content: bytes
    pages: int


def render(html: str, *, css: str, created: datetime, attachments: tuple[Attached, ...] = ()) -> Rendered:
    """Render a whole HTML document (with `lang` and a `title`) to PDF/A-3a and PDF/UA-1.

    `created` is an aware moment; it is the only time that ends up in the file, so equal input gives equal bytes.
    Nothing outside the arguments and the shipped fonts is read.
    """
    fonts = FontConfiguration()
    try:
        return _rendered(drawable(html), css, created, attachments, fonts)
    finally:
        _forget(fonts)


def _forget(fonts: FontConfiguration) -> None:
    """The folder with fonts goes now: a worker that is stopped never comes to the end that WeasyPrint waits for."""
    if fonts._folder:
        shutil.rmtree(fonts._folder, ignore_errors=True)


def _rendered(
    text: str, css: str, created: datetime, attachments: tuple[Attached, ...], fonts: FontConfiguration
) -> Rendered:
    fetcher = LockedFetcher()
    styles = (assets.font_sheet(text), css)
    sheets = [CSS(string=style, url_fetcher=fetcher, font_config=fonts) for style in styles]
    document = HTML(string=text, url_fetcher=fetcher, media_type="print").render(
        font_config=fonts, stylesheets=sheets, pdf_variant="pdf/a-3a"
    )
    moment = created.astimezone(UTC).replace(microsecond=0)
    document.metadata.created = document.metadata.modified = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    with warnings.catch_warnings():
        # WeasyPrint leaves the file of its colour profile for the garbage collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        content = document.write_pdf(
            finisher=finish,
            pdf_variant="pdf/a-3a",
            attachments=[_attachment(file, moment, fetcher) for file in attachments],
        )
    return Rendered(content, len(document.pages))


def _attachment(file: Attached, moment: datetime, fetcher: LockedFetcher) -> Attachment:
    return Attachment(
        string=file.content,
        name=file.name,
        description=file.description,
        created=moment,
        modified=moment,
        relationship="Data",
        url_fetcher=fetcher,
    )
