"""What the tests of hours from sessions share: a session that is over, with the guests who gave it."""

from datetime import UTC, datetime, timedelta

from contributions.actions.offer_round import follow_sessions
from contributions.models import HourOffer
from labs.models import Session, SessionGuest
from tests.cast import NOW
from tests.labs.sessions import guest, planned

START = datetime(2026, 3, 12, 8, 0, tzinfo=UTC)  # a Thursday, four days before NOW; nine o'clock in Amsterdam
END = START + timedelta(hours=3)


def held(cast, *members, minutes=60, **changes) -> Session:
    """A session in the Learning Lab that is over, given by these members (Anna)."""
    times = {"starts_at": START, "ends_at": END}
    guests = [guest(each, minutes=minutes) for each in members or (cast.anna,)]
    return planned(cast, guests, **times | changes)


def offered(cast, *members, now=NOW, **changes) -> HourOffer:
    """The offer after such a session."""
    session = held(cast, *members, **changes)
    follow_sessions(now=now)
    return HourOffer.objects.get(session=session, person=(members or (cast.anna,))[0].user)


def was_there(session: Session, there: bool | None, now=NOW) -> None:
    """The list of who was there, with the same answer for all guests."""
    SessionGuest.objects.filter(session=session).update(was_there=there)
    taken = {"attendance_taken_at": now, "attendance_taken_by": session.planned_by}
    Session.objects.filter(pk=session.pk).update(**taken)
