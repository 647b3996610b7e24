"""Who was there: the whole list in one go, by who runs the lab."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused, SomeoneWasFirst, demand
from partnership import audit
from partnership.models import Membership

from ..enrolment_rights import can_take_attendance
from ..models import Session
from ..queries.enrolments import runs, takers
from ..states import TAKING_PART, EnrolmentState
from .seats import give_place, locked

SEATED, WAITING = EnrolmentState.SEATED, EnrolmentState.WAITING


@dataclass(frozen=True)
class Present:
    """Who was there: ids of enrolments, of guests, and of memberships of people who walked in."""

    people: Collection[int]
    guests: Collection[int] = ()
    walk_ins: Collection[int] = ()


def take_attendance(
    *, by: Membership, session: Session, present: Present, seen: datetime | None, now: datetime
) -> Session:
    """Note for everybody whether they were there. Who waited and came, or just walked in, gets a seat by it.

    `seen` is when the list was last saved as the person knew it; when somebody saved it since, they look again.
    Raises Refused, SomeoneWasFirst.
    """
    with locked(session) as row:
        demand(can_take_attendance(row, runs(by, row), now))
        if row.attendance_taken_at != seen:
            raise SomeoneWasFirst
        came = {*present.people, *_walked_in(row, by, present.walk_ins, now)}
        people = row.enrolments.filter(state__in=TAKING_PART)
        people.filter(state=WAITING, pk__in=came).update(state=SEATED, seated_at=now)
        people.filter(pk__in=came).update(was_there=True)
        people.filter(state=SEATED).exclude(pk__in=came).update(was_there=False)
        guests = row.guests.all()
        guests.filter(pk__in=present.guests).update(was_there=True)
        guests.exclude(pk__in=present.guests).update(was_there=False)
        row.attendance_taken_at, row.attendance_taken_by_id = now, by.user_id
        row.save(update_fields=["attendance_taken_at", "attendance_taken_by"])
        there = row.enrolments.filter(state=SEATED, was_there=True).count()
        audit.record(by=by, verb="session.attendance_taken", row=row, at=now, people=there)
        return row


def _walked_in(session: Session, by: Membership, members: Collection[int], now: datetime) -> list[int]:
    """The enrolments of people who just came; who turns out to be on the list has one already."""
    rows = list(takers(session.lab.partnership_id, now).filter(pk__in=members))
    if len(rows) != len(set(members)):
        raise Refused(_("One of these people cannot take part in sessions."))
    known = dict(session.enrolments.filter(state__in=TAKING_PART).values_list("person_id", "pk"))
    return [
        known.get(member.user_id) or give_place(session, member, by=by, nonce=None, now=now, seat_anyway=True).pk
        for member in rows
    ]
