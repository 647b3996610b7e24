"""Rounds of wishes: making one, choosing its roles, opening, closing, cancelling, and reminding who did not rank."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from labs.models import StudentGroup
from lib.patience import is_busy
from lib.periods import today
from lib.workflow import Decision, Refused, SomeoneWasFirst, take_step
from partnership import audit
from partnership.models import Membership
from partnership.roles import Permission

from ..models import AssignmentRole, Round, RoundRole, RoundStudent, StudentProfile
from ..queries.rounds import classes_of, members_of, places_of, roles_to_choose, without_wishes
from ..round_rights import NO_MATCHER, can_change, can_remind, can_step
from ..round_states import ROUNDS
from .round_mail import tell_students

TRY_AGAIN = _("Somebody else works on this round at this moment. Try it again.")
NOBODY = _("There are no students in these classes.")
OTHER_CLASS = _("Choose classes of this partnership.")
OTHER_ROLE = _("Choose roles of assignments on the board.")
NO_ROLES = _("Choose the roles first: without them there is nothing to rank.")
NO_ROLE_OF_LEVEL = _("There is no role for level %(level)s, which some students have. Choose roles for them too.")
PAST = _("Choose today or a later day.")


def demand(decision: Decision) -> None:
    """Raises Refused with the reason of a decision that does not allow it."""
    if not decision:
        raise Refused(decision.reason)


@contextmanager
def locked(round_: Round, version: int | None = None) -> Iterator[Round]:
    """A transaction in which nobody else changes the round, its students, places or wishes.

    Raises SomeoneWasFirst when it is not what was looked at any more, and Refused when the lock takes long.
    """
    try:
        with transaction.atomic():
            rows = Round.objects.select_for_update(of=("self",), no_key=True).select_related("partnership")
            row = rows.get(pk=round_.pk)
            if version is not None and row.version != version:
                raise SomeoneWasFirst
            yield row
    except OperationalError as error:
        if not is_busy(error):
            raise
        raise Refused(TRY_AGAIN) from error


# --- Making ------------------------------------------------------------------------------------------------------
def make_round(
    *, by: Membership, name: str, groups: Iterable[StudentGroup], level: str, nonce: UUID, now: datetime
) -> Round:
    """A round for the students of these classes. The same form twice is one round. Raises Refused."""
    if not by.can(Permission.MATCH):
        raise Refused(NO_MATCHER)
    classes = _known(by, groups)
    try:
        with transaction.atomic():
            values = {"partnership_id": by.partnership_id, "coordinator": by, "made_at": now, "nonce": nonce}
            row = Round.objects.create(name=name, level=level, **values)
            row.groups.set(classes)
            _fill(row, classes, now)
            audit.record(by=by, verb="round.made", row=row, at=now, students=row.students.count())
    except IntegrityError:
        sent = Round.objects.visible_to(by).filter(nonce=nonce).first()
        if sent is None:
            raise
        return sent
    return row


def change_round(
    *, by: Membership, round_: Round, name: str, groups: Iterable[StudentGroup], level: str, now: datetime
) -> Round:
    """Another name, other classes, another level: as long as no student sees it. Raises Refused."""
    classes = _known(by, groups)
    with locked(round_) as row:
        demand(can_change(by, row))
        row.name, row.level, row.version = name, level, row.version + 1
        row.save(update_fields=["name", "level", "version"])
        row.groups.set(classes)
        row.students.all().delete()
        _fill(row, classes, now)
        audit.record(by=by, verb="round.changed", row=row, at=now, students=row.students.count())
        return row


def _known(by: Membership, groups: Iterable[StudentGroup]) -> list[StudentGroup]:
    wanted = {group.pk for group in groups}
    found = list(classes_of(by).filter(pk__in=wanted))
    if not found or len(found) != len(wanted):
        raise Refused(OTHER_CLASS)
    return found


def _fill(row: Round, classes: list[StudentGroup], now: datetime) -> None:
    """Everybody once; who told a level has that one, the others that of the round."""
    members = list(members_of(classes, now))
    if not members:
        raise Refused(NOBODY)
    told = dict(StudentProfile.objects.filter(student__in=members).values_list("student", "level"))
    RoundStudent.objects.bulk_create(
        RoundStudent(round=row, membership=member, number=number, level=told.get(member.pk, row.level))
        for number, member in enumerate(members, 1)
    )


def set_roles(*, by: Membership, round_: Round, seats: dict[AssignmentRole, int], now: datetime) -> Round:
    """The roles that can be wished for, each with the seats that this round gives out. Raises Refused."""
    with locked(round_) as row:
        demand(can_change(by, row))
        wanted = {role.pk: number for role, number in seats.items()}
        found = list(roles_to_choose(by).filter(pk__in=wanted))
        if len(found) != len(wanted):
            raise Refused(OTHER_ROLE)
        row.roles.all().delete()
        RoundRole.objects.bulk_create(
            RoundRole(round=row, role=role, number=number, level=role.level, seats=wanted[role.pk])
            for number, role in enumerate(found, 1)
        )
        Round.objects.filter(pk=row.pk).update(version=row.version + 1)
        row.refresh_from_db(fields=["version"])
        audit.record(by=by, verb="round.roles_chosen", row=row, at=now, roles=len(found), seats=sum(wanted.values()))
        return row


# --- Steps -------------------------------------------------------------------------------------------------------
def open_round(*, by: Membership, round_: Round, until: date, now: datetime) -> Round:
    """Students rank until the end of that day, and hear so by mail; also once more after closing. Raises Refused."""
    with locked(round_) as row:
        demand(can_step(by, row, "open"))
        if until < today(now):
            raise Refused(PAST)
        _demand_roles(row)
        take_step(row, ROUNDS["open"], wishes_until=until, opened_at=row.opened_at or now)
        keep_earlier(row, now)
        audit.record(by=by, verb="round.opened", row=row, at=now, until=until.isoformat())
        tell_students(row, "opened", row.students.filter(pinned=None), by=by, now=now, mark=str(row.version))
        return row


def _demand_roles(row: Round) -> None:
    levels = set(row.roles.filter(seats__gte=1).values_list("level", flat=True))
    if not levels:
        raise Refused(NO_ROLES)
    for level in row.students.order_by("level").values_list("level", flat=True).distinct():
        if level not in levels:
            label = dict(RoundStudent._meta.get_field("level").flatchoices)[level]
            raise Refused(NO_ROLE_OF_LEVEL % {"level": label})


def close_round(*, by: Membership, round_: Round, now: datetime) -> Round:
    """From now on wishes stay as they are. Raises Refused."""
    with locked(round_) as row:
        demand(can_step(by, row, "close"))
        take_step(row, ROUNDS["close"])
        keep_earlier(row, now)
        audit.record(by=by, verb="round.closed", row=row, at=now)
        return row


def cancel_round(*, by: Membership, round_: Round, now: datetime) -> Round:
    """Nobody is placed by it. Students who saw it hear so. Raises Refused."""
    with locked(round_) as row:
        demand(can_step(by, row, "cancel"))
        take_step(row, ROUNDS["cancel"], cancelled_at=now)
        audit.record(by=by, verb="round.cancelled", row=row, at=now)
        if row.opened_at:
            tell_students(row, "cancelled", row.students.all(), by=by, now=now)
        return row


def remind(*, by: Membership, round_: Round, now: datetime) -> int:
    """Mail who has no wishes yet, at most once a day. Says how many. Raises Refused."""
    with locked(round_) as row:
        demand(can_remind(by, row))
        mark = today(now).isoformat()
        told = tell_students(row, "reminded", without_wishes(row), by=by, now=now, mark=mark)
        if told:
            audit.record(by=by, verb="round.reminded", row=row, at=now, students=told)
        return told


# --- Who has a place already -------------------------------------------------------------------------------------
def keep_earlier(row: Round, now: datetime) -> None:
    """Write down who accepted a place elsewhere, so that it is kept; who left the school takes no part any more.

    Inside `locked`. A role that was no part of the round gets a row without seats to give out.
    """
    gone = row.students.exclude(membership__in=Membership.objects.active(now)).exclude(membership=None)
    gone.delete()
    held = places_of(row.students.values("membership"), today(now))
    roles = {role.role_id: role for role in row.roles.all()}
    missing = AssignmentRole.objects.filter(pk__in=set(held.values()) - set(roles)).order_by("pk")
    first = max((role.number for role in roles.values()), default=0) + 1
    for number, role in enumerate(missing, first):
        roles[role.pk] = RoundRole.objects.create(round=row, role=role, number=number, level=role.level, seats=0)
    changed = []
    for student in row.students.order_by("pk"):
        kept = roles[held[student.membership_id]] if student.membership_id in held else None
        if kept or (student.pinned_id and not student.manual):
            student.pinned, student.manual = kept, False
            changed.append(student)
    RoundStudent.objects.bulk_update(changed, ["pinned", "manual"], batch_size=500)
    counts = Counter(held.values())
    for role in roles.values():
        role.earlier = counts[role.role_id]
    RoundRole.objects.bulk_update(roles.values(), ["earlier"], batch_size=500)
