"""What pages of lower rooms show of the impact survey."""

from django import template

from ..queries.reports import public_of

register = template.Library()
MOST = 3


@register.inclusion_tag("impact/public/_links.html")
def public_impact(partnership):
    """The campaigns whose main figures everybody can read; nothing when there are none."""
    rows = list(public_of(partnership).defer("snapshot")[:MOST])
    return {"partnership": partnership, "rows": rows}
