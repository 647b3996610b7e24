"""A word that is wider than a phone breaks, and makes nothing beside it wider."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

STYLES = Path(__file__).resolve().parent.parent.parent / "static" / "css"
WORD = "Onafgebrokenwoordzonderspaties" * 5
PARTS = {
    "facts": "<dl class='definitions'><dt>Waar</dt><dd>{word}</dd></dl>",
    "the way back": "<a class='back' href='#'><svg></svg>{word}</a>",
    "sessions": "<div class='split'><section><ol class='agenda'><li><p>9:00</p><div>{word}</div></li></ol>"
    "</section></div>",
    "a table": "<div class='table'><table><tbody><tr><th scope='row'>Zaal<br><span class='small'>{word}</span></th>"
    "</tr></tbody></table></div>",
    "labs": "<div class='triptych triptych--rows'><section class='card'><h2>Lab</h2><p>{word}</p></section></div>",
}


@pytest.mark.parametrize("part", PARTS)
def test_a_long_word_stays_on_a_phone(chromium, part):
    styles = "".join((STYLES / f"{name}.css").read_text() for name in ("tokens", "base", "components"))
    page = chromium.new_page(viewport={"width": 390, "height": 900})
    page.set_content(f"<style>{styles}</style><main>{PARTS[part].format(word=WORD)}</main>")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
