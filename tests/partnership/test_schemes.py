import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from partnership.rules import Fault, GrantFault, grant_faults, plan_closes, plan_gap, whole_years
from partnership.schemes import (
    OWN_RULE_ON_VOLUNTEERS,
    PRESETS,
    WITH_ENTREE,
    EntreeNotInScheme,
    UnknownScheme,
    preset,
    terms_from_json,
    terms_to_json,
)


@pytest.mark.parametrize(
    ("scheme", "rate", "least", "most"),
    [("RIF14", 73, 200_000, 2_000_000), ("RIF19", 73, 250_000, 2_000_000), ("RIF24", 86, 250_000, 2_500_000)],
)
def test_presets_hold_the_published_figures(scheme, rate, least, most):
    terms = preset(scheme)
    assert (terms.rate, terms.subsidy_min, terms.subsidy_max) == (rate, least, most)
    assert terms.subsidy.at_most == Fraction(1, 3)
    assert (terms.business.at_least, terms.business.at_most) == (Fraction(1, 3), Fraction(2, 3))
    assert terms.others.at_most == Fraction(1, 3)


def test_the_applicant_school_brings_cash_up_to_a_tenth_since_2019():
    for scheme in ("RIF19", "RIF24"):
        assert preset(scheme).applicant.at_most == Fraction(1, 10)
        assert preset(scheme).applicant_cash
        assert not preset(scheme).applicant_in_kind
    assert preset("RIF14").applicant is None
    assert not preset("RIF14").applicant_cash


def test_an_entree_project_has_wider_limits_for_the_subsidy():
    terms = preset("RIF24", entree=True)
    assert terms.entree
    assert terms.subsidy.at_most == Fraction(1, 2)
    assert (terms.business.at_least, terms.business.at_most) == (Fraction(1, 4), Fraction(1, 2))
    assert terms.others.at_most == Fraction(1, 4)


def test_the_first_scheme_has_no_entree_projects():
    with pytest.raises(EntreeNotInScheme):
        preset("RIF14", entree=True)
    assert not preset("RIF14").entree
    assert sorted(WITH_ENTREE) == ["RIF19", "RIF24"]


@pytest.mark.parametrize("terms", [*PRESETS.values(), *(preset(scheme, entree=True) for scheme in sorted(WITH_ENTREE))])
def test_terms_survive_being_stored(terms):
    assert terms_from_json(json.loads(json.dumps(terms_to_json(terms)))) == terms


@pytest.mark.parametrize("scheme", PRESETS)
def test_everything_names_its_source(scheme):
    terms = preset(scheme)
    sources = [limit.source for limit in (terms.subsidy, terms.business, terms.others)]
    sources += [item.source for item in terms.excluded]
    sources += [terms.rate_source, terms.subsidy_bounds_source, terms.years_source, terms.applicant_source]
    own = {OWN_RULE_ON_VOLUNTEERS} if scheme == "RIF14" else set()
    assert {source for source in sources if not source.startswith(f"{scheme} art. ")} == own


def test_the_first_scheme_is_silent_on_volunteers_and_no_article_is_given_for_them():
    source = preset("RIF14").excludes("volunteering").source
    assert "art." not in source
    assert "does not mention" in source
    with translation.override("nl"):
        assert translation.gettext(source) != source
    assert preset("RIF19").excludes("volunteering").source == "RIF19 art. 17(5)"


def test_an_unknown_scheme_is_refused():
    with pytest.raises(UnknownScheme):
        preset("RIF99")


START = date(2026, 9, 1)


def faults(scheme="RIF24", ends_on=date(2030, 8, 31), subsidy="1000000", **values):
    return grant_faults(starts_on=START, ends_on=ends_on, subsidy=Decimal(subsidy), terms=preset(scheme), **values)


def test_a_good_grant_has_no_faults():
    assert faults() == []
    assert faults(ends_on=date(2031, 8, 31)) == []


@pytest.mark.parametrize("ends_on", [date(2029, 8, 31), date(2032, 8, 31), date(2030, 8, 30), date(2030, 9, 1)])
def test_another_duration_is_refused_with_the_durations_that_are_allowed(ends_on):
    assert faults(ends_on=ends_on) == [Fault(GrantFault.DURATION, (4, 5))]


def test_a_fifth_year_under_the_first_scheme_needs_an_approval():
    fifth = date(2031, 8, 31)
    assert faults("RIF14", fifth) == [Fault(GrantFault.DURATION_NEEDS_APPROVAL, (5,))]
    assert faults("RIF14", fifth, extension_approved=True) == []


@pytest.mark.parametrize(
    ("subsidy", "code", "bound"),
    [("249999.99", GrantFault.SUBSIDY_TOO_LOW, 250_000), ("2500000.01", GrantFault.SUBSIDY_TOO_HIGH, 2_500_000)],
)
def test_a_subsidy_outside_the_bounds_is_refused_with_the_bound(subsidy, code, bound):
    assert faults(subsidy=subsidy) == [Fault(code, Decimal(bound))]


@pytest.mark.parametrize("subsidy", ["250000", "2500000"])
def test_the_bounds_themselves_are_allowed(subsidy):
    assert faults(subsidy=subsidy) == []


def test_whole_years():
    assert whole_years(date(2024, 2, 29), date(2028, 2, 28)) == 4
    assert whole_years(date(2023, 8, 1), date(2027, 7, 30)) is None


def test_a_plan_closes_or_not():
    sources = [Decimal(10)] * 4
    assert plan_closes(sources, costs=Decimal(40))
    assert not plan_closes(sources, costs=Decimal("40.01"))
    assert plan_gap(sources, costs=Decimal("40.01")) == Decimal("-0.01")
    assert plan_gap(iter(sources), costs=Decimal(39)) == 1
