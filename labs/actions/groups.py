"""Classes: keeping them, and signing them up whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lib.workflow import Refused, demand
from partnership import audit
from partnership.models import Membership
from partnership.roles import Permission

from ..enrolment_rights import can_enrol_class, can_step_back
from ..models import Enrolment, Session, StudentGroup, StudentGroupMember
from ..queries.enrolments import seats_of
from ..queries.groups import students_in, students_of
from ..states import TAKING_PART, EnrolmentState
from .seats import fill, give_place, leave, locked, tell_place

NOT_YOURS = _("Only the teacher who keeps this class changes it.")
ENDED = _("This class has ended.")
NAME_TAKEN = _("You have a class with this name already. Choose another name.")


@dataclass(frozen=True)
class Outcome:
    """What became of a class: who got a seat, who waits, and how many took part already."""

    seated: list[Enrolment]
    waiting: list[Enrolment]
    there_already: int


def make_group(
    *, by: Membership, name: str, students: Iterable[Membership], nonce: UUID, now: datetime
) -> StudentGroup:
    """A class of one's own school. The same nonce twice is one class. Raises Refused."""
    chosen = _of_own_school(by, students, now)
    try:
        with transaction.atomic():
            group = StudentGroup.objects.create(
                organisation_id=by.organisation_id, name=name, kept_by=by, made_at=now, nonce=nonce
            )
            _put_in(group, chosen)
            audit.record(by=by, verb="group.made", row=group, at=now, students=len(chosen))
    except IntegrityError:
        sent = StudentGroup.objects.visible_to(by).filter(nonce=nonce).first()
        if sent is None:
            raise Refused(NAME_TAKEN) from None
        return sent
    return group


def change_group(
    *, by: Membership, group: StudentGroup, name: str, students: Iterable[Membership], now: datetime
) -> StudentGroup:
    """Another name or other students; who was signed up with the class stays signed up. Raises Refused."""
    chosen = _of_own_school(by, students, now)
    try:
        with transaction.atomic():
            row = _own(by, group)
            row.name = name
            row.save(update_fields=["name"])
            row.members.all().delete()
            _put_in(row, chosen)
            audit.record(by=by, verb="group.changed", row=row, at=now, students=len(chosen))
    except IntegrityError:
        raise Refused(NAME_TAKEN) from None
    return row


@transaction.atomic
def end_group(*, by: Membership, group: StudentGroup, now: datetime) -> None:
    """The class is over: it is offered nowhere any more; enrolments stay. Raises Refused."""
    row = _own(by, group)
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    audit.record(by=by, verb="group.ended", row=row, at=now)


def _own(by: Membership, group: StudentGroup) -> StudentGroup:
    row = StudentGroup.objects.select_for_update().get(pk=group.pk)
    if row.kept_by_id != by.pk or not by.can(Permission.ENROL_CLASSES):
        raise Refused(NOT_YOURS)
    if row.ended_at:
        raise Refused(ENDED)
    return row


def _of_own_school(by: Membership, students: Iterable[Membership], now: datetime) -> list[Membership]:
    if not by.can(Permission.ENROL_CLASSES):
        raise Refused(NOT_YOURS)
    wanted = {student.pk for student in students}
    found = list(students_of(by, now).filter(pk__in=wanted))
    if len(found) != len(wanted):
        raise Refused(_("A class has students of your own school only."))
    return found


def _put_in(group: StudentGroup, students: list[Membership]) -> None:
    StudentGroupMember.objects.bulk_create(StudentGroupMember(group=group, student=each) for each in students)


def enrol_group(
    *, by: Membership, session: Session, group: StudentGroup, all_or_nothing: bool, nonce: UUID, now: datetime
) -> Outcome:
    """Sign a class up in one go: who fits gets a seat, the others wait; or everybody or nobody. Raises Refused."""
    with locked(session) as row:
        demand(can_enrol_class(by, row, now))
        kept = _own(by, group)
        nonces = {student.pk: uuid5(nonce, str(student.user_id)) for student in students_in(kept, now)}
        taking = set(row.enrolments.filter(state__in=TAKING_PART).values_list("person_id", flat=True))
        sent = set(row.enrolments.filter(nonce__in=nonces.values()).values_list("person_id", flat=True))
        students = students_in(kept, now)
        new = [student for student in students if student.user_id not in taking | sent]
        if all_or_nothing:
            _require_room(row, len(new))
        made = [give_place(row, student, by=by, nonce=nonces[student.pk], now=now, group=kept) for student in new]
        for enrolment in made:
            tell_place(enrolment, session=row, now=now)
        seated = [each for each in made if each.state == EnrolmentState.SEATED]
        waiting = [each for each in made if each.state == EnrolmentState.WAITING]
        return Outcome(seated, waiting, len(students) - len(new))


def _require_room(session: Session, number: int) -> None:
    seats = seats_of(session)
    free = 0 if seats.is_full else seats.free
    if free is not None and number > free:
        words = ngettext(
            "There is %(free)s seat for %(number)s students of this class. Nobody was signed up.",
            "There are %(free)s seats for %(number)s students of this class. Nobody was signed up.",
            free,
        )
        raise Refused(words % {"free": free, "number": number})


def withdraw_group(*, by: Membership, session: Session, group: StudentGroup, now: datetime) -> int:
    """Take everybody out who was signed up with this class. Says how many. Raises Refused."""
    with locked(session) as row:
        if group.kept_by_id != by.pk or not by.can(Permission.ENROL_CLASSES):
            raise Refused(NOT_YOURS)
        demand(can_step_back(row, now))
        rows = row.enrolments.filter(group=group, state__in=TAKING_PART, was_there=None)
        leaving = list(rows.select_related("person").order_by("pk"))
        for enrolment in leaving:
            leave(enrolment, by=by, session=row, now=now)
        fill(row, by=None, now=now)
        return len(leaving)
