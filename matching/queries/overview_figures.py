"""Counters per school year: how many were placed, at which level and in what, and what came of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, Min, Q, Value, When
from django.db.models.functions import ExtractYear

from labs.learning_rules import SCHOOL_YEAR_FROM
from lib.periods import today
from partnership.models import Membership

from ..kinds import FOR_STUDENTS, AssignmentKind, Follows, Level
from ..models import Assignment, Placement, StudentProfile
from ..overview_rules import WomenShare, school_year_of, share_of_women
from ..placement_states import CANCELLED
from ..states import APPROVED, CLOSED

GENDER = "student__student_profile__gender"


@dataclass(frozen=True)
class YearFigures:
    """One school year, named by the year in which it began."""

    year: int
    placed: int
    offered: int
    follow_ups: int
    companies: int
    women: WomenShare | None

    @property
    def name(self) -> str:
        return f"{self.year}-{self.year + 1}"


@dataclass(frozen=True)
class Figures:
    """All years, the latest first, and of the chosen one how many were placed at each level and in each kind."""

    years: list[YearFigures]
    chosen: YearFigures
    levels: list[tuple[str, int]]
    kinds: list[tuple[str, int]]


def figures_for(by: Membership, asked: str, now: datetime) -> Figures:
    """For the school year that was asked for, or else the present one; five queries, however much there is."""
    levels, kinds, forgotten = _placed(by)
    offered, follow_ups = _offered(by)
    companies, women = _new_companies(by), _women(by, forgotten)
    present = school_year_of(today(now))
    known = sorted({year for year, _value in (*levels, *kinds)} | {*offered, *companies, present}, reverse=True)
    years = [
        YearFigures(
            year=year,
            placed=sum(count for (of, _level), count in levels.items() if of == year),
            offered=offered[year],
            follow_ups=follow_ups[year],
            companies=companies[year],
            women=women.get(year),
        )
        for year in known
    ]
    chosen = next((row for row in years if str(row.year) == asked), years[known.index(present)])
    return Figures(years, chosen, _named(Level, levels, chosen.year), _named(AssignmentKind, kinds, chosen.year))


def _named(choices, counts: Counter, year: int) -> list[tuple[str, int]]:
    """In the order of the choices; what did not happen is left out."""
    found = [(str(each.label), counts[year, each.value]) for each in choices]
    return [(label, count) for label, count in found if count]


def _school_year(field: str):
    """The year in which the school year of a date began, for the database."""
    early = When(**{f"{field}__month__lt": SCHOOL_YEAR_FROM}, then=Value(1))
    return ExtractYear(field) - Case(early, default=Value(0))


def _placements(by: Membership):
    """By the day they begin, without those that came to nothing before that."""
    rows = Placement.objects.filter(partnership=by.partnership_id).exclude(state=CANCELLED).order_by()
    return rows.annotate(year=_school_year("starts_on"))


def _placed(by: Membership) -> tuple[Counter, Counter, set[int]]:
    """How many per year and level, per year and kind, and of which years somebody was forgotten."""
    gone = Count("pk", filter=Q(anonymised_at__isnull=False))
    rows = _placements(by).values_list("year", "role__level", "kind").annotate(count=Count("pk"), gone=gone)
    levels, kinds, forgotten = Counter(), Counter(), set()
    for year, level, kind, count, without_name in rows:
        levels[year, level] += count
        kinds[year, kind] += count
        if without_name:
            forgotten.add(year)
    return levels, kinds, forgotten


def _offered(by: Membership) -> tuple[Counter, Counter]:
    """How many came on the board per year, and how many of those went on from an earlier one."""
    on_from = Count("pk", filter=~Q(follows_as__in=("", Follows.PART)))
    rows = _on_the_board(by).annotate(year=_school_year("decided_at")).values_list("year")
    found = list(rows.annotate(count=Count("pk"), on_from=on_from))
    return Counter({year: count for year, count, _n in found}), Counter({year: n for year, _count, n in found})


def _on_the_board(by: Membership):
    rows = Assignment.objects.filter(partnership=by.partnership_id, state__in=(APPROVED, CLOSED))
    return rows.filter(kind__in=FOR_STUDENTS).order_by()


def _new_companies(by: Membership) -> Counter:
    """How many companies had their first assignment on the board in each year."""
    firsts = _on_the_board(by).values_list("organisation").annotate(first=Min("decided_at"))
    return Counter(school_year_of(today(first)) for _organisation, first in firsts)


def _women(by: Membership, forgotten: set[int]) -> dict[int, WomenShare | None]:
    """Each student once in a year, whatever number of places; only those who told it."""
    people = F("student")
    told = Count(people, distinct=True, filter=~Q(**{GENDER: ""}) & Q(**{f"{GENDER}__isnull": False}))
    women = Count(people, distinct=True, filter=Q(**{GENDER: StudentProfile.Gender.WOMAN}))
    rows = _placements(by).values_list("year").annotate(told=told, women=women)
    return {year: share_of_women(of_women, known, forgotten=year in forgotten) for year, known, of_women in rows}
