"""The words of a statement, and what templates need to read its tables, as filters."""

from django import template

from accountability.reports import words
from accountability.reports.financing import share
from lib import figures
from lib.money import hours_of

register = template.Library()

for name in (
    "kind_name",
    "source_name",
    "why_not",
    "side_name",
    "limit_words",
    "verdict",
    "verdict_gap",
    "verdict_tone",
    "verdict_word",
):
    register.filter(name, getattr(words, name))


@register.filter
def entry(mapping: dict, key: str):
    """An entry of a mapping by a key that the template holds in a variable."""
    return mapping.get(key)


@register.filter
def part_of(amount, whole):
    """An amount as an exact part of a whole, or None where there is no whole."""
    return share(amount, whole)


@register.filter
def hours_exact(minutes: int) -> str:
    """Minutes as hours with two places, so that a column lines up: 150 is `2,50`."""
    return figures.number(hours_of(minutes), 2)


@register.filter
def amount(euros) -> str:
    """An amount without its sign, for a column that has said so above."""
    return figures.number(euros, 2)
