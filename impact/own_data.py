"""What impact surveys know about somebody by name, for the file of own data (article 15 and 20 GDPR).

Answers are not in it: they are given without an account, and who has the link downloads them there.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from partnership.models import Membership, User

from .models import BlockedAddress, Contact

Rows = list[dict[str, Any]]
ASKED = ("campaign__name", "name", "email", "language", "workplace__name", "tranche__name", "sector", "opted_out_at")
MAILED = ("invitation__sent_at", "invitation__reminders", "invitation__reminded_at")


def own_data(user: User, members: Sequence[Membership], now: datetime) -> dict[str, Rows]:
    """Being asked, by the address of the account, in surveys of the partnership of these roles."""
    partnerships = {member.partnership_id for member in members}
    asked = Contact.objects.filter(campaign__partnership__in=partnerships, email=user.email)
    blocked = BlockedAddress.objects.filter(partnership__in=partnerships, email=user.email)
    return {
        "asked_in_surveys": list(asked.order_by("pk").values(*ASKED, *MAILED)),
        "never_asked": list(blocked.values("email", "blocked_at")),
    }
