"""The page of the thirds and the report give the same sums, to the cent."""

from datetime import date
from decimal import Decimal

import pytest

from accountability.queries import read_books
from accountability.reports.statement import Heading, read_statement
from contributions.models import HourEntry
from contributions.queries.financing import overview
from contributions.queries.hours import programmes_of, totals
from lib.periods import Period
from partnership.models import Programme
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(cast):
    """The page and the report of a whole programme, as they are now."""

    def read(period=None):
        programme = Programme.objects.get(pk=cast.programme.pk)
        period = period or programme.period
        heading = Heading("RIF19-1/2026-001", period, NOW, "nl", "1.0")
        return overview(programme, period), read_statement(read_books(programme, period).data, heading)

    return read


def test_lines_outside_the_programme_are_in_neither(cast, both):
    cast.approved(minutes=60)
    cast.approved(minutes=60, worked_on=date(2023, 8, 1))
    cast.cash()
    for day in (date(2023, 7, 31), date(2027, 8, 1)):
        cast.approved(worked_on=day)
        cast.submitted(worked_on=day)
        cast.cash(received_on=day)
    page, report = both()
    assert page.total.approved == report.programme_total.amount == Decimal("2646.00")
    assert page.total.waiting == report.waiting.amount == 0
    page, report = both(Period(date(2023, 1, 1), date(2028, 1, 1)))
    assert page.total.approved == report.total.amount == Decimal("2646.00")


def test_a_pledge_beyond_the_programme_counts_for_its_days_within(cast, both):
    cast.pledge(starts_on=date(2027, 7, 1), ends_on=date(2027, 8, 31), amount=Decimal("6200.01"))
    cast.pledge(cast.wadbyte, starts_on=date(2027, 8, 1), ends_on=date(2028, 7, 31))
    cast.pledge(cast.hanze)
    page, report = both()
    assert page.total.pledged == report.pledged_total == page.plan.business + page.plan.other == Decimal("11860.01")
    assert sum(row.figures.pledged for row in page.calendar_years) == page.total.pledged
    assert [row.pledged for row in report.partners if row.partner.name == "Terpdok Software"] == [Decimal("3100.01")]
    [line] = [line for line in report.lines.pledges if line.partner.name == "Terpdok Software"]
    assert (line.last, line.quantity) == (date(2027, 7, 31), Decimal("60.00"))


def test_what_waits_is_the_sum_of_its_lines_everywhere(cast, both):
    Programme.objects.filter(pk=cast.programme.pk).update(rate="61.37")
    for day in (9, 10, 11, 12):
        cast.submitted(minutes=15, worked_on=date(2026, 3, day))
    cast.submitted(minutes=45)
    page, report = both()
    lines = totals(HourEntry.objects.filter(programme=cast.programme), programmes_of(cast.mirjam))
    expected = 4 * Decimal("15.34") + Decimal("46.03")
    assert page.total.waiting == report.waiting.amount == lines.worth == expected
    [partner] = [row.figures for row in page.partners if row.key == "terpdok"]
    [lab] = [row.figures for row in page.labs if row.kind == "learning"]
    assert partner.waiting == lab.waiting == page.group("business").waiting == expected
    assert (partner.waiting_minutes, partner.waiting_lines) == (105, 5)
