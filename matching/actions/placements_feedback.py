"""Feedback, references and portfolios: given, asked for again, shown, and shown no more."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lib.periods import today
from lib.workflow import Refused
from partnership.audit import record
from partnership.models import Membership

from .. import placement_rights as rights
from ..models import Placement, PlacementFeedback, PlacementReference, PortfolioLink
from ..placement_rules import LAST_CALL
from ..placement_states import STARTED, FeedbackSide
from ..queries.placements_feedback import window_of, windows_of
from ..queries.placements_portfolio import hash_of
from .placements_common import demand, hold
from .placements_mail import ask_feedback, tell_reference
from .placements_signing import TOKEN_BYTES

NOT_OPEN = _("Feedback for this moment can not be given now.")


@dataclass(frozen=True)
class Said:
    """Four points from 1 to 5, and words."""

    work: int
    guidance: int
    contact: int
    learning: int
    text: str


@transaction.atomic
def give_feedback(*, by: Membership, placement: Placement, moment: str, said: Said, now: datetime) -> PlacementFeedback:
    """Give the feedback of one's own side, or change it, until it is due. Raises Refused."""
    row = hold(placement)
    demand(rights.can_give_feedback(by, row))
    window = window_of(row, moment)
    if window is None or not window.is_open(today(now)):
        raise Refused(NOT_OPEN)
    if not said.text.strip():
        raise Refused(_("Say in a few words how it goes."))
    side = rights.feedback_side(by, row)
    values = vars(said) | {"text": said.text.strip(), "given_by": by}
    found = row.feedback.filter(moment=moment, side=side).first()
    if found is None:
        found = PlacementFeedback.objects.create(placement=row, moment=moment, side=side, given_at=now, **values)
    else:
        for name, value in (values | {"changed_at": now}).items():
            setattr(found, name, value)
        found.save(update_fields=[*values, "changed_at"])
    record(by=by, verb="placement.feedback_given", row=row, at=now, moment=moment, side=side)
    return found


def ask_for_feedback(*, now: datetime) -> None:
    """When a moment opens, and again two days before it is due: ask each side that did not give it.

    The keys of the mails make it safe to run twice.
    """
    day = today(now)
    rows = Placement.objects.named().filter(state__in=STARTED).prefetch_related("feedback").order_by("pk")
    names = ("assignment", "organisation", "partnership", "student__user", "mentor__user")
    for row in rows.select_related(*names).iterator(chunk_size=500):
        given = {(each.moment, each.side) for each in row.feedback.all()}
        for window in windows_of(row):
            if not window.is_open(day):
                continue
            key = "last" if day >= window.due_on - LAST_CALL else "first"
            for side in FeedbackSide.values:
                if (window.moment, side) not in given:
                    _ask(row, side, window, key, now)


@transaction.atomic
def _ask(row: Placement, side: str, window, key: str, now: datetime) -> None:
    ask_feedback(row, side, window.moment, window.due_on, key=key, now=now)


@transaction.atomic
def write_reference(*, by: Membership, placement: Placement, name: str, text: str, now: datetime) -> None:
    """What the company says about the student; written anew it is not shown until the student wants it again."""
    row = hold(placement)
    demand(rights.can_write_reference(by, row))
    if not text.strip() or not name.strip():
        raise Refused(_("Write the reference, and the name that stands below it."))
    values = {"name": name.strip(), "text": text.strip(), "written_by": by, "written_at": now}
    found = PlacementReference.objects.filter(placement=row).first()
    if found and (found.name, found.text) == (values["name"], values["text"]):
        return  # the same form once more
    PlacementReference.objects.update_or_create(placement=row, defaults=values)
    Placement.objects.filter(pk=row.pk).update(shows_reference=False)
    event = record(by=by, verb="placement.reference_written", row=row, at=now)
    if row.student:
        tell_reference(row, number=event.pk, now=now)


@transaction.atomic
def show_placement(
    *, by: Membership, placement: Placement, shown: bool, feedback: bool, reference: bool, now: datetime
) -> None:
    """The student decides what of a placement stands in the portfolio. Raises Refused."""
    row = hold(placement)
    demand(rights.can_show(by, row))
    values = {
        "in_portfolio": shown,
        "shows_feedback": shown and feedback,
        "shows_reference": shown and reference and PlacementReference.objects.filter(placement=row).exists(),
    }
    Placement.objects.filter(pk=row.pk).update(**values)
    record(by=by, verb="placement.shown" if shown else "placement.hidden", row=row, at=now)


# --- The link to a portfolio -------------------------------------------------------------------------------------
@transaction.atomic
def make_portfolio_link(*, by: Membership, nonce: UUID, now: datetime) -> str:
    """The one address at which others read this student's portfolio, in place of an earlier one. Returns the token.

    The same form twice is one link, and the last token is the one that works.
    """
    if not by.can(rights.Permission.APPLY):
        raise Refused(rights.NO_RIGHT)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    fresh = {"token_hash": hash_of(token), "made_at": now, "nonce": nonce}
    link, is_new = PortfolioLink.objects.select_for_update().get_or_create(student=by, defaults=fresh)
    is_same_form = not is_new and link.nonce == nonce
    if not is_new:
        for name, value in fresh.items():
            setattr(link, name, value)
        link.save(update_fields=list(fresh))
    if not is_same_form:
        record(by=by, verb="portfolio_link.made", row=link, at=now)
    return token


@transaction.atomic
def end_portfolio_link(*, by: Membership, now: datetime) -> None:
    """Nobody else reads the portfolio any more. Ending it twice is ending it once."""
    for link in PortfolioLink.objects.select_for_update().filter(student=by):
        record(by=by, verb="portfolio_link.ended", row=link, at=now)
        link.delete()
