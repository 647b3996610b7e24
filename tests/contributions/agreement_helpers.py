"""An agreement in any state, as the actions make it."""

from uuid import uuid4

from contributions.actions import agreements as actions
from contributions.actions import documents
from contributions.models import Agreement, Document
from contributions.reports.documents import build
from partnership.models import Participation
from tests.cast import NOW

ADDRESS = "192.0.2.7"


def part_of(cast, organisation=None) -> Participation:
    return Participation.objects.get(programme=cast.programme, organisation=organisation or cast.terpdok)


def prepare(cast, pledges=None, **values) -> Agreement:
    """An agreement about a pledge of Terpdok, prepared by Mirjam, to be signed by Mo."""
    pledges = pledges if pledges is not None else [cast.promise()]
    defaults = {
        "membership": cast.mirjam,
        "participation": part_of(cast, pledges[0].organisation if pledges else None),
        "pledge_ids": [pledge.pk for pledge in pledges],
        "language": "en",
        "signatory": None,
        "nonce": uuid4(),
        "now": NOW,
    }
    return actions.prepare_agreement(**defaults | values)


def make_document(document: Document) -> Document:
    """As the worker does it."""
    claimed = documents.claim_document(document_id=document.pk, now=NOW)
    stored, pages = build(claimed)
    assert documents.finish_document(document=claimed, stored=stored, pages=pages, now=NOW)
    return Document.objects.get(pk=document.pk)


def send(cast, agreement=None, *, make=True) -> Agreement:
    agreement = agreement or prepare(cast)
    if make:
        make_document(agreement.document)
    actions.send_agreement(membership=cast.mirjam, agreement=fresh(agreement), signatory=cast.mo.user, now=NOW)
    return fresh(agreement)


def fresh(agreement) -> Agreement:
    return Agreement.objects.select_related("document", "organisation", "programme__lead_partner").get(pk=agreement.pk)


def signature(agreement, **values) -> actions.Signature:
    defaults = {"name": "Mo Terpdok", "address": ADDRESS, "fingerprint": agreement.document.sha256}
    return actions.Signature(**defaults | values)


def sign(cast, agreement=None, member=None, **values) -> Agreement:
    agreement = agreement or send(cast)
    actions.sign_agreement(
        membership=member or cast.mo, agreement=agreement, signature=signature(agreement, **values), now=NOW
    )
    return fresh(agreement)
