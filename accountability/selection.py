"""Which programme a page is about: the one in the address, else the one that runs today."""

from dataclasses import dataclass

from django.http import Http404

from lib.periods import today
from partnership.models import Membership, Programme


@dataclass(frozen=True)
class Selection:
    """A programme, and the others that this person can choose; `programme` is None where there is none yet."""

    programme: Programme | None
    choices: tuple[Programme, ...]

    @property
    def several(self) -> bool:
        return len(self.choices) > 1


def select_programme(membership: Membership, asked: str | None) -> Selection:
    """The programme that `asked` (an id from the address) names among those the person may see, else the current one.

    Raises Http404 for an id that is not one of them.
    """
    rows = Programme.objects.visible_to(membership).select_related("partnership", "lead_partner")
    choices = tuple(rows.current_first(today()))
    if not asked:
        return Selection(choices[0] if choices else None, choices)
    for programme in choices:
        if str(programme.pk) == asked:
            return Selection(programme, choices)
    raise Http404
