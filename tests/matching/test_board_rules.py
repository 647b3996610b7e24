"""Plain values: what fits, what was meant, what needs applicants."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from matching.fit import RoleAsked, fit_of, listed, needs_applicants
from matching.searching import period_days, words_of
from matching.spelling import distance, meant

DAY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("left", "right", "gap"),
    [("", "", 0), ("abc", "abc", 0), ("abc", "ab", 1), ("abc", "acb", 1), ("abc", "xyz", 3), ("pyhton", "python", 1)],
)
def test_mistakes_are_counted(left, right, gap):
    assert distance(left, right, 3) == distance(right, left, 3) == gap


def test_counting_stops_at_too_many():
    assert distance("abcdefgh", "zzzzzzzz", 2) == 3
    assert distance("a", "abcdefgh", 2) == 3


@pytest.mark.parametrize(
    ("typed", "known", "found"),
    [
        ("pyhton", ["python", "photon", "java"], ["python"]),
        ("netwrk", ["netwerk", "networks"], ["netwerk"]),
        ("beveiliging", ["netwerkbeveiliging", "haven"], ["netwerkbeveiliging"]),
        ("ab", ["ac", "abc"], []),
        ("java", ["java"], []),
        ("xylofoon", ["python"], []),
    ],
)
def test_the_nearest_words_are_meant(typed, known, found):
    assert meant(typed, known) == found


def test_words_keep_the_signs_of_techniques():
    assert words_of("C++ en C#, .NET; node.js! (CI/CD) re-act Ünïcode") == (
        "c++", "en", "c#", "net", "node.js", "ci", "cd", "re-act", "ünïcode",
    )  # fmt: skip


def test_the_role_that_fits_best_is_told():
    roles = [RoleAsked("A", "mbo4", {1: "Python", 2: "SQL"}), RoleAsked("B", "hbo", {1: "Python", 3: "Java"})]
    with override("en"):
        fit = fit_of("hbo", {1}, roles)
        assert (fit.role.name, fit.has, fit.misses, fit.tone) == ("B", ("Python",), ("Java",), "part")
        assert fit_of("hbo", {1, 3}, roles).tone == "good"
        little = fit_of("wo", set(), roles)
        assert (little.tone, little.missing_in_words) == ("little", "")
        assert little.skills_in_words == "You have none of the skills asked for yet."
        assert fit_of("wo", set(), [RoleAsked("C", "wo", {})]).skills_in_words == "No particular skills are asked for."
    assert fit_of("hbo", {1}, []) is None


def test_names_are_listed_in_words():
    with override("en"):
        assert listed([]) == "" and listed(["a"]) == "a" and listed(["a", "b", "c"]) == "a, b and c"
        assert listed(list("abcdefgh")) == "a, b, c, d, e and 3 more"


@pytest.mark.parametrize(
    ("since", "until", "applied", "needs"),
    [(6, None, 0, False), (7, None, 0, True), (7, None, 1, False), (1, 14, 0, True), (1, 15, 0, False)],
)
def test_what_needs_applicants(since, until, applied, needs):
    last = None if until is None else DAY + timedelta(days=until)
    assert needs_applicants(since=DAY - timedelta(days=since), apply_until=last, applied=applied, day=DAY) == needs


def test_the_halves_of_a_school_year():
    assert period_days("2026-2") == (date(2026, 8, 1), date(2027, 1, 31))
    assert period_days("2027-1") == (date(2027, 2, 1), date(2027, 7, 31))
