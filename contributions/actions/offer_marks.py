"""What becomes of an offer when its hours move: the answer follows the hours, whichever page they were changed on.

Call these inside the transaction of the deed; each is one UPDATE, whatever the number of entries.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from contributions.models import HourEntry, HourOffer
from contributions.queries.offers import doubt, doubt_in_words
from contributions.states import OFFERS
from lib.workflow import Refused

Entries = Iterable[HourEntry]
NOT_GIVEN = _(
    "“%(title)s” cannot be submitted. %(why)s The portal takes these hours back soon; you can also throw them away."
)

UNSETTLED = {"settled_at": None, "settled_by": None, "settled_reason": ""}


def _move(verb: str, entries: Entries, **values) -> None:
    step = OFFERS[verb]
    rows = HourOffer.objects.filter(entry__in=[entry.pk for entry in entries], state__in=step.sources)
    rows.update(state=step.target, version=F("version") + 1, **values)


def mark_submitted(entries: Entries, now: datetime) -> None:
    """Submitting hours confirms the offer that they came from. Raises Refused when that is about to be taken back."""
    _demand_given(entries, now)
    _move("confirm", entries, answered_at=now)


def _demand_given(entries: Entries, now: datetime) -> None:
    """Drafts of a session that was cancelled a moment ago are there until the next round, whichever page shows them."""
    rows = HourOffer.objects.open().filter(entry__in=[entry.pk for entry in entries]).annotate(doubt=doubt(now))
    wrong = rows.exclude(doubt="").select_related("session").order_by("session__starts_at", "pk").first()
    if wrong is not None:
        names = {"title": wrong.session.title, "why": doubt_in_words(wrong.doubt)}
        raise Refused(NOT_GIVEN % names)


def mark_withdrawn(entries: Entries) -> None:
    """Hours that are a draft again wait for an answer again."""
    _move("withdraw", entries, answered_at=None, **UNSETTLED)


def mark_thrown_away(entries: Entries, now: datetime) -> None:
    """Throwing hours away declines the offer. Call it before they are deleted."""
    _move("decline", entries, answered_at=now, entry=None, **UNSETTLED)
