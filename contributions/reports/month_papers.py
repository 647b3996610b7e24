"""The signed month and a company's month overview as PDF: the same file whenever they are asked for (R43)."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contributions.actions.documents import request_document
from contributions.kinds import DocumentKind
from contributions.models import Document, Timesheet, TimesheetStep
from contributions.queries.months import organisation_sheets
from lib.figures import month as month_words
from lib.jobs import FAILED
from partnership.models import Membership, Organisation, Programme, User

STEPS = Prefetch(
    "steps", TimesheetStep.objects.select_related("by", "organisation").order_by("at", "pk"), to_attr="all_steps"
)


def request_timesheet(*, membership: Membership, sheet: Timesheet, now: datetime) -> Document:
    """The month as it stood at its last step, with everybody who signed for it."""
    sheet = Timesheet.objects.select_related("programme__partnership", "organisation", "person").get(pk=sheet.pk)
    steps = list(sheet.steps.select_related("by", "organisation").order_by("at", "pk"))
    values = {"month": month_words(sheet.month), "name": sheet.person.name}
    key = {"sheet": sheet.pk, "steps": [step.pk for step in steps]}
    return _once(
        kind=DocumentKind.TIMESHEET,
        programme=sheet.programme,
        organisation=sheet.organisation,
        person=sheet.person,
        basis=key,
        snapshot=lambda: _timesheet(sheet, steps),
        moment=steps[-1].at,
        title=_("Timesheet of %(name)s, %(month)s") % values,
        stem=f"{_('timesheet')}-{sheet.month:%Y-%m}-{sheet.person.name}",
        membership=membership,
        now=now,
    )


def request_overview(*, membership: Membership, programme: Programme, month: date, now: datetime) -> Document | None:
    """The month of everybody at the organisation of `membership`; None when nobody handed it in."""
    organisation = membership.organisation
    sheets = list(organisation_sheets(organisation, programme, month).prefetch_related(STEPS))
    if not sheets:
        return None
    values = {"month": month_words(month), "organisation": organisation.name}
    key = {"month": month.isoformat(), "steps": sorted(step.pk for sheet in sheets for step in sheet.all_steps)}
    return _once(
        kind=DocumentKind.MONTH_OVERVIEW,
        programme=programme,
        organisation=organisation,
        person=None,
        basis=key,
        snapshot=lambda: _overview(organisation, programme, month, sheets),
        moment=max(step.at for sheet in sheets for step in sheet.all_steps),
        title=_("Month overview of %(organisation)s, %(month)s") % values,
        stem=f"{_('month-overview')}-{month:%Y-%m}-{organisation.name}",
        membership=membership,
        now=now,
    )


def _once(
    *,
    kind: str,
    programme: Programme,
    organisation: Organisation,
    person: User | None,
    basis: dict,
    snapshot,
    moment: datetime,
    title: str,
    stem: str,
    membership: Membership,
    now: datetime,
) -> Document:
    """The document that was made of these steps before, also when a name was changed since; else a new one."""
    where = {"kind": kind, "programme": programme, "organisation": organisation, "person": person}
    mark = hashlib.sha256(json.dumps(basis, sort_keys=True).encode()).hexdigest()
    language = get_language() or "nl"
    made = Document.objects.filter(**where, language=language, moment=moment, snapshot__mark=mark)
    if found := made.exclude(state=FAILED).order_by("pk").first():
        return found
    return request_document(
        by=membership,
        **where,
        snapshot={**snapshot(), "mark": mark},
        moment=moment,
        language=language,
        title=title[:200],
        file_name=f"{slugify(stem)[:100]}.pdf",
        now=now,
    )


def _timesheet(sheet: Timesheet, steps: list[TimesheetStep]) -> dict[str, Any]:
    lines = sheet.hours.select_related("activity__lab").order_by("worked_on", "pk")
    return {
        **_head(sheet.programme, sheet.organisation, sheet.month),
        **_sheet(sheet),
        "statement": sheet.no_double_funding,
        "lines": [_line(line) for line in lines],
        "steps": [_step(step) for step in steps],
    }


def _overview(organisation: Organisation, programme: Programme, month: date, sheets: list[Timesheet]) -> dict[str, Any]:
    rows = [{**_sheet(sheet), "steps": [_step(step) for step in _last_round(sheet.all_steps)]} for sheet in sheets]
    return {**_head(programme, organisation, month), "sheets": rows, "minutes": sum(sheet.minutes for sheet in sheets)}


def _last_round(steps: list[TimesheetStep]) -> list[TimesheetStep]:
    """The steps since the month was last handed in: those that stand."""
    starts = [number for number, step in enumerate(steps) if step.verb == "submitted"]
    return steps[starts[-1] :] if starts else steps


def _head(programme: Programme, organisation: Organisation, month: date) -> dict[str, Any]:
    return {
        "partnership": programme.partnership.name,
        "programme": programme.name,
        "grant_number": programme.grant_number,
        "organisation": organisation.name,
        "month": month.isoformat(),
    }


def _sheet(sheet: Timesheet) -> dict[str, Any]:
    return {
        "person": sheet.person.name,
        "state": sheet.state,
        "nothing": sheet.nothing,
        "minutes": sheet.minutes,
        "line_count": sheet.lines,
        "fingerprint": sheet.fingerprint,
    }


def _line(line) -> dict[str, Any]:
    return {
        "id": line.pk,
        "day": line.worked_on.isoformat(),
        "minutes": line.minutes,
        "lab": line.activity.lab.name,
        "activity": line.activity.name,
        "kind": line.kind,
        "description": line.description,
        "place": line.place,
        "explanation": line.explanation,
        "corrects": line.corrects_id,
        "correction_reason": line.correction_reason,
    }


def _step(step: TimesheetStep) -> dict[str, Any]:
    return {
        "verb": step.verb,
        "name": step.by.name if step.by_id else "",
        "role": step.role,
        "organisation": step.organisation.name if step.organisation_id else "",
        "at": step.at.isoformat(),
        "fingerprint": step.fingerprint,
        "reason": step.reason,
    }
