"""The start check over the years: every condition in every year, the sums, and what the last year changed."""

from dataclasses import dataclass

from partnership.models import Membership

from ..models import StartCheck
from ..startcheck_conditions import CONDITIONS, HIGHEST, Condition

MOST = len(CONDITIONS) * HIGHEST


@dataclass(frozen=True)
class Cell:
    """One condition in one year; without a score in a year in which it was not asked."""

    year: int
    score: int | None
    note: str = ""


@dataclass(frozen=True)
class Row:
    condition: Condition
    cells: list[Cell]

    @property
    def step(self) -> int:
        """How much higher it stands than the time before; zero when there was none."""
        scores = [cell.score for cell in self.cells if cell.score is not None]
        return scores[-1] - scores[-2] if len(scores) > 1 else 0


@dataclass(frozen=True)
class Overview:
    checks: list[StartCheck]
    rows: list[Row]
    sums: list[int]

    @property
    def years(self) -> list[int]:
        return [check.year for check in self.checks]

    @property
    def risen(self) -> list[Row]:
        return [row for row in self.rows if row.step > 0]

    @property
    def fallen(self) -> list[Row]:
        return [row for row in self.rows if row.step < 0]

    @property
    def weakest(self) -> list[Row]:
        """The conditions that are not there yet in the last year."""
        return [row for row in self.rows if row.cells and row.cells[-1].score == 0]


def overview(reader: Membership) -> Overview:
    """Every year of the reader's partnership, the oldest first."""
    rows = StartCheck.objects.visible_to(reader).select_related("filled_by").prefetch_related("scores")
    checks = list(rows.order_by("year"))
    scores = [{score.condition: score for score in check.scores.all()} for check in checks]
    found = []
    for condition in CONDITIONS:
        cells = []
        for check, given in zip(checks, scores, strict=True):
            score = given.get(condition.code)
            cells.append(Cell(check.year, score.score if score else None, score.note if score else ""))
        found.append(Row(condition, cells))
    sums = [sum(score.score for score in given.values()) for given in scores]
    return Overview(checks, found, sums)
