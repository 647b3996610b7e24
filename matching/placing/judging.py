"""Judges what is handed in: what contradicts itself or what stands before it is refused, the rest can be solved."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Generic, TypeVar

from .facts import Problem, Role, Student, Wish

HIGHEST_RANK = 999
MOST_SEATS = 999_999


class Part(StrEnum):
    """Which of the three lists something stands in."""

    STUDENTS = "students"
    ROLES = "roles"
    WISHES = "wishes"


class Reason(StrEnum):
    """Why a file or one line of it is refused."""

    FILE_MISSING = "file_missing"
    FILE_UNREADABLE = "file_unreadable"
    FILE_EMPTY = "file_empty"
    COLUMNS_MISSING = "columns_missing"
    ENCODING = "encoding"
    CELLS = "cells"
    KEY = "key"
    DUPLICATE = "duplicate"
    LEVEL = "level"
    LEVELS = "levels"
    SEATS = "seats"
    PINNED_ROLE = "pinned_role"
    PINNED_FULL = "pinned_full"
    STUDENT = "student"
    ROLE = "role"
    OTHER_LEVEL = "other_level"
    RANK = "rank"
    RANK_TWICE = "rank_twice"


WHOLE_FILE = {Reason.FILE_MISSING, Reason.FILE_UNREADABLE, Reason.FILE_EMPTY, Reason.COLUMNS_MISSING}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One line, or at line 1 a file, that does not count; `value` is what is to blame."""

    part: Part
    line: int
    reason: Reason
    value: str = ""

    @property
    def whole_file(self) -> bool:
        return self.reason in WHOLE_FILE


class RefusedError(Exception):
    """A line is refused, with the value that is to blame."""

    def __init__(self, reason: Reason, value: str = ""):
        super().__init__(reason)
        self.reason, self.value = reason, value


Fact = TypeVar("Fact", Student, Role, Wish)


@dataclass(frozen=True, slots=True)
class Line(Generic[Fact]):
    """What a line says."""

    number: int
    fact: Fact


@dataclass
class Judged:
    """What is left to solve, and what was refused, in the order of the lists."""

    problem: Problem
    refusals: tuple[Refusal, ...]


@dataclass
class _Bench:
    students: dict[str, Student] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    wishes: dict[tuple[str, str], Wish] = field(default_factory=dict)
    ranks: set[tuple[str, int]] = field(default_factory=set)
    pinned: dict[str, int] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    def role(self, role: Role) -> None:
        _key_of(role.key, self.roles)
        if not 0 <= role.seats <= MOST_SEATS:
            raise RefusedError(Reason.SEATS, str(role.seats))
        if not role.levels:
            raise RefusedError(Reason.LEVELS)
        self.roles[role.key] = role

    def student(self, student: Student) -> None:
        """A pin that cannot be kept is refused, its student takes part like everybody else."""
        _key_of(student.key, self.students)
        if not student.level or len(student.level.split()) > 1:  # levels of roles are separated by spaces
            raise RefusedError(Reason.LEVEL, student.level)
        self.students[student.key] = replace(student, pinned="")
        if student.pinned:
            role = self.roles.get(student.pinned)
            if role is None:
                raise RefusedError(Reason.PINNED_ROLE, student.pinned)
            if self.pinned.get(role.key, 0) >= role.seats:
                raise RefusedError(Reason.PINNED_FULL, student.pinned)
            self.pinned[role.key] = self.pinned.get(role.key, 0) + 1
            self.students[student.key] = student

    def wish(self, wish: Wish) -> None:
        student, role = self.students.get(wish.student), self.roles.get(wish.role)
        if student is None:
            raise RefusedError(Reason.STUDENT, wish.student)
        if role is None:
            raise RefusedError(Reason.ROLE, wish.role)
        if student.level not in role.levels:
            raise RefusedError(Reason.OTHER_LEVEL, student.level)
        if not 1 <= wish.rank <= HIGHEST_RANK:
            raise RefusedError(Reason.RANK, str(wish.rank))
        if (wish.student, wish.role) in self.wishes:
            raise RefusedError(Reason.DUPLICATE, wish.role)
        if (wish.student, wish.rank) in self.ranks:
            raise RefusedError(Reason.RANK_TWICE, str(wish.rank))
        self.wishes[wish.student, wish.role] = wish
        self.ranks.add((wish.student, wish.rank))


def judge(students: Iterable[Line[Student]], roles: Iterable[Line[Role]], wishes: Iterable[Line[Wish]]) -> Judged:
    """Lines are judged in their order: of two that exclude each other the later one is refused."""
    bench = _Bench()
    for part, lines, accept in (
        (Part.ROLES, roles, bench.role),
        (Part.STUDENTS, students, bench.student),
        (Part.WISHES, wishes, bench.wish),
    ):
        for line in lines:
            try:
                accept(line.fact)
            except RefusedError as error:
                bench.refusals.append(Refusal(part, line.number, error.reason, error.value))
    problem = Problem(tuple(bench.students.values()), tuple(bench.roles.values()), tuple(bench.wishes.values()))
    return Judged(problem, in_order(bench.refusals))


def in_order(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """Whole files first, then by list and line."""
    parts = list(Part)
    return tuple(sorted(refusals, key=lambda each: (not each.whole_file, parts.index(each.part), each.line)))


def numbered(facts: Iterable[Fact]) -> list[Line[Fact]]:
    """Lines of what never stood in a file, numbered from 1."""
    return [Line(number, fact) for number, fact in enumerate(facts, 1)]


def _key_of(key: str, taken: dict) -> None:
    if not key:
        raise RefusedError(Reason.KEY)
    if key in taken:
        raise RefusedError(Reason.DUPLICATE, key)
