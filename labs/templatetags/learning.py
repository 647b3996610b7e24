"""The pages of the Learning Lab beside each other, and signs for how far somebody is."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from labs.learning_rules import DONE, SIGNED_UP
from lib.templatetags.components import state_pill
from partnership.roles import Permission as P

register = template.Library()


@register.inclusion_tag("labs/learning/_pages.html", takes_context=True)
def learning_pages(context, here: str) -> dict:
    """Links for members; anybody else has the catalogue only."""
    by = context.get("membership")
    sees = bool(by) and (by.can(P.RUN_LABS) or by.can(P.SHARE_KNOWLEDGE))
    return {"membership": by, "partnership": context.get("partnership"), "here": here, "sees_figures": sees}


@register.simple_tag
def standing_pill(standing) -> SafeString:
    if standing.code == DONE:
        return state_pill(_("done"), "good")
    if standing.code == SIGNED_UP:
        return state_pill(_("signed up"), "wait", "calendar")
    return state_pill(_("not begun"), "neutral", "dots")
