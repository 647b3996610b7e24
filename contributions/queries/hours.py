"""Lists of hours: rows with their verdicts, what a selection adds up to, and what an approver has to look at twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, F, FilteredRelation, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import ExtractYear, TruncMonth

from contributions import rules
from contributions.calendar import public_holidays
from contributions.models import HourEntry, labs_of
from contributions.rules import ZERO, Concern, Flag, Verdict
from contributions.sentences import CONCERNS, FLAGS, STATE_TONES, WHY_NOT
from contributions.states import APPROVED, DRAFT, SUBMITTED
from labs.models import Activity, Lab
from lib.money import amount_for
from lib.periods import today
from partnership.models import Membership, Organisation, Programme, User
from partnership.schemes import Terms


@dataclass(frozen=True)
class Row:
    """One entry in a list, with what it is worth and why not more."""

    entry: HourEntry
    verdict: Verdict

    @property
    def tone(self) -> str:
        return STATE_TONES[self.entry.state]

    @property
    def why_not(self) -> str:
        return WHY_NOT[self.verdict.reason]


@dataclass(frozen=True)
class InboxRow(Row):
    """One entry as its approver sees it."""

    flags: tuple[Flag, ...] = ()
    concerns: tuple[Concern, ...] = ()
    minutes_that_day: int = 0

    @property
    def warnings(self) -> list[str]:
        return [FLAGS[flag] for flag in self.flags]

    @property
    def explained(self) -> list[str]:
        return [CONCERNS[concern] for concern in self.concerns]


@dataclass(frozen=True)
class Totals:
    """What a selection adds up to: minutes, and euros of what counts; `approved` is the part that is approved."""

    lines: int = 0
    minutes: int = 0
    worth: Decimal = ZERO
    approved: Decimal = ZERO
    minutes_not_counting: int = 0


def with_group(entries: QuerySet[HourEntry]) -> QuerySet[HourEntry]:
    """Each entry with `side`: where its organisation stands in the financing of its programme."""
    here = Q(organisation__participations__programme=F("programme"))
    return entries.alias(part=FilteredRelation("organisation__participations", condition=here)).annotate(
        side=F("part__group")
    )


def _for_rows(entries: QuerySet[HourEntry]) -> QuerySet[HourEntry]:
    return with_group(entries).select_related("activity__lab", "organisation", "person", "programme", "decided_by")


class Judge:
    """Gives verdicts, reading each programme's terms once."""

    def __init__(self):
        self.terms: dict[int, Terms] = {}

    def terms_of(self, programme: Programme) -> Terms:
        if programme.pk not in self.terms:
            self.terms[programme.pk] = programme.terms
        return self.terms[programme.pk]

    def verdict(self, entry: HourEntry) -> Verdict:
        """On an entry that has its `side`: on the frozen amount, or on what approval would make of it today."""
        amount = entry.amount if entry.amount is not None else amount_for(entry.minutes, entry.programme.rate)
        terms = self.terms_of(entry.programme)
        return rules.judge_effort(kind=entry.kind, group=entry.side or "", amount=amount, terms=terms)


def rows(entries: QuerySet[HourEntry]) -> list[Row]:
    """The entries of a page in one query."""
    judge = Judge()
    return [Row(entry, judge.verdict(entry)) for entry in _for_rows(entries)]


def totals(entries: QuerySet[HourEntry]) -> Totals:
    """What a selection adds up to, in two queries; amounts are those of the lines, rounded per line."""
    length = Case(When(state=APPROVED, then=Value(0)), default=F("minutes"))
    cells = (
        with_group(entries)
        .order_by()
        .annotate(length=length)
        .values("programme_id", "side", "kind", "state", "length")
        .annotate(lines=Count("pk"), total=Sum("minutes"), euros=Sum("amount"))
    )
    cells = list(cells)
    programmes = Programme.objects.in_bulk({cell["programme_id"] for cell in cells}) if cells else {}
    judge = Judge()
    sums = {"lines": 0, "minutes": 0, "worth": ZERO, "approved": ZERO, "minutes_not_counting": 0}
    for cell in cells:
        _add(sums, cell, programmes[cell["programme_id"]], judge)
    return Totals(**sums)


def _add(sums: dict, cell: dict, programme: Programme, judge: Judge) -> None:
    approved = cell["state"] == APPROVED
    amount = cell["euros"] if approved else amount_for(cell["length"], programme.rate) * cell["lines"]
    verdict = rules.judge_effort(
        kind=cell["kind"], group=cell["side"] or "", amount=amount, terms=judge.terms_of(programme)
    )
    sums["lines"] += cell["lines"]
    sums["minutes"] += cell["total"]
    sums["worth"] += verdict.amount
    sums["approved"] += verdict.amount if approved else ZERO
    sums["minutes_not_counting"] += 0 if verdict.counts else cell["total"]


# --- What an approver sees -------------------------------------------------------------------------------------
def inbox_rows(entries: QuerySet[HourEntry]) -> list[InboxRow]:
    """The entries of a page with flags and concerns, in four queries whatever their number."""
    found = list(_for_rows(entries))
    judge, facts = Judge(), _Facts(found)
    return [
        InboxRow(entry, judge.verdict(entry), facts.flags(entry), facts.concerns(entry), facts.days[_day(entry)])
        for entry in found
    ]


def _day(entry: HourEntry) -> tuple[int, date]:
    return entry.person_id, entry.worked_on


class _Facts:
    """What else the people of some entries logged: that day, that year, and in the same words."""

    def __init__(self, entries: list[HourEntry]):
        people = {entry.person_id for entry in entries}
        days = {entry.worked_on for entry in entries}
        logged = HourEntry.objects.filter(person__in=people).order_by()
        by_day = logged.filter(worked_on__in=days).values_list("person", "worked_on")
        by_year = logged.filter(worked_on__year__in={day.year for day in days}).annotate(
            year=ExtractYear("worked_on")
        )
        same = (
            logged.exclude(state=DRAFT)
            .filter(description__in={entry.description for entry in entries})
            .annotate(month=TruncMonth("worked_on"))
            .values_list("person", "month", "description")
            .annotate(days=Count("worked_on", distinct=True))
        )
        years = by_year.values_list("person", "year").annotate(total=Sum("minutes"))
        self.days = {(person, day): total for person, day, total in by_day.annotate(total=Sum("minutes"))}
        self.years = {(person, year): total for person, year, total in years}
        self.same = {tuple(key): count for *key, count in same}
        self.holidays = public_holidays(min(days), today()) if days else frozenset()

    def flags(self, entry: HourEntry) -> tuple[Flag, ...]:
        count = self.same.get((entry.person_id, entry.worked_on.replace(day=1), entry.description), 0)
        return tuple(rules.flags(kind=entry.kind, description=entry.description, days_with_same_description=count))

    def concerns(self, entry: HourEntry) -> tuple[Concern, ...]:
        found = rules.concerns(
            day=entry.worked_on,
            minutes=entry.minutes,
            others_that_day=self.days[_day(entry)] - entry.minutes,
            others_that_year=self.years[entry.person_id, entry.worked_on.year] - entry.minutes,
            today=today(entry.entered_at),
            holidays=self.holidays,
        )
        return tuple(found)


@dataclass(frozen=True)
class LabCount:
    """How much waits in one lab, and since when the oldest does."""

    lab: Lab
    waiting: int
    oldest: object


def inbox_per_lab(membership: Membership) -> list[LabCount]:
    """Every lab of a coordinator, also those where nothing waits; two queries."""
    waiting = HourEntry.objects.inbox_of(membership).order_by().values("activity__lab")
    counts = {row["activity__lab"]: row for row in waiting.annotate(n=Count("pk"), oldest=Min("submitted_at"))}
    labs = Lab.objects.filter(pk__in=labs_of(membership)).order_by("name", "pk")
    nothing = {"n": 0, "oldest": None}
    return [LabCount(lab, counts.get(lab.pk, nothing)["n"], counts.get(lab.pk, nothing)["oldest"]) for lab in labs]


def others_that_day(entry: HourEntry) -> list[HourEntry]:
    """What else this person logged on that day and submitted, for whatever organisation of the partnership."""
    same_day = HourEntry.objects.filter(
        person=entry.person_id, worked_on=entry.worked_on, programme__partnership=entry.programme.partnership_id
    )
    others = same_day.exclude(pk=entry.pk).exclude(state=DRAFT)
    return list(others.select_related("activity__lab", "organisation").order_by("entered_at", "pk"))


def neighbours(membership: Membership, entry: HourEntry) -> tuple[int | None, int | None]:
    """The ids of what was submitted just before and just after an entry, in the inbox's own order."""
    waiting = HourEntry.objects.inbox_of(membership)
    moment = entry.submitted_at
    earlier = Q(submitted_at__lt=moment) | Q(submitted_at=moment, pk__lt=entry.pk)
    later = Q(submitted_at__gt=moment) | Q(submitted_at=moment, pk__gt=entry.pk)
    before = waiting.filter(earlier).order_by("-submitted_at", "-pk").values_list("pk", flat=True).first()
    after = waiting.filter(later).order_by("submitted_at", "pk").values_list("pk", flat=True).first()
    return before, after


def decided_lately(membership: Membership, limit: int = 5) -> list[HourEntry]:
    """This coordinator's own last decisions, newest first: where an approval can be undone."""
    decided = HourEntry.objects.decidable_by(membership).filter(decided_by=membership.user_id).exclude(state=SUBMITTED)
    return list(decided.select_related("person", "organisation", "activity").order_by("-decided_at", "-pk")[:limit])


# --- What a filter offers --------------------------------------------------------------------------------------
Choices = list[tuple]


def activities_on_offer(membership: Membership) -> list[Activity]:
    """Every activity this person may see, with its lab."""
    visible = Activity.objects.visible_to(membership).select_related("lab")
    return list(visible.order_by("lab__name", "name", "pk"))


def organisations_on_offer(entries: QuerySet[HourEntry]) -> Choices:
    """Partners that have hours among these."""
    found = Organisation.objects.filter(pk__in=entries.order_by().values("organisation"))
    return list(found.order_by("name", "pk").values_list("pk", "name"))


def people_on_offer(entries: QuerySet[HourEntry]) -> Choices:
    """People who have hours among these."""
    found = User.objects.filter(pk__in=entries.order_by().values("person"))
    return list(found.order_by("name", "pk").values_list("pk", "name"))


def grouped_by_lab(activities: Iterable[Activity]) -> Choices:
    """Choices of a select: activities under the name of their lab."""
    groups: dict[str, list] = {}
    for activity in activities:
        groups.setdefault(activity.lab.name, []).append((activity.pk, activity.name))
    return list(groups.items())
