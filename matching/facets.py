"""The facets of the board as a page shows them: each value with its count, in an order that can be followed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib import figures

from .kinds import AssignmentKind, Level, Remote, Theme
from .models import SkillTag
from .searching import MOST_SKILLS, Search, period_days

IN_SIGHT, MOST_SHOWN = 8, 60
LABELS = {
    "kind": gettext_lazy("Kind"),
    "level": gettext_lazy("Level"),
    "skill": gettext_lazy("Skills"),
    "theme": gettext_lazy("Theme"),
    "period": gettext_lazy("Begins"),
    "place": gettext_lazy("Place"),
    "remote": gettext_lazy("Where"),
    "allowance": gettext_lazy("Allowance"),
}
CHOICES = {"kind": AssignmentKind, "level": Level, "theme": Theme, "remote": Remote}
MANY = ("skill", "place")  # so many values that the most frequent come first


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet, and how many there would be with it."""

    key: str
    label: str
    count: int
    is_chosen: bool

    @property
    def slug(self) -> str:
        """For an id in the page: letters and figures only, and different for different values."""
        return "".join(each if each.isascii() and each.isalnum() else f"-{ord(each):x}" for each in self.key)


@dataclass(frozen=True)
class Facet:
    """A question that a search can be narrowed with."""

    name: str
    label: str
    values: list[FacetValue]
    hint: str = ""

    @property
    def in_sight(self) -> list[FacetValue]:
        return self.values[:IN_SIGHT] + [each for each in self.values[IN_SIGHT:] if each.is_chosen]

    @property
    def folded(self) -> list[FacetValue]:
        return [each for each in self.values[IN_SIGHT:] if not each.is_chosen]

    @property
    def chosen(self) -> list[FacetValue]:
        return [each for each in self.values if each.is_chosen]


def facets_of(search: Search, counts: Mapping[str, Mapping[str, int]], tags: Mapping[int, SkillTag]) -> list[Facet]:
    """Every facet that can still make a difference."""
    found = []
    for name, label in LABELS.items():
        values = _values(name, search, counts.get(name, {}), tags)
        if values:
            hint = _("At most %(count)s.") % {"count": MOST_SKILLS} if name == "skill" else ""
            found.append(Facet(name, str(label), values, hint))
    return found


def _values(name: str, search: Search, counts: Mapping[str, int], tags) -> list[FacetValue]:
    chosen = {str(each) for each in getattr(search, name)}
    keys = {key for key, count in counts.items() if key and count} | chosen
    values = [
        FacetValue(key, label, counts.get(key, 0), key in chosen)
        for key in keys
        if (label := label_of(name, key, tags)) is not None
    ]
    return sorted(values, key=_order(name))[:MOST_SHOWN]


def _order(name: str):
    if name in CHOICES:
        place = {value: number for number, value in enumerate(CHOICES[name].values)}
        return lambda each: place[each.key]
    if name in MANY:
        return lambda each: (-each.count, each.label.lower(), each.key)
    return lambda each: each.key


def label_of(name: str, key: str, tags: Mapping[int, SkillTag]) -> str | None:
    """A value in words; None for a skill that is not of this list."""
    if name in CHOICES:
        return str(CHOICES[name](key).label)
    if name == "skill":
        tag = tags.get(int(key))
        return tag.name if tag else None
    if name == "period":
        return _months(*period_days(key))
    return _("with an allowance") if name == "allowance" else key


def _months(first: date, last: date) -> str:
    """“Feb–Jul 2027”, or with both years when they differ."""
    begin = figures.month_short(first) + ("" if first.year == last.year else f" {first.year}")
    return f"{begin}–{figures.month_short(last)} {last.year}"


def in_words(search: Search, tags: Mapping[int, SkillTag]) -> str:
    """The whole search in a few words, for the name of a saved one."""
    parts = [f"“{search.q}”"] if search.q else []
    for name in LABELS:
        labels = [label_of(name, str(each), tags) for each in getattr(search, name)]
        parts += [label for label in labels if label]
    return ", ".join(parts) or _("everything on the board")
