"""The words of a statement, and what templates need to read its tables, as filters."""

from django import template

from accountability.reports import words

register = template.Library()

for name in ("kind_name", "source_name", "why_not", "side_name", "limit_words", "verdict", "verdict_tone"):
    register.filter(name, getattr(words, name))


@register.filter
def entry(mapping: dict, key: str):
    """An entry of a mapping by a key that the template holds in a variable."""
    return mapping.get(key)
