"""Changing a session, or a session of a series and those that follow, and calling one off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib.times import Beside, beside, day_of, laid
from lib.workflow import Refused, take_step
from partnership import audit
from partnership.models import Membership

from ..models import Enrolment, Session
from ..session_rights import can_change, can_step
from ..states import SESSIONS, EnrolmentState, SessionState
from .enrolments import move_up
from .rooms import release_session
from .session_guest_mail import tell_invited, tell_uninvited
from .session_guests import GuestChange, carried_guests, guests_of, write_guests
from .session_mail import Before, tell_cancelled, tell_changed
from .sessions import (
    LAID_WRONG,
    MOMENTS,
    Guest,
    SessionRefused,
    check,
    demand_running,
    following,
    hold_rooms,
    locked,
    patient,
    runs,
)

# What people rely on: when it changes after publishing, they are told and calendars take over the new version.
RELIED_ON = ("starts_at", "ends_at", "place", "room_id")
Times = tuple[Beside | None, ...]


@patient
def change_session(
    *,
    by: Membership,
    session: Session,
    version: int,
    values: dict[str, Any],
    guests: Sequence[Guest],
    and_following: bool = False,
    entitled: bool = False,
    now: datetime,
) -> Session:
    """Change a session; with `and_following` also what later sessions of the series still have in common with it.

    Raises Refused, and SomeoneWasFirst when it is no longer as the person saw it. `entitled`: see `plan_session`.
    """
    try:
        with transaction.atomic():
            return _change(by, session, version, values, guests, and_following, now, entitled)
    except IntegrityError:
        raise Refused(LAID_WRONG) from None


def _change(by, session, version, values, guests, and_following, now, entitled) -> Session:
    current = locked(session, version, with_series=and_following)
    decision = can_change(current, runs=runs(by, current.lab_id), entitled=entitled)
    if not decision:
        raise Refused(decision.reason)
    check(by, current.lab, values, entitled=entitled)
    others = following(current) if and_following and current.series_id else []
    old, old_guests = _facts(current, values), guests_of(current)
    plans = [(current, values, list(guests))]
    for row in others:
        new = _carried(row, old, values)
        demand_running(new.get("activity"), day_of(new["starts_at"]))
        plans.append((row, new, carried_guests(guests_of(row), old_guests, guests)))
    days = (day_of(values["starts_at"]) - day_of(old["starts_at"])).days
    written = [_write(by, row, new, invited, now) for row, new, invited in plans]
    rows = [row for row, *_rest in plans]
    if and_following and days:
        _move_days(rows, days)
    # The last one first when they move on, so that none is put where the next of its series still is.
    hold_rooms(rows[::-1] if values["starts_at"] > old["starts_at"] else rows, by, now)
    _tell(written, by, now)
    return current


@dataclass(frozen=True)
class _Written:
    """What became of one session; `before` when people have to be told that it moved."""

    guests: GuestChange
    before: Before | None = None


def _tell(written: list[_Written], by: Membership, now: datetime) -> None:
    """Who is asked now hears when and where it is, and needs no second mail to say that this changed."""
    new = [guest for each in written for guest in each.guests.new]
    gone = [guest for each in written for guest in each.guests.gone]
    known_now = {(guest.session_id, guest.person_id) for guest in new}
    tell_changed([each.before for each in written if each.before], by=by, now=now, known_now=known_now)
    tell_invited(new, by=by, now=now)
    tell_uninvited(gone, by=by, now=now)


def _facts(row: Session, values: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in values}


def _write(by: Membership, row: Session, values: dict[str, Any], guests: list[Guest], now: datetime) -> _Written:
    before = Before(row, row.starts_at, row.ends_at, row.place, row.room)
    relied = {name: getattr(row, name) for name in RELIED_ON}
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    _refuse_too_few_seats(row, values)
    invited = write_guests(row, guests)
    if not changed and not invited:
        return _Written(invited)
    for name in changed:
        setattr(row, name, values[name])
    moved = row.state == SessionState.PUBLISHED and any(getattr(row, name) != was for name, was in relied.items())
    row.sequence += moved
    row.version += 1
    row.changed_at = now
    row.save(update_fields=[*changed, "sequence", "version", "changed_at"])
    audit.record(by=by, verb="session.changed", row=row, at=now, fields=[*changed, *(["guests"] if invited else [])])
    if "capacity" in changed or before.starts_at <= now < row.starts_at:
        move_up(row, now)
    return _Written(invited, before if moved and max(row.ends_at, before.ends_at) > now else None)


def _refuse_too_few_seats(row: Session, values: dict[str, Any]) -> None:
    """Who has a seat keeps it."""
    seats = values.get("capacity", row.capacity)
    if seats is None or seats == row.capacity:
        return
    taken = Enrolment.objects.filter(session=row, state=EnrolmentState.SEATED).count()
    if taken > seats:
        raise SessionRefused(
            "capacity", _("%(taken)s people have a seat already. Choose at least that many.") % {"taken": taken}
        )


# --- What a series has in common ---------------------------------------------------------------------------------
def _times(facts: dict[str, Any], day: date) -> Times:
    return tuple(beside(facts.get(name), day) for name in MOMENTS)


def _carried(row: Session, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The new facts of another session of the series: what differed already, stays different."""
    own = _facts(row, new)
    values = {
        name: new[name] if name not in MOMENTS and old[name] == own[name] and old[name] != new[name] else own[name]
        for name in new
    }
    was, will, here = (day_of(facts["starts_at"]) for facts in (old, new, own))
    before, after, times = _times(old, was), _times(new, will), _times(own, here)
    day = here + (will - was) if here == row.series_day else here
    pairs = zip(times, before, after, strict=True)
    times = tuple(then if mine == earlier else mine for mine, earlier, then in pairs)
    if before[:2] != _times(own, here)[:2]:
        times = _times(own, here)[:2] + times[2:]  # start and end go together
    starts_at, ends_at, *until = (laid(place, day) for place in times)
    until = [moment and min(moment, starts_at) for moment in until]  # this one may start earlier that day
    moments = zip(MOMENTS, (starts_at, ends_at, *until), strict=True)
    return values | {name: moment for name, moment in moments if name in new}


def _move_days(rows: list[Session], days: int) -> None:
    """The days of the series itself move along, also for who was put on another day."""
    for row in rows:
        row.series_day += timedelta(days=days)
    Session.objects.bulk_update(rows, ["series_day"])


# --- Calling off -------------------------------------------------------------------------------------------------
@patient
@transaction.atomic
def cancel_session(
    *,
    by: Membership,
    session: Session,
    version: int,
    reason: str,
    and_following: bool = False,
    entitled: bool = False,
    now: datetime,
) -> int:
    """Call a session off, or this one and those that follow, and tell everybody; how many were called off.

    Enrolments stay as they were, so that it can be seen who took part. One that is over can be called off too, because
    it did not take place: the hours that were offered for it go back. Raises Refused. `entitled`: see `plan_session`.
    """
    current = locked(session, version, with_series=and_following)
    decision = can_step(current, "cancel", runs=runs(by, current.lab_id), entitled=entitled)
    if not decision:
        raise Refused(decision.reason)
    rows = [current]
    if and_following and current.series_id:
        rows += [row for row in following(current) if row.state == SessionState.PUBLISHED]
    _refuse_when_people_were_there(rows)
    for row in rows:
        facts = {"cancelled_at": now, "cancelled_by_id": by.user_id, "cancel_reason": reason}
        take_step(row, SESSIONS["cancel"], **facts, changed_at=now, sequence=row.sequence + 1)
        release_session(row, by, now)
    audit.record_many(by=by, verb="session.cancelled", rows=rows, at=now)
    tell_cancelled(rows, by=by, now=now)
    return len(rows)


def _refuse_when_people_were_there(rows: list[Session]) -> None:
    seen = Enrolment.objects.filter(session__in=rows, was_there=True).count()
    if seen:
        words = ngettext(
            "It is noted that %(count)s person was there, so it took place. Is that wrong? Change that list first.",
            "It is noted that %(count)s people were there, so it took place. Is that wrong? Change that list first.",
            seen,
        )
        raise Refused(words % {"count": seen})
