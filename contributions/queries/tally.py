"""Adds grouped rows of the ledger up to figures."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from contributions.states import APPROVED, RETURNED, SUBMITTED

from .figures import ZERO, Figures
from .ledger import Effort, Goods, Part


class Tally:
    """Adds up figures; `ahead` is what is pledged for the days after today."""

    def __init__(self):
        self.sums: dict[str, Any] = defaultdict(int)
        self.pledged = self.unsigned = self.approved = self.waiting = self.ahead = ZERO
        self.exact = self.exact_ahead = Fraction(0)

    def add(self, cell: Effort | Goods) -> None:
        minutes, lines = (cell.minutes, cell.lines) if isinstance(cell, Effort) else (0, 0)
        if cell.state == APPROVED and cell.verdict.counts:
            self.approved += cell.amount
            self.sums["approved_minutes"] += minutes
        elif cell.state == SUBMITTED and cell.verdict.counts:
            self.waiting += cell.amount
            self._count("waiting", minutes, lines)
            self.sums["waiting_goods"] += 0 if isinstance(cell, Effort) else cell.lines
        elif cell.state == SUBMITTED:
            self.sums["waiting_in_vain"] += lines
        elif cell.state == RETURNED:
            self._count("returned", minutes, lines)

    def _count(self, state: str, minutes: int, lines: int) -> None:
        self.sums[f"{state}_minutes"] += minutes
        self.sums[f"{state}_lines"] += lines

    def promise(self, part: Part) -> None:
        """A part of a pledge that counts, or would once it is signed for."""
        if not part.promise.verdict.counts:
            self.unsigned += part.euros
            self.sums["unsigned_minutes"] += part.minutes
            return
        self.pledged += part.euros
        self.sums["pledged_minutes"] += part.minutes
        self.ahead += part.ahead
        self.exact += part.exact
        self.exact_ahead += part.exact_ahead

    def figures(self) -> Figures:
        to_come = min(self.ahead, max(ZERO, self.pledged - self.approved - self.waiting))
        done = Fraction(self.approved) + Fraction(self.waiting)
        exact = {
            "exact_pledged": self.exact,
            "exact_to_come": min(self.exact_ahead, max(Fraction(0), self.exact - done)),
        }
        return Figures(self.pledged, self.approved, self.waiting, to_come, self.unsigned, **exact, **self.sums)


class Tallies(defaultdict):
    """Tallies by key. A missing one is empty."""

    def __init__(self):
        super().__init__(Tally)

    def figures(self) -> dict[Any, Figures]:
        return {key: tally.figures() for key, tally in self.items()}
