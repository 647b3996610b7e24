"""Adds grouped rows of the ledger up to figures."""

from collections import defaultdict
from typing import Any

from contributions.states import APPROVED, RETURNED, SUBMITTED

from .figures import ZERO, Figures
from .ledger import Effort, Goods, Part


class Tally:
    """Adds up figures; `ahead` is what is pledged for the days after today."""

    def __init__(self):
        self.sums: dict[str, Any] = defaultdict(int)
        self.pledged = self.approved = self.waiting = self.ahead = ZERO

    def add(self, cell: Effort | Goods) -> None:
        minutes, lines = (cell.minutes, cell.lines) if isinstance(cell, Effort) else (0, 0)
        if cell.state == APPROVED and cell.verdict.counts:
            self.approved += cell.amount
            self.sums["approved_minutes"] += minutes
        elif cell.state == SUBMITTED and cell.verdict.counts:
            self.waiting += cell.amount
            self._count("waiting", minutes, lines)
        elif cell.state == RETURNED:
            self._count("returned", minutes, lines)

    def _count(self, state: str, minutes: int, lines: int) -> None:
        self.sums[f"{state}_minutes"] += minutes
        self.sums[f"{state}_lines"] += lines

    def promise(self, part: Part) -> None:
        self.pledged += part.euros
        self.sums["pledged_minutes"] += part.minutes
        self.ahead += part.ahead

    def figures(self) -> Figures:
        to_come = min(self.ahead, max(ZERO, self.pledged - self.approved - self.waiting))
        return Figures(self.pledged, self.approved, self.waiting, to_come, **self.sums)


class Tallies(defaultdict):
    """Tallies by key. A missing one is empty."""

    def __init__(self):
        super().__init__(Tally)

    def figures(self) -> dict[Any, Figures]:
        return {key: tally.figures() for key, tally in self.items()}
