"""What somebody looks for on the board, as it stands in the address: the whole search is in there, and nothing else.

Free of the database. What an address holds that no form of ours gives is left out, so that every address shows a page.
"""

import re
import unicodedata
from dataclasses import dataclass, field, fields, replace
from datetime import date
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _

from .kinds import AssignmentKind, Level, Remote, Theme

MOST_WORDS, LONGEST_WORD, LONGEST_TEXT, LONGEST_PLACE = 8, 40, 200, 80
MOST_SKILLS, MOST_PLACES, MOST_PERIODS = 5, 5, 6
# Letters and figures, with the signs that names of techniques have: c++, c#, node.js, ci/cd is two words.
WORD = re.compile(r"[^\W_][\w+#.-]*", re.UNICODE)
PERIOD = re.compile(r"^20\d\d-[12]$")
NUMBER = re.compile(r"^[1-9]\d{0,15}$", re.ASCII)


class Sort(models.TextChoices):
    MATCH = "match", _("best match")
    NEWEST = "new", _("newest first")
    START = "start", _("starts first")
    DEADLINE = "deadline", _("closes first")


@dataclass(frozen=True)
class Search:
    """A search: words, for each facet the values of which one is enough, and the order."""

    q: str = ""
    kind: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    skill: tuple[int, ...] = ()
    theme: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    remote: tuple[str, ...] = ()
    allowance: tuple[str, ...] = ()
    sort: str = ""
    cut: bool = field(default=False, compare=False)  # more was typed than is searched for

    @property
    def words(self) -> tuple[str, ...]:
        return words_of(self.q)[:MOST_WORDS]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or any(getattr(self, facet) for facet in FACETS))

    def query(self, **changes) -> str:
        """The address's part after the question mark, the same for the same search; parts that are empty are left out.

        Values are ordered, so that it makes no difference in which order somebody ticked them.
        """
        search = replace(self, **changes) if changes else self
        pairs = [("q", search.q)] if search.q else []
        for facet in FACETS:
            pairs += [(facet, value) for value in sorted(getattr(search, facet))]
        return urlencode([*pairs, ("sort", search.sort)] if search.sort else pairs)

    def without(self, facet: str, value) -> str:
        """The same search with one value of one facet taken away."""
        return self.query(**{facet: tuple(each for each in getattr(self, facet) if each != value)})


FACETS = tuple(each.name for each in fields(Search) if each.name not in {"q", "sort", "cut"})
CHOICES = {
    "kind": frozenset(AssignmentKind.values),
    "level": frozenset(Level.values),
    "theme": frozenset(Theme.values),
    "remote": frozenset(Remote.values),
    "allowance": frozenset({"yes"}),
}


def tidy(text: str) -> str:
    """Typed text without what no keyboard gives, in one form, with single spaces."""
    plain = unicodedata.normalize("NFKC", text)
    return " ".join(
        "".join(" " if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else each for each in plain).split()
    )


def words_of(text: str) -> tuple[str, ...]:
    """The words that are searched for, each once, in small letters."""
    found = (word.rstrip(".-")[:LONGEST_WORD] for word in WORD.findall(tidy(text).lower()))
    return tuple(dict.fromkeys(word for word in found if word))


def read(data) -> Search:
    """The search in an address (`data` is a QueryDict). Never fails: what makes no sense is left out."""
    typed = data.get("q", "")
    text = tidy(typed[: 4 * LONGEST_TEXT])[:LONGEST_TEXT].strip()
    chosen = {facet: _known(data.getlist(facet)[:50], allowed) for facet, allowed in CHOICES.items()}
    numbers = [int(each) for each in data.getlist("skill")[:50] if NUMBER.match(each)]
    places = [tidy(each[:LONGEST_PLACE]) for each in data.getlist("place")[:50]]
    return Search(
        q=text,
        skill=tuple(dict.fromkeys(numbers))[:MOST_SKILLS],
        period=tuple(dict.fromkeys(each for each in data.getlist("period")[:50] if PERIOD.match(each)))[:MOST_PERIODS],
        place=tuple(dict.fromkeys(each for each in places if each))[:MOST_PLACES],
        sort=data.get("sort", "") if data.get("sort") in Sort.values else "",
        cut=len(typed.strip()) > LONGEST_TEXT or len(words_of(text)) > MOST_WORDS or len(set(numbers)) > MOST_SKILLS,
        **chosen,
    )


def _known(values: list[str], allowed: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in values if each in allowed))


def period_days(period: str) -> tuple[date, date]:
    """The first and last day of a half of a school year: `2026-2` runs from August 2026 to January 2027."""
    year, half = int(period[:4]), period[-1]
    return (date(year, 8, 1), date(year + 1, 1, 31)) if half == "2" else (date(year, 2, 1), date(year, 7, 31))
