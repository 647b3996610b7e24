"""Which groups an answer keeps. Of an anonymous campaign only those that can ever be shown."""

import re
from collections import Counter
from dataclasses import dataclass

from ..kinds import Grouping
from ..models import Campaign, Contact


@dataclass(frozen=True)
class LastingGroups:
    """The groups that answers of a campaign keep; None: all of them."""

    values: frozenset | None

    def of(self, contact: Contact) -> dict:
        """The fields of an answer by this contact."""
        kept = {}
        for field, nothing in (("workplace_id", None), ("tranche_id", None), ("sector", "")):
            value = getattr(contact, field)
            kept[field] = value if self.values is None or (field, value) in self.values else nothing
        return kept


def lasting_groups(campaign: Campaign) -> LastingGroups:
    """What a group of fewer people than the threshold answered is never shown; so nothing is lost by not keeping it.

    And much is won: in an anonymous campaign a small group is what would lead from an answer to a person.
    """
    if not campaign.anonymous:
        return LastingGroups(None)
    counts: Counter = Counter()
    fields = (f"{Grouping.WORKPLACE}_id", f"{Grouping.TRANCHE}_id", "sector")
    for row in Contact.objects.filter(campaign=campaign, handed_to=None).order_by().values_list(*fields):
        counts.update(zip(fields, row, strict=True))
    return LastingGroups(frozenset(pair for pair, count in counts.items() if count >= campaign.threshold))


def natural(text: str) -> list[tuple]:
    """A key to sort by in which 2 comes before 10."""
    parts = re.split(r"(\d+)", text.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]
