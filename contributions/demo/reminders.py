"""Reminders in the demonstration: those of last week were sent, those of this week wait for management."""

from datetime import datetime, timedelta

from contributions.actions.reminders import prepare_round
from contributions.models import Reminder, ReminderRound
from contributions.queries.reminders import week_of
from contributions.states import RoundState
from partnership.models import Programme, User

SENT_LAST_WEEK = 8
WEEK = timedelta(days=7)


def add_reminders(programme: Programme, now: datetime) -> None:
    """Call it last: what waits for people follows from all that is there."""
    this_week, _is_new = prepare_round(partnership=programme.partnership, by=None, now=now)
    week = week_of(now) - WEEK
    monday = now - timedelta(days=(now.date() - week).days)
    last_week = ReminderRound.objects.create(
        partnership=programme.partnership,
        week=week,
        state=RoundState.SENT,
        version=3,
        prepared_at=monday,
        decided_at=monday + timedelta(hours=2),
        decided_by=User.objects.get(email="management@example.org"),
    )
    Reminder.objects.bulk_create(
        Reminder(
            round=last_week,
            user_id=reminder.user_id,
            topics=reminder.topics,
            left_out=number == 1,
            sent_week=None if number == 1 else week,
        )
        for number, reminder in enumerate(this_week.reminders.order_by("pk")[:SENT_LAST_WEEK])
    )
