"""What the actions on placements share: refusing with words, and holding the row."""

from lib.workflow import Decision, Refused, SomeoneWasFirst

from ..models import Placement


def demand(decision: Decision) -> None:
    """Raises Refused with the reason of a decision that does not allow it."""
    if not decision:
        raise Refused(decision.reason)


def hold(placement: Placement, version: int | None = None) -> Placement:
    """The row as it is now; until the end of the transaction nobody else changes or signs it.

    Raises SomeoneWasFirst when it is no longer the version that was on screen.
    """
    rows = Placement.objects.select_for_update(of=("self",)).select_related(
        "partnership",
        "assignment",
        "role",
        "organisation",
        "paper",
        "student__user",
        "student__organisation",
        "mentor__user",
        "school_mentor__user",
    )
    row = rows.get(pk=placement.pk)
    if version is not None and row.version != version:
        raise SomeoneWasFirst
    return row
