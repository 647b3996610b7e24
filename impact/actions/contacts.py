"""What a respondent decides about being asked: not any more, or a colleague instead. Nobody is logged in here."""

from datetime import datetime

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lib.patience import is_busy
from lib.periods import today
from lib.workflow import Refused
from partnership import audit
from partnership.actions.mail import post

from ..models import BlockedAddress, Campaign, Contact, Draft, Invitation, InvitationLink
from ..tokens import hash_of, new_token
from .campaign_mail import handed_letter

MOST_HANDED = 3  # how often an invitation goes from hand to hand
ANSWERED = _("You answered already. An answer can't be handed to somebody else.")
CLOSED = _("This survey takes no answers at this moment.")
HANDED = _("You handed this invitation to a colleague already.")
OPTED_OUT = _("You asked not to be asked any more, so there is no invitation to hand on.")
TOO_OFTEN = _("This invitation went from hand to hand often enough. Answer it yourself, or leave it.")
NOT_THIS_ONE = _("This colleague can't be asked in this way. Choose somebody else.")
TRY_AGAIN = _("Something else happens with this invitation at this moment. Try it again.")


def _locked(contact: Contact) -> Contact:
    """The row, until the end of the transaction, with its campaign and invitation."""
    Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    return Contact.objects.select_related("campaign__partnership", "invitation").get(pk=contact.pk)


@transaction.atomic
def opt_out(*, contact: Contact, forever: bool = False, now: datetime) -> None:
    """Somebody does not want to be asked any more in this campaign, or `forever`: never by this partnership.

    Doing it twice changes nothing. An answer that was given stays; the link still opens, to take this back or to say
    what became of the answer.
    """
    row = _locked(contact)
    if row.opted_out_at is None:
        row.opted_out_at = now
        row.save(update_fields=["opted_out_at"])
        _note(row, now, verb="contact.opted_out")
    if forever:
        BlockedAddress.objects.get_or_create(
            partnership=row.campaign.partnership, email=row.email, defaults={"blocked_at": now}
        )


@transaction.atomic
def opt_in(*, contact: Contact, now: datetime) -> None:
    """Somebody changed their mind: may be asked again, also later on. What is not blocked stays so."""
    row = _locked(contact)
    if row.opted_out_at is not None:
        row.opted_out_at = None
        row.save(update_fields=["opted_out_at"])
        _note(row, now, verb="contact.opted_in")
    own = BlockedAddress.objects.filter(partnership=row.campaign.partnership, email=row.email, blocked_by=None)
    own.delete()


def hand_over(*, contact: Contact, email: str, name: str, now: datetime) -> Contact:
    """Let a colleague answer instead: he or she gets an own link by mail, and this one ends. What was filled in and
    not sent goes. Raises Refused; whether an address is known already, or blocked, is not told apart."""
    try:
        with transaction.atomic():
            # waits for an answer that is being sent; a lock on the row of who sends would tell who that is
            Campaign.objects.select_for_update(no_key=True).get(pk=contact.campaign_id)
            giver = _locked(contact)
            _refuse(giver, now)
            return _hand(giver, email.strip().lower(), name.strip(), now)
    except IntegrityError as error:  # two named the same colleague at the same moment
        raise Refused(NOT_THIS_ONE) from error
    except OperationalError as error:
        if not is_busy(error):
            raise
        raise Refused(TRY_AGAIN) from error


def _refuse(giver: Contact, now: datetime) -> None:
    if not giver.campaign.takes_answers(today(now)):
        raise Refused(CLOSED)
    if giver.handed_to_id:
        raise Refused(HANDED)
    if giver.opted_out_at:
        raise Refused(OPTED_OUT)
    if giver.invitation.has_answered:
        raise Refused(ANSWERED)
    hands, before = 0, giver
    while before is not None and before.came_from_colleague:
        hands += 1
        before = Contact.objects.filter(handed_to=before).first()
    if hands >= MOST_HANDED:
        raise Refused(TOO_OFTEN)


def _hand(giver: Contact, email: str, name: str, now: datetime) -> Contact:
    campaign = giver.campaign
    blocked = BlockedAddress.objects.filter(partnership=campaign.partnership, email=email).exists()
    if blocked or Contact.objects.filter(campaign=campaign, email=email).exists():
        raise Refused(NOT_THIS_ONE)
    groups = {field: getattr(giver, field) for field in ("workplace_id", "tranche_id", "sector", "partnership_id")}
    colleague = Contact.objects.create(
        campaign=campaign,
        key=f"h{giver.pk}",
        email=email,
        name=name,
        language=giver.language,
        came_from_colleague=True,
        **groups,
    )
    giver.handed_to = colleague
    giver.save(update_fields=["handed_to"])
    InvitationLink.objects.filter(invitation=giver.invitation, revoked_at=None).update(revoked_at=now)
    Draft.objects.filter(invitation=giver.invitation).delete()
    invitation, token = Invitation.objects.create(contact=colleague, sent_at=now), new_token()
    InvitationLink.objects.create(invitation=invitation, token_hash=hash_of(token), made_at=now)
    letter = handed_letter(campaign, giver, colleague, token)
    with override(colleague.language):
        post(key=f"survey-handed:{campaign.pk}:{colleague.pk}", to=email, letter=letter, now=now)
    _note(giver, now, verb="contact.handed_over")
    return colleague


def _note(row: Contact, now: datetime, *, verb: str) -> None:
    audit.record(by=None, verb=verb, row=row, at=now, partnership_id=row.campaign.partnership_id)
