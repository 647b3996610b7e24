"""Classes to place: by hand, of any size, and as files; and the best that can be done, found by trying everything."""

import csv
import itertools
import random

from matching.placing.facts import Problem, Role, Student, Wish

LEVEL = "mbo4"


def a_class(wishes: dict[str, list[str]], roles: dict[str, int], pinned: dict[str, str] | None = None) -> Problem:
    """Everybody of one level; the wishes of each in their order, the seats of each role."""
    pinned = pinned or {}
    return Problem(
        tuple(Student(key, LEVEL, pinned.get(key, "")) for key in wishes),
        tuple(Role(key, seats, frozenset({LEVEL})) for key, seats in roles.items()),
        tuple(Wish(key, role, rank) for key, wanted in wishes.items() for rank, role in enumerate(wanted, 1)),
    )


def crowd(students: int, roles: int, seats: int, wishes: int = 5, seed: int = 1) -> Problem:
    """A class in which some roles are wanted by many more than there are seats, as in life."""
    chance = random.Random(seed)
    wanted = {}
    for number in range(students):
        drawn = (min(roles - 1, int(chance.expovariate(6 / roles))) for _ in itertools.count())
        wanted[f"s{number}"] = list(first_different(drawn, wishes))
    return a_class({key: [f"r{role}" for role in each] for key, each in wanted.items()}, _spread(roles, seats))


def first_different(values, count):
    """The first so many values that differ from each other."""
    seen = set()
    for value in values:
        if value not in seen:
            seen.add(value)
            yield value
        if len(seen) == count:
            return


def _spread(roles: int, seats: int) -> dict[str, int]:
    return {f"r{number}": seats // roles + (number < seats % roles) for number in range(roles)}


def shuffled(problem: Problem, seed: int) -> Problem:
    """The same class, with everything in another order."""
    chance = random.Random(seed)
    lists = [list(part) for part in (problem.students, problem.roles, problem.wishes)]
    for part in lists:
        chance.shuffle(part)
    return Problem(*(tuple(part) for part in lists))


def every_assignment(problem: Problem):
    """Every way to place a small class that is allowed, as {student: role}; who was placed before stays there."""
    wishes = {(wish.student, wish.role): wish for wish in problem.wishes}
    choices = [
        [student.pinned]
        if student.pinned
        else ["", *(role.key for role in problem.roles if (student.key, role.key) in wishes)]
        for student in problem.students
    ]
    seats = {role.key: role.seats for role in problem.roles}
    for roles in itertools.product(*choices):
        if all(roles.count(role) <= seats[role] for role in set(roles) - {""}):
            yield dict(zip((student.key for student in problem.students), roles, strict=True))


def judged(problem: Problem, assignment: dict[str, str]) -> tuple[int, int]:
    """How many are without a place, and the cost: the less of both, in this order, the better."""
    costs = {(wish.student, wish.role): (wish.rank - 1) ** 2 for wish in problem.wishes}
    return list(assignment.values()).count(""), sum(costs.get(pair, 0) for pair in assignment.items())


def ranks(problem: Problem, assignment: dict[str, str], order: list[str]) -> list[int]:
    """Which wish each got, in this order; nothing is worse than every wish."""
    known = {(wish.student, wish.role): wish.rank for wish in problem.wishes}
    return [known.get((student, assignment[student]), 10_000) for student in order]


def write(folder, *, students=(), roles=(), wishes=()):
    """The three files, from rows of cells."""
    heads = {
        "students": ("student", "level", "pinned"),
        "roles": ("role", "seats", "levels"),
        "wishes": ("student", "role", "rank"),
    }
    for name, rows in {"students": students, "roles": roles, "wishes": wishes}.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows([heads[name], *rows])
    return folder


def write_problem(folder, problem: Problem):
    return write(
        folder,
        students=[(student.key, student.level, student.pinned) for student in problem.students],
        roles=[(role.key, role.seats, " ".join(sorted(role.levels))) for role in problem.roles],
        wishes=[(wish.student, wish.role, wish.rank) for wish in problem.wishes],
    )
