"""Whom a round of mail has to reach, counted and batch by batch; and how rounds stand."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from lib.periods import today
from partnership.models import OutboxMail

from ..kinds import MailingKind
from ..models import BlockedAddress, Campaign, CampaignText, Invitation, Mailing

MOST_SHOWN = 50


def blocked_for(campaign: Campaign, address: str = "email") -> Exists:
    """Whether the address of a row is on the list of who is never asked."""
    blocked = BlockedAddress.objects.filter(partnership=campaign.partnership_id, email=OuterRef(address))
    return Exists(blocked)


def recipients(campaign: Campaign, kind: str, asked_at: datetime) -> QuerySet[Invitation]:
    """Who still gets the mail of a round that was asked for at a moment.

    Nobody who answered, opted out, handed it on, is blocked, whose mail comes back or whose link was withdrawn.
    """
    rows = Invitation.objects.filter(
        contact__campaign=campaign,
        contact__opted_out_at=None,
        contact__bounced_at=None,
        contact__handed_to=None,
        has_answered=False,
        revoked_at=None,
    ).exclude(blocked_for(campaign, "contact__email"))
    if kind == MailingKind.INVITATION:
        return rows.filter(sent_at=None)
    mailed = Coalesce("reminded_at", "sent_at")
    rows = rows.filter(sent_at__isnull=False, reminders__lt=campaign.most_reminders)
    return rows.annotate(mailed_at=mailed).filter(mailed_at__lt=_before(campaign, asked_at))


def _before(campaign: Campaign, asked_at: datetime) -> datetime:
    """Days between are days of the calendar, so that it does not matter at what time of day the last mail left."""
    day = today(asked_at) - timedelta(days=campaign.days_between - 1)
    return timezone.make_aware(datetime.combine(day, time.min))


def untested(campaign: Campaign, purpose: str) -> list[str]:
    """The languages of a campaign in which nobody saw this text as a mail."""
    tested = CampaignText.objects.filter(campaign=campaign, purpose=purpose, tested_at__isnull=False)
    known = set(tested.values_list("language", flat=True))
    return [language for language in campaign.languages if language not in known]


def mailings_of(campaign: Campaign) -> QuerySet[Mailing]:
    """The rounds of mail of a campaign, newest first."""
    return Mailing.objects.filter(campaign=campaign).select_related("requested_by").order_by("-requested_at", "-pk")


def campaigns_to_remind(now: datetime) -> QuerySet[Campaign]:
    """Open campaigns that remind by themselves, and in which no mail is under way."""
    day = today(now)
    rows = Campaign.objects.filter(state="open", reminds_itself=True, opens_on__lte=day, closes_on__gte=day)
    waiting = Mailing.objects.waiting().filter(campaign=OuterRef("pk"))
    return rows.exclude(Exists(waiting)).filter(~Q(most_reminders=0)).order_by("pk")


def undelivered(campaign: Campaign) -> list[str]:
    """Addresses that the mail server refused, as often as it was tried."""
    of_this = [Q(key__startswith=f"survey-{name}:{campaign.pk}:") for name in ("invitation", "reminder", "link")]
    rows = OutboxMail.objects.filter(of_this[0] | of_this[1] | of_this[2], state=OutboxMail.State.FAILED)
    return list(rows.order_by("to").values_list("to", flat=True).distinct()[:MOST_SHOWN])
