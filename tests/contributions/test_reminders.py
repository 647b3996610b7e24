"""Reminders: who is reminded of what, what management decides, and that nobody gets a second mail in a week."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributions.actions import reminders as actions
from contributions.letters import letter_for
from contributions.models import Agreement, MonthLock, Reminder, ReminderChoice, ReminderRound, Timesheet
from contributions.queries.reminders import due, month_to_look_at, week_of
from contributions.reminder_rights import EARLIER_WEEK, NOT_PREPARED
from contributions.tasks import remind
from contributions.topics import Code
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent, Membership, OutboxMail, Participation
from partnership.roles import Role
from tests.cast import NOW, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
URL = "/werkplaats/reminders/"


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


def codes(cast, person, now=NOW):
    return [topic["code"] for topic in due(cast.werkplaats, now).get(person.user_id, [])]


def topic(cast, person, code):
    return next(topic for topic in due(cast.werkplaats, NOW)[person.user_id] if topic["code"] == code)


def month_of(cast, person, state="submitted", **values):
    defaults = {
        "programme": cast.programme,
        "organisation": person.organisation,
        "person": person.user,
        "month": date(2026, 2, 1),
        "state": state,
    }
    if state != "draft":
        defaults |= {"no_double_funding": True, "submitted_at": NOW, "fingerprint": "a" * 64}
    return Timesheet.objects.create(**defaults | values)


def agreement(cast, **values):
    defaults = {
        "programme": cast.programme,
        "organisation": cast.terpdok,
        "number": "SOK-1",
        "starts_on": date(2025, 8, 1),
        "ends_on": date(2026, 7, 31),
        "language": "nl",
        "state": "sent",
        "prepared_by": cast.mirjam.user,
        "prepared_at": NOW,
        "sent_at": NOW,
    }
    return Agreement.objects.create(**defaults | values)


# --- Who is reminded of what -----------------------------------------------------------------------------------


def test_nothing_waits_for_anybody(cast):
    assert due(cast.werkplaats, NOW) == {}


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 3, 14), date(2026, 2, 1)),
        (date(2026, 3, 15), date(2026, 3, 1)),
        (date(2026, 1, 1), date(2025, 12, 1)),
        (date(2024, 2, 29), date(2024, 2, 1)),
    ],
)
def test_the_month_that_is_looked_at(day, month):
    assert month_to_look_at(day).first == month


def test_the_week_begins_on_monday_in_amsterdam():
    assert week_of(datetime(2026, 3, 15, 23, 30, tzinfo=UTC)) == date(2026, 3, 16)  # 00:30 there
    assert week_of(datetime(2026, 3, 15, 22, 30, tzinfo=UTC)) == date(2026, 3, 9)


def test_people_of_a_company_that_owes_hours_and_logged_nothing(cast):
    cast.pledge()
    assert Code.NOTHING_LOGGED in codes(cast, cast.anna)
    assert Code.NOTHING_LOGGED in codes(cast, cast.mo)
    assert topic(cast, cast.anna, Code.NOTHING_LOGGED)["month"] == "2026-03-01"
    assert codes(cast, cast.bram) == []  # of a company without a pledge
    assert codes(cast, cast.thea) == codes(cast, cast.mirjam) == []


def test_who_logged_a_draft_or_said_nothing_this_month_is_left_in_peace(cast):
    cast.pledge()
    cast.entry()
    month_of(cast, cast.mo, month=date(2026, 3, 1), nothing=True, no_double_funding=False)
    assert Code.NOTHING_LOGGED not in codes(cast, cast.anna) + codes(cast, cast.mo)


def test_nobody_is_missing_in_a_locked_month_or_before_joining(cast):
    cast.pledge()
    Membership.objects.filter(pk=cast.anna.pk).update(started_at=NOW - timedelta(hours=1))
    early = datetime(2026, 3, 9, 8, tzinfo=UTC)  # looks at February
    assert Code.NOTHING_LOGGED in codes(cast, cast.mo, early)
    Membership.objects.filter(pk=cast.anna.pk).update(started_at=datetime(2026, 3, 2, tzinfo=UTC))
    assert codes(cast, cast.anna, early) == []
    MonthLock.objects.create(programme=cast.programme, month=date(2026, 2, 1), locked_at=NOW)
    assert Code.NOTHING_LOGGED not in codes(cast, cast.mo, early)


def test_a_company_that_is_done_or_left_owes_nothing(cast):
    cast.pledge(quantity=1, amount=Decimal("73.00"))
    cast.approved(cast.mo, minutes=60, worked_on=date(2026, 1, 5))
    assert codes(cast, cast.anna) == []
    cast.pledge(cast.wadbyte)
    assert Code.NOTHING_LOGGED in codes(cast, cast.bram)
    Participation.objects.filter(organisation=cast.wadbyte).update(left_on=date(2026, 3, 1))
    assert codes(cast, cast.bram) == []


def test_months_that_wait_for_the_company_never_the_own_one(cast):
    month_of(cast, cast.anna)
    month_of(cast, cast.mo)
    assert topic(cast, cast.mo, Code.CONFIRM)["count"] == 1
    assert codes(cast, cast.anna) == []
    Timesheet.objects.filter(person=cast.anna.user).update(
        state="confirmed", confirmed_at=NOW, confirmed_by=cast.mo.user
    )
    assert codes(cast, cast.mo) == []


def test_an_inbox_is_full_when_something_waits_long_or_much_does(cast):
    cast.submitted(submitted_at=NOW - timedelta(days=7))
    assert codes(cast, cast.carla) == []
    for _ in range(25):
        cast.submitted()
    assert topic(cast, cast.carla, Code.INBOX)["count"] == 26
    assert codes(cast, cast.joost) == []  # of another lab


def test_an_inbox_holds_no_hours_of_the_own_organisation(cast):
    long_ago = NOW - timedelta(days=8)
    cast.submitted(cast.thea, submitted_at=long_ago)
    assert codes(cast, cast.carla) == []
    cast.submitted(submitted_at=long_ago)
    assert topic(cast, cast.carla, Code.INBOX)["count"] == 1


def test_a_company_behind_schedule(cast):
    cast.pledge()
    cast.approved(cast.anna, minutes=600, worked_on=date(2026, 3, 2))
    found = topic(cast, cast.mo, Code.BEHIND)
    assert found["hours"] == [600, 4498, 7200]
    assert Code.BEHIND not in codes(cast, cast.anna)
    for _ in range(3):
        cast.approved(minutes=1440)
    assert Code.BEHIND not in codes(cast, cast.mo)


def test_who_was_asked_to_sign_or_else_the_manager(cast):
    agreement(cast, signatory=cast.mo.user)
    other = make_member("Mies Terpdok", cast.terpdok, Role.COMPANY_MANAGER)
    assert codes(cast, cast.mo) == [Code.SIGN]
    assert codes(cast, other) == codes(cast, cast.anna) == []
    Membership.objects.filter(pk=cast.mo.pk).update(ended_at=NOW)
    assert codes(cast, other) == [Code.SIGN]
    Agreement.objects.update(state="prepared")
    assert codes(cast, other) == []


def test_other_partnerships_are_not_looked_at(cast):
    cast.pledge(cast.kleibyte, programme=cast.other_programme)
    assert due(cast.werkplaats, NOW) == {}
    assert cast.ed.user_id in due(cast.elders, NOW)


def test_management_hears_of_months_that_nobody_can_confirm(cast):
    month_of(cast, cast.anna)
    assert codes(cast, cast.mirjam) == []
    Membership.objects.filter(pk=cast.mo.pk).update(ended_at=NOW)
    assert codes(cast, cast.mirjam) == [Code.NOBODY_CONFIRMS]
    found = topic(cast, cast.mirjam, Code.NOBODY_CONFIRMS)
    assert (found["organisation"], found["count"]) == ("Terpdok Software", 1)
    for person in (cast.anna, cast.carla, cast.aad, cast.esra):
        assert Code.NOBODY_CONFIRMS not in codes(cast, person)
    letter = letter_for("Mirjam", cast.werkplaats, [found])
    assert "Terpdok" in letter.paragraphs[0] and letter.path == "/werkplaats/months/"
    make_member("Mies Terpdok", cast.terpdok, Role.COMPANY_MANAGER)
    assert codes(cast, cast.mirjam) == []


def test_the_own_month_of_the_only_manager_waits_for_a_second_one(cast):
    month_of(cast, cast.mo)
    assert codes(cast, cast.mirjam) == [Code.NOBODY_CONFIRMS]
    make_member("Mies Terpdok", cast.terpdok, Role.COMPANY_MANAGER)
    assert codes(cast, cast.mirjam) == []


def test_a_mail_tells_nothing_of_other_partners(cast):
    cast.pledge()
    cast.pledge(cast.wadbyte)
    for person in (cast.anna, cast.mo):
        assert "Wadbyte" not in str(due(cast.werkplaats, NOW)[person.user_id])


# --- Preparing and sending -------------------------------------------------------------------------------------


@pytest.fixture
def week(cast):
    """A round for Anna and Mo."""
    cast.pledge()
    row, _is_new = actions.prepare_round(partnership=cast.werkplaats, by=None, now=NOW)
    return row


def reminder_of(person):
    return Reminder.objects.get(user=person.user)


def test_a_round_is_prepared_once_a_week(cast, week):
    again, is_new = actions.prepare_round(partnership=cast.werkplaats, by=cast.mirjam, now=NOW + timedelta(days=2))
    assert (again, is_new, Reminder.objects.count()) == (week, False, 2)
    _later, is_new = actions.prepare_round(partnership=cast.werkplaats, by=None, now=NOW + timedelta(days=7))
    assert is_new
    assert AuditEvent.objects.filter(verb="reminders.prepared").count() == 2
    assert OutboxMail.objects.count() == 0


@pytest.mark.parametrize(("day", "rounds"), [(16, 2), (18, 2), (19, 0), (22, 0)])
def test_the_clock_prepares_early_in_the_week(cast, time_machine, day, rounds):
    time_machine.move_to(datetime(2026, 3, day, 9, tzinfo=UTC))
    remind()
    remind()
    assert ReminderRound.objects.count() == rounds


def test_sending(cast, week):
    assert actions.send_round(by=cast.mirjam, row=week, version=1, now=NOW) == 2
    week.refresh_from_db()
    assert (week.state, week.decided_by) == ("sent", cast.mirjam.user)
    mail = OutboxMail.objects.get(to=cast.mo.user.email)
    assert "maart 2026" in mail.text
    assert "120\u00a0uur" in mail.text
    assert "http://localhost:8000/werkplaats/reminders/mine/" in mail.text
    assert "Terpdok" in mail.html
    assert reminder_of(cast.mo).mail == mail
    assert OutboxMail.objects.count() == 2


def test_what_was_solved_meanwhile_falls_out(cast, week):
    cast.entry()
    cast.submitted(cast.mo)
    month_of(cast, cast.anna)  # nobody saw this one
    assert actions.send_round(by=cast.mirjam, row=week, version=1, now=NOW) == 1
    assert [each["code"] for each in reminder_of(cast.mo).topics] == [Code.BEHIND]
    assert reminder_of(cast.anna).sent_week is None


def test_who_is_left_out_gets_nothing_and_who_is_put_back_does(cast, week):
    for left_out in (True, False, True):
        actions.leave_out(by=cast.mirjam, reminder=reminder_of(cast.anna), left_out=left_out, now=NOW)
    week.refresh_from_db()
    assert week.version == 4
    with pytest.raises(SomeoneWasFirst):
        actions.send_round(by=cast.beheer, row=week, version=1, now=NOW)
    assert actions.send_round(by=cast.beheer, row=week, version=4, now=NOW) == 1
    assert not OutboxMail.objects.filter(to=cast.anna.user.email).exists()


def test_who_switched_off_after_the_round_was_prepared_gets_nothing(cast, week):
    actions.choose(membership=cast.anna, wanted=False, now=NOW)
    assert actions.send_round(by=cast.mirjam, row=week, version=1, now=NOW) == 1


def test_a_stopped_round_stays_stopped(cast, week):
    actions.stop_round(by=cast.mirjam, row=week, version=1, now=NOW)
    with pytest.raises(Refused, match=re.escape(str(NOT_PREPARED))):
        actions.send_round(by=cast.mirjam, row=week, version=2, now=NOW)
    with pytest.raises(Refused, match=re.escape(str(NOT_PREPARED))):
        actions.leave_out(by=cast.mirjam, reminder=reminder_of(cast.anna), left_out=True, now=NOW)
    assert OutboxMail.objects.count() == 0


def test_a_round_of_an_earlier_week_does_not_leave(cast, week):
    with pytest.raises(Refused, match=re.escape(str(EARLIER_WEEK))):
        actions.send_round(by=cast.mirjam, row=week, version=1, now=NOW + timedelta(days=7))
    assert actions.send_round(by=cast.mirjam, row=week, version=1, now=NOW + timedelta(days=6)) == 2


def test_one_mail_a_week_also_for_who_works_in_two_partnerships(cast, week):
    make_member("Mo Terpdok", cast.kleibyte, Role.COMPANY_MANAGER)
    cast.pledge(cast.kleibyte, programme=cast.other_programme)
    other, _is_new = actions.prepare_round(partnership=cast.elders, by=None, now=NOW)
    assert other.reminders.filter(user=cast.mo.user).exists()
    actions.send_round(by=cast.mirjam, row=week, version=1, now=NOW)
    assert actions.send_round(by=cast.esra, row=other, version=1, now=NOW) == 1  # Ed
    assert OutboxMail.objects.filter(to=cast.mo.user.email).count() == 1
    assert "Kleibyte" not in OutboxMail.objects.get(to=cast.mo.user.email).text


@pytest.mark.parametrize("role", Role.values)
def test_every_role_against_every_verb(cast, week, role):
    programme = cast.programme if role == Role.AUDITOR else None
    member = make_member("Iemand", cast.hanze, role, programme)
    deeds = (
        lambda: actions.leave_out(by=member, reminder=reminder_of(cast.anna), left_out=True, now=NOW),
        lambda: actions.prepare_round(partnership=cast.werkplaats, by=member, now=NOW),
        lambda: actions.send_round(by=member, row=week, version=2, now=NOW),
    )
    for deed in deeds:
        if role in (Role.MANAGEMENT, Role.ADMINISTRATOR):
            deed()
        else:
            with pytest.raises(Refused):
                deed()


def test_rounds_of_long_ago_are_forgotten(cast, week):
    actions.send_round(by=cast.mirjam, row=week, version=1, now=NOW)
    assert actions.forget(now=datetime(2028, 3, 20, tzinfo=UTC)) == 0
    actions.forget(now=datetime(2028, 3, 28, tzinfo=UTC))
    assert not Reminder.objects.exists()
    assert not ReminderRound.objects.exists()


# --- The own switch --------------------------------------------------------------------------------------------


def test_off_and_on(cast):
    cast.pledge()
    actions.choose(membership=cast.anna, wanted=False, now=NOW)
    actions.choose(membership=cast.anna, wanted=False, now=NOW)
    assert codes(cast, cast.anna) == []
    actions.choose(membership=cast.anna, wanted=True, now=NOW)
    assert codes(cast, cast.anna) == [Code.NOTHING_LOGGED]
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == ["reminders.off", "reminders.on"]


def test_the_last_responsible_person_of_a_company_stays_reminded(cast):
    cast.pledge()
    with pytest.raises(Refused):
        actions.choose(membership=cast.mo, wanted=False, now=NOW)
    other = make_member("Mies Terpdok", cast.terpdok, Role.COMPANY_MANAGER)
    actions.choose(membership=cast.mo, wanted=False, now=NOW)
    assert codes(cast, cast.mo) == []
    with pytest.raises(Refused):
        actions.choose(membership=other, wanted=False, now=NOW)
    Membership.objects.filter(pk=other.pk).update(ended_at=NOW)
    assert codes(cast, cast.mo) == [Code.BEHIND]  # for the company, and still not for the own hours
    actions.choose(membership=cast.mo, wanted=True, now=NOW)
    assert codes(cast, cast.mo) == [Code.NOTHING_LOGGED, Code.BEHIND]


def test_a_coordinator_may_switch_off(cast):
    cast.submitted(submitted_at=NOW - timedelta(days=9))
    actions.choose(membership=cast.carla, wanted=False, now=NOW)
    assert codes(cast, cast.carla) == []


# --- Pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status", "own"),
    [
        ("mirjam", 200, 200),
        ("beheer", 200, 200),
        ("aad", 403, 200),
        ("anna", 403, 200),
        ("mo", 403, 200),
        ("carla", 403, 200),
        ("thea", 403, 200),
        ("sanne", 403, 200),
        ("esra", 404, 404),
    ],
)
def test_who_sees_what(log_in, cast, week, who, status, own):
    client, pk = log_in(getattr(cast, who)), reminder_of(cast.anna).pk
    for page in ("", f"{week.pk}/", f"mail/{pk}/"):
        assert client.get(URL + page).status_code == status
    assert client.get(f"{URL}mine/").status_code == own
    changed = 302 if status == 200 else status
    assert client.post(f"{URL}prepare/").status_code == changed
    assert client.post(f"{URL}mail/{pk}/leave-out/", {"left_out": "1"}).status_code == changed
    assert client.post(f"{URL}{week.pk}/stop/", {"version": "2"}).status_code == changed
    assert client.post(f"{URL}{week.pk}/send/", {"version": "3"}).status_code == changed
    week.refresh_from_db()
    assert week.state == ("stopped" if status == 200 else "prepared")


def test_a_round_of_another_partnership_is_not_there(log_in, cast):
    cast.pledge(cast.kleibyte, programme=cast.other_programme)
    other, _is_new = actions.prepare_round(partnership=cast.elders, by=None, now=NOW)
    client, pk = log_in(cast.mirjam), other.reminders.get().pk
    assert client.get(f"{URL}{other.pk}/").status_code == 404
    assert client.get(f"{URL}mail/{pk}/").status_code == 404
    assert client.post(f"{URL}{other.pk}/send/", {"version": "1"}).status_code == 404
    assert client.post(f"{URL}mail/{pk}/leave-out/", {"left_out": "1"}).status_code == 404
    assert log_in(cast.esra).get(f"/elders/reminders/{other.pk}/").status_code == 200


def test_management_sees_what_goes_out_and_what_went_out(log_in, cast, week):
    client = log_in(cast.mirjam)
    page = client.get(f"{URL}{week.pk}/").content.decode()
    assert "2 mails are ready" in page
    assert "You have not logged hours for Terpdok Software in March 2026 yet." in page
    mail = client.get(f"{URL}mail/{reminder_of(cast.anna).pk}/").content.decode()
    assert "Hallo Anna" in mail
    client.post(f"{URL}mail/{reminder_of(cast.anna).pk}/leave-out/", {"left_out": "1"})
    said = client.post(f"{URL}{week.pk}/send/", {"version": "2"}, follow=True).content.decode()
    assert "1 mail is on its way" in said
    assert "left out" in said.lower()
    assert "Send now" not in said
    assert client.get(URL).content.decode().count("Mirjam Management") >= 1


@pytest.mark.parametrize("version", ["", "x", "2", "99999999999999", "²"])
def test_an_old_screen_sends_nothing(log_in, cast, week, version):
    client = log_in(cast.mirjam)
    said = client.post(f"{URL}{week.pk}/send/", {"version": version}, follow=True).content.decode()
    assert "Somebody else just changed this" in said
    assert OutboxMail.objects.count() == 0
    client.post(f"{URL}{week.pk}/send/", {"version": "1"})
    assert OutboxMail.objects.count() == 2


def test_looking_changes_nothing_and_the_button_does(log_in, cast):
    make_member("Mies Terpdok", cast.terpdok, Role.COMPANY_MANAGER)
    client = log_in(cast.mo)
    for _ in range(2):
        assert "You are reminded by mail" in client.get(f"{URL}mine/?wanted=0").content.decode()
    assert not ReminderChoice.objects.exists()
    assert "Reminders are off" in client.post(f"{URL}mine/", {"wanted": "0"}, follow=True).content.decode()
    assert "Switch reminders on" in client.get(f"{URL}mine/").content.decode()


def test_the_last_one_is_told_why(log_in, cast):
    page = log_in(cast.mo).get(f"{URL}mine/").content.decode()
    assert "You are the only manager" in page
    assert "Switch reminders off" not in page
    assert "only manager" in log_in(cast.mo).post(f"{URL}mine/", {"wanted": "0"}, follow=True).content.decode()


def queries(client, url):
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_as_many_queries_for_many_people_as_for_few(log_in, cast, week):
    client = log_in(cast.mirjam)
    before = [queries(client, URL + page) for page in ("", f"{week.pk}/")]
    with CaptureQueriesContext(connection) as few:
        due(cast.werkplaats, NOW)
    for number in range(10):
        member = make_member(f"Nieuw {number}", cast.terpdok, Role.COMPANY_MANAGER)
        Reminder.objects.create(round=week, user=member.user, topics=reminder_of(cast.anna).topics)
        month_of(cast, member)
        cast.submitted(member, submitted_at=NOW - timedelta(days=9))
        agreement(cast, number=f"SOK-{number + 2}")
        ReminderRound.objects.create(
            partnership=cast.werkplaats, week=week.week - timedelta(days=7 * number + 7), prepared_at=NOW
        )
    assert [queries(client, URL + page) for page in ("", f"{week.pk}/")] == before
    assert max(before) <= 15
    with CaptureQueriesContext(connection) as many:
        due(cast.werkplaats, NOW)
    assert len(many) == len(few)


# --- The words -------------------------------------------------------------------------------------------------


def test_a_mail_about_one_thing_opens_its_page_and_else_the_home_page(cast):
    cast.pledge()
    agreement(cast)
    month_of(cast, cast.anna)
    cast.submitted(cast.bram, submitted_at=NOW - timedelta(days=9))
    found = due(cast.werkplaats, NOW)
    everything = {each["code"]: each for topics in found.values() for each in topics}
    assert set(everything) == {Code.NOTHING_LOGGED, Code.CONFIRM, Code.INBOX, Code.BEHIND, Code.SIGN}
    pages = {code: letter_for("Mo", cast.werkplaats, [each]).path for code, each in everything.items()}
    assert pages == {
        Code.NOTHING_LOGGED: "/werkplaats/hours/new/",
        Code.CONFIRM: "/werkplaats/months/",
        Code.INBOX: "/werkplaats/approvals/",
        Code.BEHIND: "/werkplaats/standing/",
        Code.SIGN: "/werkplaats/agreements/",
    }
    letter = letter_for("Mo", cast.werkplaats, found[cast.mo.user_id])
    assert letter.path == "/werkplaats/"
    assert len(letter.paragraphs) == len(found[cast.mo.user_id]) == 4


def test_who_gets_a_mail_may_open_its_page(log_in, cast):
    cast.pledge()
    agreement(cast)
    month_of(cast, cast.anna)
    cast.submitted(cast.bram, submitted_at=NOW - timedelta(days=9))
    members = {each.user_id: each for each in (cast.anna, cast.mo, cast.carla)}
    for user_id, topics in due(cast.werkplaats, NOW).items():
        for each in topics:
            path = letter_for("", cast.werkplaats, [each]).path
            assert log_in(members[user_id]).get(path).status_code == 200
