"""Says in words why a line was refused, and what came of a student and why."""

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .facts import Hindrance, Missed, Outcome, Placement
from .judging import HIGHEST_RANK, MOST_SEATS, Reason

WHY_REFUSED = {
    Reason.FILE_MISSING: gettext_lazy("The file is missing from the folder."),
    Reason.FILE_UNREADABLE: gettext_lazy("The file cannot be read, or is larger than 20 MB."),
    Reason.FILE_EMPTY: gettext_lazy("The file is empty. It needs a header row."),
    Reason.COLUMNS_MISSING: gettext_lazy("The header row needs each of these columns once."),
    Reason.ENCODING: gettext_lazy("The line is not UTF-8. Save the file as CSV UTF-8."),
    Reason.CELLS: gettext_lazy("The line has more or fewer cells than the header row, or a quote that does not end."),
    Reason.KEY: gettext_lazy("The name of the student or role is missing."),
    Reason.DUPLICATE: gettext_lazy("An earlier line is about the same."),
    Reason.LEVEL: gettext_lazy("The level is missing, or holds a space."),
    Reason.LEVELS: gettext_lazy("The role is for no level. Name at least one."),
    Reason.SEATS: format_lazy(gettext_lazy("Seats must be a whole number from 0 to {most}."), most=MOST_SEATS),
    Reason.PINNED_ROLE: gettext_lazy("There is no such role to be placed in. The student takes part with the others."),
    Reason.PINNED_FULL: gettext_lazy(
        "Earlier lines took all seats of this role. The student takes part with the others."
    ),
    Reason.STUDENT: gettext_lazy("There is no such student, or that line was refused."),
    Reason.ROLE: gettext_lazy("There is no such role, or that line was refused."),
    Reason.OTHER_LEVEL: gettext_lazy("The role is not for the level of this student."),
    Reason.RANK: format_lazy(gettext_lazy("The rank must be a whole number from 1 to {most}."), most=HIGHEST_RANK),
    Reason.RANK_TWICE: gettext_lazy("The student has another wish with this rank."),
}

_WHY_NOT = {
    Hindrance.NO_SEATS: gettext_lazy("It has no seats."),
    Hindrance.PINNED: gettext_lazy("All its seats were given before."),
    Hindrance.FEWER_PLACED: gettext_lazy("Meeting it would leave somebody else without a seat."),
    Hindrance.LOTTERY: gettext_lazy("Meeting it would have been as good for all together; the lottery chose others."),
}


def outcome_in_words(placement: Placement) -> str:
    """What came of somebody, as “wish 2”."""
    if placement.outcome == Outcome.NOTHING:
        return _("no seat")
    if placement.outcome == Outcome.PINNED:
        return _("placed before")
    return _("wish %(rank)s") % {"rank": placement.rank}


def explanation(placement: Placement, names: dict[str, str] | None = None) -> list[str]:
    """Why somebody got what came of it, for the student and the coordinator alike; `names` gives the roles in words."""
    names = names or {}
    if placement.outcome == Outcome.PINNED:
        return [_("This seat was given before and is kept.")]
    if placement.outcome == Outcome.NOTHING and not placement.missed:
        return [_("There is no wish to meet.")]
    if not placement.missed:
        return [_("This was wanted most.")]
    return [_missed(each, names.get(each.role, each.role)) for each in placement.missed]


def _missed(missed: Missed, name: str) -> str:
    if missed.why == Hindrance.HIGHER_COST:
        why = ngettext(
            "Meeting it would cost all together %(count)s point more.",
            "Meeting it would cost all together %(count)s points more.",
            missed.extra_cost,
        ) % {"count": missed.extra_cost}
    else:
        why = str(_WHY_NOT[missed.why])
    if not missed.holders:
        words = _("Wish %(rank)s, %(role)s: %(why)s")
        return words % {"rank": missed.rank, "role": name, "why": why}
    words = _("Wish %(rank)s, %(role)s, is full (%(holders)s). %(why)s")
    holders = ", ".join(_holders(each.rank, each.count) for each in missed.holders)
    return words % {"rank": missed.rank, "role": name, "holders": holders, "why": why}


def _holders(rank: int, count: int) -> str:
    if rank == 0:
        return ngettext("%(count)s placed before", "%(count)s placed before", count) % {"count": count}
    words = ngettext("%(count)s with wish %(rank)s", "%(count)s with wish %(rank)s", count)
    return words % {"count": count, "rank": rank}
