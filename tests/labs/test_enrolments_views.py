"""The pages about taking part: who gets them, what stands there, and how many queries they take."""

import csv
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from labs.actions import enrolments as actions
from labs.models import Enrolment, Session, SessionGuest
from labs.queries.enrolments import next_sessions
from partnership.models import AuditEvent
from tests.cast import make_member
from tests.labs.enrolment_helpers import DAY, HOUR, SEATED, WAITING, enrol, make_session, make_students

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
PANEL = "{% load enrolments %}{% enrolment_panel session %}"


def address(name, *args):
    return reverse(name, args=["werkplaats", *args])


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def soon(cast, now):
    return make_session(cast, starts_at=now + 3 * DAY)


def panel(rf, session, membership):
    """The panel as it stands in the page of a session."""
    request = rf.get("/")
    request.membership, request.partnership = membership, session.lab.partnership
    request.user, request.memberships = (membership.user if membership else AnonymousUser()), [membership]
    context = {"session": session, "partnership": session.lab.partnership}
    with override("en"):
        return engines["django"].from_string(PANEL).render(context, request)


# --- The panel -------------------------------------------------------------------------------------------------
def test_the_panel_follows_a_person_from_button_to_seat_to_list(cast, rf, soon, now):
    assert "Sign up" in panel(rf, soon, cast.anna)
    enrol(cast.anna, soon, now)
    assert "You have a seat" in panel(rf, soon, cast.anna)
    enrol(cast.bram, soon, now)
    assert "Put me on the waiting list" in panel(rf, soon, cast.sanne)
    enrol(cast.thea, soon, now)
    enrol(cast.sanne, soon, now)
    shown = panel(rf, soon, cast.sanne)
    assert "Your place on the list: 2." in shown
    assert "All 2 seats are taken. 2 people are on the waiting list." in shown


def test_the_panel_names_nobody_to_who_does_not_run_the_lab(cast, rf, soon, now):
    for member in (cast.bram, cast.thea, cast.mo):
        enrol(member, soon, now)
    for member in (cast.sanne, cast.anna, cast.joost, cast.aad, None):
        shown = panel(rf, soon, member)
        assert not [each.user.name for each in (cast.bram, cast.thea, cast.mo) if each.user.name in shown]
        assert "Who takes part" not in shown
    assert "Who takes part" in panel(rf, soon, cast.carla)


def test_the_panel_says_why_not(cast, rf, soon, now):
    assert "Log in to sign up" in panel(rf, soon, None)
    assert "in this role" in panel(rf, soon, cast.aad)
    row = enrol(cast.anna, soon, now)
    soon.withdraw_until = soon.enrol_until = now - HOUR
    assert "Tell Carla Noorderpoort" in panel(rf, soon, cast.anna)
    assert "People could sign up until" in panel(rf, soon, cast.bram)
    soon.takes_enrolments = False
    assert "Taking part" not in panel(rf, soon, cast.anna)
    assert row.state == SEATED


def test_the_panel_takes_few_queries_whoever_looks(cast, rf, soon, now, django_assert_max_num_queries):
    Session.objects.filter(pk=soon.pk).update(capacity=10)
    for member in [cast.thea, cast.carla, cast.mirjam, *make_students(cast, 30)]:
        enrol(member, soon, now)
    for member in (cast.thea, cast.carla, cast.mirjam, cast.sanne):
        with django_assert_max_num_queries(6):
            panel(rf, soon, member)


# --- Signing up and stepping back ------------------------------------------------------------------------------
def test_signing_up_and_withdrawing_on_the_pages(cast, log_in, soon):
    client, nonce = log_in(cast.sanne), uuid4()
    for _ in range(2):
        assert client.post(address("session_enrol", soon.pk), {"nonce": nonce}).status_code == 302
    row = Enrolment.objects.get()
    page = client.get(address("my_sessions"), headers=ENGLISH).content.decode()
    assert soon.title in page
    leaving = address("enrolment_withdraw", row.pk)
    assert client.get(leaving).status_code == 200
    assert Enrolment.objects.get().state == SEATED  # looking changes nothing
    client.post(leaving)
    assert Enrolment.objects.get().state == "withdrawn"
    assert client.get(leaving).status_code == 404
    client.post(address("session_enrol", soon.pk), {"nonce": nonce})
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("aad", 403), ("esra", 404), ("anna", 302)])
def test_who_signs_up_on_the_page(cast, log_in, soon, who, status):
    answer = log_in(getattr(cast, who)).post(address("session_enrol", soon.pk), {"nonce": uuid4()})
    assert answer.status_code == status
    assert Enrolment.objects.exists() == (status == 302)


def test_a_draft_is_not_there_and_a_form_without_its_number_does_nothing(cast, log_in, soon):
    client = log_in(cast.anna)
    assert client.get(address("session_enrol", soon.pk)).status_code == 405
    client.post(address("session_enrol", soon.pk), {})
    Session.objects.update(state="draft")
    assert client.post(address("session_enrol", soon.pk), {"nonce": uuid4()}).status_code == 404
    assert not Enrolment.objects.exists()


def test_a_refusal_is_told(cast, log_in, soon, now):
    Session.objects.update(enrol_until=now - HOUR)
    answer = log_in(cast.anna).post(address("session_enrol", soon.pk), {"nonce": uuid4()}, headers=ENGLISH, follow=True)
    assert "People could sign up until" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("carla", 200), ("mirjam", 200), ("joost", 404), ("bram", 404), ("esra", 404)]
)
def test_who_withdraws_whom(cast, log_in, soon, now, who, status):
    row = enrol(cast.anna, soon, now)
    client = log_in(getattr(cast, who))
    assert client.get(address("enrolment_withdraw", row.pk)).status_code == status
    answer = client.post(address("enrolment_withdraw", row.pk))
    assert answer.status_code == (302 if status == 200 else status)
    row.refresh_from_db()
    assert (row.state == "withdrawn") == (status == 200)


def test_withdrawing_too_late_says_so(cast, log_in, soon, now):
    row = enrol(cast.anna, soon, now)
    Session.objects.update(withdraw_until=now - HOUR)
    answer = log_in(cast.anna).post(address("enrolment_withdraw", row.pk), headers=ENGLISH, follow=True)
    assert "You could withdraw until" in answer.content.decode()
    assert Enrolment.objects.get().state == SEATED


# --- Who runs the lab ------------------------------------------------------------------------------------------
def test_somebody_is_found_added_and_taken_off(cast, log_in, soon, now):
    enrol(cast.anna, soon, now)
    client, people = log_in(cast.carla), address("session_people", soon.pk)
    page = client.get(people, {"name": "terpdok"})
    assert [member.user.name for member in page.context["found"]] == ["Mo Terpdok"]
    assert client.get(people, {"name": "x"}).context["found"] is None  # one letter finds everybody
    for _ in range(2):
        client.post(address("session_person_add", soon.pk), {"member": cast.mo.pk, "nonce": uuid4()})
    client.post(address("session_person_add", soon.pk), {"member": cast.bram.pk, "nonce": uuid4()})
    client.post(address("session_person_add", soon.pk), {"member": "x"})
    assert (
        client.post(address("session_person_add", soon.pk), {"member": cast.ed.pk, "nonce": uuid4()}).status_code == 404
    )
    shown = client.get(people, headers=ENGLISH).content.decode()
    assert "Waiting list" in shown and "Bram Wadbyte" in shown
    states = dict(soon.enrolments.values_list("person__name", "state"))
    assert states == {"Anna Terpdok": SEATED, "Mo Terpdok": SEATED, "Bram Wadbyte": WAITING}


def test_the_list_as_csv_runs_no_formula(cast, log_in, soon, now):
    cast.anna.user.name = "=HYPERLINK(1)"
    cast.anna.user.save()
    enrol(cast.anna, soon, now)
    client = log_in(cast.carla)
    assert client.get(address("session_people_export", soon.pk)).status_code == 405
    answer = client.post(address("session_people_export", soon.pk), headers=ENGLISH)
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
    assert rows[-1][0] == "'=HYPERLINK(1)"
    assert rows[-2][0] == "Name"
    assert AuditEvent.objects.filter(verb="session.people_exported").count() == 1


# --- My sessions, and home -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "status"), [("sanne", 200), ("anna", 200), ("carla", 200), ("aad", 403), ("esra", 404)]
)
def test_who_has_sessions_of_their_own(cast, log_in, who, status):
    assert log_in(getattr(cast, who)).get(address("my_sessions")).status_code == status


def test_my_sessions_show_what_comes_and_what_was(cast, log_in, soon, now):
    for member in (cast.anna, cast.bram, cast.thea, cast.sanne):
        enrol(member, soon, now)
    past = make_session(cast, title="Eerste hulp bij Git", starts_at=now - 9 * DAY)
    for member in (cast.sanne, cast.mo):
        row = enrol(member, past, now - 20 * DAY)
        Enrolment.objects.filter(pk=row.pk).update(was_there=member is cast.sanne)
    page = log_in(cast.sanne).get(address("my_sessions"), headers=ENGLISH).content.decode()
    assert "Number 2 on the waiting list" in page
    assert page.index(soon.title) < page.index(past.title)
    assert "Certificate" in page
    assert "Anna Terpdok" not in page
    assert "Not there" in log_in(cast.mo).get(address("my_sessions"), headers=ENGLISH).content.decode()
    empty = log_in(cast.joost).get(address("my_sessions"), headers=ENGLISH).content.decode()
    assert "Nothing planned for you" in empty


def test_my_sessions_take_a_fixed_number_of_queries(cast, log_in, now, django_assert_max_num_queries):
    for number in range(12):
        starts_at = now + (number - 6) * DAY + HOUR
        enrol(cast.sanne, make_session(cast, starts_at=starts_at), starts_at - timedelta(days=1))
    client = log_in(cast.sanne)
    with django_assert_max_num_queries(9):
        client.get(address("my_sessions"))


def test_home_shows_what_comes_next_or_what_is_open(cast, log_in, soon, now):
    client = log_in(cast.sanne)
    home = client.get(address("home"), headers=ENGLISH).content.decode()
    assert "You can sign up for" in home and soon.title in home
    for member in (cast.mo, cast.bram, cast.sanne):
        enrol(member, soon, now)
    home = client.get(address("home"), headers=ENGLISH).content.decode()
    assert "Your next sessions" in home and "Number 1 on the waiting list" in home
    assert "sign up for" not in log_in(cast.aad).get(address("home"), headers=ENGLISH).content.decode()
    SessionGuest.objects.create(session=soon, person=cast.anna.user, organisation=cast.terpdok)
    assert "You give it" in log_in(cast.anna).get(address("home"), headers=ENGLISH).content.decode()


def test_home_of_management_shows_own_sessions_and_not_what_is_open_to_everybody(cast, log_in, soon, now):
    client = log_in(cast.mirjam)
    home = client.get(address("home"), headers=ENGLISH).content.decode()
    assert "You can sign up for" not in home and soon.title not in home
    enrol(cast.mirjam, soon, now)
    home = client.get(address("home"), headers=ENGLISH).content.decode()
    assert "Your next sessions" in home and soon.title in home


def test_what_is_over_closed_cancelled_or_elsewhere_is_not_offered(cast, soon, now):
    make_session(cast, starts_at=now - 9 * DAY)
    make_session(cast, starts_at=now + DAY, enrol_until=now - HOUR)
    make_session(cast, starts_at=now + DAY, state="draft")
    make_session(cast, starts_at=now + DAY, takes_enrolments=False)
    make_session(cast, cast.other_lab, starts_at=now + DAY)
    found = next_sessions(cast.sanne, now)
    assert (found.own, found.open) == ([], [soon])
    with CaptureQueriesContext(connection) as queries:
        next_sessions(cast.sanne, now)
    assert len(queries) == 1


@pytest.mark.parametrize("who", ["sanne", "anna", "thea", "carla", "mirjam"])
def test_home_stays_within_its_queries(cast, log_in, soon, now, who, django_assert_max_num_queries):
    member = getattr(cast, who)
    for number in range(5):
        enrol(member, make_session(cast, starts_at=now + (number + 1) * DAY), now)
    client = log_in(member)
    client.get(address("home"))
    with django_assert_max_num_queries(15):
        client.get(address("home"))


def test_who_waited_and_withdrew_is_gone_from_the_page(cast, log_in, soon, now):
    row = enrol(cast.sanne, soon, now)
    actions.withdraw(by=cast.sanne, enrolment=row, now=now)
    page = log_in(cast.sanne).get(address("my_sessions")).content.decode()
    assert soon.title not in page


def test_students_see_no_other_students(cast, log_in, soon, now):
    other = make_member("Ander Kind", cast.noorderpoort, "student")
    row = enrol(other, soon, now)
    client = log_in(cast.sanne)
    for path in (address("my_sessions"), address("home"), address("session", soon.pk)):
        assert "Ander Kind" not in client.get(path).content.decode()
    assert client.get(address("enrolment_withdraw", row.pk)).status_code == 404
    assert client.get(address("session_people", soon.pk)).status_code == 403
