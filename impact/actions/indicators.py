"""Figures per year: entering and correcting them, closing a year, and what a partnership looks at itself."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lib.periods import today
from lib.shares import FEWEST, share_of_women
from lib.workflow import Refused, SomeoneWasFirst, demand
from partnership import audit
from partnership.models import AuditEvent, Membership, Partnership

from ..indicator_kinds import ABOVE, BELOW, BY_CODE, FIRST_YEAR, LAST_YEAR, MOST, PLACES, WOMEN, year_name
from ..indicator_rights import can_change, can_close, can_keep
from ..models import Indicator, IndicatorClosing, IndicatorEntry, IndicatorSnapshot, IndicatorYear
from ..queries.indicators import Board, Figure, Line, board_for

NO_SOURCE = _("Say where this value comes from: a document, a count, a person to ask.")
NO_REASON = _("This year is closed. Say in the note why the reported figure is corrected.")
NO_VALUE = _("This year is closed. A correction needs a value.")
TARGET_STAYS = _("This year is closed, so its target stays as it was reported.")
SAME = _("This is what stands here already. Nothing is changed.")
NOT_THIS_YEAR = _("This year cannot be right.")
NO_INDICATOR = _("This indicator is not kept here.")
TOO_MUCH = _("This cannot be right. At most %(most)s is possible.")
TOO_FINE = _("So many decimals are not kept here.")
NEGATIVE = _("Less than nothing is not possible.")
NOT_TOLD = _("A share of women is only kept of at least ten students who told it. Fill in how many they were.")
CLOSED_ALREADY = _("School year %(year)s was closed already.")
CHANGED = _("The figures changed since you opened this page. Look at them again, then close the year.")
DONE = {"enter": "indicator.entered", "correct": "indicator.corrected"}
SAME_NAME = _("There is an indicator with this name already.")


@dataclass(frozen=True)
class Typed:
    """What somebody fills in about an indicator in a year."""

    value: Decimal | None = None
    told: int | None = None
    target: Decimal | None = None
    source: str = ""
    note: str = ""


def enter(*, by: Membership, key: str, year: int, typed: Typed, version: int, nonce: UUID, now: datetime):
    """Write down what is known of an indicator in a year; what stood there before stays readable.

    Raises Refused, SomeoneWasFirst.
    """
    demand(can_keep(by))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(NOT_THIS_YEAR)
    with transaction.atomic():
        _hold(by)
        sent = IndicatorEntry.objects.filter(nonce=nonce, entered_by=by.user_id).first()
        return sent or _enter(by, key, year, typed, version, nonce, now)


def _enter(by: Membership, key: str, year: int, typed: Typed, version: int, nonce: UUID, now: datetime):
    code, indicator = _indicator(by, key)
    _demand_possible(typed, indicator.unit if indicator else BY_CODE[code].unit)
    row = IndicatorYear.objects.filter(
        partnership=by.partnership_id, code=code, indicator=indicator, year=year
    ).first() or IndicatorYear(partnership=by.partnership, code=code, indicator=indicator, year=year, version=0)
    if row.version != version:
        raise SomeoneWasFirst
    closing = IndicatorClosing.objects.filter(partnership=by.partnership_id, year=year).first()
    value, bound = _shareable(typed) if code == WOMEN and typed.value is not None else (typed.value, "")
    entry = IndicatorEntry(
        number=version + 1,
        value=value,
        bound=bound,
        told=typed.told if code == WOMEN else None,
        target=typed.target,
        source=typed.source.strip(),
        note=typed.note.strip(),
        corrects=closing is not None,
        entered_by=by.user,
        entered_at=now,
        nonce=nonce,
    )
    _demand_new(entry, row, closing)
    row.version = entry.number
    row.save()
    entry.year = row
    entry.save()
    _record(by, entry, row, key, now)
    return entry


def _record(by: Membership, entry: IndicatorEntry, row: IndicatorYear, key: str, now: datetime) -> None:
    about = {"key": key, "number": year_name(row.year)}
    verb = DONE["correct" if entry.corrects else "enter"]
    audit.record(by=by, verb=verb, row=row, at=now, **about)


def _hold(by: Membership) -> None:
    """Figures are entered and years closed one after the other, so that a snapshot holds what was entered."""
    Partnership.objects.select_for_update(no_key=True).get(pk=by.partnership_id)


def _indicator(by: Membership, key: str) -> tuple[str, Indicator | None]:
    """The code of one of the portal, or an own one of this partnership."""
    if key in BY_CODE:
        return key, None
    for row in Indicator.objects.filter(partnership=by.partnership_id):
        if row.key == key:
            demand(can_change(by, row))
            return "", row
    raise Refused(NO_INDICATOR)


def _demand_possible(typed: Typed, unit: str) -> None:
    for number in (typed.value, typed.target):
        if number is None:
            continue
        if number < 0:
            raise Refused(NEGATIVE)
        if number > MOST[unit]:
            raise Refused(TOO_MUCH % {"most": MOST[unit]})
        if number != round(number, PLACES[unit]):
            raise Refused(TOO_FINE)
    if typed.value is not None and not typed.source.strip():
        raise Refused(NO_SOURCE)


def _shareable(typed: Typed) -> tuple[Decimal, str]:
    """A share of women as it may be kept: of enough students, in steps, and never all or none."""
    if typed.told is None or typed.told < FEWEST:
        raise Refused(NOT_TOLD)
    share = share_of_women(round(typed.value * typed.told / 100), typed.told)
    return Decimal(share.percent), BELOW if share.below else ABOVE if share.above else ""


def _demand_new(entry: IndicatorEntry, row: IndicatorYear, closing: IndicatorClosing | None) -> None:
    """Something is changed, and a correction of what was reported says why."""
    before = row.entries.filter(number=row.version).first() if row.pk else None
    if closing:
        reported = closing.snapshots.filter(code=row.code, indicator=row.indicator).first()
        if entry.value is None:
            raise Refused(NO_VALUE)
        if not entry.note:
            raise Refused(NO_REASON)
        if entry.target != (reported.target if reported else None):
            raise Refused(TARGET_STAYS)
    fields = ("value", "bound", "told", "target", "source", "note", "corrects")
    now, then = ([getattr(each, name) for name in fields] for each in (entry, before or IndicatorEntry()))
    if now == then:
        raise Refused(SAME)


# --- Closing a year ----------------------------------------------------------------------------------------------
def fingerprint_of(board: Board, year: int) -> str:
    """Of what stands in a year: it tells whether somebody confirms what he or she has seen."""
    said = [f"{line.key} {figure.value} {figure.bound} {figure.target}" for line, figure in _of(board, year)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def _of(board: Board, year: int) -> list[tuple[Line, Figure]]:
    return [(line, figure) for line in board.lines if (figure := line.of(year))]


@transaction.atomic
def close_year(*, by: Membership, year: int, seen: str, now: datetime) -> IndicatorClosing:
    """Confirm the figures of a school year that is over: from now on they stay as they are reported. Raises Refused."""
    demand(can_close(by, year, today(now)))
    _hold(by)
    board = board_for(by, now)
    if year in board.closed:
        raise Refused(CLOSED_ALREADY % {"year": year_name(year)})
    if not board.may_close(year):
        raise Refused(NOT_THIS_YEAR)
    if fingerprint_of(board, year) != seen:
        raise Refused(CHANGED)
    closing = IndicatorClosing.objects.create(partnership=by.partnership, year=year, closed_by=by.user, closed_at=now)
    IndicatorSnapshot.objects.bulk_create(
        IndicatorSnapshot(
            closing=closing,
            code="" if line.own else line.key,
            indicator=line.own,
            value=figure.value,
            bound=figure.bound,
            target=figure.target,
            counted=figure.is_counted,
            source=figure.source,
        )
        for line, figure in _of(board, year)
    )
    audit.record(by=by, verb="indicators.closed", row=closing, at=now, number=year_name(year))
    return closing


# --- Own indicators ----------------------------------------------------------------------------------------------
def add_indicator(*, by: Membership, nonce: UUID, now: datetime, **values: str) -> Indicator:
    """Look at something of one's own, too. Raises Refused."""
    demand(can_keep(by))
    sent = Indicator.objects.filter(nonce=nonce, made_by=by.user_id).first()
    if sent:
        return sent
    try:
        with transaction.atomic():
            row = Indicator.objects.create(
                partnership=by.partnership, made_by=by.user, made_at=now, nonce=nonce, **values
            )
            audit.record(by=by, verb="indicator.added", row=row, at=now)
    except IntegrityError:
        raise Refused(SAME_NAME) from None
    return row


@transaction.atomic
def change_indicator(*, by: Membership, indicator: Indicator, version: int, now: datetime, **values: str) -> Indicator:
    """Describe it otherwise; its unit stays. Raises Refused, SomeoneWasFirst."""
    row = _held(by, indicator, version)
    for name in ("name_nl", "name_en", "meaning_nl", "meaning_en"):
        setattr(row, name, values[name])
    row.version += 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(SAME_NAME) from None
    audit.record(by=by, verb="indicator.changed", row=row, at=now)
    return row


@transaction.atomic
def end_indicator(*, by: Membership, indicator: Indicator, version: int, now: datetime) -> Indicator:
    """Keep it no longer; what was entered and reported stays readable. Raises Refused, SomeoneWasFirst."""
    row = _held(by, indicator, version)
    row.ended_at, row.version = now, row.version + 1
    row.save(update_fields=["ended_at", "version"])
    audit.record(by=by, verb="indicator.ended", row=row, at=now)
    return row


def _held(by: Membership, indicator: Indicator, version: int) -> Indicator:
    row = Indicator.objects.select_for_update().get(pk=indicator.pk)
    demand(can_change(by, row))
    if row.version != version:
        raise SomeoneWasFirst
    return row


@transaction.atomic
def note_export(*, by: Membership, file_format: str, now: datetime) -> AuditEvent:
    """Write down that the figures were taken along."""
    return audit.record(by=by, verb="indicators.exported", row=by.partnership, at=now, format=file_format)
