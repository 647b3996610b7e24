"""Sums are what their lines add up to, whatever the lines."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contributions import rules
from contributions.kinds import ContributionKind
from contributions.models import HourEntry, Pledge
from contributions.queries.financing import overview, realised
from contributions.queries.ledger import spread
from lib.money import amount_for
from lib.periods import ONE_DAY, Period, programme_years
from partnership.models import Participation

DAYS = st.dates(date(2023, 8, 1), date(2026, 3, 15))
LINES = st.lists(
    st.tuples(
        st.sampled_from(["anna", "bram", "joost", "thea", "aad"]),
        DAYS,
        st.integers(1, 96).map(lambda quarters: 15 * quarters),
        st.sampled_from(ContributionKind.values),
        st.sampled_from(["approved", "approved", "submitted", "draft"]),
        st.sampled_from(["73.00", "86.00", "73.33", "0.01"]),
        st.sampled_from(["masterclasses", "incubator", "practoraat"]),
    ),
    max_size=30,
)
SPANS = st.tuples(st.dates(date(2019, 1, 1), date(2031, 12, 31)), st.integers(0, 2000)).map(
    lambda span: Period(span[0], span[0] + timedelta(days=span[1]))
)


def enter(cast, line) -> HourEntry:
    who, day, minutes, kind, state, rate, activity = line
    values = {"worked_on": day, "minutes": minutes, "kind": kind, "activity": getattr(cast, activity)}
    if state != "approved":
        return {"submitted": cast.submitted, "draft": cast.entry}[state](getattr(cast, who), **values)
    frozen = {"rate": Decimal(rate), "amount": amount_for(minutes, Decimal(rate))}
    return cast.approved(getattr(cast, who), **values, **frozen)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES)
def test_realised_is_the_sum_of_the_lines_that_count(cast, lines):
    made = [enter(cast, line) for line in lines]
    groups = dict(Participation.objects.filter(programme=cast.programme).values_list("organisation", "group"))
    counting = [entry for entry in made if _counts(entry, groups, cast.programme.terms)]

    result = realised(cast.programme)
    shown = overview(cast.programme)

    total = sum((entry.amount for entry in counting), Decimal("0.00"))
    assert (result.hours_value, result.lines) == (total, len(counting))
    assert result.minutes == sum(entry.minutes for entry in counting)
    tables = (result.by_group, result.by_partner, result.by_calendar_year, result.hours_value_by_lab)
    assert all(sum(table.values()) == total for table in (*tables, result.hours_value_by_kind))
    assert shown.total.approved == total
    rejected = sum(row.lines for row in shown.not_counting)
    assert rejected == sum(entry.state == "approved" for entry in made) - len(counting)
    assert shown.total.waiting_lines <= sum(entry.state == "submitted" for entry in made)
    _clear(made)


def _counts(entry, groups, terms) -> bool:
    if entry.state != "approved":
        return False
    group = groups.get(entry.organisation_id, "")
    return rules.judge_effort(kind=entry.kind, group=group, amount=entry.amount, terms=terms).counts


def _clear(made) -> None:
    """Approved hours cannot be deleted; they are opened again first."""
    ids = [entry.pk for entry in made]
    HourEntry.objects.filter(pk__in=ids, state="approved").update(
        state="submitted", decided_at=None, decided_by=None, rate=None, amount=None
    )
    HourEntry.objects.filter(pk__in=ids).delete()


@given(whole=st.integers(0, 10**12), over=SPANS)
def test_the_parts_of_a_pledge_add_up_to_it(whole, over):
    years = [Period(date(year, 1, 1), date(year, 12, 31)) for year in range(over.first.year, over.last.year + 1)]

    assert sum(spread(whole, over=over, within=year) for year in years) == whole
    assert sum(spread(whole, over=over, within=year) for year in programme_years(over.first, over.last)) == whole


@given(whole=st.integers(0, 10**9), over=SPANS, within=SPANS)
def test_a_part_is_in_the_measure_of_its_days(whole, over, within):
    both = over.overlap(within)
    days = (both.last - both.first).days + 1 if both else 0
    exact = Fraction(whole * days, (over.last - over.first).days + 1)

    assert abs(spread(whole, over=over, within=within) - exact) <= 1


@pytest.mark.django_db
def test_pledges_over_any_days_add_up_over_the_years(cast):
    first = date(2023, 8, 1)
    for number, length in enumerate((1, 30, 365, 366, 900, 1461)):
        amount = Decimal("1000.01") + number
        Pledge.objects.create(
            programme=cast.programme,
            organisation=cast.wadbyte,
            starts_on=first,
            ends_on=first + timedelta(days=length) - ONE_DAY,
            kind="cash",
            quantity=1,
            unit="amount",
            unit_price=amount,
            amount=amount,
            entered_at="2026-01-01T00:00:00Z",
            version=1,
            signed_by="De directie",
            signed_on=first,
            document="SOK",
        )
        first += ONE_DAY
    shown = overview(cast.programme)

    total = sum(Pledge.objects.values_list("amount", flat=True))
    assert shown.total.pledged + _outside(cast) == total
    assert sum(row.figures.pledged for row in shown.calendar_years) == shown.total.pledged
    assert sum(row.figures.pledged for row in shown.programme_years) == shown.total.pledged


def _outside(cast) -> Decimal:
    """What was pledged for days after the programme's end."""
    after = Period(cast.programme.ends_on + ONE_DAY, date(2031, 1, 1))
    parts = (
        spread(int(pledge.amount * 100), over=Period(pledge.starts_on, pledge.ends_on), within=after)
        for pledge in Pledge.objects.all()
    )
    return Decimal(sum(parts)).scaleb(-2)
