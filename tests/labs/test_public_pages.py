"""The labs as visitors see them, and the text that says what a lab is for."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from labs.actions.public import describe, fingerprint_of
from labs.models import Lab, LabCoordinator
from lib.workflow import Refused
from partnership.models import AuditEvent
from tests.cast import NOW, make_activity, make_programme
from tests.labs.public_helpers import enrol, guest, make_session

LABS = reverse("labs", args=["werkplaats"])
LEARNING = reverse("lab", args=["werkplaats", "learning"])
PURPOSE = reverse("lab_purpose", args=["werkplaats", "learning"])
HIDDEN = ({"state": "draft"}, {"is_public": False}, {"is_public": False, "state": "cancelled"})


@pytest.fixture(autouse=True)
def on_a_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def shown(client, url, **query):
    response = client.get(url, query, headers={"Accept-Language": "en"})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("who", ["", "anna", "sanne", "esra", "aad"])
def test_everybody_sees_what_comes_who_is_there_and_what_is_worked_on(cast, client, who):
    if who:
        client.force_login(getattr(cast, who).user)
    make_session(cast, title="Scrum in de praktijk", audience=["mbo4"], place="De Loods")
    overview, page = shown(client, LABS), shown(client, LEARNING)
    for text in (overview, page):
        assert "Scrum in de praktijk" in text and "De Loods" in text
        assert "OCW" in text  # the funder (R71)
    for text in ("Carla Noorderpoort", "Noorderpoort", "Masterclasses", "1 August 2023 to 31 July 2027", "mbo 4"):
        assert text in page
    assert "Incubator" not in page  # of another lab
    assert "€" not in page


@pytest.mark.parametrize("values", HIDDEN)
def test_drafts_and_what_is_for_members_only_are_on_no_public_page(cast, client, values):
    session = make_session(cast, title="Achter gesloten deuren", **values)
    past = make_session(cast, title="Was ook dicht", starts_at=NOW - timedelta(days=9), **values)
    for member in (cast.anna, cast.mo, cast.bram, cast.sanne, cast.thea):
        enrol(past, member, was_there=True)
    for who in (None, cast.esra, cast.anna):
        if who:
            client.force_login(who.user)
        for url in (LABS, LEARNING):
            page = shown(client, url)
            assert session.title not in page and past.title not in page
        row = client.get(LEARNING).context["row"]
        assert (row.held, row.people, row.coming_count) == (0, 0, 0)


def test_a_lab_of_another_partnership_is_not_there(cast, client):
    make_session(cast, cast.other_lab, title="Elders gepland")
    assert client.get(reverse("lab", args=["elders", "kennis"])).status_code == 404
    assert client.get(reverse("lab", args=["werkplaats", "nergens"])).status_code == 404
    for url in (LABS, LEARNING):
        assert "Elders gepland" not in shown(client, url)
    assert "Elders gepland" in shown(client, reverse("lab", args=["elders", "learning"]))


def test_the_next_session_is_one_that_goes_on(cast, client):
    make_session(cast, title="Gaat niet door", state="cancelled", starts_at=NOW + timedelta(days=1))
    make_session(cast, title="Gaat door", starts_at=NOW + timedelta(days=2))
    make_session(cast, title="Is voorbij", starts_at=NOW - timedelta(days=2))
    overview, page = shown(client, LABS), shown(client, LEARNING)
    assert "Gaat door" in overview and "Gaat niet door" not in overview
    assert page.index("Gaat niet door") < page.index("Gaat door")  # whoever had planned to come is told
    assert "Cancelled" in page
    assert "Is voorbij" not in page


@pytest.mark.parametrize(("there", "said"), [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (6, "6")])
def test_so_few_people_that_they_could_be_recognised_are_not_counted(cast, client, there, said):
    people = [cast.anna, cast.mo, cast.bram, cast.sanne, cast.thea, cast.carla]
    for days in (9, 10):
        session = make_session(cast, starts_at=NOW - timedelta(days=days))
        for number, member in enumerate(people):
            enrol(session, member, was_there=number < there)
    row = client.get(LEARNING, headers={"Accept-Language": "en"}).context["row"]
    assert (row.held, row.people_in_words) == (2, said)
    assert f"<dd>{said}</dd>" in shown(client, LEARNING) and f"<dd>{said}</dd>" in shown(client, LABS)


def test_figures_and_activities_are_of_the_programme_that_runs(cast, client):
    days = {"applied_on": date(2019, 1, 1), "starts_on": date(2019, 8, 1), "ends_on": date(2023, 7, 31)}
    before = make_programme(cast.werkplaats, cast.noorderpoort, "RIF19-1", name="Ervoor", **days)
    make_activity(before, cast.learning_lab, "Van vroeger")
    make_session(cast, starts_at=NOW - timedelta(days=2000))
    make_session(cast, starts_at=NOW - timedelta(days=20))
    response = client.get(LEARNING)
    assert response.context["row"].held == 1
    assert "Van vroeger" not in response.content.decode()
    with time_machine.travel(date(2030, 1, 1)):
        page = shown(client, LEARNING)
        assert "All public sessions" in page and client.get(LEARNING).context["row"].held == 2
        assert "No activities are planned" in page and reverse("activity_new", args=["werkplaats"]) not in page
        client.force_login(cast.mirjam.user)
        assert reverse("activity_new", args=["werkplaats"]) in shown(client, LEARNING)


def test_pages_without_anything_say_what_belongs_there(cast, client):
    LabCoordinator.objects.all().delete()
    page = shown(client, LEARNING)
    for text in ("Nothing is planned", "no coordinator yet", "not written yet"):
        assert text in page
    for model in (cast.other_programme.activities, Lab.objects.filter(partnership=cast.elders)):
        model.all().delete()
    assert "No labs yet" in shown(client, reverse("labs", args=["elders"]))
    client.force_login(cast.esra.user)
    assert reverse("plan", args=["elders"]) in shown(client, reverse("labs", args=["elders"]))


def test_the_page_is_found_and_followed(cast, client):
    Lab.objects.filter(pk=cast.learning_lab.pk).update(purpose_nl='Leren "samen" <b>doen</b>')
    page = shown(client, LEARNING)
    assert f'<link rel="canonical" href="http://localhost:8000{LEARNING}">' in page
    assert 'content="Leren &quot;samen&quot; &lt;b&gt;doen&lt;/b&gt;"' in page
    feed = "localhost:8000" + reverse("lab_feed", args=["werkplaats", "learning"])
    assert f'<link rel="alternate" type="text/calendar" href="http://{feed}?lang=en"' in page
    assert f'href="webcal://{feed}?lang=en"' in page
    assert "calendar.ics?lang=nl" in client.get(LABS, headers={"Accept-Language": "nl"}).content.decode()


def test_visitors_may_keep_a_page_for_a_moment_and_members_may_not(cast, client):
    assert client.get(LEARNING).headers["Cache-Control"] == "private, max-age=60"
    client.force_login(cast.anna.user)
    assert "no-store" in client.get(LEARNING).headers["Cache-Control"]


@pytest.mark.parametrize("url", [LABS, LEARNING])
def test_a_page_takes_as_many_queries_with_many_sessions(cast, client, url, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(10) as found:
            client.get(url)
        return len(found)

    for number in range(3):
        guest(make_session(cast, title=f"Eerste {number}"), cast.anna)
    few = queries()
    for number in range(30):
        session = make_session(cast, starts_at=NOW + timedelta(days=number - 15), audience=["hbo"])
        enrol(session, cast.anna, was_there=True)
    assert queries() == few


def test_sessions_over_midnight_and_in_summer_time_show_local_times(cast, client):
    make_session(cast, starts_at=NOW + timedelta(days=13, hours=12), ends_at=NOW + timedelta(days=14))
    page = shown(client, LEARNING)
    assert "Sun 29 March 2026" in page and "Mon 30 March 2026" in page
    assert "23:30" in page and "11:30" in page


# --- The text itself ---------------------------------------------------------------------------------------------
def texts(lab, **changes):
    return {"purpose_nl": "Samen leren", "purpose_en": "Learning together", "seen": fingerprint_of(lab)} | changes


@pytest.mark.parametrize("who", ["carla", "mirjam", "beheer"])
def test_who_runs_a_lab_says_what_it_is_for(cast, log_in, who):
    client = log_in(getattr(cast, who))
    assert PURPOSE in shown(client, LEARNING)
    form = client.get(PURPOSE).context["form"]
    answer = client.post(PURPOSE, texts(cast.learning_lab, seen=form["seen"].value()))
    assert answer.url == LEARNING
    assert "Learning together" in shown(client, LEARNING)
    event = AuditEvent.objects.get(verb="lab.described")
    assert (event.actor, event.data) == (getattr(cast, who).user, {"fields": ["purpose_en", "purpose_nl"]})


@pytest.mark.parametrize("who", ["joost", "anna", "sanne", "thea", "aad"])
def test_others_do_not(cast, log_in, who):
    client, member = log_in(getattr(cast, who)), getattr(cast, who)
    assert PURPOSE not in shown(client, LEARNING)
    assert client.get(PURPOSE).status_code == client.post(PURPOSE, texts(cast.learning_lab)).status_code == 403
    with pytest.raises(Refused):
        describe(by=member, lab=cast.learning_lab, now=NOW, **texts(cast.learning_lab))
    assert not AuditEvent.objects.exists()


def test_strangers_and_visitors_find_no_such_form(cast, client):
    assert "/accounts/login/" in client.get(PURPOSE).url
    client.force_login(cast.esra.user)
    assert client.get(PURPOSE).status_code == 404
    client.force_login(cast.mirjam.user)
    assert client.get(reverse("lab_purpose", args=["werkplaats", "nergens"])).status_code == 404


def test_of_two_who_write_at_once_the_second_is_told_and_keeps_what_was_typed(cast, log_in):
    client, seen = log_in(cast.carla), fingerprint_of(cast.learning_lab)
    describe(by=cast.mirjam, lab=cast.learning_lab, now=NOW, **texts(cast.learning_lab, purpose_en="First"))
    answer = client.post(PURPOSE, texts(cast.learning_lab, purpose_en="Second", seen=seen))
    page = answer.content.decode()
    assert answer.status_code == 200 and "First" in page and "Second" in page
    again = {"purpose_nl": "Samen leren", "purpose_en": "Second", "seen": answer.context["form"]["seen"].value()}
    assert client.post(PURPOSE, again).status_code == 302
    cast.learning_lab.refresh_from_db()
    assert cast.learning_lab.purpose_en == "Second"


def test_saving_what_is_there_already_leaves_no_trace(cast):
    for _ in range(2):
        lab = Lab.objects.get(pk=cast.learning_lab.pk)
        describe(by=cast.carla, lab=lab, now=NOW, **texts(lab))
    assert AuditEvent.objects.filter(verb="lab.described").count() == 1


def test_a_text_that_is_too_long_is_refused_at_its_field(cast, log_in):
    answer = log_in(cast.carla).post(PURPOSE, texts(cast.learning_lab, purpose_nl="x" * 1001))
    assert set(answer.context["form"].errors) == {"purpose_nl"}
