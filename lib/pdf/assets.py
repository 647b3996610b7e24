"""What a document may load: the fonts shipped with the portal, by name and nothing else."""

from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont, woff2

SCHEME = "asset"
FONT_FAMILY = "Source Sans 3"
SUBSETS = ("latin", "latin-ext", "cyrillic", "greek", "vietnamese")
WEIGHTS = (400, 600)


def _font_name(subset: str, weight: int) -> str:
    return f"source-sans-3-{subset}-{weight}-normal.woff2"


FONTS = {_font_name(subset, weight): (subset, weight) for subset in SUBSETS for weight in WEIGHTS}


def font_path(name: str) -> Path:
    """Where a shipped font lies. Raises KeyError for any name that is not one of ours."""
    if name not in FONTS:
        raise KeyError(name)
    return settings.ROOT / "static" / "vendor" / "source-sans-3" / name


@cache
def font(name: str) -> bytes:
    """A shipped font, unpacked once per process. Raises KeyError for any name that is not one of ours."""
    unpacked = BytesIO()
    woff2.decompress(BytesIO(font_path(name).read_bytes()), unpacked)
    return unpacked.getvalue()


def _family(subset: str) -> str:
    """A family of its own for each subset: WeasyPrint takes files of one family and weight for one font, and mixes up
    their glyphs."""
    return FONT_FAMILY if subset == SUBSETS[0] else f"{FONT_FAMILY} {subset}"


@cache
def characters(subset: str) -> frozenset[int]:
    """The code points that a subset draws in the regular and in the strong weight."""
    maps = [TTFont(BytesIO(font(_font_name(subset, weight)))).getBestCmap() for weight in WEIGHTS]
    return frozenset.intersection(*map(frozenset, maps))


@cache
def covered() -> frozenset[int]:
    """Every code point that the shipped fonts can draw."""
    return frozenset().union(*map(characters, SUBSETS))


def font_sheet(text: str) -> str:
    """The style sheet that makes the shipped fonts the only ones of a document, those of them that its text needs."""
    missing = set(map(ord, set(text))) - characters(SUBSETS[0])
    needed = [subset for subset in SUBSETS if subset == SUBSETS[0] or missing & characters(subset)]
    faces = [
        f"@font-face {{ font-family: '{_family(subset)}'; font-weight: {weight}; src: url({SCHEME}:///{name}); }}"
        for name, (subset, weight) in FONTS.items()
        if subset in needed
    ]
    stack = ", ".join(f"'{_family(subset)}'" for subset in needed)
    return "\n".join([*faces, f"@page {{ font-family: {stack}; }}", f"html, svg, text {{ font-family: {stack}; }}"])
