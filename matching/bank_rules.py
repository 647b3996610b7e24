"""The project bank and what goes on, as rules: plain values in, plain values out."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from .kinds import Follows

MOST_WEEKS = 104
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
# A company is satisfied when its marks at the end, from 1 to 5, are good on average and none of them is poor.
GOOD_ON_AVERAGE, POOR_BELOW = 4, 3
ASK_WITHIN = timedelta(days=60)  # after the feedback; later the question would come out of nowhere
# Each of these once at a time: who comes second goes on from the first.
ONCE_EACH = (Follows.EDITION.value, Follows.RELAY.value)


def is_satisfied(marks: Sequence[int]) -> bool:
    """Whether a company that gave these marks is asked for a follow-up."""
    if not marks:
        return False
    return sum(marks) >= GOOD_ON_AVERAGE * len(marks) and min(marks) >= POOR_BELOW


def weeks_between(first: date | None, last: date | None) -> int | None:
    """How many weeks a period counts, begun ones too; None when it has no two ends."""
    if first is None or last is None:
        return None
    return min(MOST_WEEKS, max(1, ((last - first).days + 7) // 7))


def last_of(first: date, weeks: int) -> date:
    """The last day of so many weeks."""
    return first + timedelta(weeks=weeks, days=-1)


def named_in(texts: Iterable[str], names: Iterable[str]) -> list[str]:
    """Which of the names, and which e-mail addresses, stand in the texts: a template says nothing about people."""
    whole = "\n|\n".join(texts)
    found = [name for name in names if name.strip() and _stands_in(name.strip(), whole)]
    return list(dict.fromkeys([*found, *ADDRESS.findall(whole)]))


def _stands_in(name: str, whole: str) -> bool:
    """As words of their own, whatever the case and the space between them: Jan is not in januari."""
    spaced = r"\s+".join(re.escape(part) for part in name.split())
    return re.search(rf"(?<!\w){spaced}(?!\w)", whole, re.IGNORECASE) is not None
