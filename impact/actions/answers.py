"""Filling in and sending, by whoever holds a personal link.

A save says on which page and what it was made on; when something else stands there meanwhile, nothing is written and
the holder decides. Savers of one draft wait for one another with an advisory lock: a lock on the row of an invitation
would write down, of an anonymous campaign, who was answering.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from lib.patience import patient_with
from lib.periods import today
from lib.workflow import Refused

from ..answer_rules import Step, columns_of, left_over_of, problems_of, seen, ticked_again, without
from ..models import Campaign, Draft, Invitation
from ..queries.answering import Opened
from .answers_write import write_answer
from .groups import lasting_groups

BUSY = _("Something else is being saved at this very moment. Try again.")
OVER = _("The survey does not take answers any more.")
GONE = _("This link opens nothing any more: the invitation was withdrawn, or handed to a colleague.")
ELSEWHERE = _("Your answers were sent with another link of yours. Open that one to change them.")
NOT_RIGHT_YET = _("Something is not right yet. It stands above.")
LOOK_AGAIN = _("On another screen something was changed since you opened this page. Look at it again before you send.")


class ChangedElsewhere(Refused):
    """What stands on a page is not what it was when the page was opened: another tab or device was there."""

    def __init__(self):
        super().__init__(_("This page was also filled in on another screen."))


class NotRightYet(Refused):
    """Something has to be put right before sending."""


def _hold(opened: Opened) -> None:
    """Wait for who else saves with this link; of a campaign with names: with any link of the same person."""
    whose = opened.owner if opened.campaign.anonymous else f"invitation {opened.invitation.pk}"
    number = int.from_bytes(hashlib.sha256(f"answer {whose}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _current(opened: Opened, now: datetime) -> Opened:
    """The same link as things stand now, with its draft held. Raises Refused."""
    if not opened.takes_answers(today(now)):
        raise Refused(OVER)
    current = opened.again()
    current.draft = Draft.objects.select_for_update().filter(**opened.whose).first()
    if current.answered_elsewhere:
        raise Refused(ELSEWHERE)
    return current


@patient_with(BUSY)
@transaction.atomic
def keep(*, opened: Opened, step: Step, values: Mapping[str, str], made_on: str, now: datetime) -> Opened:
    """Save what is filled in on one page; `made_on` is the fingerprint of what stood there.

    What belongs to something that is unticked stays until its holder confirms that it may go. Raises ChangedElsewhere
    when something else stands there now, and Refused.
    """
    _hold(opened)
    current = _current(opened, now)
    columns = set(columns_of(step, current.asked, opened.values)) | set(values)
    there = {column: text for column, text in current.values.items() if column in columns}
    wanted = {column: text for column, text in values.items() if text}
    if wanted == there:
        return current
    if made_on != seen(current.values, columns):
        raise ChangedElsewhere
    return _write(current, without(current.values, columns) | wanted, step, now)


@patient_with(BUSY)
@transaction.atomic
def settle_left_over(*, opened: Opened, step: Step, remove: bool, now: datetime) -> Opened:
    """What was left over on a page goes, or gets back what it belongs to. Raises Refused."""
    _hold(opened)
    current = _current(opened, now)
    found = left_over_of(step, current.asked, current.values)
    if not found:
        return current
    left = without(current.values, found) if remove else ticked_again(current.values, found, current.asked)
    return _write(current, left, step, now)


def _write(current: Opened, values: dict[str, str], step: Step, now: datetime) -> Opened:
    draft = current.draft or Draft(**current.whose)
    draft.data = {"values": values, "at": step.key}
    draft.saved_at = None if current.campaign.anonymous else now
    draft.version += 0 if draft.pk is None else 1
    draft.save()
    written = current.again()
    written.draft = draft
    return written


@patient_with(BUSY)
@transaction.atomic
def drop_changes(*, opened: Opened, now: datetime) -> None:
    """Back to what was sent. Raises Refused."""
    _hold(opened)
    current = _current(opened, now)
    if current.draft and current.sent is not None:
        _let_go(current.draft)


@patient_with(BUSY)
@transaction.atomic
def forget_draft(*, opened: Opened) -> None:
    """Somebody else answers instead: what was filled in and not sent goes."""
    _hold(opened)
    Draft.objects.filter(**opened.whose, sent__isnull=True).delete()


def _let_go(draft: Draft) -> None:
    """Nothing is being filled in any more; what waits in the box stays."""
    if draft.sent is None:
        draft.delete()
    else:
        Draft.objects.filter(pk=draft.pk).update(data={})


@patient_with(BUSY)
@transaction.atomic
def send(*, opened: Opened, made_on: str, language: str, now: datetime) -> bool:
    """Send what is filled in; False when that was done already. Raises NotRightYet and Refused.

    Of an anonymous campaign it goes into the box, from which answers leave in batches.
    """
    Campaign.objects.select_for_update(no_key=True).get(pk=opened.campaign.pk)  # it does not close meanwhile
    opened.campaign.refresh_from_db(fields=["state", "opens_on", "closes_on"])
    _hold(opened)
    _refuse_gone(opened)
    current = _current(opened, now)
    if current.sent is not None and not current.is_changed:
        return False
    if made_on != seen(current.values):
        raise Refused(LOOK_AGAIN)
    if problems_of(current.asked, current.values):
        raise NotRightYet(NOT_RIGHT_YET)
    if current.campaign.anonymous:
        _into_the_box(current, language)
    else:
        write_answer(current, current.values, language, now)
        Invitation.objects.filter(pk=current.invitation.pk, has_answered=False).update(
            has_answered=True, answered_at=now
        )
        Draft.objects.filter(**current.whose).delete()
    return True


def _refuse_gone(opened: Opened) -> None:
    """Withdrawing and handing over hold the campaign too, so what is found here stays until this is sent."""
    there = Invitation.objects.filter(pk=opened.invitation.pk, revoked_at=None, contact__handed_to=None)
    if not there.exists():
        raise Refused(GONE)


def _into_the_box(current: Opened, language: str) -> None:
    """Of two links of one person only one sends; what it sends keeps nothing by which the person is found."""
    mine = Invitation.objects.filter(pk=current.invitation.pk, has_answered=False)
    if current.sent is None and not mine.update(has_answered=True):
        raise Refused(ELSEWHERE)
    draft = current.draft or Draft(**current.whose)
    groups = lasting_groups(current.campaign).of(current.contact)
    draft.sent = {"values": dict(current.values), "language": language, "groups": groups}
    draft.data = {}
    draft.save()
