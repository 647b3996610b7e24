"""Signing up, stepping back, and moving up: of two people at the last seat, one gets it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused, demand
from partnership import audit
from partnership.models import Membership

from ..enrolment_rights import can_add, can_enrol, can_withdraw
from ..models import Enrolment, Session
from ..queries.enrolments import runs, takers
from ..states import TAKING_PART
from .seats import fill, give_place, leave, locked, tell_place


def enrol(*, by: Membership, session: Session, nonce: UUID, now: datetime) -> Enrolment:
    """A seat for oneself, or the end of the waiting list. Who is in already stays there. Raises Refused."""
    with locked(session) as row:
        there = _there(row, by.user_id, nonce)
        if there is not None:
            return there
        demand(can_enrol(by, row, now))
        enrolment = give_place(row, by, by=by, nonce=nonce, now=now)
        tell_place(enrolment, session=row, now=now)
        return enrolment


def add_person(*, by: Membership, session: Session, member: Membership, nonce: UUID, now: datetime) -> Enrolment:
    """Who runs the lab signs somebody up, also after the date for signing up. Raises Refused."""
    with locked(session) as row:
        demand(can_add(row, runs(by, row), now))
        if not takers(row.lab.partnership_id, now).filter(pk=member.pk).exists():
            raise Refused(_("This person cannot take part in sessions."))
        there = _there(row, member.user_id, nonce)
        if there is not None:
            return there
        enrolment = give_place(row, member, by=by, nonce=nonce, now=now)
        tell_place(enrolment, session=row, now=now)
        return enrolment


def _there(session: Session, person_id: int, nonce: UUID) -> Enrolment | None:
    """The enrolment that this form made before, or the place that the person has already."""
    made = Enrolment.objects.filter(nonce=nonce, session=session, person=person_id).first()
    return made or session.enrolments.filter(person=person_id, state__in=TAKING_PART).first()


def withdraw(*, by: Membership, enrolment: Enrolment, now: datetime) -> list[Enrolment]:
    """Give a seat or place back; the first of the list moves up at once. Says who did. Raises Refused."""
    with locked(enrolment.session) as session:
        row = session.enrolments.select_related("person", "group").get(pk=enrolment.pk)
        if row.state not in TAKING_PART:
            return []
        row.session = session
        keeps = row.group is not None and row.group.kept_by_id == by.pk
        demand(can_withdraw(by, row, runs(by, session), keeps, now))
        leave(row, by=by, session=session, now=now)
        return fill(session, by=None, now=now)


def move_up(session: Session, now: datetime) -> list[Enrolment]:
    """After seats were added: the first of the waiting list get them, and a mail. Says who did.

    It may be called inside the transaction that adds the seats, and does nothing when there is nobody to move.
    """
    with locked(session) as row:
        return fill(row, by=None, now=now)


def note_export(*, by: Membership, session: Session, now: datetime) -> None:
    """Somebody takes the list of participants along. Raises Refused for who does not run the lab."""
    if not runs(by, session):
        raise Refused(_("Only who runs the lab sees who takes part."))
    audit.record(by=by, verb="session.people_exported", row=session, at=now)
