"""Signatures under the agreement of a placement: with an account, by a link, cleared by a change, reminded of."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from labs.store import DOCUMENTS
from lib.jobs import DONE
from lib.periods import start_of, today
from lib.store import sha256_of
from lib.workflow import Refused, take_step
from partnership.audit import record
from partnership.models import Membership

from .. import placement_rights as rights
from ..models import Placement, PlacementPaper, PlacementSignature, RepresentativeLink
from ..placement_rules import LADDER, rung
from ..placement_states import PLACEMENTS, Party, PlacementState
from ..queries.placements import missing_parties
from ..queries.placements_portfolio import hash_of
from .placements_common import demand, hold
from .placements_mail import ask_representative, ask_to_sign, tell_all
from .placements_papers import request_paper

TOKEN_BYTES = 32
LINK_WORKS_FOR = timedelta(days=14)
NOT_MADE = _("The agreement is not ready yet. Wait a moment, then try again.")
ANOTHER = _("The agreement is another one than you had on screen. Read it again before you sign.")
DAMAGED = _("The agreement is missing or damaged. Tell the administrator; nothing was signed.")
NO_NAME = _("Fill in your name as it should stand under the agreement.")


@dataclass(frozen=True)
class Signature:
    """The name somebody typed, from which address, and the fingerprint of the document that was on screen."""

    name: str
    address: str
    fingerprint: str


def ask_everybody(row: Placement, *, key: str, now: datetime, changed: Iterable[str] = ()) -> None:
    """Ask all who still have to sign; those in `changed` hear that their signature lapsed."""
    if row.is_minor is None:
        return
    missing, lapsed = missing_parties(row), set(changed)
    for has_lapsed in (False, True):
        parties = [party for party in missing if (party in lapsed) is has_lapsed]
        ask_to_sign(row, parties, key=key, now=now, changed=has_lapsed)
        if Party.REPRESENTATIVE.value in parties:
            ask_representative(row, _fresh_link(row, now), key=key, now=now, changed=has_lapsed)


def _fresh_link(row: Placement, now: datetime) -> str:
    """A new personal link in place of the last. Returns the token, which is not kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {"token_hash": hash_of(token), "made_at": now, "expires_at": now + LINK_WORKS_FOR}
    RepresentativeLink.objects.update_or_create(placement=row, defaults=values)
    return token


def working_link(token_hash: str, now: datetime) -> RepresentativeLink | None:
    """The link with this hash, as long as it works and there is something to sign or to look at."""
    rows = RepresentativeLink.objects.filter(token_hash=token_hash, expires_at__gt=now, placement__is_minor=True)
    open_states = (PlacementState.PREPARING, PlacementState.SIGNED)
    rows = rows.filter(placement__state__in=open_states, placement__anonymised_at=None)
    people = ("placement__paper", "placement__student__user", "placement__organisation", "placement__assignment")
    return rows.select_related("placement__partnership", *people).first()


@transaction.atomic
def sign_placement(*, by: Membership, placement: Placement, signature: Signature, now: datetime) -> Placement:
    """Sign with an account; the caller has just seen the password. Raises Refused.

    What is signed is the file with the fingerprint that was on screen; it is looked at again here.
    """
    row = hold(placement)
    signed = list(row.signatures.filter(cleared_at=None).values_list("party", "signed_by"))
    demand(rights.can_sign(by, row, signed))
    party = rights.party_to_sign(by, row, signed)
    account = {"signed_by_id": by.user_id, "role": by.role, "organisation_id": by.organisation_id}
    _write(row, party, signature, now, account=by.user.email, **account)
    record(by=by, verb="placement.signed", row=row, at=now, party=party, sha256=signature.fingerprint)
    return _finish(row, now)


@transaction.atomic
def sign_as_representative(*, link: RepresentativeLink, signature: Signature, now: datetime) -> Placement:
    """Sign by the personal link. Raises Refused."""
    row = hold(link.placement)
    if not RepresentativeLink.objects.filter(pk=link.pk, token_hash=link.token_hash, expires_at__gt=now).exists():
        raise Refused(_("This link does not work any more. Use the one in the latest mail."))
    if not row.is_minor or row.state != PlacementState.PREPARING:
        raise Refused(rights.NOT_NOW[row.state])
    if row.signatures.filter(cleared_at=None, party=Party.REPRESENTATIVE).exists():
        raise Refused(rights.SIGNED_ALREADY)
    _write(row, Party.REPRESENTATIVE.value, signature, now, account=row.representative_email)
    where = {"partnership_id": row.partnership_id, "party": Party.REPRESENTATIVE.value}
    record(by=None, verb="placement.signed", row=row, at=now, sha256=signature.fingerprint, **where)
    return _finish(row, now)


def _write(row: Placement, party: str, signature: Signature, now: datetime, *, account: str, **who) -> None:
    if not signature.name.strip():
        raise Refused(NO_NAME)
    _demand_same_file(row.paper, signature.fingerprint)
    PlacementSignature.objects.create(
        placement=row,
        paper=row.paper,
        party=party,
        name=signature.name.strip(),
        account=account,
        address=signature.address,
        at=now,
        sha256=row.paper.sha256,
        **who,
    )


def _demand_same_file(paper: PlacementPaper | None, fingerprint: str) -> None:
    """The stored file is there, is what its row says, and is what the person had on screen."""
    if paper is None or paper.state != DONE:
        raise Refused(NOT_MADE)
    if fingerprint != paper.sha256:
        raise Refused(ANOTHER)
    try:
        found = sha256_of(DOCUMENTS.location(paper.path))
    except FileNotFoundError:
        raise Refused(DAMAGED) from None
    if found != paper.sha256:
        raise Refused(DAMAGED)


def _finish(row: Placement, now: datetime) -> Placement:
    """After the last signature: the document with all of them, and everybody hears it."""
    if missing_parties(row):
        return row
    signatures = list(row.signatures.filter(cleared_at=None).select_related("organisation").order_by("at", "pk"))
    paper = request_paper(by=None, placement=row, signatures=signatures, now=now)
    take_step(row, PLACEMENTS["sign"], signed_at=now, signed_paper=paper)
    where = {"partnership_id": row.partnership_id}
    record(by=None, verb="placement.signed_by_all", row=row, at=now, **where)
    tell_all(row, "signed", now=now)
    return row


def clear_signatures(row: Placement, now: datetime) -> list[str]:
    """What was signed is not what is agreed any more. Says which parties had signed; call it with the row held."""
    rows = row.signatures.filter(cleared_at=None)
    parties = list(rows.order_by("party").values_list("party", flat=True))
    rows.update(cleared_at=now)
    return parties


def note_wrong_password(*, by: Membership, placement: Placement, now: datetime) -> None:
    """Somebody tried to sign with a password that is not theirs; that is kept."""
    record(by=by, verb="placement.password_refused", row=placement, at=now)


def remind_to_sign(*, now: datetime) -> int:
    """72, 48 and 24 hours before the first day: who has not signed is asked again. Safe to run twice."""
    last = now + timedelta(hours=max(LADDER))
    waiting = Placement.objects.filter(state=PlacementState.PREPARING, starts_on__lte=today(last)).exclude(paper=None)
    reminded = 0
    for placement in waiting.filter(starts_on__gte=today(now), is_minor__isnull=False).order_by("pk"):
        with transaction.atomic():
            reminded += _remind(placement, now)
    return reminded


def _remind(placement: Placement, now: datetime) -> bool:
    """One conditional UPDATE: of two tasks at once exactly one sends the mails."""
    due = rung(placement.starts_on, now)
    if due is None or start_of(placement.starts_on) <= now:
        return False
    row = hold(placement)
    rows = Placement.objects.filter(pk=row.pk, state=PlacementState.PREPARING, starts_on=placement.starts_on)
    if not rows.filter(Q(reminded_rung=None) | Q(reminded_rung__gt=due)).update(reminded_rung=due, reminded_at=now):
        return False
    ask_everybody(row, key=f"remind-{due}", now=now)
    record(by=None, verb="placement.reminded", row=row, at=now, partnership_id=row.partnership_id, hours=due)
    return True
