"""Milestones and budgets in words."""

from django import template
from django.utils.translation import gettext as _

from labs import plan_sentences
from lib import figures
from lib.templatetags.components import state_pill

register = template.Library()


@register.simple_tag
def standing_pill(standing):
    """How a milestone stands: its word with a colour and a sign."""
    said = plan_sentences.said(standing)
    return state_pill(said.label, said.tone, said.sign)


@register.filter
def standing_note(standing) -> str:
    """How late, early or near a milestone is."""
    return plan_sentences.said(standing).note


@register.filter
def beside(row) -> str:
    """What the plan costs beside what is budgeted, in words."""
    return plan_sentences.difference(row.costs, row.budget)


@register.filter
def quantity(value) -> str:
    """A quantity without needless decimals."""
    return figures.number(value, 2 if value is not None and value % 1 else 0)


@register.filter
def of_all(count) -> str:
    """The number beside a part of it."""
    return _("of %(count)s") % {"count": figures.number(count)}
