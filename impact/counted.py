"""What the portal counts by itself: each count is registered by the room whose data it is about.

Impact knows nothing of the rooms beside it, so who stands above both registers what matching knows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partnership.models import Membership


@dataclass(frozen=True)
class Counted:
    """A count of one year; at an extreme of a share its `bound` is set."""

    value: Decimal
    bound: str = ""


ByYear = Mapping[int, Counted]
Count = Callable[["Membership", datetime], Mapping[str, ByYear]]
_COUNTS: dict[str, Count] = {}


def register(name: str, count: Count) -> None:
    """Add a count, which gives by code of an indicator what there was in each school year."""
    _COUNTS[name] = count


def counted(by: "Membership", now: datetime) -> dict[str, ByYear]:
    """Everything that is counted for the partnership of a member."""
    found: dict[str, ByYear] = {}
    for count in _COUNTS.values():
        found |= count(by, now)
    return found
