"""What came of somebody in a round, in words; kept as codes, so that each reader gets the own language."""

from typing import Any

from django.utils.translation import gettext as _

from .models import RoundStudent
from .placing.facts import Hindrance, Holders, Missed, Outcome, Placement
from .placing.sentences import explanation, outcome_in_words


def as_codes(placement: Placement) -> list[dict[str, Any]]:
    """The wishes that were not met, as a row keeps them."""
    return [
        {
            "role": each.role,
            "rank": each.rank,
            "seats": each.seats,
            "holders": [[holders.rank, holders.count] for holders in each.holders],
            "why": each.why.value,
            "extra_cost": each.extra_cost,
        }
        for each in placement.missed
    ]


def placement_of(row: RoundStudent) -> Placement:
    """What the solver said of this student. The role is told elsewhere."""
    missed = tuple(
        Missed(
            each["role"],
            each["rank"],
            each["seats"],
            tuple(Holders(rank, count) for rank, count in each["holders"]),
            Hindrance(each["why"]),
            each["extra_cost"],
        )
        for each in row.missed
    )
    return Placement(row.key, Outcome(row.outcome), "", row.rank, row.lot, missed)


def outcome_words(row: RoundStudent) -> str:
    """What came of somebody, as “wish 2”."""
    if not row.outcome:
        return _("not known yet")
    if row.outcome == Outcome.PINNED and row.manual:
        return _("placed by hand")
    return outcome_in_words(placement_of(row))


def explained(row: RoundStudent, names: dict[str, str]) -> list[str]:
    """Why; `names` are the roles of the round in words. Nobody else is named."""
    if not row.outcome:
        return []
    if row.outcome == Outcome.PINNED and row.manual:
        return [_("The coordinator gave this seat by hand.")]
    return explanation(placement_of(row), names)
