"""What the rules say about an effort, with the facts they need looked up: for form, hint and actions alike."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from contributions import rules
from contributions.calendar import public_holidays
from contributions.models import HourEntry
from contributions.rules import Concern, Missing, Refusal, Verdict
from contributions.states import APPROVED
from labs.models import Activity
from lib.periods import Period, month_of, today
from partnership.models import Participation

from .locks import closed


@dataclass(frozen=True)
class Effort:
    """What somebody says to have done, on behalf of which organisation; `entry_id` when it is already logged."""

    person_id: int
    organisation_id: int
    activity: Activity
    worked_on: date
    minutes: int
    kind: str
    description: str = ""
    place: str = ""
    explanation: str = ""
    entry_id: int | None = None
    entered_on: date | None = None

    @classmethod
    def of(cls, entry: HourEntry) -> "Effort":
        return cls(
            person_id=entry.person_id,
            organisation_id=entry.organisation_id,
            activity=entry.activity,
            worked_on=entry.worked_on,
            minutes=entry.minutes,
            kind=entry.kind,
            description=entry.description,
            place=entry.place,
            explanation=entry.explanation,
            entry_id=entry.pk,
            entered_on=today(entry.entered_at),
        )

    def with_entry(self, entry: HourEntry) -> "Effort":
        """The same effort as the new content of an entry; another day counts as entered anew."""
        entered_on = today(entry.entered_at) if entry.worked_on == self.worked_on else None
        return replace(self, entry_id=entry.pk, entered_on=entered_on)


@dataclass(frozen=True)
class Findings:
    """Refusals by the field they belong to; what needs an explanation; what is missing before submitting."""

    refusals: dict[str, Refusal]
    concerns: list[Concern]
    missing: list[Missing]
    others_that_day: int


def examine(effort: Effort, *, day: date) -> Findings:
    """Everything the rules have to say on the day `day`, in three queries (R30, R31, R32, R35, R39)."""
    return examine_many([effort], day=day)[0]


def examine_many(efforts: Sequence[Effort], *, day: date, removed: Iterable[int] = ()) -> list[Findings]:
    """The same for efforts that are logged together, each beside the others, in as many queries as for one.

    `removed` are the ids of entries that are thrown away at the same moment.
    """
    facts = look_up(efforts, day=day, removed=removed)
    return [_findings(effort, facts, day) for effort in efforts]


@dataclass(frozen=True)
class Facts:
    """What the rules have to know about efforts that are logged together: minutes (theirs too), who takes part, and
    which months are locked."""

    of_day: dict[tuple[int, date], int]
    of_year: dict[tuple[int, int], int]
    left_on: dict[tuple[int, int], date | None]
    closed: set[tuple[int, int, date]]

    def others(self, effort: Effort) -> tuple[int, int]:
        """The person's other minutes on that day and in that calendar year, over all organisations and programmes."""
        day, year = (effort.person_id, effort.worked_on), (effort.person_id, effort.worked_on.year)
        return self.of_day[day] - effort.minutes, self.of_year[year] - effort.minutes


def look_up(efforts: Sequence[Effort], *, day: date, removed: Iterable[int] = ()) -> Facts:
    """The facts about these efforts on `day`, in three queries; new content stands for the old."""
    of_day: dict = defaultdict(int)
    of_year: dict = defaultdict(int)
    gone = {*removed, *(effort.entry_id for effort in efforts if effort.entry_id)}
    logged = ((effort.person_id, effort.worked_on, effort.minutes) for effort in efforts)
    for person, worked_on, minutes in (*_logged(efforts, gone), *logged):
        of_day[person, worked_on] += minutes
        of_year[person, worked_on.year] += minutes
    programmes = {effort.activity.programme_id for effort in efforts}
    organisations = {effort.organisation_id for effort in efforts}
    parts = Participation.objects.filter(programme__in=programmes, organisation__in=organisations)
    rows = parts.values_list("organisation_id", "programme_id", "left_on")
    left_on = {(organisation, programme): left_on for organisation, programme, left_on in rows}
    return Facts(of_day, of_year, left_on, closed(programmes, organisations, day=day))


def _logged(efforts: Sequence[Effort], gone: set[int]) -> QuerySet:
    """Minutes by person and day in the calendar years of these efforts, without the entries in `gone`."""
    days = [effort.worked_on for effort in efforts] or [today()]
    found = done(HourEntry.objects.filter(person__in={effort.person_id for effort in efforts})).filter(
        day__range=(date(min(days).year, 1, 1), date(max(days).year, 12, 31)),
    )
    kept = found.exclude(pk__in=gone) if gone else found
    return kept.order_by().values_list("person_id", "day").annotate(total=Sum("minutes"))


def done(entries: QuerySet[HourEntry]) -> QuerySet[HourEntry]:
    """Each entry with `day`: when the work was done. An approved correction takes from the day of what it corrects."""
    counting = entries.filter(Q(corrects=None) | Q(state=APPROVED))
    return counting.annotate(day=Coalesce("corrects__worked_on", "worked_on"))


def refuse_date(effort: Effort, facts: Facts, *, day: date) -> dict[str, Refusal]:
    """Why this activity can't be on this date, by field; one mistake gives one message (R26, R31)."""
    programme, key = effort.activity.programme, (effort.organisation_id, effort.activity.programme_id)
    found = rules.refuse_day(effort.worked_on, programme=programme.period, applied_on=programme.applied_on, today=day)
    left_on = facts.left_on.get(key)
    if found is None and left_on and left_on < effort.worked_on:
        found = Refusal.AFTER_LEAVING
    if found is None and (*key, month_of(effort.worked_on)) in facts.closed:
        found = Refusal.MONTH_LOCKED
    refusals = {"date": found} if found else {}
    if key not in facts.left_on:
        return {**refusals, "activity": Refusal.NOT_TAKING_PART}
    if not refusals and effort.worked_on not in activity_period(effort.activity):
        return {"activity": Refusal.ACTIVITY_PERIOD}
    return refusals


def _findings(effort: Effort, facts: Facts, day: date) -> Findings:
    others_that_day, others_that_year = facts.others(effort)
    concerns = rules.concerns(
        day=effort.worked_on,
        minutes=effort.minutes,
        others_that_day=others_that_day,
        others_that_year=others_that_year,
        today=effort.entered_on or day,
        holidays=public_holidays(effort.worked_on, max(effort.worked_on, day)),
    )
    refusals = refuse_date(effort, facts, day=day)
    if on_hours := rules.refuse_minutes(effort.minutes, others_that_day=others_that_day):
        refusals["hours"] = on_hours
    order = ("date", "hours", "activity")
    return Findings(
        refusals={field: refusals[field] for field in order if field in refusals},
        concerns=concerns,
        missing=rules.missing_before_submitting(
            description=effort.description, explanation=effort.explanation, concerns=concerns
        ),
        others_that_day=others_that_day,
    )


def activity_period(activity: Activity) -> Period:
    return Period(activity.starts_on, activity.ends_on)


def group_of(organisation_id: int, programme_id: int) -> str:
    """The side of the financing an organisation stands on in a programme, or nothing."""
    found = Participation.objects.filter(organisation=organisation_id, programme=programme_id)
    return found.values_list("group", flat=True).first() or ""


def worth_of(effort: Effort, *, group: str) -> Verdict:
    """What an effort is worth when it is approved today."""
    programme = effort.activity.programme
    return rules.judge_hours(
        kind=effort.kind, group=group, minutes=effort.minutes, rate=programme.rate, terms=programme.terms
    )
