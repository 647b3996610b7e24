"""Following sessions: offering hours to who gave one, and keeping unanswered drafts right when a session changes.

Nobody presses a button for it: a task looks every quarter of an hour what is to be done, session by session. A session
that is worked on is locked, so that two workers, or a worker and who cancels it, come one after the other.
"""

from dataclasses import replace
from datetime import datetime

import structlog
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, ProtectedError

from contributions.models import HourEntry, HourOffer
from contributions.queries.checks import Effort, examine
from contributions.queries.offers import due_guests, effort_of, sessions_to_follow
from contributions.rules import Refusal
from contributions.states import DRAFT, OFFERS, OfferState
from labs.models import Session
from lib.patience import is_busy
from lib.periods import today
from lib.workflow import take_step
from partnership.audit import record

from .common import hold_days
from .hours import content_of, is_same

log = structlog.get_logger(__name__)


def follow_sessions(*, now: datetime) -> int:
    """Everything that is to be done at this moment; how many offers changed. What is busy, waits for the next round."""
    return sum(_patiently(session_id, now) for session_id in sessions_to_follow(now))


def _patiently(session_id: int, now: datetime) -> int:
    try:
        return follow_session(session_id=session_id, now=now)
    except OperationalError as error:
        if not is_busy(error):
            raise
        log.info("session_is_busy", session=session_id)
        return 0


@transaction.atomic
def follow_session(*, session_id: int, now: datetime) -> int:
    """Offer the guests of one session their hours, change or take back what is no longer right; how many changed."""
    related = ("lab", "room", "activity__lab", "activity__programme")
    locked = Session.objects.select_for_update(of=("self",), no_key=True)
    session = locked.select_related(*related).filter(pk=session_id).first()
    if session is None:
        return 0
    efforts = {}
    for guest in due_guests(now).filter(session=session).order_by("pk"):
        guest.session = session
        efforts[guest.person_id] = effort_of(guest)
    offers = _hold(session, efforts)
    changed = 0
    for person in sorted({*efforts, *offers}):
        changed += _follow(session, efforts.get(person), offers.get(person), now)
    return changed


def _hold(session: Session, efforts: dict[int, Effort]) -> dict[int, HourOffer]:
    """The offers of a session by person, locked; before them the days that they and new ones are about."""
    offers = HourOffer.objects.filter(session=session)
    days = offers.open().filter(entry__isnull=False).values_list("person", "entry__worked_on")
    dated = {*days, *((person, effort.worked_on) for person, effort in efforts.items())}
    hold_days({person for person, _day in dated}, {day for _person, day in dated})
    rows = offers.select_related("entry__activity").order_by("pk").select_for_update(of=("self",))
    return {offer.person_id: offer for offer in rows}


def _follow(session: Session, effort: Effort | None, offer: HourOffer | None, now: datetime) -> bool:
    if offer is None:
        return bool(effort) and _offer(session, effort, now)
    if offer.state == OfferState.TAKEN_BACK:
        return bool(effort) and _offer_again(session, offer, effort, now)
    if offer.state != OfferState.OFFERED:
        return False
    if effort is None or effort.organisation_id != offer.organisation_id:
        gone = _take_back(session, offer, now)
        return gone and (effort is None or _offer_again(session, offer, effort, now))
    if offer.session_version == session.version and not offer.refusal:
        return False
    return _adjust(session, offer, effort, now)


# --- Making a draft ----------------------------------------------------------------------------------------------
def _draft(session: Session, effort: Effort, now: datetime) -> tuple[HourEntry | None, str]:
    """The draft, or the code of why the rules allow none."""
    refusals = examine(effort, day=today(now)).refusals
    if refusals:
        return None, next(iter(refusals.values())).value
    whose = {"organisation_id": effort.organisation_id, "person_id": effort.person_id}
    try:
        with transaction.atomic():
            entry = HourEntry.objects.create(**content_of(effort), **whose, entered_by=None, entered_at=now)
    except IntegrityError as error:
        if not _is_lock(error):
            raise
        return None, Refusal.MONTH_LOCKED.value  # it was locked at this very moment
    record(by=None, verb="hours.offered", row=entry, at=now, partnership_id=session.lab.partnership_id)
    return entry, ""


def _is_lock(error: IntegrityError) -> bool:
    diagnosis = getattr(error.__cause__, "diag", None)
    return bool(diagnosis) and diagnosis.constraint_name == "month_is_locked"


def _offer(session: Session, effort: Effort, now: datetime) -> bool:
    entry, refusal = _draft(session, effort, now)
    offer = HourOffer.objects.create(
        session=session,
        person_id=effort.person_id,
        organisation_id=effort.organisation_id,
        entry=entry,
        refusal=refusal,
        session_version=session.version,
        offered_at=now,
    )
    _record(session, offer, now, verb="offer.made")
    return True


def _offer_again(session: Session, offer: HourOffer, effort: Effort, now: datetime) -> bool:
    entry, refusal = _draft(session, effort, now)
    facts = {"organisation_id": effort.organisation_id, "session_version": session.version, "entry_version": 1}
    take_step(
        offer, OFFERS["offer_again"], **facts, entry=entry, refusal=refusal, reason="", offered_at=now, answered_at=None
    )
    _record(session, offer, now, verb="offer.made")
    return True


# --- Changing and taking back ------------------------------------------------------------------------------------
def _adjust(session: Session, offer: HourOffer, effort: Effort, now: datetime) -> bool:
    """Write what the session says now. What the person changed in the draft stays, but for its day."""
    entry = offer.entry
    if entry is not None and entry.version != offer.entry_version:
        effort = replace(Effort.of(entry), worked_on=effort.worked_on)
    if entry is not None and is_same(entry, effort):
        return _look_away(session, offer, offer.entry_version)
    if entry is None:
        entry, refusal = _draft(session, effort, now)
        if entry is None and refusal == offer.refusal:
            return _look_away(session, offer, 1)
        _write(offer, entry=entry, refusal=refusal, session_version=session.version, entry_version=1)
        return True
    refusals = examine(effort.with_entry(entry), day=today(now)).refusals
    if refusals:
        return _empty(session, offer, next(iter(refusals.values())).value, now)
    return _rewrite(session, offer, effort, now)


def _look_away(session: Session, offer: HourOffer, entry_version: int) -> bool:
    """Nothing changed in what the hours say; remember that this was seen."""
    if offer.session_version != session.version:
        _write(offer, session_version=session.version, entry_version=entry_version)
    return False


def _rewrite(session: Session, offer: HourOffer, effort: Effort, now: datetime) -> bool:
    entry = offer.entry
    values = {name: value for name, value in content_of(effort).items() if name != "explanation"}
    changed = sorted(name for name, value in values.items() if getattr(entry, name) != value)
    if "worked_on" in changed:
        values["entered_at"] = now
    try:
        with transaction.atomic():
            rows = HourEntry.objects.filter(pk=entry.pk, version=entry.version, state=DRAFT)
            done = rows.update(**values, version=F("version") + 1)
    except IntegrityError as error:
        if not _is_lock(error):
            raise
        return False  # the day it was on is in a locked month by now
    if not done:
        return False  # somebody is at it; the next round sees what became of it
    was_own = entry.version == offer.entry_version
    _write(offer, session_version=session.version, entry_version=entry.version + 1 if was_own else offer.entry_version)
    where = session.lab.partnership_id
    record(by=None, verb="hours.followed", row=entry, at=now, partnership_id=where, fields=changed)
    return True


def _empty(session: Session, offer: HourOffer, refusal: str, now: datetime) -> bool:
    """The session moved to where the rules allow no hours: the draft goes, and the offer says why."""
    entry = offer.entry
    return _without(entry, lambda: _write(offer, entry=None, refusal=refusal, session_version=session.version))


def _take_back(session: Session, offer: HourOffer, now: datetime) -> bool:
    def step():
        take_step(offer, OFFERS["take_back"], entry=None, refusal="", answered_at=now)
        _record(session, offer, now, verb="offer.taken_back")

    return _without(offer.entry, step)


def _without(entry: HourEntry | None, step) -> bool:
    """Take a step with an offer and throw its draft away; neither when the draft has to stay where it is."""
    try:
        with transaction.atomic():
            step()
            if entry is not None and not HourEntry.objects.filter(pk=entry.pk, state=DRAFT).delete()[0]:
                raise ProtectedError("", set())
    except ProtectedError:
        return False  # proof hangs on it, or it was submitted at this moment
    except IntegrityError as error:
        if not _is_lock(error):
            raise
        return False
    return True


def _write(offer: HourOffer, **values) -> None:
    for name, value in values.items():
        setattr(offer, name, value)
    offer.version += 1
    offer.save(update_fields=[*values, "version"])


def _record(session: Session, offer: HourOffer, now: datetime, *, verb: str) -> None:
    where = session.lab.partnership_id
    facts = {"session": session.pk, "entry": offer.entry_id, "refusal": offer.refusal}
    record(by=None, verb=verb, row=offer, at=now, partnership_id=where, **{k: v for k, v in facts.items() if v})
