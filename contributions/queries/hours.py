"""Lists of hours: rows with their verdicts, what a selection adds up to, and what an approver has to look at twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils import timezone

from contributions import rules
from contributions.calendar import public_holidays
from contributions.models import HourEntry, labs_of, own_organisations
from contributions.permissions import Remit
from contributions.rules import ZERO, Concern, Flag, Verdict
from contributions.sentences import CONCERNS, FLAGS, STATE_TONES, WHY_NOT
from contributions.states import APPROVED, DRAFT, SUBMITTED
from labs.models import Activity, Lab
from lib.money import amount_for
from lib.periods import today
from partnership.models import AuditEvent, Membership, Organisation, Programme, User
from partnership.schemes import Terms

from .offers import doubt_in_words, with_session


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
    doubt: str = ""

    @property
    def warnings(self) -> list[str]:
        of_session = [doubt_in_words(self.doubt)] if self.doubt else []
        return [*of_session, *(FLAGS[flag] for flag in self.flags)]

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
    return with_group(entries).select_related("activity__lab", "organisation", "person", "entered_by", "decided_by")


Programmes = dict[int, Programme]


def programmes_of(membership: Membership) -> Programmes:
    """The programmes this person may see, by id."""
    return {programme.pk: programme for programme in Programme.objects.visible_to(membership)}


class Judge:
    """Gives verdicts, reading each programme's terms once."""

    def __init__(self, programmes: Programmes):
        self.programmes = programmes
        self.terms: dict[int, Terms] = {}

    def judge(self, *, programme_id: int, kind: str, side: str | None, amount: Decimal) -> Verdict:
        if programme_id not in self.terms:
            self.terms[programme_id] = self.programmes[programme_id].terms
        return rules.judge_effort(kind=kind, group=side or "", amount=amount, terms=self.terms[programme_id])

    def worth(self, programme_id: int, minutes: int) -> Decimal:
        return amount_for(minutes, self.programmes[programme_id].rate)

    def verdict(self, entry: HourEntry) -> Verdict:
        """On an entry that has its `side`: on the frozen amount, or on what approval would make of it today."""
        amount = entry.amount if entry.amount is not None else self.worth(entry.programme_id, entry.minutes)
        return self.judge(programme_id=entry.programme_id, kind=entry.kind, side=entry.side, amount=amount)


def rows(entries: QuerySet[HourEntry], programmes: Programmes) -> list[Row]:
    """The entries of a page in one query."""
    judge = Judge(programmes)
    return [Row(entry, judge.verdict(entry)) for entry in _for_rows(entries)]


def totals(entries: QuerySet[HourEntry], programmes: Programmes) -> Totals:
    """What a selection adds up to, in one query; amounts are those of the lines, rounded per line."""
    length = Case(When(state=APPROVED, then=Value(0)), default=F("minutes"), output_field=IntegerField())
    cells = (
        with_group(entries)
        .order_by()
        .annotate(length=length)
        .values("programme_id", "side", "kind", "state", "length")
        .annotate(lines=Count("pk"), total=Sum("minutes"), euros=Sum("amount"))
    )
    judge = Judge(programmes)
    sums = {"lines": 0, "minutes": 0, "worth": ZERO, "approved": ZERO, "minutes_not_counting": 0}
    for cell in cells:
        _add(sums, cell, judge)
    return Totals(**sums)


def _add(sums: dict, cell: dict, judge: Judge) -> None:
    approved = cell["state"] == APPROVED
    amount = cell["euros"] if approved else judge.worth(cell["programme_id"], cell["length"]) * cell["lines"]
    verdict = judge.judge(programme_id=cell["programme_id"], kind=cell["kind"], side=cell["side"], amount=amount)
    sums["lines"] += cell["lines"]
    sums["minutes"] += cell["total"]
    sums["worth"] += verdict.amount
    sums["approved"] += verdict.amount if approved else ZERO
    sums["minutes_not_counting"] += 0 if verdict.counts else cell["total"]


# --- What an approver sees -------------------------------------------------------------------------------------
def inbox_rows(entries: QuerySet[HourEntry], programmes: Programmes) -> list[InboxRow]:
    """The entries of a page with flags and concerns, in one query whatever their number."""
    found = list(_for_rows(with_facts(entries)))
    judge = Judge(programmes)
    holidays = public_holidays(min(entry.worked_on for entry in found), today()) if found else frozenset()
    return [_inbox_row(entry, judge, holidays) for entry in found]


def inbox_row(entry: HourEntry, programmes: Programmes) -> InboxRow:
    """The same for one entry that was fetched `with_group` and `with_facts`."""
    return _inbox_row(entry, Judge(programmes), public_holidays(entry.worked_on, today()))


def _inbox_row(entry: HourEntry, judge: Judge, holidays: frozenset[date]) -> InboxRow:
    return InboxRow(
        entry, judge.verdict(entry), _flags(entry), _concerns(entry, holidays), entry.minutes_that_day or 0, entry.doubt
    )


def with_facts(entries: QuerySet[HourEntry]) -> QuerySet[HourEntry]:
    """Each entry with what else its person logged (minutes that day and that year, days in the same words) and with the
    session that it follows from."""
    entries = with_session(entries, timezone.now())
    logged = HourEntry.objects.filter(person=OuterRef("person"), corrects=None).order_by().values("person")
    same_words = logged.exclude(state=DRAFT).filter(
        description=OuterRef("description"),
        worked_on__year=ExtractYear(OuterRef("worked_on")),
        worked_on__month=ExtractMonth(OuterRef("worked_on")),
    )
    return entries.annotate(
        minutes_that_day=_sum_of(logged.filter(worked_on=OuterRef("worked_on"))),
        minutes_that_year=_sum_of(logged.filter(worked_on__year=ExtractYear(OuterRef("worked_on")))),
        elsewhere_that_day=Exists(
            logged.exclude(state=DRAFT)
            .exclude(organisation=OuterRef("organisation"))
            .filter(worked_on=OuterRef("worked_on"), activity=OuterRef("activity"))
        ),
        days_in_same_words=Subquery(same_words.annotate(days=Count("worked_on", distinct=True)).values("days")),
    )


def _sum_of(logged: QuerySet) -> Subquery:
    return Subquery(logged.annotate(total=Sum("minutes")).values("total"))


def _flags(entry: HourEntry) -> tuple[Flag, ...]:
    days = entry.days_in_same_words or 0
    return tuple(
        rules.flags(
            kind=entry.kind,
            description=entry.description,
            days_with_same_description=days,
            elsewhere_that_day=entry.elsewhere_that_day and entry.corrects_id is None,
        )
    )


def _concerns(entry: HourEntry, holidays: frozenset[date]) -> tuple[Concern, ...]:
    if entry.corrects_id is not None:  # counter-lines are dated when they are made, not when the work was done
        return ()
    found = rules.concerns(
        day=entry.worked_on,
        minutes=entry.minutes,
        others_that_day=entry.minutes_that_day - entry.minutes,
        others_that_year=entry.minutes_that_year - entry.minutes,
        today=today(entry.entered_at),
        holidays=holidays,
    )
    return tuple(found)


@dataclass(frozen=True)
class LabCount:
    """How much waits in one lab, and since when the oldest does."""

    lab: Lab
    waiting: int
    oldest: datetime | None


@dataclass(frozen=True)
class InboxOverview:
    """What waits for a coordinator: per lab, and the rows that a filter can offer."""

    labs: list[LabCount]
    activities: list[tuple]
    partners: list[tuple]
    people: list[tuple]

    @property
    def waiting(self) -> int:
        return sum(each.waiting for each in self.labs)


ACTIVITY = ("activity__lab", "activity__lab__name", "activity_id", "activity__name")


def inbox_overview(membership: Membership) -> InboxOverview:
    """Every lab of a coordinator, also those where nothing waits, and who and what waits there; two queries."""
    cells = list(
        HourEntry.objects.inbox_of(membership)
        .order_by("activity__name", "activity_id")
        .values("organisation_id", "organisation__name", "person_id", "person__name", *ACTIVITY)
        .annotate(lines=Count("pk"), oldest=Min("submitted_at"))
    )
    labs = Lab.objects.filter(pk__in=labs_of(membership)).order_by("name", "pk")
    return InboxOverview(
        labs=[_lab_count(lab, [cell for cell in cells if cell["activity__lab"] == lab.pk]) for lab in labs],
        activities=_grouped(
            (cell["activity__lab__name"], cell["activity_id"], cell["activity__name"]) for cell in cells
        ),
        partners=_by_name((cell["organisation_id"], cell["organisation__name"]) for cell in cells),
        people=_by_name((cell["person_id"], cell["person__name"]) for cell in cells),
    )


def _lab_count(lab: Lab, cells: list[dict]) -> LabCount:
    return LabCount(lab, sum(cell["lines"] for cell in cells), min((cell["oldest"] for cell in cells), default=None))


def _by_name(pairs: Iterable[tuple]) -> list[tuple]:
    return sorted(set(pairs), key=lambda pair: (pair[1], pair[0]))


def _grouped(rows: Iterable[tuple]) -> list[tuple]:
    """Choices of a select: (group, value, name) as groups of (value, name), in order of their names."""
    groups: dict[str, list] = {}
    for group, value, name in sorted(set(rows), key=lambda row: (row[0], row[2], row[1])):
        groups.setdefault(group, []).append((value, name))
    return list(groups.items())


def others_that_day(entry: HourEntry) -> list[HourEntry]:
    """What else this person logged on that day and submitted, for whatever organisation of the partnership."""
    same_day = HourEntry.objects.filter(
        person=entry.person_id, worked_on=entry.worked_on, programme__partnership=entry.programme.partnership_id
    )
    others = same_day.exclude(pk=entry.pk).exclude(state=DRAFT)
    return list(others.select_related("activity__lab", "organisation").order_by("entered_at", "pk"))


def remit_of(membership: Membership) -> Remit:
    """The labs that a coordinator has charge of, and every organisation that person belongs to; two queries."""
    return Remit(
        labs=frozenset(labs_of(membership).values_list("lab", flat=True)),
        own_organisations=frozenset(own_organisations(membership).values_list("organisation", flat=True)),
    )


def was_taken_back(membership: Membership, pk: int) -> bool:
    """Whether these hours waited for this coordinator until whoever logged them made them a draft again."""
    draft = HourEntry.objects.filter(programme__partnership=membership.partnership_id, pk=pk, state=DRAFT)
    entry = draft.filter(activity__lab__in=labs_of(membership)).first()
    return entry is not None and AuditEvent.objects.about(entry).filter(verb="hours.withdrawn").exists()


def neighbours(membership: Membership, entry: HourEntry) -> tuple[int | None, int | None]:
    """The ids of what was submitted just before and just after an entry, in this coordinator's inbox; one query.

    The other half of a correction is decided on along with it, so it is not the next one.
    """
    waiting, moment = HourEntry.objects.inbox_of(membership), entry.submitted_at
    if entry.corrects_id:
        waiting = waiting.filter(Q(corrects=None) | ~Q(corrects=entry.corrects_id))
    earlier = waiting.filter(Q(submitted_at__lt=moment) | Q(submitted_at=moment, pk__lt=entry.pk))
    later = waiting.filter(Q(submitted_at__gt=moment) | Q(submitted_at=moment, pk__gt=entry.pk))
    return (
        HourEntry.objects.filter(pk=entry.pk)
        .annotate(
            before=Subquery(earlier.order_by("-submitted_at", "-pk").values("pk")[:1]),
            after=Subquery(later.order_by("submitted_at", "pk").values("pk")[:1]),
        )
        .values_list("before", "after")
        .get()
    )


def decided_lately(membership: Membership, limit: int = 5) -> list[HourEntry]:
    """This coordinator's own last decisions, newest first: where an approval can be undone."""
    decided = HourEntry.objects.decidable_by(membership).filter(decided_by=membership.user_id).exclude(state=SUBMITTED)
    return list(decided.select_related("person", "organisation", "activity").order_by("-decided_at", "-pk")[:limit])


# --- What a filter offers --------------------------------------------------------------------------------------
def activities_on_offer(membership: Membership) -> list[Activity]:
    """Every activity this person may see, with its lab."""
    visible = Activity.objects.visible_to(membership).select_related("lab")
    return list(visible.order_by("lab__name", "name", "pk"))


def organisations_on_offer(entries: QuerySet[HourEntry]) -> list[tuple]:
    """Partners that have hours among these."""
    found = Organisation.objects.filter(pk__in=entries.order_by().values("organisation"))
    return list(found.order_by("name", "pk").values_list("pk", "name"))


def people_on_offer(entries: QuerySet[HourEntry]) -> list[tuple]:
    """People who have hours among these."""
    found = User.objects.filter(pk__in=entries.order_by().values("person"))
    return list(found.order_by("name", "pk").values_list("pk", "name"))


def grouped_by_lab(activities: Iterable[Activity]) -> list[tuple]:
    """Choices of a select: activities under the name of their lab."""
    return _grouped((activity.lab.name, activity.pk, activity.name) for activity in activities)
