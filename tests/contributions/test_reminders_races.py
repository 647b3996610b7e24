"""Two managers, two partnerships and two choices at the same moment. Each was seen to fail without its guard."""

import threading

import pytest

from contributions.actions import reminders as actions
from contributions.models import Reminder, ReminderChoice, ReminderRound
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent, OutboxMail
from partnership.roles import Role
from tests.cast import NOW, make_member
from tests.contributions.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("march")]


@pytest.fixture
def slow(monkeypatch):
    """Between looking and writing passes a moment, as on a busy server."""

    def after_a_moment(looked):
        def look(*args, **kwargs):
            found = looked(*args, **kwargs)
            threading.Event().wait(0.3)
            return found

        return look

    for name in ("due", "reminded_managers"):
        monkeypatch.setattr(actions, name, after_a_moment(getattr(actions, name)))


def test_of_two_managers_one_sends(cast, slow):
    cast.pledge()
    row, _is_new = actions.prepare_round(partnership=cast.werkplaats, by=None, now=NOW)
    rows = [ReminderRound.objects.get(pk=row.pk) for _ in range(2)]
    answers = at_once(
        lambda: actions.send_round(by=cast.mirjam, row=rows[0], version=1, now=NOW),
        lambda: actions.send_round(by=cast.beheer, row=rows[1], version=1, now=NOW),
    )
    assert 2 in answers
    assert any(isinstance(answer, Refused | SomeoneWasFirst) for answer in answers)
    assert OutboxMail.objects.count() == 2
    assert AuditEvent.objects.filter(verb="reminders.sent").count() == 1


def test_somebody_of_two_partnerships_gets_one_mail(cast, slow):
    make_member("Mo Terpdok", cast.kleibyte, Role.COMPANY_MANAGER)
    make_member("Anna Terpdok", cast.kleibyte, Role.COMPANY_MANAGER)
    cast.pledge()
    cast.pledge(cast.kleibyte, programme=cast.other_programme)
    rounds = [actions.prepare_round(partnership=each, by=None, now=NOW)[0] for each in (cast.werkplaats, cast.elders)]
    sent = at_once(
        lambda: actions.send_round(by=cast.mirjam, row=rounds[0], version=1, now=NOW),
        lambda: actions.send_round(by=cast.esra, row=rounds[1], version=1, now=NOW),
    )
    assert sum(sent) == 3  # Mo and Anna once, and Ed
    assert OutboxMail.objects.filter(to=cast.mo.user.email).count() == 1
    assert Reminder.objects.filter(user=cast.mo.user, sent_week__isnull=False).count() == 1


def test_a_week_is_prepared_once(cast, slow):
    cast.pledge()
    at_once(*(lambda: actions.prepare_round(partnership=cast.werkplaats, by=None, now=NOW) for _ in range(2)))
    assert (ReminderRound.objects.count(), Reminder.objects.count()) == (1, 2)


def test_of_two_managers_of_a_company_one_stays_reminded(cast, slow):
    other = make_member("Mies Terpdok", cast.terpdok, Role.COMPANY_MANAGER)
    answers = at_once(
        lambda: actions.choose(membership=cast.mo, wanted=False, now=NOW),
        lambda: actions.choose(membership=other, wanted=False, now=NOW),
    )
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert ReminderChoice.objects.filter(off_at__isnull=False).count() == 1
