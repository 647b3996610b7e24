"""A person's month: its lines, its fingerprint, and what has to be put right before it can be handed in."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum

from contributions.models import HourEntry, LockRule, Timesheet, TimesheetStep
from contributions.month_sentences import MONTH_TONES, STEPS, VOIDED
from contributions.states import EDITABLE, TimesheetState
from lib.periods import Period, add_months, month_of, month_period, today
from partnership.models import Membership, Organisation, Programme, User
from partnership.roles import Permission

from .checks import Effort, Findings, examine_many
from .locks import Openness, openness, openness_of_months

DRAFT = TimesheetState.DRAFT
# What a month's fingerprint is made of, of each line: the content, not what was decided on it.
CONTENT = (
    "pk",
    "person_id",
    "organisation_id",
    "worked_on",
    "minutes",
    "activity_id",
    "kind",
    "description",
    "place",
    "explanation",
    "corrects_id",
    "correction_reason",
)


def fingerprint_of(sheet: Timesheet, lines: Iterable[HourEntry]) -> str:
    """SHA-256 over the content of a month, the same whenever it is made again from the same lines (R38)."""
    content = {
        "programme": sheet.programme_id,
        "organisation": sheet.organisation_id,
        "person": sheet.person_id,
        "month": sheet.month.isoformat(),
        "nothing": sheet.nothing,
        "lines": [
            {name: _plain(getattr(line, name)) for name in CONTENT} for line in sorted(lines, key=lambda line: line.pk)
        ],
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


def lines_of_month(*, programme_id: int, organisation_id: int, person_id: int, month: date) -> QuerySet[HourEntry]:
    """Every line of a person's month for one organisation in one programme."""
    period = month_period(month)
    return HourEntry.objects.filter(
        programme=programme_id,
        organisation=organisation_id,
        person=person_id,
        worked_on__range=(period.first, period.last),
    )


@dataclass(frozen=True)
class Problem:
    """A line that can't be handed in as it is, with what the rules found."""

    entry: HourEntry
    effort: Effort
    findings: Findings


def problems_of(lines: Iterable[HourEntry], *, day: date) -> list[Problem]:
    """What has to be put right in the drafts and returned lines of a month, in three queries whatever their number."""
    editable = [line for line in lines if line.state in EDITABLE and line.corrects_id is None]
    if not editable:
        return []
    efforts = [Effort.of(line) for line in editable]
    found = examine_many(efforts, day=day)
    return [
        Problem(*each) for each in zip(editable, efforts, found, strict=True) if each[2].refusals or each[2].missing
    ]


@dataclass(frozen=True)
class Month:
    """One person's month as its page shows it. `sheet` is not saved yet when it was never handed in."""

    programme: Programme
    sheet: Timesheet
    lines: list[HourEntry]
    openness: Openness
    steps: list["Step"] = field(default_factory=list)

    @property
    def is_handed_in(self) -> bool:
        return self.sheet.state != DRAFT

    @property
    def with_it(self) -> list[HourEntry]:
        """The lines that were handed in with the month; of a draft all of them."""
        return [line for line in self.lines if not self.is_handed_in or line.timesheet_id == self.sheet.pk]

    @property
    def late(self) -> list[HourEntry]:
        """Lines that came after the month was handed in."""
        return [line for line in self.lines if self.is_handed_in and line.timesheet_id != self.sheet.pk]

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.with_it)

    @property
    def tone(self) -> str:
        return MONTH_TONES[self.sheet.state]

    @property
    def is_whole(self) -> bool:
        """Whether the lines still are what was handed in."""
        return fingerprint_of(self.sheet, self.with_it) == self.sheet.fingerprint


@dataclass(frozen=True)
class Step:
    """One step in words (R38)."""

    step: TimesheetStep

    @property
    def words(self) -> str:
        return str(STEPS[self.step.verb])

    @property
    def reason(self) -> str:
        return str(VOIDED.get(self.step.reason, self.step.reason))


RELATED = ("activity__lab", "activity__programme", "corrects")


def month_for(membership: Membership, programme: Programme, month: date, *, now: datetime) -> Month:
    """The own month of who asks; five queries."""
    whose = {"programme": programme, "organisation": membership.organisation, "person": membership.user}
    sheet = Timesheet.objects.filter(**whose, month=month).first() or Timesheet(**whose, month=month)
    return month_of_sheet(membership, sheet, now=now)


def month_of_sheet(membership: Membership, sheet: Timesheet, *, now: datetime) -> Month:
    """A month with everything that its page shows to who asks: what was handed in with it, and of what came later
    only what this person may see. A draft is nobody else's."""
    lines = lines_of_month(
        programme_id=sheet.programme_id,
        organisation_id=sheet.organisation_id,
        person_id=sheet.person_id,
        month=sheet.month,
    )
    shown = Q(pk__in=(lines & HourEntry.objects.visible_to(membership)).values("pk"))
    if sheet.pk:
        shown |= Q(timesheet=sheet.pk)
    lines = lines.filter(shown)
    return Month(
        programme=sheet.programme,
        sheet=sheet,
        lines=list(lines.select_related(*RELATED).order_by("worked_on", "pk")),
        openness=openness(sheet.programme, sheet.month, organisation_id=sheet.organisation_id, now=now),
        steps=steps_of(sheet) if sheet.pk else [],
    )


def steps_of(sheet: Timesheet) -> list[Step]:
    rows = TimesheetStep.objects.filter(timesheet=sheet).select_related("by", "organisation")
    return [Step(step) for step in rows.order_by("at", "pk")]


# --- Lists -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class OwnMonth:
    """One line in somebody's list of months."""

    programme: Programme
    month: date
    sheet: Timesheet | None
    minutes: int
    lines: int
    late: int
    openness: Openness

    @property
    def state(self) -> str:
        return self.sheet.state if self.sheet else DRAFT

    @property
    def state_words(self) -> str:
        return TimesheetState(self.state).label

    @property
    def tone(self) -> str:
        return MONTH_TONES[self.state]


MONTHS_SHOWN = 12


def own_months(membership: Membership, programme: Programme, *, now: datetime) -> list[OwnMonth]:
    """The last twelve months of a programme for who asks, the newest first; five queries."""
    last = min(month_of(today(now)), month_of(programme.ends_on))
    months = [month for n in range(MONTHS_SHOWN) if _in_programme(month := add_months(last, -n), programme.period)]
    whose = {"programme": programme, "organisation": membership.organisation_id, "person": membership.user_id}
    sheets = {sheet.month: sheet for sheet in Timesheet.objects.filter(**whose, month__in=months)}
    sums = _sums(HourEntry.objects.filter(**whose), months)
    opened = openness_of_months(programme, months, organisation_id=membership.organisation_id, now=now)
    return [_own_month(programme, month, sheets.get(month), sums.get(month, {}), opened[month]) for month in months]


def _in_programme(month: date, period: Period) -> bool:
    return month_period(month).overlap(period) is not None


def _sums(entries: QuerySet[HourEntry], months: Sequence[date]) -> dict[date, dict]:
    if not months:
        return {}
    range_ = (min(months), month_period(max(months)).last)
    rows = (
        entries.filter(worked_on__range=range_)
        .order_by()
        .values("worked_on__year", "worked_on__month")
        .annotate(total=Sum("minutes"), lines=Count("pk"), late=Count("pk", filter=Q(timesheet=None)))
    )
    return {date(row["worked_on__year"], row["worked_on__month"], 1): row for row in rows}


def _own_month(programme, month, sheet, sums, opened) -> OwnMonth:
    handed_in = sheet is not None and sheet.state != DRAFT
    return OwnMonth(
        programme=programme,
        month=month,
        sheet=sheet,
        minutes=sums.get("total", 0) or 0,
        lines=sums.get("lines", 0),
        late=sums.get("late", 0) if handed_in else 0,
        openness=opened,
    )


def sheets_for_list(sheets: QuerySet[Timesheet]) -> QuerySet[Timesheet]:
    """Months as lists show them: with how many lines came later, and how many wait."""
    waiting = Q(hours__state="submitted")
    return sheets.select_related("person", "organisation", "programme").annotate(waiting=Count("hours", filter=waiting))


def rule_of(programme: Programme) -> LockRule | None:
    return LockRule.objects.filter(programme=programme).select_related("set_by").first()


def organisation_sheets(organisation: Organisation, programme: Programme, month: date) -> QuerySet[Timesheet]:
    """The months of everybody of one organisation that were handed in."""
    rows = Timesheet.objects.filter(organisation=organisation, programme=programme, month=month)
    return rows.exclude(state=DRAFT).select_related("person", "confirmed_by", "accepted_by").order_by("person__name")


@dataclass(frozen=True)
class Queues:
    """How many months wait for somebody, in each of the two roles."""

    to_confirm: int = 0
    to_accept: int = 0
    confirms: bool = False
    accepts: bool = False

    @property
    def waits(self) -> bool:
        return bool(self.to_confirm or self.to_accept)


def queues_of(membership: Membership) -> Queues:
    """What waits for this person; at most two queries."""
    confirms, accepts = membership.can(Permission.CONFIRM_MONTHS), membership.can(Permission.ACCEPT_MONTHS)
    return Queues(
        to_confirm=Timesheet.objects.confirmable_by(membership).count() if confirms else 0,
        to_accept=Timesheet.objects.acceptable_by(membership).count() if accepts else 0,
        confirms=confirms,
        accepts=accepts,
    )


def latest_sheets(membership: Membership, limit: int = 10) -> QuerySet[Timesheet]:
    """Months of others that this person may see, the newest first."""
    rows = Timesheet.objects.visible_to(membership).exclude(state=DRAFT).exclude(person=membership.user_id)
    return rows.select_related("person", "organisation").order_by("-month", "-submitted_at", "-pk")[:limit]


def people_without(organisation: Organisation, programme: Programme, month: date) -> list[User]:
    """People of an organisation with hours in a month that they did not hand in."""
    period = month_period(month)
    lines = HourEntry.objects.filter(
        organisation=organisation, programme=programme, worked_on__range=(period.first, period.last)
    )
    handed_in = organisation_sheets(organisation, programme, month).order_by().values("person")
    return list(User.objects.filter(pk__in=lines.values("person")).exclude(pk__in=handed_in).order_by("name", "pk"))
