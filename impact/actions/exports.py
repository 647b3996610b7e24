"""Taking single answers along: only for the researcher, and never unnoticed."""

from datetime import datetime

from django.db import transaction

from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership

from ..models import Campaign
from ..permissions import can_download_answers, can_manage


@transaction.atomic
def note_download(*, by: Membership, campaign: Campaign, now: datetime) -> None:
    """Write down who takes the answers along, before the file leaves. Raises Refused."""
    allowed = can_download_answers(by, campaign)
    if not allowed:
        raise Refused(allowed.reason)
    audit.record(by=by, verb="campaign.answers_downloaded", row=campaign, at=now)


@transaction.atomic
def note_contacts(*, by: Membership, campaign: Campaign, now: datetime) -> None:
    """The same for the names and addresses of who is asked. Raises Refused."""
    allowed = can_manage(by, campaign)
    if not allowed:
        raise Refused(allowed.reason)
    audit.record(by=by, verb="campaign.contacts_exported", row=campaign, at=now)
