"""What is said after deciding: how many, which ones not and by whom, and where it can be undone."""

from collections import Counter

from django.contrib import messages
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributions.actions.decisions import Decided, Skipped
from contributions.models import HourEntry
from contributions.states import APPROVED, RETURNED, SUBMITTED
from lib.figures import hours_unit

from .common import address


def say_what_happened(
    request, decided: Decided | HourEntry, *, returning: bool, other_half: HourEntry | None = None
) -> None:
    """One message for what was done, and one sentence for each kind of entry that was left alone."""
    if isinstance(decided, HourEntry):
        messages.success(request, _one(request, decided, returning, other_half))
        return
    if done := len(decided.done):
        messages.success(request, _many(done, returning))
    for skipped, count in Counter((each.state, each.decided_by) for each in decided.skipped).items():
        messages.warning(request, _left_alone(Skipped(0, *skipped), count))


def _one(request, entry: HourEntry, returning: bool, other_half: HourEntry | None) -> str:
    values = {"hours": hours_unit(entry.minutes), "name": entry.person.name}
    if other_half:
        both = {"one": values["hours"], "other": hours_unit(other_half.minutes)}
        values["hours"] = _("a correction of %(one)s and %(other)s") % both
    if returning:
        return _("Returned: %(hours)s of %(name)s, with your reason.") % values
    text = _("Approved: %(hours)s of %(name)s.") % values
    return format_html('{} <a href="{}">{}</a>', text, address(request, "approval", entry.pk), _("Look back or undo"))


def _many(count: int, returning: bool) -> str:
    if returning:
        text = ngettext("%(count)s entry returned.", "%(count)s entries returned.", count)
    else:
        text = ngettext("%(count)s entry approved.", "%(count)s entries approved.", count)
    return text % {"count": count}


def _left_alone(skipped: Skipped, count: int) -> str:
    values = {"count": count, "name": skipped.decided_by or _("somebody else")}
    if skipped.state == APPROVED:
        text = ngettext(
            "%(count)s had already been approved by %(name)s.",
            "%(count)s had already been approved by %(name)s.",
            count,
        )
    elif skipped.state == RETURNED:
        text = ngettext(
            "%(count)s had already been returned by %(name)s.",
            "%(count)s had already been returned by %(name)s.",
            count,
        )
    elif skipped.state == SUBMITTED:
        text = ngettext(
            "%(count)s was changed in the meantime. Look at it again.",
            "%(count)s were changed in the meantime. Look at them again.",
            count,
        )
    else:
        text = ngettext("%(count)s does not wait for you any more.", "%(count)s do not wait for you any more.", count)
    return text % values
