"""Who sits where while a class is placed, and what it would take to move people.

The places are the roles and NOWHERE, which has room for everybody at a price that no sum of wishes reaches: so placing
one more is always better. Who sits somewhere may step to another wish, which makes room and takes up room; a chain of
such steps that ends where it began changes the total cost by the sum of its steps. All costs are whole numbers, so
nothing is rounded.
"""

from .facts import Problem, Role

NOWHERE = ""


class Board:
    """Seats, steps and costs of the students who were not placed before."""

    def __init__(self, problem: Problem):
        movable = {student.key for student in problem.students if not student.pinned}
        self.roles: dict[str, Role] = {role.key: role for role in sorted(problem.roles, key=lambda role: role.key)}
        self.wishes: dict[str, dict[str, int]] = {key: {} for key in sorted(movable)}
        for wish in sorted(problem.wishes, key=lambda wish: (wish.student, wish.rank)):
            if wish.student in movable:
                self.wishes[wish.student][wish.role] = wish.cost
        highest = sum(max(wishes.values(), default=0) for wishes in self.wishes.values())
        self.price_of_nothing = 2 * highest + 1  # twice, so that it can be told apart from a difference of wishes
        self.seats = {key: role.seats for key, role in self.roles.items()}
        for student in problem.students:
            if student.pinned:
                self.seats[student.pinned] -= 1
        self.place: dict[str, str] = dict.fromkeys(self.wishes, NOWHERE)
        self.holders: dict[str, set[str]] = {key: set() for key in self.roles} | {NOWHERE: set(self.wishes)}

    def put(self, student: str, place: str) -> None:
        self.holders[self.place[student]].discard(student)
        self.holders[place].add(student)
        self.place[student] = place

    def cost(self, student: str, place: str) -> int:
        return self.price_of_nothing if place == NOWHERE else self.wishes[student][place]

    def choices(self, student: str) -> list[str]:
        """Where somebody may sit, from most to least wanted; nowhere comes last."""
        return [*self.wishes[student], NOWHERE]

    def better(self, student: str) -> list[str]:
        """The wishes that are wanted more than what somebody has."""
        choices = self.choices(student)
        return choices[: choices.index(self.place[student])]

    def is_free(self, role: str) -> bool:
        return len(self.holders[role]) < self.seats[role]

    def steps(self) -> dict[tuple[str, str], int]:
        """The cheapest single step between each two places, by what it costs.

        A free seat is a seat that nowhere fills: moving it about costs nothing.
        """
        steps: dict[tuple[str, str], int] = {}
        for student, place in self.place.items():
            here = self.cost(student, place)
            for other in self.choices(student):
                if other != place:
                    cost = self.cost(student, other) - here
                    steps[place, other] = min(cost, steps.get((place, other), cost))
        for role in self.roles:
            if self.is_free(role):
                steps[role, NOWHERE] = min(0, steps.get((role, NOWHERE), 0))
            if self.holders[role]:
                steps[NOWHERE, role] = min(0, steps.get((NOWHERE, role), 0))
        return steps
