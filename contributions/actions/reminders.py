"""Reminders: prepared once a week for each partnership, looked at by management, sent at most once a week to a person.

Nothing leaves by itself: a round that management did not send is of the past once its week is over. At sending every
subject is looked up again, and what was solved meanwhile falls out; nothing is added that management did not see.
"""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from contributions.letters import in_the_language_of_mail, letter_for
from contributions.models import Reminder, ReminderChoice, ReminderRound
from contributions.queries.reminders import due, reminded_managers, week_of
from contributions.reminder_rights import can_change_round, can_send_reminders, can_switch_off
from contributions.states import ROUNDS
from contributions.topics import Code
from lib.patience import is_busy
from lib.periods import add_years, today
from lib.workflow import Refused, SomeoneWasFirst, demand, take_step
from partnership.actions.mail import post
from partnership.audit import record
from partnership.models import Membership, Organisation, Partnership
from partnership.roles import Role

from .offer_links import make_link

# A round is prepared from Monday on; when that failed until now, not in the second half of the week any more.
LAST_DAY_TO_PREPARE = 2
YEARS_KEPT = 2


def prepare_all(*, now: datetime) -> int:
    """The rounds of this week that are not there yet, in the first half of the week. Says how many were made."""
    if today(now).weekday() > LAST_DAY_TO_PREPARE:
        return 0
    missing = Partnership.objects.exclude(reminder_rounds__week=week_of(now)).order_by("pk")
    return sum(prepare_round(partnership=partnership, by=None, now=now)[1] for partnership in missing)


@transaction.atomic
def prepare_round(*, partnership: Partnership, by: Membership | None, now: datetime) -> tuple[ReminderRound, bool]:
    """This week's round of a partnership, and whether it is new: of two who prepare it at once, one does."""
    if by is not None:
        demand(can_send_reminders(by))
    row, is_new = ReminderRound.objects.get_or_create(
        partnership=partnership, week=week_of(now), defaults={"prepared_at": now}
    )
    if is_new:
        found = due(partnership, now)
        Reminder.objects.bulk_create(
            Reminder(round=row, user_id=user_id, topics=topics) for user_id, topics in sorted(found.items())
        )
        record(by=by, verb="reminders.prepared", row=row, at=now, partnership_id=partnership.pk, people=len(found))
    return row, is_new


def send_round(*, by: Membership, row: ReminderRound, version: int, now: datetime) -> int:
    """Send what was prepared, as it is at this moment. Says how many mails leave. Raises Refused, SomeoneWasFirst."""
    try:
        return _send(by, row, version, now)
    except OperationalError as error:
        if not is_busy(error):
            raise
        raise Refused(_("Other reminders are being sent at this moment. Try it again.")) from error


@transaction.atomic
def _send(by: Membership, row: ReminderRound, version: int, now: datetime) -> int:
    row = _decide(by, row, version, "send", now)
    current = due(row.partnership, now)
    # In one order, so that partnerships that send at once to the same people wait for each other and do not lock.
    reminders = row.reminders.filter(left_out=False).select_related("user").order_by("user_id")
    sent = sum(_send_one(row, reminder, current.get(reminder.user_id, ()), now) for reminder in reminders)
    record(by=by, verb="reminders.sent", row=row, at=now, mails=sent)
    return sent


def _decide(by: Membership, row: ReminderRound, version: int, verb: str, now: datetime) -> ReminderRound:
    row = ReminderRound.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=row.pk)
    demand(can_change_round(by, row, week=week_of(now)))
    if row.version != version:
        raise SomeoneWasFirst
    take_step(row, ROUNDS[verb], decided_at=now, decided_by_id=by.user_id)
    return row


def _send_one(row: ReminderRound, reminder: Reminder, topics, now: datetime) -> bool:
    """One mail, unless nothing is left of it or the person had one this week, also by another partnership."""
    seen = {topic["code"] for topic in reminder.topics}
    left = [topic for topic in topics if topic["code"] in seen]
    if not left:
        return False
    try:
        with transaction.atomic():  # the database knows of one reminder for a person in a week
            Reminder.objects.filter(pk=reminder.pk).update(sent_week=row.week)
    except IntegrityError:
        return False
    path = ""
    if any(topic["code"] == Code.OFFERS for topic in left):
        path = make_link(partnership=row.partnership, person=reminder.user, now=now)
    with in_the_language_of_mail():
        letter = letter_for(reminder.user.get_short_name(), row.partnership, left, offers_path=path)
        mail = post(key=f"reminder:{reminder.user_id}:{row.week}", to=reminder.user.email, letter=letter, now=now)
    Reminder.objects.filter(pk=reminder.pk).update(topics=left, mail=mail)
    return True


@transaction.atomic
def stop_round(*, by: Membership, row: ReminderRound, version: int, now: datetime) -> None:
    """Nobody is reminded this week. Raises Refused, SomeoneWasFirst."""
    row = _decide(by, row, version, "stop", now)
    record(by=by, verb="reminders.stopped", row=row, at=now)


@transaction.atomic
def leave_out(*, by: Membership, reminder: Reminder, left_out: bool, now: datetime) -> None:
    """Leave one person out of a round, or put the person back; who still looks at the round has to look again."""
    row = ReminderRound.objects.select_for_update().get(pk=reminder.round_id)
    demand(can_change_round(by, row, week=week_of(now)))
    if not Reminder.objects.filter(pk=reminder.pk, left_out=not left_out).update(left_out=left_out):
        return
    ReminderRound.objects.filter(pk=row.pk).update(version=row.version + 1)
    record(
        by=by,
        verb="reminders.left_out" if left_out else "reminders.put_back",
        row=row,
        at=now,
        user=reminder.user_id,
    )


@transaction.atomic
def choose(*, membership: Membership, wanted: bool, now: datetime) -> None:
    """Switch the own reminders of a partnership on or off. Raises Refused for the last who hears for a company."""
    # The company's row is the lock: of two managers who switch off at once, one stays.
    organisation = Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    if not wanted:
        demand(may_switch_off(membership, organisation, now))
    choice, _is_new = ReminderChoice.objects.get_or_create(
        partnership_id=membership.partnership_id, user_id=membership.user_id
    )
    if (choice.off_at is None) == wanted:
        return
    choice.off_at = None if wanted else now
    choice.save(update_fields=["off_at"])
    record(by=membership, verb="reminders.on" if wanted else "reminders.off", row=choice, at=now)


def may_switch_off(membership: Membership, organisation: Organisation, now: datetime):
    """The decision, for button and action alike."""
    others = 0
    if membership.role == Role.COMPANY_MANAGER:
        others = len(set(reminded_managers(organisation, now)) - {membership.user_id})
    return can_switch_off(membership, other_managers=others)


@transaction.atomic
def forget(*, now: datetime) -> int:
    """Remove the rounds of more than two years ago."""
    before: date = add_years(week_of(now), -YEARS_KEPT) - timedelta(days=7)
    old = ReminderRound.objects.filter(week__lt=before)
    Reminder.objects.filter(round__in=old).delete()
    return old.delete()[0]
