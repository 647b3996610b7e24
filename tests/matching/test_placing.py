"""What comes of a class, by example."""

import pytest

from matching.placing.facts import Hindrance, Holders, Outcome, Phase, Problem, Role, Student, Wish
from matching.placing.solver import levels_of, solve

from .classes import LEVEL, a_class, crowd


def placement_of(result, student):
    return next(each for each in result.placements if each.student == student)


@pytest.mark.parametrize(("rank", "cost"), [(1, 0), (2, 1), (3, 4), (4, 9), (5, 16), (6, 25)])
def test_a_wish_costs_the_square_of_what_stands_before_it(rank, cost):
    assert Wish("a", "r", rank).cost == cost


def test_more_places_go_before_better_wishes():
    # Ann could have her first wish, if Bo went without.
    seats = {"lab": 1, "x": 0, "y": 0, "z": 0, "shop": 1}
    problem = a_class({"ann": ["lab", "x", "y", "z", "shop"], "bo": ["lab"]}, seats)
    for seed in range(10):
        result = solve(problem, seed=seed)
        assert (result.assignment, result.placed, result.cost) == ({"ann": "shop", "bo": "lab"}, 2, 16)


def test_two_second_wishes_go_before_a_first_and_a_third():
    problem = a_class({"ann": ["lab", "shop", "x"], "bo": ["x", "lab", "shop"]}, {"lab": 1, "shop": 1, "x": 0})
    assert solve(problem, seed=1).assignment == {"ann": "shop", "bo": "lab"}


def test_who_was_placed_before_keeps_that_also_when_it_is_no_wish():
    problem = a_class({"ann": ["lab"], "bo": ["lab", "shop"]}, {"lab": 1, "shop": 1}, pinned={"bo": "lab"})
    result = solve(problem, seed=1)
    assert result.assignment == {"bo": "lab"}
    assert placement_of(result, "bo").outcome == Outcome.PINNED
    missed = placement_of(result, "ann").missed[0]
    assert (missed.why, missed.holders) == (Hindrance.PINNED, (Holders(0, 1),))
    elsewhere = a_class({"ann": ["lab"], "bo": ["lab"]}, {"lab": 1, "shop": 1}, pinned={"bo": "shop"})
    assert solve(elsewhere, seed=1).assignment == {"ann": "lab", "bo": "shop"}


def test_the_wish_of_who_was_placed_before_is_in_the_cost():
    problem = a_class({"ann": ["lab", "shop"]}, {"lab": 1, "shop": 1}, pinned={"ann": "shop"})
    result = solve(problem, seed=1)
    assert (result.placed, result.cost, placement_of(result, "ann").rank) == (1, 1, 2)


def test_who_got_nothing_stands_first_then_the_least_wanted_wish():
    wishes = {"ann": ["lab"], "bo": ["x", "y", "shop"], "cas": ["lab", "y"], "dina": [], "eef": []}
    problem = a_class(wishes, {"lab": 1, "shop": 1, "x": 0, "y": 0, "z": 1}, pinned={"eef": "z"})
    result = solve(problem, seed=1)
    loser = ({"ann", "cas"} - set(result.assignment)).pop()
    winner = ({"ann", "cas"} - {loser}).pop()
    assert [each.student for each in result.placements] == [*sorted([loser, "dina"]), "bo", winner, "eef"]
    assert result.unplaced == tuple(sorted([loser, "dina"]))


@pytest.mark.parametrize(
    "problem",
    [
        Problem((), (), ()),
        a_class({}, {"lab": 3}),
        a_class({"ann": []}, {}),
        a_class({"ann": ["lab"]}, {"lab": 0}),
        a_class({"ann": ["lab"]}, {"lab": 1}, pinned={"ann": "lab"}),
    ],
    ids=["nothing", "no students", "no roles", "no seats", "all placed before"],
)
def test_a_class_in_which_there_is_nothing_to_choose(problem):
    result = solve(problem, seed=1)
    assert result.placed == sum(bool(student.pinned) for student in problem.students)
    assert result.cost == 0


def test_a_role_without_seats_says_so():
    missed = placement_of(solve(a_class({"ann": ["lab"]}, {"lab": 0}), seed=1), "ann").missed
    assert [(each.why, each.holders) for each in missed] == [(Hindrance.NO_SEATS, ())]


def test_the_reasons_tell_what_meeting_a_wish_would_take():
    problem = a_class(
        {"ann": ["lab", "shop"], "bo": ["lab"], "cas": ["yard", "field"], "dina": ["yard", "x", "field"]},
        {"lab": 1, "shop": 1, "yard": 1, "field": 1, "x": 0},
    )
    result = solve(problem, seed=1)
    assert result.assignment == {"ann": "shop", "bo": "lab", "cas": "field", "dina": "yard"}
    ann, cas = placement_of(result, "ann").missed[0], placement_of(result, "cas").missed[0]
    assert (ann.why, ann.holders) == (Hindrance.FEWER_PLACED, (Holders(1, 1),))
    assert (cas.why, cas.extra_cost) == (Hindrance.HIGHER_COST, 3)


@pytest.mark.parametrize(
    ("student", "role", "wish"),
    [
        (Student("ann", LEVEL, "nowhere"), Role("lab", 1, frozenset({LEVEL})), Wish("ann", "lab", 1)),
        (Student("ann", LEVEL), Role("lab", -1, frozenset({LEVEL})), Wish("ann", "lab", 1)),
        (Student("ann", LEVEL), Role("lab", 1, frozenset({"mbo2"})), Wish("ann", "lab", 1)),
        (Student("ann", LEVEL), Role("lab", 1, frozenset({LEVEL})), Wish("bo", "lab", 1)),
        (Student("ann", LEVEL), Role("lab", 1, frozenset({LEVEL})), Wish("ann", "lab", 0)),
    ],
)
def test_what_contradicts_itself_is_not_solved(student, role, wish):
    with pytest.raises(ValueError, match="contradictions"):
        solve(Problem((student,), (role,), (wish,)), seed=1)


def test_how_far_it_is_goes_from_none_to_all_in_each_phase():
    told = []
    solve(crowd(40, 10, 50), seed=1, progress=lambda *news: told.append(news))
    assert list(dict.fromkeys(phase for phase, _, _ in told)) == list(Phase)
    for phase in Phase:
        steps = [(done, total) for each, done, total in told if each == phase]
        total = steps[0][1]
        assert steps == [(done, total) for done in range(total + 1)]


def test_what_listens_may_stop_the_work():
    class Stop(Exception):
        pass

    def stop(phase, done, total):
        raise Stop

    with pytest.raises(Stop):
        solve(crowd(40, 10, 50), seed=1, progress=stop)


def test_a_board_that_could_be_better_is_never_taken_for_the_best():
    import networkx

    from matching.placing.board import Board

    board = Board(a_class({"ann": ["lab"]}, {"lab": 1}))  # Ann sits nowhere while her seat is free
    with pytest.raises(networkx.NetworkXUnbounded):
        levels_of(board)
