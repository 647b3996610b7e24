"""The thirds: what partners pledged, what is approved and counts, what waits, and how that stands to the legal limits.

`realised` and `overview` take a fixed number of queries whatever the number of lines. `figures.py` says what the
answers hold.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Any

from contributions import rules
from contributions.kinds import ContributionKind, GoodsKind
from contributions.rules import LimitCheck, Outcome
from contributions.states import APPROVED, SUBMITTED
from labs.models import Lab
from lib.money import CENT
from lib.periods import ONE_DAY, Period, today
from partnership.kinds import FinancingGroup
from partnership.models import BudgetLine, Programme
from partnership.rules import plan_closes

from .figures import (
    ZERO,
    Figures,
    GroupRow,
    KindRow,
    LabRow,
    Limits,
    NotCounting,
    Overview,
    PartnerRow,
    Plan,
    PlanYear,
    Realised,
    YearRow,
)
from .ledger import COUNTED_STATES, Effort, Goods, Ledger, Part, days_share, spread
from .tally import Tallies, Tally

GROUPS = (FinancingGroup.BUSINESS, FinancingGroup.OTHER, FinancingGroup.APPLICANT)


def matched_subsidy(programme: Programme, cofinancing: Decimal) -> Decimal:
    """The part of the subsidy, in euros, that a realised co-financing matches.

    The budget sets the whole subsidy beside a fixed amount of co-financing (budget - subsidy). So of the subsidy is
    matched: co-financing / (budget - subsidy) x subsidy, at most what was granted; computed with exact fractions and
    rounded down to the cent. When the subsidy is the whole budget nothing needs matching.
    """
    granted = programme.subsidy_granted
    to_match = programme.budget_total - granted
    if to_match <= 0:
        return granted
    matched = Fraction(cofinancing) * Fraction(granted) / Fraction(to_match)
    cents = int(matched * 100)
    return min(granted, Decimal(cents).scaleb(-2).quantize(CENT, rounding=ROUND_DOWN))


def realised(programme: Programme, period: Period | None = None) -> Realised:
    """What is approved and counts, in the whole programme or in a period of it."""
    ledger = Ledger(programme, period or programme.period)
    return _realised(
        ledger, ledger.effort_by_partner(APPROVED), ledger.effort_by_time(APPROVED), ledger.goods(APPROVED)
    )


def _realised(
    ledger: Ledger, by_partner: Iterable[Effort], by_time: Iterable[Effort], goods: Iterable[Goods]
) -> Realised:
    sums: dict[str, Any] = {
        name: defaultdict(lambda: ZERO) for name in ("group", "partner", "year", "lab", "kind", "goods")
    }
    lines = minutes = 0
    for effort in _counting(by_partner):
        sums["partner"][ledger.partners[effort.organisation_id].key] += effort.amount
    for effort in _counting(by_time):
        lines, minutes = lines + effort.lines, minutes + effort.minutes
        for name, key in (
            ("group", effort.group),
            ("year", str(effort.year)),
            ("lab", effort.lab),
            ("kind", effort.kind),
        ):
            sums[name][key] += effort.amount
    value = sum(sums["lab"].values(), ZERO)
    for item in _counting(goods):
        partner = ledger.partners[item.organisation_id].key
        for name, key in (("group", item.group), ("year", str(item.year)), ("partner", partner), ("goods", item.kind)):
            sums[name][key] += item.amount
    total = value + sum(sums["goods"].values(), ZERO)
    return Realised(
        programme_id=ledger.programme.pk,
        period=ledger.period,
        lines=lines,
        minutes=minutes,
        hours_value=value,
        **{kind: sums["goods"][kind] for kind in GoodsKind.values},
        by_group=_sorted(sums["group"]),
        by_partner=_sorted(sums["partner"]),
        by_calendar_year=_sorted(sums["year"]),
        hours_value_by_lab=_sorted(sums["lab"]),
        hours_value_by_kind=_sorted(sums["kind"]),
        subsidy_matched=matched_subsidy(ledger.programme, total),
    )


def rounded(amount: Fraction) -> Decimal:
    """An exact amount in euros as it is shown, half up to the cent."""
    return Decimal((2 * amount * 100 + 1) // 2).scaleb(-2)


def _counting(cells):
    return (cell for cell in cells if cell.state == APPROVED and cell.verdict.counts)


def _sorted(sums: dict[str, Decimal]) -> dict[str, Decimal]:
    return dict(sorted(sums.items()))


def realised_as_json(result: Realised) -> dict[str, Any]:
    """Plain JSON values in the shape of a history folder's `expected.json`; `materials` only when there are any."""
    goods = {"cash": str(result.cash), "room": str(result.room)}
    if result.materials:
        goods["materials"] = str(result.materials)
    tables = ("by_group", "by_partner", "by_calendar_year", "hours_value_by_lab", "hours_value_by_kind")
    return {
        "hours": str(result.hours),
        "hours_value": str(result.hours_value),
        **goods,
        **{name: {key: str(value) for key, value in getattr(result, name).items()} for name in tables},
    }


def overview(programme: Programme, period: Period | None = None, *, now: date | None = None) -> Overview:
    """Everything about the thirds of a programme, or of a period of it. The forecast starts from the day `now`."""
    return _Overview(programme, period or programme.period, now or today()).build()


class _Overview:
    """Reads once, adds up along every axis, and compares with the limits."""

    def __init__(self, programme: Programme, period: Period, day: date):
        self.programme, self.period, self.day = programme, period, day
        self.ledger = Ledger(programme, period)
        self.by_partner = list(self.ledger.effort_by_partner(*COUNTED_STATES))
        self.by_time = list(self.ledger.effort_by_time(*COUNTED_STATES))
        self.goods = list(self.ledger.goods(APPROVED, SUBMITTED))
        self.budget_lines = list(BudgetLine.objects.filter(programme=programme).order_by("year", "source"))
        self.whole = period.first <= programme.starts_on and period.last >= programme.ends_on
        self.ahead = Period(day + ONE_DAY, period.last) if day < period.last else None
        self.realised = _realised(self.ledger, self.by_partner, self.by_time, self.goods)
        self.promised = self._promised(period)
        self.partners = self._partners()
        self.groups = self._groups()

    def build(self) -> Overview:
        plan = self._plan()
        return Overview(
            period=self.period,
            whole_programme=self.whole,
            today=self.day,
            budget=self._by_days(self.programme.budget_total),
            subsidy_granted=self._by_days(self.programme.subsidy_granted),
            subsidy_matched=self.realised.subsidy_matched,
            total=self._total(),
            groups=tuple(GroupRow(group, self.groups.get(group, Figures())) for group in GROUPS),
            partners=self.partners,
            labs=self._labs(),
            kinds=self._kinds(),
            calendar_years=self._calendar_years(),
            programme_years=self._programme_years(),
            not_counting=_not_counting([*self.by_time, *self.goods]),
            pledged_not_counting=self._pledged_not_counting(),
            plan=plan,
            limits=self._limits(plan),
            realised=self.realised,
        )

    def _by_days(self, amount: Decimal, within: Period | None = None) -> Decimal:
        cents = spread(int(amount * 100), over=self.programme.period, within=within or self.period)
        return Decimal(cents).scaleb(-2)

    def _exactly_by_days(self, amount: Decimal, within: Period | None = None) -> Fraction:
        return Fraction(amount) * days_share(self.programme.period, within or self.period)

    def _promised(self, within: Period) -> list[Part]:
        """What the pledges promise within a period of the selection, those that nobody signed for yet among them."""
        later = self.ahead.overlap(within) if self.ahead else None
        pledged = (promise for promise in self.ledger.promises if promise.is_pledged)
        return [promise.part(within, later) for promise in pledged if promise.period.overlap(within)]

    def _add_up(self, *, effort, key, goods_key=None, promise_key=None) -> dict[Any, Figures]:
        """Figures per key; each argument says the key of a row along this axis."""
        tallies = Tallies()
        for cell in effort:
            tallies[key(cell)].add(cell)
        for item in self.goods if goods_key else ():
            tallies[goods_key(item)].add(item)
        for part in self.promised if promise_key else ():
            tallies[promise_key(part.promise)].promise(part)
        return tallies.figures()

    def _groups(self) -> dict[str, Figures]:
        def side(row):
            return row.group

        sums = self._add_up(effort=self.by_time, key=side, goods_key=side, promise_key=side)
        return {group: replace(figures, **self._to_come(group)) for group, figures in sums.items()}

    def _to_come(self, *groups: str) -> dict[str, Decimal | Fraction]:
        """Partner by partner, for what one brings in too much does not make up for what another still has to."""
        rows = [row.figures for row in self.partners if row.group in groups]
        return {
            "to_come": sum((figures.to_come for figures in rows), ZERO),
            "exact_to_come": sum((figures.exact_to_come for figures in rows), Fraction(0)),
        }

    def _total(self) -> Figures:
        def everything(_row):
            return ""

        sums = self._add_up(effort=self.by_time, key=everything, goods_key=everything, promise_key=everything)
        return replace(sums.get("", Figures()), **self._to_come(*GROUPS))

    def _partners(self) -> tuple[PartnerRow, ...]:
        def owner(row):
            return row.organisation_id

        sums = self._add_up(effort=self.by_partner, key=owner, goods_key=owner, promise_key=owner)
        return tuple(
            PartnerRow(
                item.organisation_id,
                item.key,
                item.name,
                item.kind,
                item.group,
                item.joined_on,
                item.left_on,
                sums.get(item.organisation_id, Figures()),
            )
            for item in self.ledger.partners.values()
        )

    def _labs(self) -> tuple[LabRow, ...]:
        labs = Lab.objects.filter(partnership=self.programme.partnership_id).order_by("pk")
        sums = self._add_up(effort=self.by_time, key=lambda cell: cell.lab)
        return tuple(LabRow(lab.slug, lab.name, sums.get(lab.slug, Figures())) for lab in labs)

    def _kinds(self) -> tuple[KindRow, ...]:
        sums = self._add_up(
            effort=self.by_time,
            key=lambda cell: cell.kind,
            goods_key=lambda item: item.kind,
            promise_key=lambda promise: promise.kind,
        )
        effort = [KindRow(kind, False, sums.get(kind, Figures())) for kind in ContributionKind.values]
        return (*effort, *(KindRow(kind, True, sums.get(kind, Figures())) for kind in GoodsKind.values))

    def _calendar_years(self) -> tuple[YearRow, ...]:
        planned: dict[int, Decimal] = defaultdict(lambda: ZERO)
        for line in self.budget_lines:
            planned[line.year] += line.amount if line.source == "subsidy" else ZERO
        rows = []
        for number in range(self.period.first.year, self.period.last.year + 1):
            year = Period(date(number, 1, 1), date(number, 12, 31))
            granted = self.programme.subsidy_granted
            subsidy = planned[number] if self.budget_lines else self._by_days(granted, year)
            exact = None if self.budget_lines else self._exactly_by_days(granted, year)
            rows.append(self._year(number, year, subsidy, lambda cell: cell.year, exact))
        return tuple(rows)

    def _programme_years(self) -> tuple[YearRow, ...]:
        years = [(number, year) for number, year in enumerate(self.programme.years, 1) if year.overlap(self.period)]
        granted = self.programme.subsidy_granted
        return tuple(
            self._year(
                number,
                year,
                self._by_days(granted, year),
                lambda cell: cell.programme_year,
                self._exactly_by_days(granted, year),
            )
            for number, year in years
        )

    def _year(self, number: int, year: Period, subsidy: Decimal, number_of, exact: Fraction | None = None) -> YearRow:
        """`exact` is the subsidy before it was rounded, where it was divided by days."""
        groups, total = Tallies(), Tally()
        for cell in (*self.by_time, *self.goods):
            if number_of(cell) == number:
                groups[cell.group].add(cell)
                total.add(cell)
        within = year.overlap(self.period)
        for part in self._promised(within):
            groups[part.promise.group].promise(part)
            total.promise(part)
        sides, figures = groups.figures(), total.figures()
        matched = matched_subsidy(self.programme, figures.approved)
        return YearRow(
            number=number,
            period=within,
            subsidy=subsidy,
            subsidy_matched=matched,
            groups={group: sides.get(group, Figures()) for group in GROUPS},
            figures=figures,
            pledged_checks=self._checks(sides, "pledged", subsidy if exact is None else exact),
            approved_checks=self._checks(sides, "approved", matched),
        )

    def _checks(
        self, sides: dict[str, Figures], what: str, subsidy: Decimal | Fraction, total: Decimal | Fraction | None = None
    ) -> tuple[LimitCheck, ...]:
        """Compared before anything is rounded (R11). Without `total` that is the subsidy with all sides."""
        amounts = {group.value: sides.get(group, Figures()).exact(what) for group in GROUPS}
        whole = Fraction(subsidy) + sum(amounts.values()) if total is None else Fraction(total)
        return tuple(
            replace(check, amount=rounded(check.amount), total=rounded(check.total))
            for check in rules.check_limits(subsidy=Fraction(subsidy), **amounts, total=whole, terms=self.ledger.terms)
        )

    def _pledged_not_counting(self) -> tuple[NotCounting, ...]:
        sums: dict[Any, list] = {}
        for promise in self.ledger.promises:
            part = promise.part(self.period)
            if not promise.verdict.counts and part.euros:
                _add_reason(sums, promise.verdict, 1, part.minutes, part.euros)
        return _reasons(sums)

    def _plan(self) -> Plan:
        years = tuple(self._plan_years())
        if years:
            sources = {name: sum((getattr(year, name) for year in years), ZERO) for name in PLAN_SOURCES}
        else:
            sources = {group.value: self._pledged_in_all(group) for group in GROUPS}
            sources["subsidy"] = self.programme.subsidy_granted
        costs = self.programme.budget_total
        closes = plan_closes(sources.values(), costs=costs)
        return Plan(years=years, **sources, costs=costs, closes=closes, from_pledges=not years)

    def _plan_years(self) -> Iterable[PlanYear]:
        amounts: dict[int, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(PLAN_SOURCES, ZERO))
        for line in self.budget_lines:
            amounts[line.year][line.source] = line.amount
        return (PlanYear(year, **sources) for year, sources in amounts.items())

    def _pledged_in_all(self, group: str) -> Decimal:
        """What a side pledged for the whole programme, also when the selection is smaller."""
        cents = sum(item.cents for item in self.ledger.promises if item.group == group and item.verdict.counts)
        return Decimal(cents).scaleb(-2)

    def _limits(self, plan: Plan) -> Limits:
        budget = self._exactly_by_days(self.programme.budget_total)
        granted, matched = self._exactly_by_days(self.programme.subsidy_granted), self.realised.subsidy_matched
        planned = {name: getattr(plan, name) for name in PLAN_SOURCES}
        return Limits(
            planned=tuple(rules.check_limits(**planned, total=plan.costs, terms=self.ledger.terms)),
            pledged=self._checks(self.groups, "pledged", granted, budget),
            approved=self._checks(self.groups, "approved", matched, budget),
            approved_of_realised=self._checks(self.groups, "approved", matched, self.realised.total),
            forecast=self._checks(self.groups, "forecast", granted, budget),
        )


PLAN_SOURCES = ("subsidy", "business", "applicant", "other")


def _not_counting(cells: Iterable[Effort | Goods]) -> tuple[NotCounting, ...]:
    sums: dict[Any, list] = {}
    for cell in cells:
        if cell.state == APPROVED and not cell.verdict.counts:
            _add_reason(sums, cell.verdict, cell.lines, getattr(cell, "minutes", 0), cell.amount)
    return _reasons(sums)


def _add_reason(sums, verdict, lines: int, minutes: int, amount: Decimal) -> None:
    key = (verdict.reason, verdict.source, verdict.outcome is Outcome.NEEDS_DECISION)
    row = sums.setdefault(key, [0, 0, ZERO])
    row[0], row[1], row[2] = row[0] + lines, row[1] + minutes, row[2] + amount


def _reasons(sums) -> tuple[NotCounting, ...]:
    return tuple(NotCounting(*key, *row) for key, row in sorted(sums.items(), key=lambda item: item[0]))
