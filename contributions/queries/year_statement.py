"""What one partner brought in during one programme year, as the plain values that its year statement is made from.

Only counts of people and lessons, never a name; nothing of students, of whom hours tell nothing.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import F, Max, Sum

from contributions.kinds import ContributionKind, GoodsKind
from contributions.models import Contribution, HourEntry
from contributions.rules import ZERO, judge_effort
from contributions.states import APPROVED
from labs.kinds import in_order
from lib.periods import AMSTERDAM, Period
from partnership.models import Organisation, Programme

from .pace import Cuts, Own, one_partner

LESSON, PROJECT = ContributionKind.GUEST_TEACHING.value, ContributionKind.STUDENT_PROJECT_GUIDANCE.value


@dataclass(frozen=True)
class Statement:
    """A snapshot, and the moment of the last decision that is in it: equal books give equal ones."""

    snapshot: dict[str, Any]
    moment: datetime


def year_statement(programme: Programme, organisation: Organisation, number: int, today: date) -> Statement | None:
    """The statement over year `number`, or None when nothing that counts is approved in it; eight queries."""
    year = programme.years[number - 1]
    own = one_partner(programme, organisation.pk, year, today)
    if own is None or not own.stand.figures.approved:
        return None
    rows = _rows(programme, organisation, year, own)
    snapshot = {
        "partner": organisation.name,
        "partnership": programme.partnership.name,
        "programme": programme.name,
        "grant_number": programme.grant_number,
        "year": number,
        "first": year.first.isoformat(),
        "last": year.last.isoformat(),
        "is_over": today > year.last,
        **_sums(own),
        **_reach(rows),
        "labs": _labs(rows),
        "kinds": _kinds(rows),
        "goods": _goods(programme, organisation, year),
    }
    return Statement(snapshot, _moment(programme, organisation, year))


def _sums(own: Own) -> dict[str, Any]:
    figures, goods = own.stand.figures, own.stand.goods
    return {
        "pledged": str(figures.pledged),
        "pledged_minutes": figures.pledged_minutes,
        "approved": str(figures.approved),
        "minutes": figures.approved_minutes,
        "hours_worth": str(figures.approved - goods.approved),
        "goods_worth": str(goods.approved),
    }


def _rows(programme: Programme, organisation: Organisation, year: Period, own: Own) -> list[dict]:
    """Approved hours that count, per activity, kind, day and person."""
    lines = HourEntry.objects.filter(
        programme=programme, organisation=organisation, state=APPROVED, worked_on__range=(year.first, year.last)
    )
    rows = lines.values(
        "kind", "activity_id", "person_id", "worked_on", lab=F("activity__lab__slug"), lab_name=F("activity__lab__name")
    ).annotate(total=Sum("minutes"), worth=Sum("amount"))
    terms, group = programme.terms, own.stand.partner.group
    return [
        row
        for row in rows.order_by()
        if judge_effort(kind=row["kind"], group=group, amount=row["worth"], terms=terms).counts
    ]


def _reach(rows: list[dict]) -> dict[str, int]:
    """How many activities, lessons, projects and colleagues; what a correction took back is not among them.

    A lesson is one activity on one day, also when two people gave it.
    """
    real: dict[tuple, int] = defaultdict(int)
    for row in rows:
        real[row["kind"], row["activity_id"], row["worked_on"], row["person_id"]] += row["total"]
    there = [key for key, minutes in real.items() if minutes > 0]
    return {
        "activities": len({activity for _kind, activity, _day, _person in there}),
        "lessons": len({(activity, day) for kind, activity, day, _person in there if kind == LESSON}),
        "projects": len({activity for kind, activity, _day, _person in there if kind == PROJECT}),
        "people": len({person for _kind, _activity, _day, person in there}),
    }


def _added(rows: list[dict], name: str) -> dict[str, dict[str, Any]]:
    sums: dict[str, dict[str, Any]] = {}
    for row in rows:
        entry = sums.setdefault(row[name], {"minutes": 0, "amount": ZERO})
        entry["minutes"] += row["total"]
        entry["amount"] += row["worth"]
    return sums


def _labs(rows: list[dict]) -> list[dict[str, Any]]:
    sums, names = _added(rows, "lab"), {row["lab"]: row["lab_name"] for row in rows}
    return [
        {"kind": kind, "name": names[kind], "minutes": sums[kind]["minutes"], "amount": str(sums[kind]["amount"])}
        for kind in sorted(sums, key=in_order)
    ]


def _kinds(rows: list[dict]) -> list[dict[str, Any]]:
    sums = _added(rows, "kind")
    return [
        {"kind": kind, "minutes": sums[kind]["minutes"], "amount": str(sums[kind]["amount"])}
        for kind in ContributionKind.values
        if kind in sums
    ]


def _goods(programme: Programme, organisation: Organisation, year: Period) -> list[dict[str, Any]]:
    sums: dict[str, Any] = defaultdict(lambda: ZERO)
    for day, item in Cuts(programme, programme.period).goods_by_day(organisation.pk):
        if day in year and item.state == APPROVED and item.verdict.counts:
            sums[item.kind] += item.amount
    return [{"kind": kind, "amount": str(sums[kind])} for kind in GoodsKind.values if sums[kind]]


def _moment(programme: Programme, organisation: Organisation, year: Period) -> datetime:
    """When the last of what is in it was decided."""
    here = {"programme": programme, "organisation": organisation, "state": APPROVED}
    hours = HourEntry.objects.filter(**here, worked_on__range=(year.first, year.last))
    goods = Contribution.objects.filter(**here, received_on__range=(year.first, year.last))
    decided = [rows.aggregate(last=Max("decided_at"))["last"] for rows in (hours, goods)]
    return max((each for each in decided if each), default=datetime.combine(year.first, time.min, AMSTERDAM))
