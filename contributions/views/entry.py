"""What the pages around one entry share: fetching, the hint, and what is said after saving."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions import rules
from contributions.actions import EntryRefused, TeamRefused
from contributions.forms.hours import HoursForm, explain, explain_missing
from contributions.models import HourEntry
from contributions.permissions import can_change, can_coordinate, can_decide, can_throw_away, can_withdraw, is_own
from contributions.queries.checks import Effort, Findings, examine
from contributions.queries.corrections import corrections_of, may_correct, other_half_of
from contributions.queries.history import history_of
from contributions.queries.hours import Judge, Row, remit_of, with_group
from contributions.queries.offers import doubt_in_words, with_session
from contributions.queries.week import own_entries
from contributions.queries.worth import Hint, hint_for
from contributions.sentences import FLAGS
from contributions.states import EDITABLE, SUBMITTED
from lib.figures import hours_unit
from lib.periods import ONE_DAY, today
from lib.workflow import Refused


def fetch(request, pk: int) -> HourEntry:
    """An entry this person may see, with all that its pages show; else 404."""
    visible = with_session(with_group(HourEntry.objects.visible_to(request.membership)), timezone.now())
    related = (
        "activity__lab",
        "activity__programme",
        "programme",
        "organisation",
        "person",
        "entered_by",
        "decided_by",
    )
    return get_object_or_404(visible.select_related(*related), pk=pk)


def explained(form: HoursForm, save: Callable[[Effort], Any]) -> Any:
    """What `save` makes of the form, or None with the refusals written at the form's fields."""
    effort = form.effort()
    try:
        return save(effort)
    except EntryRefused as error:
        form.add_findings(error.findings, effort)
    except TeamRefused as error:
        form.add_refused_colleagues(error.refused)
    except Refused as error:
        form.add_error(None, str(error.reason))
    return None


def entry_to_copy(request, name: str = "copy") -> HourEntry:
    """The own entry that the address names, to make another like it; else 404."""
    number = request.GET.get(name, "")
    if not (number.isdecimal() and len(number) < 18):
        raise Http404
    return get_object_or_404(own_entries(request.membership), pk=number)


def saved_message(request, entry: HourEntry, colleagues: Iterable[str] = ()) -> None:
    """Says what was saved, and for whom."""
    values = {"hours": hours_unit(entry.minutes), "lab": entry.activity.lab.name}
    if entry.state == SUBMITTED:
        text = _("Submitted: %(hours)s. The coordinator of the %(lab)s decides; you read the answer here.") % values
    else:
        text = _("Saved as a draft: %(hours)s. Submit it when it is complete.") % values
    if colleagues:
        text += " " + _("A draft waits for %(names)s.") % {"names": ", ".join(colleagues)}
    messages.success(request, text)


# --- The hint --------------------------------------------------------------------------------------------------
def with_hint(form: HoursForm, request) -> dict:
    """The form's context: also its hint as it is now, for who reads without scripts."""
    return {"form": form, "hint": hint_from(form, request), "yesterday": today() - ONE_DAY}


def hint_from(form: HoursForm, request) -> Hint | None:
    """The hint on what stands in a form, or None as long as hours, activity and kind are not all there."""
    day = today()
    typed = _typed(form)
    if not form.activities or not all(typed.get(name) for name in ("hours", "activity", "kind")):
        return None
    effort = Effort(
        person_id=request.membership.user_id,
        organisation_id=request.membership.organisation_id,
        activity=form.activity_of(str(typed["activity"])),
        worked_on=typed.get("date") or day,
        minutes=typed["hours"],
        kind=typed["kind"],
        entry_id=_entry_id(form, request),
    )
    if form.entry is not None:
        effort = effort.with_entry(form.entry)
    hint = hint_for(effort, organisation=request.membership.organisation, day=day, dated=bool(typed.get("date")))
    found = hint.findings.refusals.values() if hint.findings else ()
    return replace(hint, refusals=[explain(code, effort, hint.findings) for code in found])


def _typed(form: HoursForm) -> dict:
    """What can be read of a form that may be half filled in."""
    if not form.is_bound:
        return form.initial
    form.is_valid()
    return form.cleaned_data


def _entry_id(form: HoursForm, request) -> int | None:
    """The entry that is being changed, told by the hint's own request; used only to leave it out of the sums."""
    told = request.GET.get("entry", "")
    return int(told) if form.entry is None and told.isdecimal() and len(told) < 18 else None


# --- One entry -------------------------------------------------------------------------------------------------
def page_context(request, pk: int) -> dict:
    """Everything on the page of one entry."""
    entry, membership = fetch(request, pk), request.membership
    judge = Judge({entry.programme_id: entry.programme})
    may_change, may_throw_away = can_change(membership, entry), can_throw_away(membership, entry)
    corrections = corrections_of(entry)
    findings = examine(Effort.of(entry), day=today()) if may_change else None
    flags = rules.flags(kind=entry.kind, description=entry.description, days_with_same_description=0)
    return {
        "entry": entry,
        "row": Row(entry, judge.verdict(entry)),
        "is_own": is_own(membership, entry),
        "doubt": doubt_in_words(entry.doubt),
        "may_change": may_change,
        "may_throw_away": may_throw_away,
        "corrections": corrections,
        "other_half": other_half_of(entry),
        "may_correct": not corrections and may_correct(membership, entry, timezone.now()),
        "may_withdraw": can_withdraw(membership, entry),
        "may_decide": can_coordinate(membership) and can_decide(membership, entry, remit_of(membership)),
        "missing": _to_do(entry, findings) if findings else [],
        "warnings": [FLAGS[flag] for flag in flags] if entry.state in EDITABLE else [],
        "events": history_of(entry),
    }


def _to_do(entry: HourEntry, findings: Findings) -> list[str]:
    """What has to be put right before this can be submitted."""
    effort = Effort.of(entry)
    if findings.refusals:
        return [explain(code, effort, findings) for code in findings.refusals.values()]
    return [explain_missing(missing, findings.concerns) for missing in findings.missing]
