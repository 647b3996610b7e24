"""Places a class: as many students as possible, then at the lowest total cost of wishes, then by a lottery.

The solver of networkx finds one best board, in whole numbers. A seed draws the students in an order, and among all
boards that are as good, each in that order gets the most wanted place that the ones before leave. That leaves exactly
one board, whichever the solver found: the same seed gives the same result, and two students with equal claims are
equally likely to go first.
"""

from collections.abc import Sequence

from .board import NOWHERE, Board
from .explain import Explainer
from .facts import Outcome, Phase, Placement, Problem, Progress, Result, no_progress
from .judging import judge, numbered
from .lottery import EqualBoards, draw


def solve(problem: Problem, *, seed: int, progress: Progress = no_progress) -> Result:
    """Places the class. Raises ValueError when the problem contradicts itself; `judge` makes one that does not."""
    _refuse_contradictions(problem)
    progress(Phase.SOLVE, 0, 1)
    board = Board(problem)
    _fill(board)
    levels = levels_of(board)
    progress(Phase.SOLVE, 1, 1)
    lots = draw(board.place, seed)
    _draw_lots(board, levels, lots, progress)
    return _result(problem, board, Explainer(problem, board, levels), lots, seed, progress)


def _refuse_contradictions(problem: Problem) -> None:
    refusals = judge(numbered(problem.students), numbered(problem.roles), numbered(problem.wishes)).refusals
    if refusals:
        first = refusals[0]
        raise ValueError(f"{len(refusals)} contradictions, the first: {first.part} {first.line}: {first.reason}")


def _fill(board: Board) -> None:
    """Brings everybody to a place of one best board, with the library's network simplex."""
    if not board.place:
        return
    import networkx  # takes a third of a second to load, which only who solves should pay

    graph = networkx.DiGraph()
    graph.add_node("end", demand=len(board.place))
    for student in board.place:
        graph.add_node(("student", student), demand=-1)
        graph.add_edge(("student", student), "end", weight=board.price_of_nothing, capacity=1)
        for role in board.wishes[student]:
            graph.add_edge(("student", student), ("role", role), weight=board.cost(student, role), capacity=1)
    for role, seats in board.seats.items():
        graph.add_edge(("role", role), "end", weight=0, capacity=seats)
    _, flows = networkx.network_simplex(graph)
    for student in board.place:
        for to, flow in flows["student", student].items():
            if flow and to != "end":
                board.put(student, to[1])


def levels_of(board: Board) -> dict[str, int]:
    """The least cost of getting to each place from any other, at most 0.

    It proves the board as well: on one that could be better, some chain would gain each time round, and networkx raises
    NetworkXUnbounded.
    """
    import networkx

    graph = networkx.DiGraph()
    graph.add_weighted_edges_from((before, after, cost) for (before, after), cost in board.steps().items())
    start = ("start",)  # no key of a place
    graph.add_weighted_edges_from((start, place, 0) for place in (NOWHERE, *board.roles))
    _, levels = networkx.goldberg_radzik(graph, start)
    return {place: levels[place] for place in (NOWHERE, *board.roles)}


def _draw_lots(board: Board, levels: dict[str, int], lots: Sequence[str], progress: Progress) -> None:
    equals = EqualBoards(board, levels)
    for done, student in enumerate(lots):
        progress(Phase.DRAW, done, len(lots))
        equals.settle(student)
    progress(Phase.DRAW, len(lots), len(lots))


def _result(
    problem: Problem, board: Board, explainer: Explainer, lots: Sequence[str], seed: int, progress: Progress
) -> Result:
    lot_of = {student: lot for lot, student in enumerate(lots, 1)}
    wishes = {(wish.student, wish.role): wish for wish in problem.wishes}
    placements, cost = [], 0
    for done, student in enumerate(problem.students):
        progress(Phase.EXPLAIN, done, len(problem.students))
        role = student.pinned or board.place[student.key]
        wish = wishes.get((student.key, role))
        cost += wish.cost if wish else 0
        outcome = Outcome.PINNED if student.pinned else Outcome.WISH if role else Outcome.NOTHING
        missed = () if student.pinned else explainer.missed(student.key)
        rank = wish.rank if wish else 0
        placements.append(Placement(student.key, outcome, role, rank, lot_of.get(student.key, 0), missed))
    progress(Phase.EXPLAIN, len(problem.students), len(problem.students))
    return Result(seed, cost, tuple(sorted(placements, key=_least_met_first)))


def _least_met_first(placement: Placement) -> tuple[int, int, str]:
    order = (Outcome.NOTHING, Outcome.WISH, Outcome.PINNED)
    return order.index(placement.outcome), -placement.rank, placement.student
