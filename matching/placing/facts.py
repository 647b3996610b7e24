"""What goes into placing a class and what comes out of it, as plain values.

A role is known by its key, a student too; both are text, so that a file and a page can hand in the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Student:
    """Somebody of the class; `pinned` is the role that was given before, by an earlier placement or by hand."""

    key: str
    level: str
    pinned: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """Seats for students of some levels."""

    key: str
    seats: int
    levels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wish:
    """A student's wish for a role; rank 1 is wanted most."""

    student: str
    role: str
    rank: int

    @property
    def cost(self) -> int:
        """0, 1, 4, 9, 16 …: two second wishes are better than a first and a third."""
        return (self.rank - 1) ** 2


@dataclass(frozen=True)
class Problem:
    """A class, its roles and its wishes, of which nothing contradicts anything else: `judging.judge` makes one."""

    students: tuple[Student, ...]
    roles: tuple[Role, ...]
    wishes: tuple[Wish, ...]


class Outcome(StrEnum):
    """What somebody got."""

    NOTHING = "nothing"
    WISH = "wish"
    PINNED = "pinned"


class Hindrance(StrEnum):
    """Why somebody did not get a wish, though it was wanted more than what came of it."""

    NO_SEATS = "no_seats"  # there is no seat at all
    PINNED = "pinned"  # every seat was given before
    FEWER_PLACED = "fewer_placed"  # somebody else would be left without a place
    HIGHER_COST = "higher_cost"  # the wishes of all together would be met less well
    LOTTERY = "lottery"  # it would have been as good for all, and the lottery chose others


@dataclass(frozen=True, slots=True)
class Holders:
    """How many of a role's seats went to people with this rank of wish; rank 0 is those who had it before."""

    rank: int
    count: int


@dataclass(frozen=True, slots=True)
class Missed:
    """A wish that was not met: how full the role is, with whom (never who), and why they went first.

    `extra_cost` is by how much the total cost would rise if this wish were met all the same.
    """

    role: str
    rank: int
    seats: int
    holders: tuple[Holders, ...]
    why: Hindrance
    extra_cost: int


@dataclass(frozen=True, slots=True)
class Placement:
    """What came of one student: the role (or ""), which wish that is (0: none), and the wishes wanted more.

    `lot` is the place in the draw, from 1; 0 for who was placed before and took no part in it.
    """

    student: str
    outcome: Outcome
    role: str
    rank: int
    lot: int
    missed: tuple[Missed, ...]


@dataclass(frozen=True)
class Result:
    """What came of a class; who got nothing stands first, then who got the least wanted wish."""

    seed: int
    cost: int
    placements: tuple[Placement, ...]

    @property
    def assignment(self) -> dict[str, str]:
        """The role of each student who got one, those who had it before included."""
        return {placement.student: placement.role for placement in self.by_student() if placement.role}

    @property
    def placed(self) -> int:
        return len(self.assignment)

    @property
    def unplaced(self) -> tuple[str, ...]:
        return tuple(placement.student for placement in self.placements if placement.outcome == Outcome.NOTHING)

    def by_student(self) -> list[Placement]:
        """In the order of the students' keys."""
        return sorted(self.placements, key=lambda placement: placement.student)


class Phase(StrEnum):
    """The parts of the work that take time."""

    SOLVE = "solve"
    DRAW = "draw"
    EXPLAIN = "explain"


Progress = Callable[[Phase, int, int], None]
"""Is told how far a phase is: how many of how many. What it raises stops the work."""


def no_progress(phase: Phase, done: int, total: int) -> None:
    """Tells nobody."""
