"""Inviting people, and accepting an invitation. A token is shown once, in a mail; here only its hash is known."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from lib.figures import day_plain
from lib.workflow import Refused

from .. import audit
from ..mails import Letter
from ..models import Invitation, Membership, Organisation, Programme, User
from ..permissions import can_change_invitation, can_invite
from .mail import post

TOKEN_BYTES = 32


def hash_of(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    *,
    by: Membership,
    email: str,
    name: str,
    role: str,
    organisation: Organisation,
    programme: Programme | None,
    nonce: UUID,
    now: datetime,
) -> Invitation:
    """Offer a membership to whoever reads mail at `email`. The same nonce twice is one invitation. Raises Refused."""
    sent = Invitation.objects.filter(invited_by=by.user_id, nonce=nonce).first()
    if sent is not None:
        return sent
    decision = can_invite(by, role=role, organisation=organisation)
    if not decision:
        raise Refused(decision.reason)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation(
        partnership=by.partnership,
        organisation=organisation,
        programme=programme,
        email=email.lower(),
        name=name,
        role=role,
        token_hash=hash_of(token),
        nonce=nonce,
        invited_by=by.user,
        invited_at=now,
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    try:
        with transaction.atomic():
            invitation.save()
            audit.record(by=by, verb="invitation.sent", row=invitation, at=now, role=role)
            _mail(invitation, token, by, now)
    except IntegrityError:  # the same form, sent twice at the same moment
        return Invitation.objects.get(invited_by=by.user_id, nonce=nonce)
    return invitation


@transaction.atomic
def resend(*, by: Membership, invitation: Invitation, now: datetime) -> None:
    """Mail a new link that is valid for the full time; the old link stops working. Raises Refused."""
    invitation = _locked(by, invitation)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation.token_hash = hash_of(token)
    invitation.expires_at = now + timedelta(days=settings.INVITATION_DAYS)
    invitation.save(update_fields=["token_hash", "expires_at"])
    audit.record(by=by, verb="invitation.resent", row=invitation, at=now)
    _mail(invitation, token, by, now)


@transaction.atomic
def revoke(*, by: Membership, invitation: Invitation, now: datetime) -> None:
    """Withdraw an invitation: its link stops working. Raises Refused."""
    invitation = _locked(by, invitation)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    audit.record(by=by, verb="invitation.withdrawn", row=invitation, at=now)


def find_open(token_hash: str, now: datetime) -> Invitation | None:
    """The invitation behind a token's hash, if its link still works."""
    found = Invitation.objects.open(now).filter(token_hash=token_hash)
    return found.select_related("partnership", "organisation", "programme", "invited_by").first()


@transaction.atomic
def accept_as_newcomer(*, invitation: Invitation, name: str, password: str, now: datetime) -> Membership:
    """Make an account for somebody without one, and the membership. Raises Refused when the link died meanwhile."""
    current = _still_open(invitation, now)
    try:
        with transaction.atomic():
            user = User.objects.create_user(current.email, password, name=name)
    except IntegrityError:
        raise Refused(
            _("There is an account for this e-mail address. Log in first, then accept the invitation.")
        ) from None
    return _join(current, user, now)


@transaction.atomic
def accept_as(*, invitation: Invitation, user: User, now: datetime) -> Membership:
    """Give the membership to somebody who has an account at the address that was invited. Raises Refused."""
    current = _still_open(invitation, now)
    if user.email != current.email:
        raise Refused(_("This invitation is for another e-mail address than yours."))
    return _join(current, user, now)


def _join(invitation: Invitation, user: User, now: datetime) -> Membership:
    membership, _made = Membership.objects.get_or_create(
        user=user,
        partnership_id=invitation.partnership_id,
        organisation_id=invitation.organisation_id,
        role=invitation.role,
        programme_id=invitation.programme_id,
        ended_at=None,
        defaults={"started_at": now},
    )
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    audit.record(by=membership, verb="invitation.accepted", row=invitation, at=now, membership=membership.pk)
    return membership


def _still_open(invitation: Invitation, now: datetime) -> Invitation:
    """The row, locked, so that of two who accept at once the second hears that the link was used."""
    found = Invitation.objects.select_for_update().open(now)
    current = found.filter(pk=invitation.pk, token_hash=invitation.token_hash).first()
    if current is None:
        raise Refused(_("This invitation was used, withdrawn or sent again in the meantime."))
    return current


def _locked(by: Membership, invitation: Invitation) -> Invitation:
    current = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=invitation.pk)
    decision = can_change_invitation(by, current)
    if not decision:
        raise Refused(decision.reason)
    return current


def _mail(invitation: Invitation, token: str, by: Membership, now: datetime) -> None:
    names = {
        "inviter": by.user.name,
        "partnership": by.partnership.name,
        "organisation": invitation.organisation.name,
        "role": invitation.get_role_display(),
        "date": day_plain(invitation.expires_at),
    }
    letter = Letter(
        subject=_("Invitation for %(partnership)s") % names,
        greeting=_("Hello %(name)s,") % {"name": invitation.name} if invitation.name else _("Hello,"),
        paragraphs=(
            _("%(inviter)s invites you to take part in %(partnership)s as %(role)s of %(organisation)s.") % names,
            _("Open the invitation to see what it is about. Nothing happens until you accept it there."),
        ),
        button=_("Open the invitation"),
        path=reverse("invitation", kwargs={"token": token}),
        closing=(
            _("The invitation is valid until %(date)s and works once. Did you not expect it? Then do nothing.") % names,
        ),
    )
    post(key=f"invitation:{invitation.pk}:{invitation.token_hash[:16]}", to=invitation.email, letter=letter, now=now)
