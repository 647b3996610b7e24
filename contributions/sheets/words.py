"""Words as people write them, made comparable: no accents, no capitals, no signs in between."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_SIGNS = re.compile(r"[^a-z0-9@]+")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")


def tidy(value: object) -> str:
    """The text of a cell on one line, without what cannot be stored or seen."""
    return _SPACE.sub(" ", CONTROL.sub("", str(value))).strip()


def plain(text: object) -> str:
    """Lower case, without accents and signs, words with one space between: `Aantal uur:` gives `aantal uur`."""
    letters = unicodedata.normalize("NFKD", str(text).casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(_LETTERS)
    return _SIGNS.sub(" ", bare).strip()
