"""Lists of people, invitations and events, filtered by what a form cleaned; every list orders explicitly."""

from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, Substr, Cast
from django.db.models import CharField

from .models import AuditEvent, Invitation, Membership, OutboxMail, Programme


def members(by: Membership, chosen: dict, now: datetime) -> QuerySet[Membership]:
    """The memberships that `by` may see: those of now, or those that ended."""
    rows = Membership.objects.visible_to(by).select_related("user", "organisation", "programme")
    rows = rows.exclude(ended_at=None).filter(ended_at__lte=now) if chosen.get("state") == "ended" else rows.active(now)
    if chosen.get("q"):
        rows = rows.filter(Q(user__name__icontains=chosen["q"]) | Q(user__email__icontains=chosen["q"]))
    if chosen.get("role"):
        rows = rows.filter(role=chosen["role"])
    if chosen.get("organisation"):
        rows = rows.filter(organisation=chosen["organisation"])
    return rows


def invitations(by: Membership, chosen: dict, now: datetime) -> QuerySet[Invitation]:
    """The invitations that `by` may see, with how their newest mail fared (`mail_state`)."""
    key = Concat(
        Value("invitation:"), Cast(OuterRef("pk"), CharField()), Value(":"), Substr(OuterRef("token_hash"), 1, 16)
    )
    mail = OutboxMail.objects.filter(key=key).values("state")[:1]
    rows = Invitation.objects.visible_to(by).select_related("organisation", "invited_by")
    rows = rows.annotate(mail_state=Subquery(mail)).filter(_in_state(chosen.get("state", ""), now))
    if chosen.get("q"):
        rows = rows.filter(Q(name__icontains=chosen["q"]) | Q(email__icontains=chosen["q"]))
    return rows


def _in_state(state: str, now: datetime) -> Q:
    waiting = Q(accepted_at=None, revoked_at=None)
    return {
        "open": waiting & Q(expires_at__gt=now),
        "expired": waiting & Q(expires_at__lte=now),
        "accepted": Q(accepted_at__isnull=False),
        "revoked": Q(revoked_at__isnull=False),
    }.get(state, waiting)
