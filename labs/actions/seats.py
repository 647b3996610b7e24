"""What all actions about seats share: the lock on the session, giving a place, moving up, and mail about it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from lib.patience import is_busy
from lib.workflow import Refused, take_step
from partnership import audit
from partnership.actions.mail import post
from partnership.mails import Letter
from partnership.models import Membership
from partnership.queries import people_here

from .. import enrolment_letters as letters
from ..models import Enrolment, Session, StudentGroup
from ..queries.enrolments import seats_of, takers
from ..states import ENROLMENTS, TAKING_PART, EnrolmentState, SessionState

SEATED, WAITING = EnrolmentState.SEATED, EnrolmentState.WAITING


@contextmanager
def locked(session: Session) -> Iterator[Session]:
    """A transaction in which nobody else gives or takes seats of this session. Raises Refused when that takes long."""
    try:
        with transaction.atomic():
            rows = Session.objects.select_for_update(of=("self",), no_key=True)
            yield rows.select_related("lab__partnership", "room").get(pk=session.pk)
    except OperationalError as error:
        if not is_busy(error):
            raise
        raise Refused(_("Many people sign up at this moment. Try it again.")) from error


def give_place(
    session: Session,
    member: Membership,
    *,
    by: Membership,
    nonce: UUID | None,
    now: datetime,
    group: StudentGroup | None = None,
    seat_anyway: bool = False,
) -> Enrolment:
    """A seat when there is one and nobody waits for it, else the end of the list. Inside `locked`."""
    state = SEATED if seat_anyway or not seats_of(session).is_full else WAITING
    enrolment = Enrolment.objects.create(
        session=session,
        person_id=member.user_id,
        membership=member,
        state=state,
        enrolled_at=now,
        enrolled_by_id=by.user_id,
        seated_at=now if state == SEATED else None,
        group=group,
        nonce=nonce,
    )
    audit.record(
        by=by,
        verb="enrolment.seated" if state == SEATED else "enrolment.waiting",
        row=enrolment,
        at=now,
        session=session.pk,
    )
    return enrolment


def fill(session: Session, *, by: Membership | None, now: datetime) -> list[Enrolment]:
    """Give free seats to the first of the waiting list, and tell them; not once it has started. Inside `locked`."""
    if session.state != SessionState.PUBLISHED or now >= session.starts_at:
        return []
    _strike_gone(session, now)
    free = seats_of(session).free
    waiting = session.enrolments.filter(state=WAITING).select_related("person").order_by("pk")
    lucky = list(waiting if free is None else waiting[:free])
    for enrolment in lucky:
        take_step(enrolment, ENROLMENTS["move_up"], seated_at=now)
        where = {"partnership_id": session.lab.partnership_id}
        audit.record(by=by, verb="enrolment.moved_up", row=enrolment, at=now, session=session.pk, **where)
        tell(enrolment, letters.moved_up, session=session, now=now)
    return lucky


def _strike_gone(session: Session, now: datetime) -> None:
    """Who cannot take part any more, as after the end of a membership, makes way without a mail."""
    able = takers(session.lab.partnership_id, now).values("user")
    taking = session.enrolments.filter(state__in=TAKING_PART, was_there=None)
    for enrolment in taking.exclude(person__in=able).order_by("pk"):
        take_step(enrolment, ENROLMENTS["withdraw"], withdrawn_at=now)
        where = {"partnership_id": session.lab.partnership_id}
        audit.record(by=None, verb="enrolment.withdrawn", row=enrolment, at=now, session=session.pk, **where)


def leave(enrolment: Enrolment, *, by: Membership, session: Session, now: datetime) -> None:
    """Give a seat or place up; who did not do it by themselves is told. Inside `locked`."""
    take_step(enrolment, ENROLMENTS["withdraw"], withdrawn_at=now)
    audit.record(by=by, verb="enrolment.withdrawn", row=enrolment, at=now, session=session.pk)
    if enrolment.person_id != by.user_id and now < session.ends_at and _is_here(enrolment, session, now):
        tell(enrolment, letters.taken_off, session=session, now=now)


def _is_here(enrolment: Enrolment, session: Session, now: datetime) -> bool:
    return people_here(session.lab.partnership_id, now).filter(user=enrolment.person_id).exists()


def tell(enrolment: Enrolment, write: Callable[[Enrolment], Letter], *, session: Session, now: datetime) -> None:
    """One mail of each kind about an enrolment, whatever happens twice."""
    enrolment.session = session
    with letters.in_the_language_of_mail():
        key = f"enrolment:{enrolment.pk}:{write.__name__}"
        post(key=key, to=enrolment.person.email, letter=write(enrolment), now=now)


def tell_place(enrolment: Enrolment, *, session: Session, now: datetime) -> None:
    tell(enrolment, letters.seated if enrolment.state == SEATED else letters.waiting, session=session, now=now)
