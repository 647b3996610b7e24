"""What impact surveys know about somebody by name, for the file of own data (article 15 and 20 GDPR).

Answers that bear a name are in it. Those without one can't be: nobody knows whose they are.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from partnership.models import Membership, User

from .models import BlockedAddress, Contact, FreeText, MaterialOffer, NamedOutcome, Response

Rows = list[dict[str, Any]]
ASKED = ("campaign__name", "name", "email", "language", "workplace__name", "tranche__name", "sector", "opted_out_at")
MAILED = ("invitation__sent_at", "invitation__reminders", "invitation__reminded_at")

ANSWERED = ("campaign__name", "sent_at", "changed_at", "language", "material_available", "material_consent")
NAMED = ("response__campaign__name", "outcome__level__key", "outcome__key", "status", "nature")
WRITTEN = ("response__campaign__name", "kind", "level__key", "outcome__key", "question__key", "text")


def own_data(user: User, members: Sequence[Membership], now: datetime) -> dict[str, Rows]:
    """Being asked, by the address of the account, in surveys of the partnership of these roles."""
    partnerships = {member.partnership_id for member in members}
    asked = Contact.objects.filter(campaign__partnership__in=partnerships, email=user.email)
    blocked = BlockedAddress.objects.filter(partnership__in=partnerships, email=user.email)
    mine = Response.objects.filter(contact__in=asked)
    about = {"response__in": mine}
    return {
        "asked_in_surveys": list(asked.order_by("pk").values(*ASKED, *MAILED)),
        "answers": list(mine.order_by("pk").values(*ANSWERED)),
        "outcomes_named": list(NamedOutcome.objects.filter(**about).order_by("pk").values(*NAMED)),
        "texts_written": list(FreeText.objects.filter(**about).order_by("pk").values(*WRITTEN)),
        "material_offered": list(MaterialOffer.objects.filter(**about).values("campaign__name", "email")),
        "never_asked": list(blocked.values("email", "blocked_at")),
    }
