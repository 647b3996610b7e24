"""The draw that decides between students who have equal claims."""

import hashlib
import secrets
from collections import deque
from collections.abc import Iterable

from .board import NOWHERE, Board

HIGHEST_SEED = 999_999_999

Step = tuple[str, str, str]  # student, from, to


def draw_seed() -> int:
    """A seed that nobody chose, short enough to be written down."""
    return secrets.randbelow(HIGHEST_SEED) + 1


def draw(students: Iterable[str], seed: int) -> list[str]:
    """The students in the order of the draw.

    Which of two students comes first follows from the seed and their two keys alone: not from the order in which they
    are given, from who else takes part, or from this version of Python.
    """
    return sorted(students, key=lambda key: (hashlib.sha256(f"{seed}:{key}".encode()).digest(), key))


class EqualBoards:
    """All boards that are as good as this one, which has to be one of the best.

    `levels` are the least costs of getting to each place from anywhere. Measured by them, a step of a best board never
    gains, and a chain that costs nothing consists of steps that cost nothing. So those are the only ones looked at.
    """

    def __init__(self, board: Board, levels: dict[str, int]):
        self.board = board
        self.choices: dict[str, set[str]] = {}
        for student, place in board.place.items():
            lowest = board.cost(student, place) - levels[place]
            self.choices[student] = {
                choice for choice in board.choices(student) if board.cost(student, choice) - levels[choice] == lowest
            }
        self.elastic = [role for role in board.roles if levels[role] == levels[NOWHERE]]  # may be filled more or less

    def settle(self, student: str) -> None:
        """Gives somebody the most wanted place there is on any of these boards, and leaves those where that holds."""
        for wanted in self.board.better(student):
            if wanted in self.choices[student]:
                chain = self._chain(wanted, self.board.place[student])
                if chain is not None:
                    for who, _, to in chain:
                        self.board.put(who, to)
                    self.board.put(student, wanted)
                    break
        self.choices[student] = set()

    def _chain(self, start: str, goal: str) -> list[Step] | None:
        """The steps of others that make room at `start` and take up the room at `goal`; None when there are none."""
        came_from: dict[str, tuple[str, str]] = {start: ("", "")}  # place: where from, and by whose step
        waiting = deque([start])
        while waiting and goal not in came_from:
            place = waiting.popleft()
            for student, other in self._moves(place):
                if other not in came_from:
                    came_from[other] = (place, student)
                    waiting.append(other)
        if goal not in came_from:
            return None
        chain: list[Step] = []
        place = goal
        while place != start:
            before, student = came_from[place]
            if student:
                chain.append((student, before, place))
            place = before
        return chain

    def _moves(self, place: str) -> Iterable[tuple[str, str]]:
        """The steps from a place, as whose step and where to; nobody's step moves a free seat."""
        if place == NOWHERE:
            yield from (("", role) for role in self.elastic if self.board.holders[role])
        elif place in self.elastic and self.board.is_free(place):
            yield "", NOWHERE
        for student in self.board.holders[place]:
            yield from ((student, other) for other in self.choices[student] if other != place)
