"""How partners stand in a period and where they are heading: one, or all of them, in a fixed number of queries.

Every sum comes out of the same ledger as the thirds, cut by partner or by day, so that it adds up to them to the cent.
What lies ahead is told twice: as partners pledged it (`figures.forecast`, as on the financing page), and as it will be
when the days to come are like those that are over (`at_pace`; rules in `pace.py`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, Sum
from django.db.models.functions import TruncMonth

from contributions import pace
from contributions.kinds import PledgeKind
from contributions.models import HourEntry
from contributions.pace import Course, Mark, Schedule
from contributions.rules import ZERO, Reason, judge_effort
from contributions.states import APPROVED, DRAFT, SUBMITTED
from lib.periods import ONE_DAY, Period, add_months
from partnership.models import Programme

from .figures import Figures
from .ledger import COUNTED_STATES, Effort, Goods, Ledger, Partner, Promise, spread
from .tally import Tallies, Tally

Cell = Effort | Goods


class Cuts(Ledger):
    """The ledger of a whole programme, cut along other axes. Each method is one query."""

    def hours_by_year(self) -> Iterator[tuple[Any, Effort]]:
        """Per partner and programme year."""
        return self._cut(self._hours(COUNTED_STATES), self._programme_year("worked_on"), "organisation_id")

    def hours_by_day(self, organisation_id: int) -> Iterator[tuple[date, Effort]]:
        lines = self._hours(COUNTED_STATES).filter(organisation=organisation_id)
        return self._cut(lines, F("worked_on"), "organisation_id")

    def hours_by_month(self, period: Period) -> Iterator[tuple[date, Effort]]:
        """Of all partners together, of the days in a period."""
        here = Q(organisation__participations__programme=self.programme)
        inside = self._hours(COUNTED_STATES).filter(worked_on__range=(period.first, period.last))
        lines = inside.annotate(side=FilteredRelation("organisation__participations", condition=here))
        return self._cut(lines, TruncMonth("worked_on"), "side__group")

    def _cut(self, lines, when, whose: str) -> Iterator[tuple[Any, Effort]]:
        rows = lines.values("state", "kind", "length", whose, at=when)
        for row in rows.annotate(lines=Count("pk"), total=Sum("minutes"), worth=Sum("amount")).order_by():
            owner = row.get("organisation_id")
            group = self.group_of(owner) if owner else row.get("side__group") or ""
            yield row["at"], self._effort(row, group, organisation_id=owner)

    def goods_by_day(self, organisation_id: int | None = None) -> Iterator[tuple[date, Goods]]:
        lines = self._contributions((APPROVED, SUBMITTED))
        if organisation_id:
            lines = lines.filter(organisation=organisation_id)
        rows = lines.values(
            "organisation_id", "state", "kind", "proven", at=F("received_on"), year=F("received_on__year")
        ).annotate(nth=self._programme_year("received_on"), lines=Count("pk"), worth=Sum("amount"))
        for row in rows.order_by():
            yield row["at"], self._goods(row)

    def pledged(self, organisation_id: int | None = None) -> list[Promise]:
        """The pledges of one partner or of all that count, or will once they are signed for."""
        return [
            promise
            for promise in self.promises
            if promise.is_pledged and organisation_id in (None, promise.organisation_id)
        ]


@dataclass(frozen=True)
class Stand:
    """One partner, or all together, in one period. `figures` are those of the financing page, to the cent.

    `goods` are the figures of what is not hours, also part of `figures`. `at_pace` is what there will be at the end of
    the period when hours go on as they came and goods come as pledged; None while it is too early to tell.
    """

    period: Period
    figures: Figures
    goods: Figures = field(default_factory=Figures)
    hours_course: Course = field(default_factory=Course)
    goods_course: Course = field(default_factory=Course)
    at_pace: Decimal | None = None
    partner: Partner | None = None

    @property
    def schedule(self) -> Schedule:
        return pace.together(self.hours_course, self.goods_course)

    @property
    def hours_worth(self) -> Decimal:
        """Euros of the hours that are approved or wait."""
        return self.figures.approved + self.figures.waiting - self.goods.approved - self.goods.waiting

    @property
    def behind_minutes(self) -> int:
        return self.hours_course.lag if self.hours_course.schedule is Schedule.BEHIND else 0

    @property
    def behind_goods(self) -> Decimal:
        late = self.goods_course.schedule is Schedule.BEHIND
        return Decimal(self.goods_course.lag).scaleb(-2) if late else ZERO

    @property
    def share(self) -> Decimal | None:
        """Approved as a part of what was pledged, for a list; None without a pledge."""
        return self.figures.approved / self.figures.pledged if self.figures.pledged else None


@dataclass(frozen=True)
class Month:
    """What was brought in for one month, beside the part of the pledges that falls in it."""

    first: date
    figures: Figures


@dataclass(frozen=True)
class Everybody:
    """All partners of a programme in one period, what they add up to, and month by month."""

    period: Period
    total: Stand
    partners: tuple[Stand, ...]
    months: tuple[Month, ...]

    def number(self, schedule: Schedule) -> int:
        return sum(1 for stand in self.partners if stand.schedule is schedule)


@dataclass(frozen=True)
class Own:
    """One partner in one period: also when parts of the pledge were reached, and what nobody judges yet.

    `not_firm` is what was pledged and does not count, per reason, in euros.
    """

    stand: Stand
    whole: Stand
    marks: tuple[Mark, ...]
    months: tuple[Month, ...]
    draft_minutes: int
    not_counting_minutes: int
    not_firm: tuple[tuple[Reason, Decimal], ...]


def everybody(programme: Programme, period: Period, today: date) -> Everybody:
    """All partners; six queries."""
    cuts = Cuts(programme, programme.period)
    goods = [(day, each) for day, each in cuts.goods_by_day() if day in period]
    cells = _cells(cuts, goods, period)
    stands = _stands(cuts, cells, period, today)
    outside = (cell for key, theirs in cells.items() if key not in cuts.partners for cell in theirs)
    hours = cuts.hours_by_month(period)
    return Everybody(
        period,
        _sum(stands, period, outside),
        tuple(stand for stand in stands if _is_something(stand)),
        months_of([*hours, *goods], cuts.pledged(), period),
    )


def _cells(cuts: Cuts, goods: list[tuple[date, Goods]], period: Period) -> dict[int | None, list[Cell]]:
    """What lies in the period per organisation, also of those that take no part; `goods` are those of the period."""
    numbers = {number for number, year in enumerate(cuts.programme.years, 1) if year.overlap(period)}
    cells: dict[int | None, list[Cell]] = defaultdict(list)
    for number, effort in cuts.hours_by_year():
        if number in numbers:
            cells[effort.organisation_id].append(effort)
    for _day, each in goods:
        cells[each.organisation_id].append(each)
    return cells


def _stands(cuts: Cuts, cells: dict[int | None, list[Cell]], period: Period, today: date) -> tuple[Stand, ...]:
    """Every partner, also one of which there is nothing to tell."""
    return tuple(_stand(cuts, partner, cells.get(key, ()), period, today) for key, partner in cuts.partners.items())


def all_stands(programme: Programme, period: Period, today: date) -> tuple[Stand, ...]:
    """Every partner of a programme in one of its years, or in all of them; four queries."""
    cuts = Cuts(programme, programme.period)
    goods = [(day, each) for day, each in cuts.goods_by_day() if day in period]
    return _stands(cuts, _cells(cuts, goods, period), period, today)


def one_partner(programme: Programme, organisation_id: int, period: Period, today: date) -> Own | None:
    """One partner of a programme, or None when it takes no part; five queries."""
    cuts = Cuts(programme, programme.period)
    partner = cuts.partners.get(organisation_id)
    if partner is None:
        return None
    every: list[tuple[date, Cell]] = [*cuts.hours_by_day(organisation_id), *cuts.goods_by_day(organisation_id)]
    inside = [(day, cell) for day, cell in every if day in period]
    stand = _stand(cuts, partner, [cell for _day, cell in inside], period, today)
    whole = _stand(cuts, partner, [cell for _day, cell in every], programme.period, today)
    approved = ((day, cents(cell.amount)) for day, cell in inside if cell.state == APPROVED and cell.verdict.counts)
    idle = (cell.minutes for _day, cell in inside if isinstance(cell, Effort) and _never_counts(cell))
    return Own(
        stand=stand,
        whole=whole,
        marks=tuple(pace.marks(approved, pledged=cents(stand.figures.pledged))),
        months=months_of(inside, cuts.pledged(organisation_id), period),
        draft_minutes=_draft_minutes(programme, partner, period),
        not_counting_minutes=sum(idle),
        not_firm=_not_firm(cuts, organisation_id, period),
    )


def _not_firm(cuts: Cuts, organisation_id: int, period: Period) -> tuple[tuple[Reason, Decimal], ...]:
    sums: dict[Reason, Decimal] = defaultdict(lambda: ZERO)
    for promise in cuts.promises:
        if promise.organisation_id == organisation_id and not promise.verdict.counts:
            sums[promise.verdict.reason] += promise.part(period).euros
    return tuple((reason, amount) for reason, amount in sorted(sums.items()) if amount)


def cents(amount: Decimal) -> int:
    return int(amount * 100)


def _end(month: date) -> date:
    return add_months(month, 1) - ONE_DAY


def _never_counts(effort: Effort) -> bool:
    return effort.state in (APPROVED, SUBMITTED) and not effort.verdict.counts


def _draft_minutes(programme: Programme, partner: Partner, period: Period) -> int:
    """Minutes that would count and were not submitted yet; for the company's own eyes."""
    drafts = HourEntry.objects.filter(
        programme=programme,
        organisation=partner.organisation_id,
        state=DRAFT,
        worked_on__range=(period.first, period.last),
    )
    kinds = drafts.values_list("kind").annotate(Sum("minutes")).order_by()
    terms = programme.terms
    return sum(
        minutes
        for kind, minutes in kinds
        if judge_effort(kind=kind, group=partner.group, amount=ZERO, terms=terms).counts
    )


def _is_something(stand: Stand) -> bool:
    return not stand.figures.is_empty


def _stand(cuts: Cuts, partner: Partner, cells: Iterable[Cell], period: Period, today: date) -> Stand:
    tally, goods = Tally(), Tally()
    for cell in cells:
        tally.add(cell)
        if isinstance(cell, Goods):
            goods.add(cell)
    pledged = [promise for promise in cuts.pledged(partner.organisation_id) if promise.period.overlap(period)]
    promises = [promise for promise in pledged if promise.verdict.counts]
    later = Period(today + ONE_DAY, period.last) if today < period.last else None
    for promise in pledged:
        part = promise.part(period, later.overlap(period) if later else None)
        tally.promise(part)
        if promise.kind != PledgeKind.HOURS:
            goods.promise(part)
    figures, of_goods = tally.figures(), goods.figures()
    until = min(today, partner.left_on) if partner.left_on else today
    stand = Stand(
        period=period,
        figures=figures,
        goods=of_goods,
        hours_course=_hours_course(figures, promises, period, until),
        goods_course=_goods_course(of_goods, promises, period, until),
        partner=partner,
    )
    return _with_pace(stand, promises, today)


def _hours_course(figures: Figures, promises: list[Promise], period: Period, until: date) -> Course:
    by_now = Period(period.first, min(until, period.last)) if until >= period.first else None
    due = sum(spread(each.minutes, over=each.period, within=by_now) for each in promises) if by_now else 0
    return Course(figures.pledged_minutes, due, figures.approved_minutes + figures.waiting_minutes)


def _goods_course(goods: Figures, promises: list[Promise], period: Period, until: date) -> Course:
    """Goods are due on the last day, within the period, of what they were pledged for."""
    over = (each for each in promises if min(each.period.last, period.last) <= until and each.kind != PledgeKind.HOURS)
    due = sum(cents(each.part(period).euros) for each in over)
    return Course(cents(goods.pledged), due, cents(goods.approved + goods.waiting))


def _with_pace(stand: Stand, promises: list[Promise], today: date) -> Stand:
    """Hours at their pace since the pledge began, until the end or the day the partner left; goods as pledged."""
    running = [each.period.overlap(stand.period) for each in promises if each.kind == PledgeKind.HOURS]
    first = min((each.first for each in running), default=stand.period.first)
    left_on = stand.partner.left_on if stand.partner else None
    last = min(stand.period.last, left_on) if left_on else stand.period.last
    to_come = 0
    if first <= last:
        to_come = pace.still_to_come(cents(stand.hours_worth), period=Period(first, last), today=today)
    if to_come is None:
        return stand
    at_pace = stand.hours_worth + Decimal(to_come).scaleb(-2) + stand.goods.forecast
    return replace(stand, at_pace=at_pace)


def _sum(stands: Iterable[Stand], period: Period, outside: Iterable[Cell]) -> Stand:
    """All together: what one does too much does not make up for another, so forecasts are added partner by partner.

    A partner of whom it is too early to tell counts as it pledged; when that holds for all, so it does for the sum.
    What organisations `outside` the programme brought in counts for nothing, and its lines are told all the same.
    """
    stands, others = list(stands), Tally()
    for cell in outside:
        others.add(cell)
    paces = [stand.at_pace for stand in stands]
    known = any(pace is not None for pace in paces)
    foreseen = (stand.figures.forecast if stand.at_pace is None else stand.at_pace for stand in stands)
    return Stand(
        period=period,
        figures=_added([*(stand.figures for stand in stands), others.figures()]),
        goods=_added(stand.goods for stand in stands),
        hours_course=_course(stand.hours_course for stand in stands),
        goods_course=_course(stand.goods_course for stand in stands),
        at_pace=sum(foreseen, ZERO) if known else None,
    )


def _added(figures: Iterable[Figures]) -> Figures:
    rows = [vars(each) for each in figures]
    return Figures(**{name: sum((row[name] for row in rows), zero) for name, zero in vars(Figures()).items()})


def _course(courses: Iterable[Course]) -> Course:
    rows = list(courses)
    return Course(*(sum(getattr(row, name) for row in rows) for name in ("pledged", "expected", "brought_in")))


def months_of(cells: Iterable[tuple[date, Cell]], promises: list[Promise], period: Period) -> tuple[Month, ...]:
    """Every month that touches the period, in order, with what was pledged for its days."""
    tallies = Tallies()
    for day, cell in cells:
        tallies[day.replace(day=1)].add(cell)
    month, firsts = period.first.replace(day=1), []
    while month <= period.last:
        within = Period(month, _end(month)).overlap(period)
        for promise in promises:
            if within and promise.period.overlap(within):
                tallies[month].promise(promise.part(within))
        firsts.append(month)
        month = add_months(month, 1)
    figures = tallies.figures()
    return tuple(Month(first, figures.get(first, Figures())) for first in firsts)
