"""What a measurement comes to."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """A figure beside its budget; without a budget it is only told."""

    what: str
    value: float
    budget: float | None = None
    unit: str = "×"
    note: str = ""

    @property
    def holds(self) -> bool:
        return self.budget is None or self.value <= self.budget

    def __str__(self) -> str:
        verdict = (
            ""
            if self.budget is None
            else f"  at most {self.budget:g} {self.unit}: {'ok' if self.holds else 'TOO MUCH'}"
        )
        return f"{self.what:<62}{self.value:>9.2f} {self.unit}{verdict}{'  ' + self.note if self.note else ''}"


def seconds_of(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """How long something takes; by default in seconds of this process's own work."""
    began = clock()
    work()
    return clock() - began


def ratio(
    ours: Callable[[], object],
    theirs: Callable[[], object],
    pairs: int,
    clock: Callable[[], float] = time.process_time,
) -> tuple[float, float, float]:
    """Median of the ratios of work done in turn, and the medians of both sides in seconds."""
    left, right = [], []
    for _ in range(pairs):
        left.append(seconds_of(ours, clock))
        right.append(seconds_of(theirs, clock))
    ratios = [a / b for a, b in zip(left, right, strict=True)]
    return statistics.median(ratios), statistics.median(left), statistics.median(right)
