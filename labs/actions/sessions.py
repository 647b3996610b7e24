"""Planning sessions: one or a series, as drafts or published at once; publishing, and throwing drafts away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from lib.figures import day_plain, day_short
from lib.patience import patient_with
from lib.times import beside, day_of, laid
from lib.workflow import Refused, SomeoneWasFirst, take_step
from partnership import audit
from partnership.models import Membership

from ..models import Activity, Lab, Session, SessionGuest, SessionSeries
from ..repeats import MOST
from ..session_rights import NOT_YOURS, can_discard, can_step
from ..states import SESSIONS, SessionState
from .rooms import hold_for_session, release_session
from .session_guest_mail import tell_invited

MOMENTS = ("starts_at", "ends_at", "enrol_until", "withdraw_until")
UNKNOWN_ACTIVITY = _("This activity belongs to another lab or programme. Choose one of the lab itself.")
LAID_WRONG = _("These times do not fit together. Sign-up and withdrawal end before the session does.")
NOT_RUNNING = _("“%(name)s” does not run on %(day)s. Choose another activity, or fewer sessions.")
HELD = _("Something hangs on this draft, such as a room that was booked for it. Release that first.")


class SessionRefused(Refused):
    """Says at which field of the form it went wrong."""

    def __init__(self, field: str, reason):
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True)
class Guest:
    """Somebody who is asked to give a session, or to help."""

    person_id: int
    organisation_id: int
    part: str = ""
    preparation_minutes: int = 0


patient = patient_with(_("Somebody else is working on this session at this moment. Try it again."))


@patient
def plan_session(
    *,
    by: Membership,
    values: dict[str, Any],
    guests: Sequence[Guest],
    nonce: UUID,
    publish: bool,
    now: datetime,
    entitled: bool = False,
    tells_guests: bool = True,
) -> Session:
    """Plan one session. The same nonce twice is one session. Raises Refused.

    `entitled` says that the caller has judged the right already, for sessions that belong to something of a few people;
    without `tells_guests` the caller tells them.
    """
    check(by, values["lab"], values, entitled=entitled)
    try:
        with transaction.atomic():
            session = Session.objects.create(**_born(by, values, publish, now), nonce=nonce)
            invited = _invite([session], guests)
            _record(by, [session], publish, now)
            hold_rooms([session], by, now)
            if tells_guests:
                tell_invited(invited, by=by, now=now)
    except IntegrityError:
        sent = Session.objects.run_by(by).filter(nonce=nonce).first()
        if sent is None:
            raise Refused(LAID_WRONG) from None
        return sent
    return session


@patient
def plan_series(
    *,
    by: Membership,
    values: dict[str, Any],
    guests: Sequence[Guest],
    rhythm: str,
    days: Sequence[date],
    nonce: UUID,
    publish: bool,
    now: datetime,
) -> SessionSeries:
    """Plan the session of `values` on each of `days`, at the same time of day. Raises Refused."""
    check(by, values["lab"], values)
    if not 1 <= len(days) <= MOST:
        raise Refused(_("A series has 1 to 60 sessions. Choose fewer days."))
    for day in days:
        demand_running(values.get("activity"), day)
    try:
        with transaction.atomic():
            series = SessionSeries.objects.create(
                lab=values["lab"], rule=rhythm, planned_by_id=by.user_id, planned_at=now, nonce=nonce
            )
            born = _born(by, values, publish, now)
            rows = [Session(**born | moved_to(values, day), series=series, series_day=day) for day in sorted(set(days))]
            Session.objects.bulk_create(rows)
            invited = _invite(rows, guests)
            _record(by, rows, publish, now)
            hold_rooms(rows, by, now)
            tell_invited(invited, by=by, now=now)
    except IntegrityError:
        sent = SessionSeries.objects.filter(nonce=nonce, lab__in=Lab.objects.run_by(by)).first()
        if sent is None:
            raise Refused(LAID_WRONG) from None
        return sent
    return series


def moved_to(values: dict[str, Any], day: date) -> dict[str, datetime | None]:
    """The moments of a session on another day; the times of day stay, also when the clock changes."""
    first = day_of(values["starts_at"])
    return {name: laid(beside(values.get(name), first), day) for name in MOMENTS}


def _born(by: Membership, values: dict[str, Any], publish: bool, now: datetime) -> dict[str, Any]:
    state = SessionState.PUBLISHED if publish else SessionState.DRAFT
    return {**values, "state": state, "planned_by_id": by.user_id, "planned_at": now, "changed_at": now}


def _invite(sessions: Iterable[Session], guests: Sequence[Guest]) -> list[SessionGuest]:
    return SessionGuest.objects.bulk_create(
        SessionGuest(session=each, **vars(guest)) for each in sessions for guest in guests
    )


def _record(by: Membership, sessions: Sequence[Session], publish: bool, now: datetime) -> None:
    audit.record_many(by=by, verb="session.planned", rows=sessions, at=now)
    if publish:
        audit.record_many(by=by, verb="session.published", rows=sessions, at=now)


def hold_rooms(sessions: Sequence[Session], by: Membership, now: datetime) -> None:
    """Book the room of each session, or give it back. Raises SessionRefused with who is there, and of several when."""
    for session in sessions:
        try:
            hold_for_session(session, by, now)
        except Refused as refusal:
            when = f"{day_short(session.starts_at)}: " if len(sessions) > 1 else ""
            raise SessionRefused("room", f"{when}{refusal.reason}") from None


# --- Checks that all acts share ----------------------------------------------------------------------------------
def runs(by: Membership, lab_id: int) -> bool:
    return Lab.objects.run_by(by).filter(pk=lab_id).exists()


def check(by: Membership, lab: Lab, values: dict[str, Any], *, entitled: bool = False) -> None:
    """The right to plan in a lab, an activity of that lab, and times that can be. Raises Refused."""
    if not (entitled or runs(by, lab.pk)):
        raise Refused(NOT_YOURS)
    activity: Activity | None = values.get("activity")
    if activity is not None and activity.lab_id != lab.pk:
        raise SessionRefused("activity", UNKNOWN_ACTIVITY)
    if values["ends_at"] <= values["starts_at"]:
        raise SessionRefused("ends", _("A session ends after it starts. Choose a later time."))
    if values["ends_at"] - values["starts_at"] > timedelta(days=14):
        raise SessionRefused("last_day", _("A session lasts at most two weeks. Plan a series for a longer time."))


def demand_running(activity: Activity | None, day: date) -> None:
    """Hours of guests are booked under the activity, so it runs on the day of the session. Raises SessionRefused."""
    if activity is not None and not activity.starts_on <= day <= activity.ends_on:
        values = {"name": activity.name, "day": day_plain(day)}
        raise SessionRefused("activity", NOT_RUNNING % values)


def locked(session: Session, version: int, *, with_series: bool = False) -> Session:
    """The session as it is now, for oneself until the transaction ends. Raises SomeoneWasFirst when it changed.

    Who takes more than one session of a series locks the series first, so that two of them never wait for each other.
    """
    if with_series and session.series_id:
        SessionSeries.objects.select_for_update().get(pk=session.series_id)
    rows = Session.objects.select_for_update(of=("self",)).select_related("lab", "activity", "room")
    current = rows.filter(pk=session.pk).first()
    if current is None or current.version != version:
        raise SomeoneWasFirst
    return current


def following(current: Session) -> list[Session]:
    """The later sessions of the series that are not cancelled, locked."""
    rows = Session.objects.select_for_update(of=("self",)).select_related("lab", "activity", "room")
    later = rows.filter(series=current.series_id, series_day__gt=current.series_day)
    later = later.exclude(state=SessionState.CANCELLED)
    return list(later.order_by("series_day", "pk"))


# --- Publishing and throwing away --------------------------------------------------------------------------------
@patient
@transaction.atomic
def publish_session(*, by: Membership, session: Session, version: int, all_drafts: bool = False, now: datetime) -> int:
    """Put a draft on the calendar, or all drafts of its series; how many there were. Raises Refused."""
    current = locked(session, version, with_series=all_drafts)
    _require(can_step(current, "publish", runs=runs(by, current.lab_id)))
    rows = _drafts_with(current) if all_drafts and current.series_id else [current]
    for row in rows:
        take_step(row, SESSIONS["publish"], changed_at=now)
    audit.record_many(by=by, verb="session.published", rows=rows, at=now)
    _tell_guests_of(rows, by, now)
    return len(rows)


def _tell_guests_of(sessions: Sequence[Session], by: Membership, now: datetime) -> None:
    """Of a draft nobody heard yet."""
    of = {session.pk: session for session in sessions}
    guests = list(SessionGuest.objects.filter(session__in=of).order_by("pk"))
    for guest in guests:
        guest.session = of[guest.session_id]
    tell_invited(guests, by=by, now=now)


@patient
@transaction.atomic
def discard_session(*, by: Membership, session: Session, version: int, all_drafts: bool = False, now: datetime) -> int:
    """Throw a draft away, or all drafts of its series. Raises Refused."""
    current = locked(session, version, with_series=all_drafts)
    _require(can_discard(current, runs=runs(by, current.lab_id)))
    rows = _drafts_with(current) if all_drafts and current.series_id else [current]
    audit.record_many(by=by, verb="session.discarded", rows=rows, at=now)
    for row in rows:
        release_session(row, by, now)
    try:
        Session.objects.filter(pk__in=[row.pk for row in rows]).delete()
    except ProtectedError:
        raise Refused(HELD) from None
    return len(rows)


def _drafts_with(current: Session) -> list[Session]:
    rows = Session.objects.select_for_update(of=("self",)).filter(series=current.series_id, state=SessionState.DRAFT)
    return list(rows.order_by("series_day", "pk"))


def _require(decision) -> None:
    if not decision:
        raise Refused(decision.reason)
