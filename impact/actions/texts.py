"""Deciding which texts others may read: as they are, with names left out, or not at all; and taking that back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lib.patience import patient_with
from lib.workflow import Refused, demand, take_step
from partnership import audit
from partnership.models import Membership

from ..models import Campaign, FreeText
from ..permissions import can_read_answers
from ..states import TEXTS, WAITING

BUSY = _("Somebody else is deciding on these texts at this very moment. Try again.")
UNKNOWN = _("You can't do this with a text.")
NOTHING_LEFT = _("Write how the text is shown, or hide it.")
Picks = Mapping[UUID, int]


@dataclass(frozen=True)
class DecidedTexts:
    """How many texts were decided on, and how many were left alone because they had changed or were so already."""

    done: int
    left: int


@patient_with(BUSY)
@transaction.atomic
def decide_texts(*, by: Membership, campaign: Campaign, picks: Picks, verb: str, now: datetime) -> DecidedTexts:
    """Show, hide or undo many at once, each as it was looked at; others are left alone. Raises Refused."""
    demand(can_read_answers(by, campaign))
    if verb not in TEXTS.transitions:
        raise Refused(UNKNOWN)
    rows = FreeText.objects.filter(response__campaign=campaign, pk__in=picks)
    step, done = TEXTS[verb], 0
    for row in rows.order_by("pk").select_for_update(of=("self",)):
        if row.version == picks[row.pk] and TEXTS.allows(verb, row.state):
            take_step(row, step, **_decided(step.target, by, now))
            done += 1
    if done:
        _record(by, campaign, verb, done, now)
    return DecidedTexts(done, len(picks) - done)


@patient_with(BUSY)
@transaction.atomic
def decide_text(
    *, by: Membership, campaign: Campaign, text: FreeText, version: int, verb: str, shown_as: str = "", now: datetime
) -> None:
    """Decide on one text as it was looked at; `shown_as` are its words without names. Raises Refused."""
    demand(can_read_answers(by, campaign))
    if verb not in TEXTS.transitions:
        raise Refused(UNKNOWN)
    changes = _decided(TEXTS[verb].target, by, now)
    if verb == "show":
        if not shown_as.strip():
            raise Refused(NOTHING_LEFT)
        changes["shown_as"] = "" if shown_as == text.text else shown_as
    text.version = version
    take_step(text, TEXTS[verb], **changes)
    _record(by, campaign, verb, 1, now)


def _decided(target: str, by: Membership, now: datetime) -> dict:
    if target == WAITING:
        return {"decided_at": None, "decided_by": None, "shown_as": ""}
    return {"decided_at": now, "decided_by": by.user, "shown_as": ""}


def _record(by: Membership, campaign: Campaign, verb: str, count: int, now: datetime) -> None:
    """Which texts they were stays out of the log: of some it may not be known when they were there."""
    if verb == "show":
        audit.record(by=by, verb="campaign.texts_shown", row=campaign, at=now, count=count)
    elif verb == "hide":
        audit.record(by=by, verb="campaign.texts_hidden", row=campaign, at=now, count=count)
    else:
        audit.record(by=by, verb="campaign.texts_undone", row=campaign, at=now, count=count)
