"""Two campaigns side by side: outcomes are matched by the keys of level and outcome, so lists of questions may differ.

Each campaign keeps its own gate. A difference is a figure of both, so it is shown only where both are.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..figure_rules import Share
from .figures import ALL, Figures, OutcomeFigures
from .instruments import AskedLevel, AskedOutcome


@dataclass(frozen=True)
class Pair:
    """One outcome in both campaigns; a side that did not ask it has `asked` False, and then no share."""

    outcome: AskedOutcome
    mine: Share | None
    theirs: Share | None
    asked: tuple[bool, bool] = (True, True)

    @property
    def difference(self) -> int | None:
        """This campaign less the other, in points of a per cent, as the shown figures say it."""
        sides = (self.mine, self.theirs)
        if any(side is None or side.percent is None for side in sides):
            return None
        return self.mine.percent - self.theirs.percent


@dataclass(frozen=True)
class PairedLevel:
    level: AskedLevel
    pairs: tuple[Pair, ...]


def paired(mine: Figures, theirs: Figures) -> tuple[PairedLevel, ...]:
    """Every level of both; what only the other asked comes last."""
    ours, others = _by_key(mine), _by_key(theirs)
    found = []
    for key in dict.fromkeys([*ours, *others]):
        level = (ours.get(key) or others[key])[0]
        found.append(PairedLevel(level, tuple(_pairs(*(_outcomes(side.get(key)) for side in (ours, others))))))
    return tuple(found)


def _by_key(figures: Figures) -> dict:
    return {item.level.key: (item.level, item.outcomes) for item in figures.levels}


def _outcomes(found: tuple | None) -> dict[str, OutcomeFigures]:
    return {item.outcome.key: item for item in found[1]} if found else {}


def _pairs(mine: dict[str, OutcomeFigures], theirs: dict[str, OutcomeFigures]) -> Iterator[Pair]:
    for key in dict.fromkeys([*mine, *theirs]):
        sides = (mine.get(key), theirs.get(key))
        outcome = next(side.outcome for side in sides if side)
        shares = [side.shares[ALL] if side else None for side in sides]
        yield Pair(outcome, shares[0], shares[1], (bool(sides[0]), bool(sides[1])))
