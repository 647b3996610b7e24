"""What every page of a campaign shows: links to the others."""

from django import template

from ..campaign_pages import pages_for

register = template.Library()


@register.inclusion_tag("impact/_campaign_nav.html", takes_context=True)
def campaign_nav(context, campaign, current: str = ""):
    """The pages of a campaign; `current` is the name of the address of this one, empty below one of them."""
    return {"pages": pages_for(context["membership"], campaign, current)}
