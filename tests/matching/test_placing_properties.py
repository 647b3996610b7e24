"""Whatever the class: the result is the best of everything that is allowed, and what is said about it is true."""

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.placing.facts import Hindrance, Outcome, Problem, Role, Student, Wish
from matching.placing.lottery import draw
from matching.placing.solver import solve

from .classes import every_assignment, judged, ranks, shuffled

LEVELS = ("3", "4")


@st.composite
def small_classes(draw_value):
    """At most 6 students and 4 roles, so that everything can be tried; ranks leave gaps, as after a refused wish."""
    roles = tuple(
        Role(
            f"r{number}",
            draw_value(st.integers(0, 3)),
            frozenset(draw_value(st.sets(st.sampled_from(LEVELS), min_size=1))),
        )
        for number in range(draw_value(st.integers(0, 4)))
    )
    left = {role.key: role.seats for role in roles}
    students, wishes = [], []
    for number in range(draw_value(st.integers(0, 6))):
        level = draw_value(st.sampled_from(LEVELS))
        fitting = [role.key for role in roles if level in role.levels]
        wanted = draw_value(st.lists(st.sampled_from(fitting), unique=True)) if fitting else []
        numbers = draw_value(
            st.lists(st.integers(1, 6), unique=True, min_size=len(wanted), max_size=len(wanted)).map(sorted)
        )
        wishes += [Wish(f"s{number}", role, rank) for role, rank in zip(wanted, numbers, strict=True)]
        pinned = draw_value(st.sampled_from(["", "", "", *(role for role, seats in left.items() if seats)]))
        if pinned:
            left[pinned] -= 1
        students.append(Student(f"s{number}", level, pinned))
    return Problem(tuple(students), roles, tuple(wishes))


def whole(result) -> dict[str, str]:
    """The assignment, with "" for who got nothing."""
    return {placement.student: placement.role for placement in result.placements}


def order_of(problem, seed):
    return draw([student.key for student in problem.students if not student.pinned], seed)


@settings(max_examples=300, deadline=None)
@given(small_classes(), st.integers(0, 1000))
def test_as_many_as_possible_then_the_lowest_cost_then_the_lottery(problem, seed):
    allowed = list(every_assignment(problem))
    order = order_of(problem, seed)
    best = min(allowed, key=lambda each: (judged(problem, each), ranks(problem, each, order)))
    result = solve(problem, seed=seed)
    assert whole(result) == best
    assert (len(problem.students) - result.placed, result.cost) == judged(problem, best)


@settings(max_examples=100, deadline=None)
@given(small_classes(), st.integers(0, 1000), st.integers(0, 1000))
def test_the_order_of_everything_that_is_handed_in_changes_nothing(problem, seed, order):
    assert solve(shuffled(problem, order), seed=seed) == solve(problem, seed=seed)


@settings(max_examples=100, deadline=None)
@given(small_classes(), st.integers(0, 1000), st.integers(0, 1000))
def test_the_lottery_decides_only_between_results_that_are_equally_good(problem, seed, other):
    first, second = solve(problem, seed=seed), solve(problem, seed=other)
    assert (first.placed, first.cost) == (second.placed, second.cost)


@settings(max_examples=200, deadline=None)
@given(small_classes(), st.integers(0, 1000))
def test_why_a_wish_was_not_met_is_what_would_have_come_of_meeting_it(problem, seed):
    result = solve(problem, seed=seed)
    allowed = list(every_assignment(problem))
    without, cost = judged(problem, whole(result))
    given_before = [student.pinned for student in problem.students]
    seats = {role.key: role.seats for role in problem.roles}
    for placement in result.placements:
        for missed in placement.missed:
            met = [judged(problem, each) for each in allowed if each[placement.student] == missed.role]
            if not seats[missed.role]:
                assert missed.why == Hindrance.NO_SEATS
            elif given_before.count(missed.role) == seats[missed.role]:
                assert missed.why == Hindrance.PINNED
            elif min(met)[0] > without:
                assert (missed.why, missed.extra_cost) == (Hindrance.FEWER_PLACED, min(met)[1] - cost)
            elif min(met)[1] > cost:
                assert (missed.why, missed.extra_cost) == (Hindrance.HIGHER_COST, min(met)[1] - cost)
            else:
                assert (missed.why, missed.extra_cost) == (Hindrance.LOTTERY, 0)


@settings(max_examples=100, deadline=None)
@given(small_classes(), st.integers(0, 1000))
def test_every_wish_that_was_wanted_more_is_explained_by_a_full_role(problem, seed):
    result = solve(problem, seed=seed)
    seats = {role.key: role.seats for role in problem.roles}
    for placement in result.placements:
        wanted = sorted((wish.rank, wish.role) for wish in problem.wishes if wish.student == placement.student)
        if placement.outcome == Outcome.WISH:
            wanted = [pair for pair in wanted if pair[0] < placement.rank]
        if placement.outcome == Outcome.PINNED:
            wanted = []
        assert [(missed.rank, missed.role) for missed in placement.missed] == wanted
        for missed in placement.missed:
            assert sum(each.count for each in missed.holders) == missed.seats == seats[missed.role]
