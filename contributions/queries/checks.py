"""What the rules say about an effort, with the facts they need looked up: for form, hint and actions alike."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, Sum

from contributions import rules
from contributions.calendar import public_holidays
from contributions.models import HourEntry
from contributions.rules import Concern, Missing, Refusal, Verdict
from labs.models import Activity
from lib.periods import Period, today
from partnership.models import Participation


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
    """Everything the rules have to say on the day `day`, in two queries (R30, R31, R32, R35)."""
    others_that_day, others_that_year = other_minutes(effort)
    programme = effort.activity.programme
    concerns = rules.concerns(
        day=effort.worked_on,
        minutes=effort.minutes,
        others_that_day=others_that_day,
        others_that_year=others_that_year,
        today=effort.entered_on or day,
        holidays=public_holidays(effort.worked_on, max(effort.worked_on, day)),
    )
    taking_part, left_on = _participation(effort)
    on_date = rules.refuse_day(effort.worked_on, programme=programme.period, applied_on=programme.applied_on, today=day)
    if on_date is None and left_on and left_on < effort.worked_on:
        on_date = Refusal.AFTER_LEAVING
    refusals = {
        "date": on_date,
        "hours": rules.refuse_minutes(effort.minutes, others_that_day=others_that_day),
        "activity": None if taking_part else Refusal.NOT_TAKING_PART,
    }
    if effort.worked_on not in activity_period(effort.activity) and not any((on_date, refusals["activity"])):
        refusals["activity"] = Refusal.ACTIVITY_PERIOD  # only then: one mistake, one message
    return Findings(
        refusals={field: code for field, code in refusals.items() if code},
        concerns=concerns,
        missing=rules.missing_before_submitting(
            description=effort.description, explanation=effort.explanation, concerns=concerns
        ),
        others_that_day=others_that_day,
    )


def activity_period(activity: Activity) -> Period:
    return Period(activity.starts_on, activity.ends_on)


def other_minutes(effort: Effort) -> tuple[int, int]:
    """The person's other minutes on that day and in that calendar year, over all organisations and programmes."""
    others = HourEntry.objects.filter(person=effort.person_id, worked_on__year=effort.worked_on.year)
    if effort.entry_id:
        others = others.exclude(pk=effort.entry_id)
    sums = others.aggregate(day=Sum("minutes", filter=Q(worked_on=effort.worked_on)), year=Sum("minutes"))
    return sums["day"] or 0, sums["year"] or 0


def _participation(effort: Effort) -> tuple[bool, date | None]:
    """Whether the organisation takes part in the programme; who left keeps its history, but brings in no more (R26)."""
    found = Participation.objects.filter(programme=effort.activity.programme_id, organisation=effort.organisation_id)
    left_on = list(found.values_list("left_on", flat=True))
    return bool(left_on), left_on[0] if left_on else None


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
