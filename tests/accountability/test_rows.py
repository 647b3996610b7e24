"""The figures of a report, from made-up books: whatever is in them, the CSV files give every total again."""

import csv
import io
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accountability.actions import line_ranges
from accountability.reports.annex import annex_groups
from accountability.reports.attachments import as_csv, attachments
from accountability.reports.statement import Heading, read_statement
from contributions.rules import judge_contribution, judge_effort
from lib.money import amount_for
from lib.periods import Period
from partnership.schemes import preset, terms_to_json

TERMS = preset("RIF19")
FIRST, LAST = date(2023, 8, 1), date(2027, 7, 31)
YEAR = Period(date(2024, 8, 1), date(2025, 7, 31))
PARTNERS = [
    ["1", "Terpdok", "business"],
    ["2", "Wadbyte", "business"],
    ["3", "School", "applicant"],
    ["4", "Hanze", "other"],
]
GROUP = {key: group for key, _name, group in PARTNERS}
DAYS = st.integers(0, (LAST - FIRST).days).map(lambda n: (FIRST + timedelta(days=n)).isoformat())
KINDS = st.sampled_from(["guest_teaching", "curriculum_advice", "internship_supervision", "volunteering"])
ZERO = Decimal("0.00")


def hour_row(number, partner, day, quarters, rate, kind, approved):
    minutes, rate = 15 * quarters, Decimal(rate) / 100
    amount = amount_for(minutes, rate)
    verdict = judge_effort(kind=kind, group=GROUP[partner], amount=amount, terms=TERMS)
    state, stored = ("approved", amount) if approved else ("submitted", ZERO)
    decided = ["Carla", "2026-01-05T09:00:00+00:00"] if approved else ["", ""]
    return [
        f"H{number}", partner, "Anna", day, minutes, str(rate), str(stored), "learning", "Masterclasses", kind,
        "Gastles", state, verdict.counts, verdict.reason.value, *decided,
    ]  # fmt: skip


def other_row(number, partner, day, cents, kind, proven, approved):
    amount = Decimal(cents) / 100
    verdict = judge_contribution(
        kind=kind,
        group=GROUP[partner],
        amount=amount,
        has_evidence=proven,
        has_hours_pledge=partner == "1",
        terms=TERMS,
    )
    state = "approved" if approved else "submitted"
    figures = [kind, "1", str(amount), str(amount), "bewijs.pdf" if proven else "", state]
    return [f"C{number}", partner, day, *figures, verdict.counts, verdict.reason.value]


HOURS = st.lists(
    st.tuples(st.sampled_from("1234"), DAYS, st.integers(1, 96), st.integers(1, 99999), KINDS, st.booleans()),
    max_size=40,
).map(lambda rows: [hour_row(n, *row) for n, row in enumerate(rows)])
OTHERS = st.lists(
    st.tuples(
        st.sampled_from("1234"),
        DAYS,
        st.integers(0, 10**7),
        st.sampled_from(["cash", "room", "materials"]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
).map(lambda rows: [other_row(n, *row) for n, row in enumerate(rows)])


def books(hours=(), others=(), pledges=(), budget=()):
    return {
        "version": 1,
        "programme": {
            "partnership": "Werkplaats",
            "name": "Digitaal Vakmanschap",
            "scheme": "RIF19",
            "grant_number": "RIF19-1",
            "applied_on": "2023-01-31",
            "decided_on": None,
            "starts_on": FIRST.isoformat(),
            "ends_on": LAST.isoformat(),
            "rate": "73.00",
            "budget_total": "3000000.00",
            "subsidy_granted": "1000000.00",
            "lead_partner": "School",
            "terms": terms_to_json(TERMS),
        },
        "budget": list(budget),
        "labs": {"learning": "Learning Lab"},
        "sources": {},
        "partners": PARTNERS,
        "hours": list(hours),
        "others": list(others),
        "pledges": list(pledges),
    }


def statement(period=YEAR, **parts):
    heading = Heading("RIF19-1/2026-001", period, datetime(2026, 3, 16, tzinfo=UTC), "nl", "1.0")
    return read_statement(books(**parts), heading)


def csv_files(report) -> dict[str, list[dict]]:
    files = attachments(report.lines, report.period)
    return {file.name: list(csv.DictReader(io.StringIO(file.content.decode()))) for file in files}


def total(rows, column="amount", **wanted):
    chosen = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    return sum((Decimal(row[column]) for row in chosen), ZERO)


@settings(max_examples=60, deadline=None)
@given(HOURS, OTHERS)
def test_every_total_can_be_computed_from_the_attached_files(hours, others):
    report = statement(hours=hours, others=others)
    files = csv_files(report)
    lines, goods, whole = files["lines.csv"], files["contributions.csv"], files["programme.csv"]
    assert total(lines) == report.total.hours_amount
    assert total(lines, "hours", counts="yes") * 60 == report.total.minutes
    assert total(goods) == report.total.other_amount
    assert total(whole) == report.programme_total.amount
    for row in report.financing.rows[1:]:
        assert total(whole, group=row.source) == row.realised
        assert total(lines, group=row.source) + total(goods, group=row.source) == row.period
    for row in report.partners:
        mine = total(lines, partner=row.partner.name) + total(goods, partner=row.partner.name)
        assert mine == row.period.amount
    for row in report.by_kind:
        assert total(lines, kind=row.name) == row.period.amount
    for row in report.not_counted:
        would = total(lines, "worth", counts="no", reason=row.reason) + total(
            goods, "stated", counts="no", reason=row.reason
        )
        assert would == row.total.amount
    for year in report.years:
        of_year = [row for row in whole if row["date"].startswith(str(year.year))]
        assert total(of_year) == year.total


@settings(max_examples=40, deadline=None)
@given(HOURS, OTHERS)
def test_the_financing_table_closes_and_shares_add_up(hours, others):
    table = statement(hours=hours, others=others).financing
    assert sum(row.realised for row in table.rows) == table.total.realised
    assert sum(row.period for row in table.rows) == table.total.period
    if table.total.realised:
        assert sum(row.share_of_realised for row in table.rows) == Fraction(1)


@settings(max_examples=40, deadline=None)
@given(HOURS, st.integers(1, 9))
def test_volumes_hold_every_line_once_and_in_order(hours, size):
    report = statement(hours=hours)
    whole = [row.id for group in annex_groups(report.annex, {}, {}, 1, len(report.annex)) for row in group.rows]
    parts = []
    for first in range(1, len(report.annex) + 1, size):
        last = min(first + size - 1, len(report.annex))
        parts += [row.id for group in annex_groups(report.annex, {}, {}, first, last) for row in group.rows]
    assert parts == whole == [line.id for line in report.annex]


@pytest.mark.parametrize(
    ("count", "ranges"),
    [(0, []), (2000, []), (2001, [(1, 1000), (1001, 2000), (2001, 2001)])],
)
def test_up_to_two_thousand_lines_stand_in_the_document_itself(count, ranges):
    assert line_ranges(count) == ranges


def cell_of(text):
    return next(csv.reader(io.StringIO(as_csv(["text"], [[text]]).decode().partition("\r\n")[2], newline="")), [""])[0]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\n=1", "  =1", "＝1"])
def test_what_starts_a_formula_is_defused(text):
    assert cell_of(text) == "'" + text


def test_what_a_dutch_spreadsheet_would_split_off_is_defused_too():
    assert cell_of("Gastles;=1+1") == "Gastles;'=1+1"


@pytest.mark.parametrize("text", ["Gastles", "1-2", "a=b", ""])
def test_other_text_stays_as_it_is(text):
    assert cell_of(text) == text


def test_a_plan_that_does_not_close_says_by_how_much():
    budget = [[2024, "subsidy", "1000000.00"], [2024, "business", "1000000.00"], [2024, "other", "900000.00"]]
    table = statement(budget=budget).financing
    assert not table.closes
    assert table.gap == Decimal("-100000.00")


def test_a_plan_that_closes():
    budget = [[2024, "subsidy", "1000000.00"], [2024, "business", "1200000.00"], [2025, "other", "800000.00"]]
    assert statement(budget=budget).financing.closes


def test_realised_subsidy_is_what_the_contributions_match():
    hours = [hour_row(1, "1", "2024-09-02", 4, 7300, "guest_teaching", approved=True)]
    rows = {row.source: row for row in statement(hours=hours).financing.rows}
    assert rows["business"].realised == Decimal("73.00")
    assert rows["subsidy"].realised == Decimal("36.50")


def test_verdicts_follow_the_terms_of_the_grant():
    hours = [hour_row(n, "1", "2024-09-02", 96, 7300, "guest_teaching", approved=True) for n in range(600)]
    checks = {str(line.realised.side): line.realised for line in statement(hours=hours).limits}
    assert checks["business"].holds
    few = {str(line.realised.side): line.realised for line in statement(hours=hours[:10]).limits}
    assert few["business"].too_little


def test_lines_outside_the_period_are_in_the_programme_only():
    hours = [
        hour_row(1, "1", "2023-09-01", 4, 7300, "guest_teaching", approved=True),
        hour_row(2, "1", "2024-09-02", 4, 7300, "guest_teaching", approved=True),
    ]
    report = statement(hours=hours)
    assert [line.id for line in report.annex] == ["H2"]
    assert report.programme_total.minutes == 120
    by_day = defaultdict(int)
    for row in csv_files(report)["programme.csv"]:
        by_day[row["date"]] += 1
    assert by_day == {"2023-09-01": 1, "2024-09-02": 1}


def test_names_of_people_are_not_in_the_file_about_the_whole_programme():
    hours = [hour_row(1, "1", "2024-09-02", 4, 7300, "guest_teaching", approved=True)]
    files = {file.name: file.content.decode() for file in attachments(statement(hours=hours).lines, YEAR)}
    assert "Anna" in files["lines.csv"]
    assert "Anna" not in files["programme.csv"]


def test_a_snapshot_of_another_version_is_refused():
    other = books() | {"version": 2}
    with pytest.raises(ValueError, match="version 2"):
        read_statement(other, statement().heading)
