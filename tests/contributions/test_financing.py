"""The thirds: what counts, what waits, and how it stands to the limits."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributions.models import HourEntry
from contributions.queries.financing import matched_subsidy, overview, realised, realised_as_json
from contributions.rules import Reason, Side
from lib.periods import Period
from partnership.models import BudgetLine, Participation
from partnership.schemes import preset, terms_to_json

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
YEAR = Period(date(2025, 8, 1), date(2026, 7, 31))


def euros(text: str) -> Decimal:
    return Decimal(text)


# --- What is realised -------------------------------------------------------------------------------------------


def test_only_approved_lines_are_realised(cast):
    cast.approved(minutes=150)
    cast.submitted(minutes=60)
    cast.returned(minutes=60)
    cast.entry(minutes=60)

    result = realised(cast.programme)

    assert (result.lines, result.hours, result.hours_value) == (1, euros("2.50"), euros("182.50"))
    assert result.by_partner == {"terpdok": euros("182.50")}
    assert result.by_calendar_year == {"2026": euros("182.50")}
    assert result.hours_value_by_lab == {"learning": euros("182.50")}
    assert result.hours_value_by_kind == {"guest_teaching": euros("182.50")}


@pytest.mark.parametrize("kind", ["internship_supervision", "internship_fee", "wage_loss", "volunteering"])
def test_excluded_kinds_are_not_realised_and_say_why(cast, kind):
    cast.approved(kind=kind)

    assert realised(cast.programme).cofinancing == 0
    [reason] = overview(cast.programme, now=TODAY).not_counting
    assert (reason.reason, reason.lines, reason.minutes, reason.amount) == (Reason(kind), 1, 150, euros("182.50"))
    assert reason.source.startswith("RIF19 art.")


def test_hours_and_goods_of_the_applicant_do_not_count_its_money_does(cast):
    cast.approved(cast.thea)
    cast.cash(cast.noorderpoort, kind="materials")
    cast.cash(cast.noorderpoort, amount=euros("1000.00"))

    result = realised(cast.programme)

    assert result.by_group == {"applicant": euros("1000.00")}
    assert [row.reason for row in overview(cast.programme).not_counting] == [Reason.APPLICANT_IN_KIND]


def test_nothing_counts_without_proof_or_approval(cast):
    cast.cash(evidence="")
    cast.cash(state="submitted")

    assert realised(cast.programme).cash == 0


def test_a_room_counts_only_beside_a_pledge_of_hours(cast):
    cast.cash(cast.terpdok, kind="room", amount=euros("1200.00"))
    assert realised(cast.programme).room == 0
    assert [row.reason for row in overview(cast.programme).not_counting] == [Reason.ROOM_WITHOUT_HOURS]

    cast.pledge(cast.terpdok)
    assert realised(cast.programme).room == euros("1200.00")


def test_an_organisation_without_a_side_brings_in_nothing(cast):
    cast.cash(cast.kantoor)
    cast.approved(cast.aad)

    shown = overview(cast.programme)

    assert shown.realised.cofinancing == 0
    assert [row.reason for row in shown.not_counting] == [Reason.OUTSIDE_FINANCING]
    assert "kantoor" not in {row.key for row in shown.partners}


def test_a_partner_that_left_keeps_what_it_brought_in(cast):
    cast.approved(worked_on=date(2024, 1, 9))
    Participation.objects.filter(organisation=cast.terpdok).update(left_on=date(2024, 12, 31))

    assert realised(cast.programme).by_partner == {"terpdok": euros("182.50")}


def test_another_programme_is_another_matter(cast):
    cast.approved(cast.ed, programme=cast.other_programme, activity=cast.other_activity, organisation=cast.kleibyte)

    assert realised(cast.programme).cofinancing == 0
    assert realised(cast.other_programme).by_partner == {"klei": euros("182.50")}


def test_the_side_is_that_of_the_programme_asked_about(cast):
    """An organisation may stand on another side in another programme of the same partnership."""
    cast.approved()
    Participation.objects.filter(organisation=cast.terpdok, programme=cast.programme).update(group="other")

    assert realised(cast.programme).by_group == {"other": euros("182.50")}


def test_a_period_has_its_first_and_its_last_day(cast):
    for day in ("2026-02-28", "2026-03-01", "2026-03-10", "2026-03-11"):
        cast.approved(worked_on=date.fromisoformat(day))
    cast.cash(received_on=date(2026, 3, 10))
    cast.cash(received_on=date(2026, 3, 11))

    result = realised(cast.programme, Period(date(2026, 3, 1), date(2026, 3, 10)))

    assert (result.lines, result.cash) == (2, euros("2500.00"))


def test_a_rate_that_changed_later_changes_nothing_approved(cast):
    cast.approved()
    cast.programme.rate = euros("86.00")
    cast.programme.save()

    assert realised(cast.programme).hours_value == euros("182.50")


def test_the_json_has_the_keys_of_expected_json(cast):
    cast.approved()
    cast.cash()
    plain = realised_as_json(realised(cast.programme))

    assert list(plain) == [
        "hours",
        "hours_value",
        "cash",
        "room",
        "by_group",
        "by_partner",
        "by_calendar_year",
        "hours_value_by_lab",
        "hours_value_by_kind",
    ]
    assert plain["by_group"] == {"business": "2682.50"}
    assert (plain["hours"], plain["room"]) == ("2.50", "0.00")


def test_the_json_names_materials_when_there_are_any(cast):
    cast.cash(kind="materials")

    assert realised_as_json(realised(cast.programme))["materials"] == "2500.00"


def test_nothing_at_all_is_zero_everywhere(cast):
    result, shown = realised(cast.programme), overview(cast.programme)

    assert result.cofinancing == result.subsidy_matched == result.total == 0
    assert shown.total.is_empty
    assert [row.group for row in shown.groups] == ["business", "other", "applicant"]
    assert shown.limits.approved_of_realised[0].share is None


# --- Subsidy ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cofinancing", "matched"),
    [
        ("0.00", "0.00"),
        ("182.50", "91.25"),
        ("0.01", "0.00"),  # half a cent, rounded down
        ("0.03", "0.01"),
        ("2000000.00", "1000000.00"),
        ("2500000.00", "1000000.00"),
    ],
)
def test_subsidy_is_matched_in_the_measure_of_the_budget(cast, cofinancing, matched):
    assert matched_subsidy(cast.programme, euros(cofinancing)) == euros(matched)


def test_subsidy_that_pays_everything_needs_no_match(cast):
    cast.programme.subsidy_granted = cast.programme.budget_total

    assert matched_subsidy(cast.programme, euros("0.00")) == cast.programme.budget_total


# --- The overview -----------------------------------------------------------------------------------------------


def test_pledged_approved_waiting_and_returned_of_a_partner(cast):
    cast.pledge()
    cast.approved(minutes=600)
    cast.submitted(minutes=90)
    cast.returned(minutes=45)

    row = next(row for row in overview(cast.programme, now=TODAY).partners if row.key == "terpdok")

    assert (row.figures.pledged, row.figures.pledged_minutes) == (euros("8760.00"), 7200)
    assert row.figures.approved == euros("730.00")
    assert (row.figures.waiting, row.figures.waiting_minutes) == (euros("109.50"), 90)
    assert (row.figures.returned_minutes, row.figures.returned_lines) == (45, 1)
    assert row.figures.still_open == euros("7920.50")


def test_waiting_is_only_what_would_count(cast):
    cast.submitted(kind="internship_supervision")
    cast.submitted(cast.thea)
    cast.cash(state="submitted", evidence="")
    cast.cash(state="submitted", amount=euros("100.00"))

    assert overview(cast.programme, now=TODAY).total.waiting == euros("100.00")


def test_only_the_newest_version_of_a_pledge_is_pledged(cast):
    first = cast.pledge()
    second = cast.pledge(version=2, replaces=first, quantity=Decimal(80), amount=euros("5840.00"))
    cast.pledge(cast.wadbyte, withdrawn_at=datetime(2026, 1, 1, tzinfo=UTC))

    assert overview(cast.programme).total.pledged == second.amount


def test_a_pledge_that_cannot_count_is_named_apart(cast):
    cast.pledge(cast.noorderpoort)
    cast.pledge(cast.wadbyte, kind="room", amount=euros("1200.00"))

    shown = overview(cast.programme)

    assert shown.total.pledged == 0
    reasons = [(row.reason, row.amount) for row in shown.pledged_not_counting]
    assert reasons == [
        (Reason.APPLICANT_IN_KIND, euros("8760.00")),
        (Reason.ROOM_WITHOUT_HOURS, euros("1200.00")),
    ]


def test_a_pledge_counts_once_somebody_signed_for_it(cast):
    cast.promise(cast.wadbyte)
    cast.pledge()

    shown = overview(cast.programme, now=YEAR.first)

    assert shown.total.pledged == shown.plan.business == euros("8760.00")
    assert {row.key: row.figures.to_come for row in shown.partners}["wadbyte"] == 0
    [waiting] = shown.pledged_not_counting
    assert (waiting.reason, waiting.amount, waiting.minutes) == (Reason.NOT_SIGNED, euros("8760.00"), 7200)


@pytest.mark.parametrize("half", [{"signed_by": ""}, {"signed_on": None}, {"document": ""}])
def test_half_a_signature_is_none(cast, half):
    cast.pledge(**half)

    assert overview(cast.programme).total.pledged == 0


def test_a_pledge_of_hours_that_is_not_signed_still_carries_a_room_that_was_given(cast):
    cast.cash(kind="room", amount=euros("1200.00"))
    cast.promise()

    assert realised(cast.programme).room == euros("1200.00")


def test_the_forecast_expects_what_was_pledged_for_the_days_after_today(cast):
    cast.pledge(amount=euros("36500.00"))  # 100 euros a day
    cast.approved()
    last = YEAR.last

    figures = overview(cast.programme, now=date(2026, 7, 21)).total
    assert figures.to_come == euros("1000.00")
    assert figures.forecast == euros("1182.50")
    assert overview(cast.programme, now=last).total.to_come == 0


def test_what_came_early_is_not_expected_again(cast):
    cast.pledge(cast.terpdok, kind="cash", amount=euros("2500.00"))
    cast.cash(cast.terpdok)
    cast.pledge(cast.wadbyte)

    shown = overview(cast.programme, now=date(2025, 8, 1))

    rows = {row.key: row.figures.to_come for row in shown.partners}
    assert rows["terpdok"] == 0
    assert shown.total.to_come == shown.group("business").to_come == rows["wadbyte"] > 0


def test_labs_kinds_and_years_add_up_to_the_total(cast):
    cast.pledge()
    cast.pledge(
        cast.hanze, kind="cash", starts_on=date(2024, 8, 1), ends_on=date(2027, 7, 31), amount=euros("100000.01")
    )
    cast.approved(activity=cast.incubator, worked_on=date(2025, 7, 31))
    cast.approved(activity=cast.practoraat, worked_on=date(2025, 8, 1), kind="teacher_placement")
    cast.submitted(minutes=45)
    cast.cash(cast.hanze)

    shown = overview(cast.programme, now=TODAY)

    hours = sum(row.figures.approved for row in shown.labs)
    assert hours == shown.realised.hours_value == euros("365.00")
    for rows in (shown.groups, shown.partners, shown.calendar_years, shown.programme_years):
        for what in ("pledged", "approved", "waiting"):
            assert sum(getattr(row.figures, what) for row in rows) == getattr(shown.total, what), what
    assert sum(row.figures.approved for row in shown.kinds) == shown.total.approved
    assert [row.number for row in shown.programme_years if row.figures.approved] == [2, 3]
    assert [row.kind for row in shown.labs] == ["kennis", "learning", "business"]


def test_within_a_period_everything_is_of_that_period(cast):
    cast.pledge()
    cast.approved(worked_on=date(2025, 7, 31))
    cast.approved(worked_on=date(2025, 8, 1))

    shown = overview(cast.programme, YEAR, now=TODAY)

    assert not shown.whole_programme
    assert shown.total.approved == euros("182.50")
    assert shown.total.pledged == euros("8760.00")
    assert [row.number for row in shown.programme_years] == [3]
    assert [row.number for row in shown.calendar_years] == [2025, 2026]
    assert shown.subsidy_granted == euros("249828.89")  # 365 of 1461 days, as a running total
    assert sum(overview(cast.programme, year).subsidy_granted for year in cast.programme.years) == euros("1000000.00")


# --- The plan and the limits ------------------------------------------------------------------------------------


def enter_budget(programme, **amounts: str) -> None:
    for source, amount in amounts.items():
        BudgetLine.objects.create(programme=programme, year=2024, source=source, amount=Decimal(amount))


def test_a_budget_that_pays_exactly_the_costs_closes(cast):
    enter_budget(cast.programme, subsidy="1000000", business="1000000", applicant="300000", other="700000")
    plan = overview(cast.programme).plan

    assert plan.closes
    assert plan.difference == 0
    assert not plan.from_pledges
    assert [(year.year, year.total) for year in plan.years] == [(2024, euros("3000000.00"))]


def test_a_cent_too_few_does_not_close(cast):
    enter_budget(cast.programme, subsidy="1000000", business="999999.99", applicant="300000", other="700000")
    plan = overview(cast.programme).plan

    assert not plan.closes
    assert plan.difference == euros("-0.01")


def test_without_a_budget_pledges_stand_in_for_the_plan_also_in_a_period(cast):
    cast.pledge()
    plan = overview(cast.programme, Period(date(2026, 1, 1), date(2026, 1, 31))).plan

    assert plan.from_pledges
    assert (plan.subsidy, plan.business) == (euros("1000000.00"), euros("8760.00"))
    assert not plan.closes


@pytest.mark.parametrize(
    ("amounts", "broken"),
    [
        (("1000000.00", "1000000.00", "700000.00", "300000.00"), set()),
        (("1000000.01", "1000000.00", "700000.00", "300000.00"), {Side.SUBSIDY}),
        (("1000000.00", "999999.99", "700000.00", "300000.00"), {Side.BUSINESS}),
        (("0.00", "2000000.01", "700000.00", "300000.00"), {Side.BUSINESS}),
        (("1000000.00", "1000000.00", "699999.99", "300000.01"), {Side.APPLICANT}),
        (("1000000.00", "1000000.00", "700000.01", "300000.00"), {Side.OTHERS}),
    ],
)
def test_the_limits_of_the_plan_hold_to_the_cent(cast, amounts, broken):
    enter_budget(cast.programme, **dict(zip(("subsidy", "business", "other", "applicant"), amounts, strict=True)))
    planned = overview(cast.programme).limits.planned

    assert {check.side for check in planned if not check.holds} == broken


def test_limits_over_pledged_and_realised_and_both_totals(cast):
    cast.pledge(amount=euros("1200000.00"))
    cast.approved(minutes=1200)  # 1,460 euros
    cast.cash(cast.hanze, amount=euros("1460.00"))

    limits = overview(cast.programme, now=date(2027, 7, 31)).limits

    assert {check.side for check in limits.pledged if not check.holds} == set()
    assert {check.side for check in limits.approved if not check.holds} == {Side.BUSINESS}
    assert {check.side for check in limits.approved_of_realised if not check.holds} == set()
    assert {check.side for check in limits.to_notify} == {Side.BUSINESS}


def test_an_entree_project_has_its_own_limits(cast):
    cast.programme.terms_granted = terms_to_json(preset("RIF19", entree=True))
    cast.programme.save()
    enter_budget(cast.programme, subsidy="1500000", business="750000", applicant="0", other="750000")

    assert all(check.holds for check in overview(cast.programme).limits.planned)


# --- Queries ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ask", [realised, overview])
def test_the_number_of_queries_does_not_grow(cast, ask):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            ask(cast.programme)
        return len(captured)

    cast.approved()
    cast.pledge()
    few = queries()
    for n in range(20):
        cast.approved(worked_on=date(2024, 1 + n % 12, 1 + n), minutes=15 * (n + 1))
        cast.submitted(cast.bram, worked_on=date(2025, 1 + n % 12, 1 + n))
    cast.pledge(cast.wadbyte)
    cast.cash()

    assert queries() == few <= 8
    assert HourEntry.objects.count() == 41
