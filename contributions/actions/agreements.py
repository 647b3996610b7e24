"""What happens to agreements: prepared, sent, signed in the browser or on paper, or withdrawn (R20 to R23)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

import structlog
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contributions import agreement_rights as rights
from contributions.kinds import DocumentKind
from contributions.models import Agreement, Document, Pledge
from contributions.queries import agreements as books
from contributions.states import AGREEMENTS
from contributions.store import DOCUMENTS
from lib.jobs import DONE, FAILED
from lib.keeping import kept
from lib.periods import today
from lib.store import Stored, file_name, sha256_of
from lib.workflow import Refused, demand, take_step
from partnership.audit import record
from partnership.models import Membership, Organisation, Participation, User

from .agreement_mail import mail_signatory
from .documents import request_document

log = structlog.get_logger(__name__)
NUMBER_ROOM = 56  # characters of a number before its own counter
IN_ANOTHER = _(
    "A pledge you chose stands in agreement %(number)s, which waits for a signature. Withdraw that one first."
)
NOT_MADE = _("The document of this agreement is not ready yet. Wait a moment, then try again.")
DAMAGED = _("The document of this agreement is missing or damaged. Tell the administrator; nothing was signed.")


@dataclass(frozen=True)
class Signature:
    """Who signs in the browser, from which address, and the fingerprint of the document that was on screen."""

    name: str
    address: str
    fingerprint: str


@dataclass(frozen=True)
class PaperSignature:
    """What stands on paper: a name and a date, and the uploaded scan."""

    name: str
    signed_on: date
    scan: UploadedFile


@transaction.atomic
def prepare_agreement(
    *,
    membership: Membership,
    participation: Participation,
    pledge_ids: Iterable[int],
    language: str,
    signatory: User | None,
    nonce: UUID,
    now: datetime,
) -> Agreement:
    """Make the agreement for these current pledges of a partner, and have its document made. Raises Refused.

    The same form sent twice gives one agreement. Its period is that of its pledges.
    """
    demand(rights.can_prepare(membership))
    if agreement := _prepared_before(membership, nonce):
        return agreement
    participation = _hold(participation)
    if agreement := _prepared_before(membership, nonce):  # by the same form, while this one waited
        return agreement
    pledges = _pledges_to_agree_on(participation, set(pledge_ids))
    if signatory is not None:
        _demand_signatory(participation.organisation, signatory, now)
    agreement = Agreement.objects.create(
        programme=participation.programme,
        organisation=participation.organisation,
        number=_next_number(participation),
        starts_on=min(pledge.starts_on for pledge in pledges),
        ends_on=max(pledge.ends_on for pledge in pledges),
        language=language,
        signatory=signatory,
        prepared_by_id=membership.user_id,
        prepared_at=now,
        nonce=nonce,
    )
    agreement.pledges.set(pledges)
    agreement.document = _document(membership, agreement, now)
    agreement.save(update_fields=["document"])
    record(by=membership, verb="agreement.prepared", row=agreement, at=now)
    return agreement


def _hold(participation: Participation) -> Participation:
    """Until the end of the transaction nobody else prepares for this partner, or changes what it promises."""
    rows = Participation.objects.select_for_update(of=("self",))
    return rows.select_related("programme__lead_partner", "organisation").get(pk=participation.pk)


def _prepared_before(membership: Membership, nonce: UUID) -> Agreement | None:
    return Agreement.objects.filter(prepared_by=membership.user_id, nonce=nonce).first()


def _pledges_to_agree_on(participation: Participation, ids: set[int]) -> list[Pledge]:
    """The pledges with these ids, if they are this partner's, current, and in no other agreement that waits."""
    if not ids:
        raise Refused(_("Choose at least one pledge."))
    offered = books.pledges_of(participation.programme_id, participation.organisation_id)
    pledges = [pledge for pledge in offered if pledge.pk in ids]
    if len(pledges) != len(ids):
        raise Refused(_("A pledge you chose was changed or withdrawn meanwhile. Look at the list again."))
    if number := next((pledge.waits_in for pledge in pledges if pledge.waits_in), ""):
        raise Refused(str(IN_ANOTHER) % {"number": number})
    return pledges


def _demand_signatory(organisation: Organisation, signatory: User, now: datetime) -> None:
    if signatory.pk not in {user.pk for user in books.signatories(organisation, now)}:
        raise Refused(_("This person may not sign for this partner. Choose somebody else."))


def _next_number(participation: Participation) -> str:
    """`RIF19-1-terpdok-3`: the grant, the partner and how manieth; the participation is locked meanwhile."""
    stem = f"{participation.programme.grant_number}-{participation.organisation.key}"[:NUMBER_ROOM]
    taken = set(Agreement.objects.filter(number__startswith=f"{stem}-").values_list("number", flat=True))
    return next(number for each in range(1, len(taken) + 2) if (number := f"{stem}-{each}") not in taken)


def _document(membership: Membership, agreement: Agreement, now: datetime, signature: dict | None = None) -> Document:
    """The PDF of an agreement in its own language; with a signature it is another document than the one signed."""
    with translation.override(agreement.language):
        title = gettext("Agreement %(number)s") % {"number": agreement.number}
        if signature:
            title = gettext("Agreement %(number)s, signed") % {"number": agreement.number}
    return request_document(
        by=membership,
        kind=DocumentKind.AGREEMENT,
        programme=agreement.programme,
        organisation=agreement.organisation,
        snapshot=books.snapshot(agreement, signature=signature),
        moment=now,
        language=agreement.language,
        title=title,
        file_name=file_name(agreement.number, "-signed.pdf" if signature else ".pdf"),
        now=now,
    )


@transaction.atomic
def send_agreement(*, membership: Membership, agreement: Agreement, signatory: User, now: datetime) -> None:
    """Ask somebody of the partner to sign: a mail with one button. Raises Refused, SomeoneWasFirst."""
    is_stale = _hold_pledges(agreement)
    demand(rights.can_send(membership, agreement, is_stale=is_stale))
    _demand_signatory(agreement.organisation, signatory, now)
    if agreement.document.state == FAILED:
        raise Refused(_("The document of this agreement could not be made. Have it made again first."))
    take_step(agreement, AGREEMENTS["send"], sent_at=now, signatory=signatory)
    mail_signatory(agreement, by=membership, now=now)
    record(by=membership, verb="agreement.sent", row=agreement, at=now)


def _hold_pledges(agreement: Agreement) -> bool:
    """Whether a pledge in it changed since. Until the end of the transaction nobody changes what the partner promises.

    The row of the participation is what changing and withdrawing a pledge hold too.
    """
    held = Participation.objects.select_for_update(of=("self",))
    list(held.filter(programme=agreement.programme_id, organisation=agreement.organisation_id).values_list("pk"))
    ids = list(agreement.pledges.values_list("pk", flat=True))
    return Pledge.objects.current().filter(pk__in=ids).count() != len(ids)


@transaction.atomic
def sign_agreement(*, membership: Membership, agreement: Agreement, signature: Signature, now: datetime) -> None:
    """Sign in the browser; the caller has just seen the person's password. Raises Refused, SomeoneWasFirst.

    What is signed is the file with the fingerprint that was on screen; it is looked at again here. A second document
    that shows the signature is made of it.
    """
    is_stale = _hold_pledges(agreement)
    demand(rights.can_sign(membership, agreement, is_stale=is_stale))
    if not signature.name.strip():
        raise Refused(_("Fill in your name as it should stand under the agreement."))
    _demand_same_file(agreement.document, signature.fingerprint)
    facts = books.signature_facts(agreement, membership, name=signature.name, address=signature.address, now=now)
    signed_document = _document(membership, agreement, now, signature=facts)
    take_step(
        agreement,
        AGREEMENTS["sign"],
        method=Agreement.Method.BROWSER,
        signed_by_id=membership.user_id,
        signed_name=signature.name.strip(),
        signed_on=today(now),
        signed_at=now,
        signed_from=signature.address,
        signed_sha256=agreement.document.sha256,
        signed_document=signed_document,
    )
    record(by=membership, verb="agreement.signed", row=agreement, at=now, sha256=agreement.signed_sha256)


def _demand_same_file(document: Document, fingerprint: str) -> None:
    """The stored file is there, is what its row says, and is what the person had on screen."""
    if document.state != DONE:
        raise Refused(NOT_MADE)
    if fingerprint != document.sha256:
        raise Refused(_("The document is another one than you had on screen. Read it again before you sign."))
    try:
        found = sha256_of(DOCUMENTS.location(document.path))
    except FileNotFoundError:
        raise Refused(DAMAGED) from None
    if found != document.sha256:
        raise Refused(DAMAGED)


def record_paper(*, membership: Membership, agreement: Agreement, paper: PaperSignature, now: datetime) -> None:
    """Keep the scan of an agreement that was signed on paper. Raises Refused, SomeoneWasFirst.

    The file is judged by its content, and is on disk before its row says so; of a refused one nothing stays.
    """
    demand(rights.can_record_paper(membership, agreement, is_stale=False))
    if not paper.name.strip():
        raise Refused(_("Fill in the name that stands under the signature."))
    if paper.signed_on > today(now):
        raise Refused(_("The date of the signature is in the future. Fill in the day it was signed."))
    where = {"store": DOCUMENTS, "folder": f"agreements/{agreement.pk}", "most": settings.MOST_PROOF_BYTES}
    with kept(paper.scan, **where) as file:
        _record_paper(membership, agreement, paper, file.stored, now)


@transaction.atomic
def _record_paper(
    membership: Membership, agreement: Agreement, paper: PaperSignature, stored: Stored, now: datetime
) -> None:
    is_stale = _hold_pledges(agreement)
    demand(rights.can_record_paper(membership, agreement, is_stale=is_stale))
    take_step(
        agreement,
        AGREEMENTS["record_paper"],
        method=Agreement.Method.PAPER,
        signed_name=paper.name.strip(),
        signed_on=paper.signed_on,
        signed_at=now,
        scan_path=stored.path,
        scan_sha256=stored.sha256,
        recorded_by_id=membership.user_id,
    )
    record(by=membership, verb="agreement.recorded", row=agreement, at=now, sha256=stored.sha256)


@transaction.atomic
def withdraw_agreement(*, membership: Membership, agreement: Agreement, reason: str, now: datetime) -> None:
    """Take an agreement back that nobody signed yet; it stays readable. Raises Refused, SomeoneWasFirst."""
    demand(rights.can_withdraw(membership, agreement))
    if not reason.strip():
        raise Refused(_("Say why this agreement is withdrawn. Whoever was to sign it reads that."))
    take_step(agreement, AGREEMENTS["withdraw"], withdrawn_at=now, withdrawn_reason=reason.strip())
    record(by=membership, verb="agreement.withdrawn", row=agreement, at=now)


def note_wrong_password(*, membership: Membership, agreement: Agreement, now: datetime) -> None:
    """Somebody tried to sign with a password that is not theirs; that is kept."""
    record(by=membership, verb="agreement.password_refused", row=agreement, at=now)


@dataclass(frozen=True)
class PreparedMany:
    """What became of preparing for many partners at once: how many, and who was skipped with why."""

    done: int
    skipped: tuple[str, ...]


def prepare_many(
    *, membership: Membership, participations: Iterable[Participation], language: str, nonce: UUID, now: datetime
) -> PreparedMany:
    """Prepare an agreement for each of these partners, of every pledge that has no signature and waits in none."""
    demand(rights.can_prepare(membership))
    done, skipped = 0, []
    for participation in participations:
        offered = books.pledges_of(participation.programme_id, participation.organisation_id)
        ids = [pledge.pk for pledge in offered if not pledge.is_signed and not pledge.waits_in]
        candidates = books.signatories(participation.organisation, now)
        try:
            prepare_agreement(
                membership=membership,
                participation=participation,
                pledge_ids=ids,
                language=language,
                signatory=candidates[0] if len(candidates) == 1 else None,
                nonce=uuid5(nonce, str(participation.pk)),
                now=now,
            )
            done += 1
        except Refused as error:
            skipped.append(f"{participation.organisation.name}: {error}")
    return PreparedMany(done, tuple(skipped))
