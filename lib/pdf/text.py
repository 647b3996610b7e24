"""Text that the shipped fonts can draw: PDF/A forbids a character without a glyph, so what has none is replaced."""

import unicodedata

from . import assets

REPLACEMENT = "?"
KEPT = frozenset(b"\n\r\t ")
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"})


def drawable(text: str) -> str:
    """`text`, composed, without invisible characters, and with a question mark for what no shipped font can draw.

    The attached CSV keeps the original characters.
    """
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    unknown = {code for code in map(ord, set(composed)) if code not in KEPT and code not in assets.covered()}
    table = {code: None if unicodedata.category(chr(code)) in INVISIBLE else REPLACEMENT for code in unknown}
    return composed.translate(table)
