"""What stands about taking part in pages of others."""

from uuid import uuid4

from django import template
from django.utils import timezone

from labs.queries.enrolments import panel_of

register = template.Library()


@register.inclusion_tag("labs/enrolments/_panel.html", takes_context=True)
def enrolment_panel(context, session):
    """Seats, waiting list, and what this person can do: sign up, withdraw, bring a class, see who takes part."""
    request = context["request"]
    return {
        "request": request,
        "user": context.get("user"),
        "csrf_token": context.get("csrf_token"),
        "partnership": context["partnership"],
        "membership": request.membership,
        "panel": panel_of(session, request.membership, timezone.now(), context.get("runs")),
        "session": session,
        "nonce": uuid4(),
    }
