import importlib.util
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from contributions import rules, sentences
from contributions.calendar import public_holidays
from contributions.kinds import ContributionKind
from contributions.rules import Concern, Flag, Missing, Outcome, Reason, Refusal
from lib.periods import Period
from partnership.schemes import PRESETS, preset

RIF14, RIF19, RIF24 = (preset(name) for name in ("RIF14", "RIF19", "RIF24"))
amounts = st.decimals("0", "1000000", places=2)
PROGRAMME = Period(date(2023, 8, 1), date(2027, 7, 31))
APPLIED = date(2023, 1, 31)
TODAY = date(2026, 3, 16)


@pytest.mark.parametrize("scheme", PRESETS)
@pytest.mark.parametrize("kind", ["internship_supervision", "internship_fee", "wage_loss", "volunteering"])
def test_these_kinds_never_count(scheme, kind):
    verdict = rules.judge_effort(kind=kind, group="business", amount=Decimal(100), terms=preset(scheme))
    assert (verdict.outcome, verdict.amount, verdict.reason) == (Outcome.DOES_NOT_COUNT, 0, Reason(kind))
    assert verdict.source == preset(scheme).excludes(kind).source != ""


@pytest.mark.parametrize("kind", sorted(rules.COUNTED_KINDS))
@pytest.mark.parametrize("group", ["business", "other"])
def test_the_other_kinds_count_for_partners(kind, group):
    verdict = rules.judge_hours(kind=kind, group=group, minutes=150, rate=RIF19.rate, terms=RIF19)
    assert verdict.counts
    assert verdict.amount == Decimal("182.50")


@pytest.mark.parametrize("terms", [RIF14, RIF19, RIF24], ids=lambda terms: terms.scheme)
def test_hours_of_the_applicant_school_do_not_count(terms):
    verdict = rules.judge_effort(kind="guest_teaching", group="applicant", amount=Decimal(10), terms=terms)
    assert (verdict.reason, verdict.amount) == (Reason.APPLICANT_IN_KIND, 0)
    assert verdict.source == terms.applicant_source


def test_who_stands_on_no_side_brings_in_nothing():
    verdict = rules.judge_effort(kind="guest_teaching", group="", amount=Decimal(10), terms=RIF19)
    assert verdict.reason is Reason.OUTSIDE_FINANCING


def test_a_kind_nobody_judged_waits_for_a_decision():
    verdict = rules.judge_effort(kind="juggling", group="business", amount=Decimal(10), terms=RIF19)
    assert (verdict.outcome, verdict.amount) == (Outcome.NEEDS_DECISION, 0)


@given(st.sampled_from(ContributionKind.values), st.sampled_from(["business", "applicant", "other", ""]), amounts)
def test_a_verdict_is_worth_everything_or_nothing(kind, group, amount):
    verdict = rules.judge_effort(kind=kind, group=group, amount=amount, terms=RIF24)
    assert verdict.amount == (amount if verdict.counts else 0)
    assert verdict.counts == (verdict.reason is Reason.NONE)


@pytest.mark.parametrize(
    ("day", "refusal"),
    [
        (date(2023, 8, 1), None),
        (TODAY, None),
        (APPLIED - timedelta(days=1), Refusal.BEFORE_APPLICATION),
        (APPLIED, Refusal.OUTSIDE_PERIOD),
        (date(2023, 7, 31), Refusal.OUTSIDE_PERIOD),
        (date(2027, 8, 1), Refusal.OUTSIDE_PERIOD),
        (TODAY + timedelta(days=1), Refusal.FUTURE),
    ],
)
def test_days_that_belong_to_a_programme(day, refusal):
    assert rules.refuse_day(day, programme=PROGRAMME, applied_on=APPLIED, today=TODAY) is refusal


@pytest.mark.parametrize(
    ("minutes", "others", "refusal"),
    [
        (15, 0, None),
        (1440, 0, None),
        (60, 1380, None),
        (0, 0, Refusal.HOURS),
        (-60, 0, Refusal.HOURS),
        (1500, 0, Refusal.HOURS),
        (75, 1380, Refusal.MORE_THAN_24_HOURS),
    ],
)
def test_hours_that_fit_in_a_day(minutes, others, refusal):
    assert rules.refuse_minutes(minutes, others_that_day=others) is refusal


def concerns(day=date(2026, 3, 10), minutes=60, that_day=0, that_year=0, today=TODAY):
    return rules.concerns(
        day=day,
        minutes=minutes,
        others_that_day=that_day,
        others_that_year=that_year,
        today=today,
        holidays=public_holidays(day, today),
    )


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, []),
        ({"minutes": 480}, []),
        ({"minutes": 495}, [Concern.MORE_THAN_8_HOURS]),
        ({"that_day": 480}, [Concern.MORE_THAN_8_HOURS]),
        ({"day": date(2026, 3, 14)}, [Concern.WEEKEND]),
        ({"day": date(2025, 12, 25), "today": date(2025, 12, 27)}, [Concern.HOLIDAY]),
        ({"day": date(2026, 4, 27), "today": date(2026, 4, 28)}, [Concern.HOLIDAY]),
        ({"day": date(2026, 3, 2)}, []),
        ({"day": date(2026, 2, 27)}, [Concern.LATE]),
        ({"that_year": 1750 * 60 - 60}, []),
        ({"that_year": 1750 * 60}, [Concern.MORE_THAN_1750_HOURS]),
    ],
)
def test_what_needs_an_explanation(values, found):
    assert concerns(**values) == found


def test_holidays_do_not_count_as_working_days():
    # between Thursday 18 December and Tuesday 6 January lie Christmas and New Year's Day
    assert concerns(day=date(2025, 12, 18), today=date(2026, 1, 6)) == []
    assert concerns(day=date(2025, 12, 18), today=date(2026, 1, 7)) == [Concern.LATE]


@pytest.mark.parametrize(
    ("description", "explanation", "found", "missing"),
    [
        ("Gastles gegeven aan klas 2", "", [], []),
        ("Gastles gegeven", "", [], []),
        ("Gastles gegeve ", "", [], [Missing.DESCRIPTION]),
        ("a              b", "", [], [Missing.DESCRIPTION]),
        ("", "", [Concern.LATE], [Missing.DESCRIPTION, Missing.EXPLANATION]),
        ("Gastles gegeven aan klas 2", " ", [Concern.WEEKEND], [Missing.EXPLANATION]),
        ("Gastles gegeven aan klas 2", "Open dag", [Concern.WEEKEND], []),
    ],
)
def test_what_is_missing_before_submitting(description, explanation, found, missing):
    answer = rules.missing_before_submitting(description=description, explanation=explanation, concerns=found)
    assert answer == missing


@pytest.mark.parametrize(
    ("kind", "description", "days", "found"),
    [
        ("guest_teaching", "Gastles over veilig programmeren", 1, []),
        ("guest_teaching", "Stagebegeleiding van twee mensen", 1, [Flag.LOOKS_LIKE_INTERNSHIP]),
        ("guest_teaching", "Gesprek met de stagiair en haar docent", 1, [Flag.LOOKS_LIKE_INTERNSHIP]),
        ("guest_teaching", "Stagebezoek in Delfzijl", 1, [Flag.LOOKS_LIKE_INTERNSHIP]),
        ("guest_teaching", "BPV besproken", 1, [Flag.LOOKS_LIKE_INTERNSHIP]),
        ("internship_supervision", "Stagebegeleiding van twee mensen", 1, []),
        ("guest_teaching", "Gastles over veilig programmeren", 4, [Flag.SAME_DESCRIPTION]),
        ("guest_teaching", "Gastles over veilig programmeren", 3, []),
        ("guest_teaching", "Vraag van 401234@student.noorderpoort.nl", 1, [Flag.STUDENT_DATA]),
        ("guest_teaching", "Feedback aan studentnummer 401234", 1, [Flag.STUDENT_DATA]),
        ("guest_teaching", "Mail naar info@noorderpoort.nl", 1, []),
        ("guest_teaching", "Intern overleg over het lesmateriaal", 1, []),
        ("guest_teaching", "Visit of an internship company", 1, [Flag.LOOKS_LIKE_INTERNSHIP]),
        ("guest_teaching", "Overleg met piet@stadskanaal.nl", 1, []),
        ("guest_teaching", "Overleg met studentenzaken@hanze.nl", 1, []),
        ("guest_teaching", "Overleg met jan@st.hanze.nl", 1, [Flag.STUDENT_DATA]),
        ("guest_teaching", "Overleg met jan@leerlingen.school.nl", 1, [Flag.STUDENT_DATA]),
        ("guest_teaching", "Gastles van 20260310, order 123456", 1, []),
        ("guest_teaching", "Feedback aan s401234 op het project", 1, [Flag.STUDENT_DATA]),
        ("guest_teaching", "Student no. 4012345 hielp mee", 1, [Flag.STUDENT_DATA]),
    ],
)
def test_what_an_approver_is_shown(kind, description, days, found):
    assert rules.flags(kind=kind, description=description, days_with_same_description=days) == found


@pytest.mark.parametrize(
    ("kind", "group", "evidence", "pledge", "reason"),
    [
        ("cash", "business", True, False, Reason.NONE),
        ("cash", "business", False, False, Reason.NO_EVIDENCE),
        ("room", "business", True, True, Reason.NONE),
        ("room", "business", True, False, Reason.ROOM_WITHOUT_HOURS),
        ("materials", "applicant", True, True, Reason.APPLICANT_IN_KIND),
        ("cash", "applicant", True, True, Reason.NONE),
        ("cash", "", True, True, Reason.OUTSIDE_FINANCING),
    ],
)
def test_other_contributions(kind, group, evidence, pledge, reason):
    verdict = rules.judge_contribution(
        kind=kind, group=group, amount=Decimal(50), has_evidence=evidence, has_hours_pledge=pledge, terms=RIF19
    )
    assert verdict.reason is reason
    assert verdict.amount == (50 if reason is Reason.NONE else 0)


def test_cash_of_the_applicant_school_did_not_count_in_the_first_scheme():
    verdict = rules.judge_contribution(
        kind="cash", group="applicant", amount=Decimal(50), has_evidence=True, has_hours_pledge=True, terms=RIF14
    )
    assert verdict.reason is Reason.APPLICANT_CASH


def holding(**changed):
    sums = {"subsidy": "1000000", "business": "1000000", "applicant": "300000", "other": "700000"} | changed
    checks = rules.check_limits(
        **{side: Decimal(value) for side, value in sums.items()}, total=Decimal(3_000_000), terms=RIF19
    )
    return {check.side.value: check.holds for check in checks}


@pytest.mark.parametrize(
    ("changed", "side", "holds"),
    [
        ({}, "subsidy", True),
        ({"subsidy": "1000000.01"}, "subsidy", False),
        ({"business": "999999.99"}, "business", False),
        ({"business": "2000000.00"}, "business", True),
        ({"business": "2000000.01"}, "business", False),
        ({"applicant": "300000.01"}, "applicant", False),
        ({"other": "700000.01"}, "others", False),
    ],
)
def test_the_limits_hold_to_the_cent(changed, side, holds):
    assert holding(**changed)[side] is holds


@pytest.mark.parametrize(("language", "year"), [("nl", "1.750"), ("en", "1,750")])
def test_sentences_name_the_bounds_as_the_language_writes_them(language, year):
    with translation.override(language):
        assert year in str(sentences.CONCERNS[Concern.MORE_THAN_1750_HOURS])
        assert " 24" in str(sentences.REFUSALS[Refusal.HOURS])


def test_sentences_follow_the_bounds_of_the_rules(monkeypatch):
    bounds = {"FULL_DAY": 1260, "MINUTES_WITHOUT_EXPLANATION": 420, "MINUTES_A_YEAR": 60_000}
    bounds |= {"DAYS_TO_ENTER": 17, "MIN_DESCRIPTION": 19, "SAME_DESCRIPTION_DAYS": 5}
    for name, value in bounds.items():
        monkeypatch.setattr(rules, name, value)
    spec = importlib.util.spec_from_file_location("contributions.sentences_again", sentences.__file__)
    again = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(again)
    with translation.override("en"):
        assert str(again.REFUSALS[Refusal.HOURS]) == "Hours must be more than 0 and at most 21, in quarters."
        assert "more than 21" in str(again.REFUSALS[Refusal.MORE_THAN_24_HOURS])
        assert "at least 19 characters" in str(again.MISSING[Missing.DESCRIPTION])
        assert str(again.CONCERNS[Concern.MORE_THAN_8_HOURS]) == "more than 7 hours on one day"
        assert str(again.CONCERNS[Concern.LATE]) == "logged more than 17 working days later"
        assert str(again.CONCERNS[Concern.MORE_THAN_1750_HOURS]) == "more than 1,000 hours in one year"
        assert "more than 5 days" in str(again.FLAGS[Flag.SAME_DESCRIPTION])
