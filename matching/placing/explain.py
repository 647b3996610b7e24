"""Why somebody did not get a wish that was wanted more: what it would have cost everybody together.

Names are never told, only how many sit in a role and with which wish.
"""

import heapq
from collections import Counter

from .board import Board
from .facts import Hindrance, Holders, Missed, Problem


class Explainer:
    """Explains one board, which has to be one of the best; `levels` are the least costs of getting to each place."""

    def __init__(self, problem: Problem, board: Board, levels: dict[str, int]):
        self.board, self.levels = board, levels
        self.ranks = {(wish.student, wish.role): wish.rank for wish in problem.wishes}
        self.holders: dict[str, Counter[int]] = {role.key: Counter() for role in problem.roles}
        for student in problem.students:
            if role := student.pinned:
                self.holders[role][0] += 1
            elif role := board.place[student.key]:
                self.holders[role][self.ranks[student.key, role]] += 1
        self._steps_to: dict[str, list[tuple[str, int]]] = {place: [] for place in levels}
        for (before, after), cost in board.steps().items():
            self._steps_to[after].append((before, cost + levels[before] - levels[after]))
        self._costs_to: dict[str, dict[str, int]] = {}

    def missed(self, student: str) -> tuple[Missed, ...]:
        """The wishes that somebody wanted more than what came of it."""
        return tuple(self._missed(student, role) for role in self.board.better(student))

    def _missed(self, student: str, role: str) -> Missed:
        why, extra = self._why(student, role)
        holders = tuple(Holders(rank, count) for rank, count in sorted(self.holders[role].items()))
        return Missed(role, self.ranks[student, role], self.board.roles[role].seats, holders, why, extra)

    def _why(self, student: str, role: str) -> tuple[Hindrance, int]:
        if not self.board.seats[role]:
            return (Hindrance.PINNED if self.board.roles[role].seats else Hindrance.NO_SEATS), 0
        place = self.board.place[student]
        others = self._cheapest(place)[role]  # what the others lose when they make room
        total = self.board.cost(student, role) - self.board.cost(student, place) + others
        # Half the price lies above every difference of wishes, so rounding tells people and wishes apart.
        price = self.board.price_of_nothing
        people = (2 * total + price) // (2 * price)
        if people > 0:
            return Hindrance.FEWER_PLACED, total - people * price
        return (Hindrance.HIGHER_COST if total else Hindrance.LOTTERY), total

    def _cheapest(self, goal: str) -> dict[str, int]:
        """What the cheapest chain of steps from each place to `goal` costs.

        Dijkstra's way, on costs of which the levels leave none below 0.
        """
        if goal in self._costs_to:
            return self._costs_to[goal]
        found: dict[str, int] = {}
        waiting = [(0, goal)]
        while waiting:
            cost, place = heapq.heappop(waiting)
            if place not in found:
                found[place] = cost
                for before, step in self._steps_to[place]:
                    if before not in found:
                        heapq.heappush(waiting, (cost + step, before))
        self._costs_to[goal] = {place: cost - self.levels[place] + self.levels[goal] for place, cost in found.items()}
        return self._costs_to[goal]
