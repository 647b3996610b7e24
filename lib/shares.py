"""Shares of people that give nobody away: in steps, of enough people, never all or none. Plain values in and out."""

from dataclasses import dataclass

FEWEST = 10  # of fewer people who told it, no share is shown
STEP = 5  # per cents


@dataclass(frozen=True)
class WomenShare:
    """A share in steps of five per cent. At an extreme `below` or `above` is set: nobody reads that all or none are."""

    percent: int
    below: bool = False
    above: bool = False


def share_of_women(women: int, told: int, *, forgotten: bool = False) -> WomenShare | None:
    """What may be said of the students of a whole school year; None when nothing may.

    Only who told it counts. Where somebody was forgotten already, those who are left are not the whole year, and
    what is said of them would tell something about who is gone.
    """
    if told < FEWEST or forgotten:
        return None
    if women * 100 < STEP * told:
        return WomenShare(STEP, below=True)
    if women * 100 > (100 - STEP) * told:
        return WomenShare(100 - STEP, above=True)
    steps = (2 * women * 100 + STEP * told) // (2 * STEP * told)
    return WomenShare(min(max(steps * STEP, STEP), 100 - STEP))
