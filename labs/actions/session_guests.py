"""The guests of a session: as they are, as they change along with a series, and written down."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..models import Session, SessionGuest
from .sessions import Guest, SessionRefused


@dataclass(frozen=True)
class GuestChange:
    """Who is new and who is gone, as rows with their session; true when anything changed."""

    new: list[SessionGuest] = field(default_factory=list)
    gone: list[SessionGuest] = field(default_factory=list)
    others: bool = False  # whose part or preparation changed

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.others)


def guests_of(row: Session) -> list[Guest]:
    rows = row.guests.order_by("pk")
    return [Guest(each.person_id, each.organisation_id, each.part, each.preparation_minutes) for each in rows]


def carried_guests(own: list[Guest], old: list[Guest], new: Sequence[Guest]) -> list[Guest]:
    """Who came, left or got another part, does so here too; a guest of this session alone stays."""
    was, will = ({guest.person_id: guest for guest in guests} for guests in (old, new))
    mine = {guest.person_id: guest for guest in own}
    for person, guest in will.items():
        if person not in was or mine.get(person) == was[person]:
            mine[person] = guest
    for person in was.keys() - will.keys():
        mine.pop(person, None)
    return list(mine.values())


def write_guests(row: Session, guests: Sequence[Guest]) -> GuestChange:
    """Whose presence was noted, stays. Raises SessionRefused."""
    kept = {each.person_id: each for each in row.guests.order_by("pk")}
    wanted = {guest.person_id: guest for guest in guests}
    gone = [kept[person] for person in kept if person not in wanted]
    if any(each.was_there is not None for each in gone):
        raise SessionRefused("guests", _("Whether this guest was there is noted already, so the guest stays."))
    SessionGuest.objects.filter(pk__in=[each.pk for each in gone]).delete()
    new = [
        SessionGuest.objects.create(session=row, **vars(guest))
        for person, guest in wanted.items()
        if person not in kept
    ]
    others = [_write_facts(kept[person], guest) for person, guest in wanted.items() if person in kept]
    for each in gone:
        each.session = row
    return GuestChange(new, gone, any(others))


def _write_facts(row: SessionGuest, guest: Guest) -> bool:
    facts = vars(guest)
    if all(getattr(row, name) == value for name, value in facts.items()):
        return False
    SessionGuest.objects.filter(pk=row.pk).update(**facts)
    return True
