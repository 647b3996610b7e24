"""What is written in answers is read, in part; and a link with which anybody can try answering."""

from datetime import datetime, timedelta

from partnership.demo_accounts import SURVEY_TOKEN
from partnership.models import Membership, Partnership

from ..actions.answers import keep
from ..actions.texts import decide_text, decide_texts
from ..answer_rules import seen
from ..models import Campaign, Contact, FreeText, InvitationLink
from ..queries.answering import open_link
from ..tokens import hash_of
from .campaigns import MANAGER, SLUG

HALFWAY = {"institution.opening": "We kennen de collega's van de andere scholen nu bij naam."}


def add_reading_and_a_link(partnership: Partnership, now: datetime) -> None:
    """After the open campaign: two texts are shown, one is not, and somebody is half-way."""
    by = Membership.objects.filter(partnership=partnership, user__email=MANAGER).first()
    campaign = Campaign.objects.filter(partnership=partnership, slug=SLUG).first()
    if by is None or campaign is None or InvitationLink.objects.filter(token_hash=hash_of(SURVEY_TOKEN)).exists():
        return
    _read(by, campaign, now - timedelta(hours=5))
    waiting = Contact.objects.to_invite().filter(campaign=campaign, invitation__has_answered=False)
    contact = waiting.order_by("-pk").first()
    values = {"invitation": contact.invitation, "token_hash": hash_of(SURVEY_TOKEN)}
    InvitationLink.objects.create(**values, made_at=now)
    opened = open_link(SURVEY_TOKEN)
    keep(opened=opened, step=opened.steps[0], values=HALFWAY, made_on=seen({}), now=now - timedelta(hours=2))


def _read(by: Membership, campaign: Campaign, then: datetime) -> None:
    texts = list(FreeText.objects.filter(response__campaign=campaign).order_by("response__contact__email", "pk")[:3])
    if len(texts) < 3:
        return
    first, second, third = texts
    decide_texts(by=by, campaign=campaign, picks={first.pk: first.version}, verb="show", now=then)
    words = f"{second.text} (naam weggelaten)"
    named = {"text": second, "version": second.version, "shown_as": words}
    decide_text(by=by, campaign=campaign, verb="show", now=then, **named)
    decide_texts(by=by, campaign=campaign, picks={third.pk: third.version}, verb="hide", now=then)
