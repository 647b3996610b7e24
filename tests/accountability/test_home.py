"""What waits for who oversees everything stands on the home page, and leads to where it is done."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from contributions.kinds import PledgeKind
from contributions.models import Reminder, ReminderRound, Timesheet
from contributions.quantities import quantity_words
from contributions.queries.reminders import week_of
from tests.cast import NOW

pytestmark = pytest.mark.django_db
HOME = "/werkplaats/"


def page(client):
    return client.get(HOME, headers={"accept-language": "en"}).content.decode()


def test_months_and_goods_that_wait_stand_on_the_home_page_of_management(cast, log_in):
    client = log_in(cast.mirjam)
    before = page(client)
    assert "/months/accept/" not in before
    assert "/contributions/approvals/" not in before
    Timesheet.objects.create(
        programme=cast.programme,
        organisation=cast.terpdok,
        person=cast.anna.user,
        month=date(2026, 2, 1),
        state="confirmed",
        nothing=True,
        fingerprint="a" * 64,
        submitted_at=NOW,
        confirmed_at=NOW,
        confirmed_by=cast.mo.user,
    )
    cast.cash(organisation=cast.terpdok, state="submitted", submitted_at=NOW, entered_by=cast.mo.user)
    with CaptureQueriesContext(connection) as queries:
        after = page(client)
    assert len(queries) <= 15
    assert "What waits for you" in after
    assert "/months/accept/" in after
    assert "/contributions/approvals/" in after


def test_reminders_that_wait_stand_on_the_home_page_until_they_are_stopped(cast, log_in):
    client, now = log_in(cast.mirjam), timezone.now()
    row = ReminderRound.objects.create(partnership=cast.werkplaats, week=week_of(now), prepared_at=now)
    assert "Reminders are ready to send" not in page(client)
    for member in (cast.anna, cast.mo, cast.bram):
        Reminder.objects.create(round=row, user=member.user, topics=[], left_out=member is cast.bram)
    shown = page(client)
    assert "2 mails of this week wait" in shown and f"/reminders/{row.pk}/" in shown
    ReminderRound.objects.update(state="stopped", decided_at=now, decided_by=cast.mirjam.user)
    assert "Reminders are ready to send" not in page(client)


def test_the_auditor_is_asked_nothing(cast, log_in):
    cast.cash(organisation=cast.terpdok, state="submitted", submitted_at=NOW, entered_by=cast.mo.user)
    assert "/contributions/approvals/" not in page(log_in(cast.aad))


def test_months_of_a_room_are_dutch_in_dutch():
    with override("nl"):
        assert quantity_words(PledgeKind.ROOM, Decimal(12), "").endswith("maanden")
        assert quantity_words(PledgeKind.ROOM, Decimal(1), "").endswith("maand")


def test_hours_that_a_colleague_logged_say_so_on_the_home_page(cast, log_in):
    cast.entry(entered_by=cast.mo.user)
    page = log_in(cast.anna).get("/werkplaats/", headers={"accept-language": "en"})
    assert "Logged by Mo Terpdok" in page.content.decode()
