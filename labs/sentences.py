"""When and where a session is, in words: one way for page and mail."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from lib.figures import day
from lib.times import clock_of, day_of

NIGHT = timedelta(hours=6)  # what ends before six in the morning belongs to the evening before


def clock(moment: datetime) -> str:
    return clock_of(moment).strftime("%H:%M")


def last_day_of(starts_at: datetime, ends_at: datetime):
    """The last day that a session takes up: the night after an evening is no day of its own."""
    return max(day_of(starts_at), day_of(ends_at - NIGHT))


def when(starts_at: datetime, ends_at: datetime) -> str:
    """`ma 2 maart 2026, 9:00 tot 12:00`, with the last day when that is another one."""
    names = {"day": day(day_of(starts_at)), "start": clock(starts_at), "end": clock(ends_at)}
    if last_day_of(starts_at, ends_at) == day_of(starts_at):
        return _("%(day)s, %(start)s to %(end)s") % names
    return _("%(day)s, %(start)s to %(last)s, %(end)s") % (names | {"last": day(day_of(ends_at))})


def times(starts_at: datetime, ends_at: datetime) -> str:
    """The hours alone, where the day stands above: `9:00 tot 12:00`, or `9:00 tot wo 4 maart 2026, 12:00`."""
    names = {"start": clock(starts_at), "end": clock(ends_at)}
    if last_day_of(starts_at, ends_at) == day_of(starts_at):
        return _("%(start)s until %(end)s") % names
    return _("%(start)s until %(last)s, %(end)s") % (names | {"last": day(day_of(ends_at))})


def where(spot) -> str:
    """The room and the free words for the place; `spot` has `room` and `place`."""
    return ", ".join(filter(None, (str(spot.room or ""), spot.place)))
