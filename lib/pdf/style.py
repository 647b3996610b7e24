"""The look of every document: our own variables and charts, and the layout on paper."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _


def style() -> str:
    """The style sheet of a document in the active language."""
    words = {"PAGE_WORD": _("page"), "OF_WORD": _("of")}
    sheet = _sheets()
    for place, word in words.items():
        sheet = sheet.replace(place, '"' + word.replace("\\", "").replace('"', "") + '"')
    return sheet


@cache
def _sheets() -> str:
    """Variables without the fonts of the pages, charts, and the layout."""
    css = settings.ROOT / "static" / "css"
    tokens = (css / "tokens.css").read_text()
    return "\n".join(
        [
            tokens[tokens.index(":root") :],
            (css / "charts.css").read_text(),
            Path(__file__).with_name("document.css").read_text(),
        ]
    )
