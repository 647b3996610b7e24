"""Which groups may be shown, and that no series of them gives a small one away: held against algebra of its own."""

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.disclosure import EVERYBODY, Gate, Group

MINIMUM = 5


def gate_for(answered, threshold=10, early=(1, 2)):
    return Gate(answered, early=early, threshold=threshold, minimum=MINIMUM)


def of_sectors(**counts):
    """One workplace and one tranche; only sectors differ."""
    return {("w", 1, sector): count for sector, count in counts.items()}


def shown_sectors(gate):
    return {sector for sector in ("mbo", "hbo", "wo", "other") if gate.shows(Group.of(sector=[sector]))}


def test_what_remains_of_the_total_may_be_six_together():
    gate = gate_for(of_sectors(mbo=26, hbo=32, wo=4, other=2))
    assert gate.shows(EVERYBODY)
    assert shown_sectors(gate) == {"mbo", "hbo"}
    assert not gate.shows(Group.of(sector=["wo", "other"]))  # they may be worked out, but are below the threshold


def test_a_remainder_below_the_minimum_takes_a_second_group_along():
    gate = gate_for(of_sectors(mbo=26, hbo=32, wo=4))
    assert gate.shows(EVERYBODY)
    assert len(shown_sectors(gate)) == 1


@pytest.mark.parametrize(("remainder", "shown"), [(4, 1), (5, 2)])
def test_the_minimum_is_five(remainder, shown):
    assert len(shown_sectors(gate_for(of_sectors(mbo=30, hbo=30, other=remainder)))) == shown


@pytest.mark.parametrize(("count", "is_shown"), [(9, False), (10, True)])
def test_the_threshold_is_the_campaigns_own(count, is_shown):
    assert gate_for(of_sectors(mbo=count)).shows(EVERYBODY) == is_shown
    assert gate_for(of_sectors(mbo=count), threshold=count).shows(EVERYBODY)


def test_nothing_is_shown_of_nobody():
    gate = gate_for({})
    assert not gate.shows(EVERYBODY)
    assert not gate.shows(Group.of(sector=["mbo"]))


def test_a_filter_does_not_give_away_what_another_hides():
    """Everybody but four is of mbo; in the first tranche, everybody but two."""
    answered = {("a", 1, "mbo"): 12, ("a", 1, "hbo"): 2, ("b", 2, "mbo"): 12, ("b", 2, "hbo"): 20}
    gate = gate_for(answered, early=(1,))
    first, mbo = Group.of(tranche=[1]), Group.of(sector=["mbo"])
    assert gate.shows(EVERYBODY) and gate.shows(mbo) and gate.shows(first)
    assert not gate.shows(first.within(mbo))  # the first tranche without mbo is two people
    assert not gate.shows(Group.of(tranche=[2], sector=["hbo"]))  # hbo without these is the same two


def test_several_values_are_shown_when_they_follow_from_what_is_shown():
    answered = {("a", 1, "mbo"): 14, ("b", 2, "mbo"): 14, ("c", 3, "hbo"): 14, ("d", 4, "hbo"): 14}
    gate = gate_for(answered)
    assert gate.shows(Group.of(tranche=[1, 4]))
    assert gate.shows(Group.of(tranche=[1, 2, 3, 4]))


def test_unions_that_overlap_give_no_small_group_away():
    """Two workplaces of seven may be fourteen together; with three of them in pairs each could be worked out."""
    answered = {("a", 1, "mbo"): 4, ("b", 1, "mbo"): 7, ("c", 1, "mbo"): 7, ("d", 1, "mbo"): 40}
    gate = gate_for(answered)
    assert not any(gate.shows(Group.of(workplace=pair)) for pair in combinations("abc", 2))


def test_groups_within_groups():
    both = Group.of(sector=["mbo", "hbo"]).within(Group.of(sector=["hbo", "wo"], tranche=[1]))
    assert both == Group.of(tranche=[1], sector=["hbo"])
    assert both.within(EVERYBODY) == both == EVERYBODY.within(both)


# --- an attacker who adds and subtracts everything that is shown ------------------------------------------------
def every_group(answered):
    """All that anybody can choose: some values of each dimension, up to three of each, or everybody."""
    choices = []
    for place in range(3):
        values = sorted({cell[place] for cell in answered}, key=str)
        some = [list(part) for size in (1, 2, 3) for part in combinations(values, size)]
        choices.append([None, *some])
    return [Group.of(workplace=w, tranche=t, sector=s) for w, t, s in product(*choices)]


def rank(rows):
    rows, found = [list(map(Fraction, row)) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((n for n in range(found, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for n in range(found + 1, len(rows)):
            times = rows[n][column] / rows[found][column]
            if times:
                rows[n] = [a - times * b for a, b in zip(rows[n], rows[found], strict=True)]
        found += 1
    return found


def independent(rows):
    """As many rows as it takes to make all others."""
    kept = []
    for row in dict.fromkeys(map(tuple, rows)):
        if rank([*kept, row]) > len(kept):
            kept.append(row)
    return kept


def given_away(answered, gate):
    """Sets of cells with fewer than the minimum of answers about which the shown figures say something."""
    cells = list(answered)
    rows = [[int(g.holds(cell)) for cell in cells] for g in every_group(answered) if gate.shows(g)]
    basis = independent(rows)
    few = [place for place, cell in enumerate(cells) if answered[cell] < MINIMUM]
    for size in range(1, MINIMUM):
        for places in combinations(few, size):
            if sum(answered[cells[place]] for place in places) >= MINIMUM:
                continue
            others = [[value for place, value in enumerate(row) if place not in places] for row in basis]
            if rank(others) < len(basis):
                yield {cells[place]: answered[cells[place]] for place in places}


cells = st.tuples(st.sampled_from("abc"), st.sampled_from([1, 2, 3]), st.sampled_from(["mbo", "hbo", "wo"]))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(cells, st.sampled_from([1, 1, 2, 3, 4, 6, 11, 14]), min_size=1, max_size=9))
def test_no_series_of_filters_gives_a_small_group_away(answered):
    gate = gate_for(answered)
    assert not list(given_away(answered, gate))
    for group in every_group(answered):
        assert not gate.shows(group) or gate.size(group) >= 10


def test_the_attacker_of_this_test_finds_what_a_gate_that_only_counts_gives_away():
    class Counting(Gate):
        def shows(self, group):
            return self.size(group) >= self.threshold

    answered = {("a", 1, "mbo"): 12, ("b", 1, "hbo"): 3}
    careless = Counting(answered, early=(1,), threshold=10, minimum=MINIMUM)
    assert list(given_away(answered, careless))
    assert not list(given_away(answered, gate_for(answered)))


def test_what_is_too_hard_to_judge_is_not_shown(monkeypatch):
    answered = of_sectors(mbo=26, hbo=32, wo=4)
    monkeypatch.setattr("impact.disclosure.MOST_STEPS", 0)
    assert not gate_for(answered).shows(EVERYBODY)
    assert gate_for(answered | of_sectors(wo=5)).shows(EVERYBODY)  # no group is small; nothing is to be judged
