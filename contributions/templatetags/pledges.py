"""Words for pledges and agreements, as filters."""

from django import template

from contributions import quantities
from contributions.sentences import AGREEMENT_TONES

register = template.Library()


@register.filter
def quantity_words(pledge) -> str:
    """How much a pledge promises, with its unit."""
    return quantities.quantity_words(pledge.kind, pledge.quantity, pledge.unit)


@register.filter
def agreement_tone(agreement) -> str:
    """The look of an agreement's state."""
    return AGREEMENT_TONES[agreement.state]
