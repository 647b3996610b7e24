"""Planning a session or a series, as one fills in the form."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from labs import actions
from labs.models import Session, SessionGuest, SessionSeries
from lib.times import clock_of, day_of
from lib.workflow import Refused
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.labs.sessions import enrol, facts, guest, planned, typed

NEW = reverse("session_new", args=["werkplaats"])


@pytest.fixture(autouse=True)
def march():
    """The clock stands at the moment the cast lives in."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client_(cast, log_in):
    return log_in(cast.carla)


def errors(response):
    return set(response.context["form"].errors)


def test_a_session_is_planned_once(client_, cast):
    form = typed(cast, [cast.anna, cast.bram], activity=cast.masterclasses.pk, enrol_until="29-5", capacity="12")
    answers = [client_.post(NEW, form) for _ in range(2)]
    session = Session.objects.get()
    assert {answer.url for answer in answers} == {reverse("session", args=["werkplaats", session.pk])}
    assert (session.state, session.lab, session.planned_by) == ("published", cast.learning_lab, cast.carla.user)
    assert (session.starts_at, session.ends_at) == (
        datetime(2026, 6, 1, 7, tzinfo=UTC),
        datetime(2026, 6, 1, 10, tzinfo=UTC),
    )
    assert (day_of(session.enrol_until), clock_of(session.enrol_until)) == (date(2026, 5, 29), time(23, 59))
    row = SessionGuest.objects.get(person=cast.anna.user)
    assert (row.organisation, row.part, row.preparation_minutes) == (cast.terpdok, "Docent", 60)
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "session.planned",
        "session.published",
    ]


def test_a_draft_is_planned_and_published_later(client_, cast):
    url = client_.post(NEW, typed(cast, do="draft")).url
    session = Session.objects.get()
    assert session.state == "draft"
    assert "concept" in client_.get(url).content.decode()
    publish = reverse("session_publish", args=["werkplaats", session.pk])
    client_.post(publish, {"version": 9})
    session.refresh_from_db()
    assert session.state == "draft"  # not as it was seen
    client_.post(publish, {"version": session.version})
    session.refresh_from_db()
    assert (session.state, session.sequence) == ("published", 0)


@pytest.mark.parametrize(
    ("changes", "lasts"),
    [
        ({"day": "1-6-2026", "starts": "22:00", "ends": "1:30"}, 3.5),
        ({"day": "28-3-2026", "starts": "22:00", "ends": "4:00"}, 5),
        ({"day": "29-3-2026", "starts": "0:00", "ends": "4:00"}, 3),
        ({"day": "25-10-2026", "starts": "0:00", "ends": "4:00"}, 5),
        ({"day": "24-10-2026", "starts": "22:00", "ends": "4:00"}, 7),
        ({"day": "1-6-2026", "starts": "10:00", "ends": "10:00", "last_day": "2-6-2026"}, 24),
        ({"day": "1-6-2026", "starts": "9:00", "ends": "17:00", "last_day": "3-6-2026"}, 56),
    ],
)
def test_how_long_a_session_really_lasts(client_, cast, changes, lasts):
    client_.post(NEW, typed(cast, **changes))
    session = Session.objects.get()
    assert session.ends_at - session.starts_at == timedelta(hours=lasts)
    edit = client_.get(reverse("session_edit", args=["werkplaats", session.pk])).context["form"]
    shown = {name: edit[name].value() for name in ("day", "starts", "ends", "last_day")}
    assert shown["ends"] == str(changes["ends"]) and (shown["last_day"] or "") == changes.get("last_day", "")


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"title": " "}, {"title"}),
        ({"lab": ""}, {"lab"}),
        ({"kind": "party"}, {"kind"}),
        ({"day": "31-2-2026"}, {"day"}),
        ({"starts": "half tien"}, {"starts"}),
        ({"day": "29-3-2026", "starts": "2:30", "ends": "5:00"}, {"starts"}),
        ({"day": "28-3-2026", "starts": "22:00", "ends": "2:30"}, {"ends"}),
        ({"starts": "12:00"}, {"ends"}),
        ({"last_day": "31-5-2026"}, {"last_day"}),
        ({"last_day": "1-7-2026"}, {"last_day"}),
        ({"enrol_until": "2-6-2026"}, {"enrol_until"}),
        ({"withdraw_until": "2-6-2026"}, {"withdraw_until"}),
        ({"capacity": "0"}, {"capacity"}),
        ({"capacity": "veel"}, {"capacity"}),
        ({"audience": ["everyone"]}, {"audience"}),
        ({"nonce": ""}, {"nonce"}),
        ({"rhythm": "weekly"}, {"repeat_until"}),
        ({"rhythm": "weekly", "repeat_until": "1-7-2026", "repeat_times": "3"}, {"repeat_times"}),
        ({"rhythm": "weekly", "repeat_until": "1-6-2028"}, {"repeat_until"}),
        ({"rhythm": "weekly", "repeat_until": "1-5-2026"}, {"repeat_until"}),
        ({"rhythm": "weekly", "repeat_times": "61"}, {"repeat_times"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client_, cast, changes, wrong):
    answer = client_.post(NEW, typed(cast, place="Zaal 9", **changes))
    assert errors(answer) == wrong
    assert "Zaal 9" in answer.content.decode()  # nothing typed is lost
    assert not Session.objects.exists()


def test_a_day_without_a_year_is_the_coming_one(client_, cast):
    client_.post(NEW, typed(cast, day="2-2"))
    assert day_of(Session.objects.get().starts_at) == date(2027, 2, 2)


def test_guests_are_members_who_log_hours_and_stand_there_once(client_, cast):
    twice = client_.post(NEW, typed(cast, [cast.anna, cast.anna]))
    assert twice.context["guests"].forms[1].errors.keys() == {"person"}
    assert twice.context["guests"].forms[1]["person"].value() == f"{cast.anna.user_id}-{cast.terpdok.pk}"
    for somebody in (cast.sanne, cast.ed):
        assert client_.post(NEW, typed(cast, [somebody])).context["guests"].forms[0].errors.keys() == {"person"}
    nameless = typed(cast) | {"guests-0-part": "Docent"}
    assert client_.post(NEW, nameless).context["guests"].forms[0].errors.keys() == {"person"}
    assert not Session.objects.exists()


def test_more_rows_come_with_a_button_and_judge_nothing(client_, cast):
    answer = client_.post(NEW, typed(cast, [cast.anna], title="", do="more"))
    guests = answer.context["guests"]
    assert guests.total_form_count() == 5 and not answer.context["form"].errors
    assert guests.forms[0]["person"].value() == f"{cast.anna.user_id}-{cast.terpdok.pk}"
    assert not Session.objects.exists()
    broken = typed(cast, do="more") | {"guests-TOTAL_FORMS": "x"}
    assert client_.post(NEW, broken).status_code == 200


def test_an_activity_of_another_lab_or_time_is_refused(client_, cast):
    assert errors(client_.post(NEW, typed(cast, activity=cast.incubator.pk))) == {"activity"}
    assert errors(client_.post(NEW, typed(cast, activity=cast.other_activity.pk))) == {"activity"}
    assert errors(client_.post(NEW, typed(cast, activity=cast.masterclasses.pk, day="1-9-2027"))) == {"activity"}
    with pytest.raises(actions.SessionRefused):
        planned(cast, activity=cast.incubator)


# --- A series ------------------------------------------------------------------------------------------------------
REPEAT = {"rhythm": "weekly", "repeat_times": "4", "day": "20-10-2026"}


def test_a_series_shows_its_days_before_it_is_made(client_, cast):
    form = typed(cast, [cast.anna], **REPEAT)
    seen = client_.post(NEW, form)
    assert not Session.objects.exists()
    assert "di 27 oktober 2026" in seen.content.decode()
    ticked = ["2026-10-20", "2026-10-27", "2026-11-10"]  # one is unticked
    form |= {"seen": seen.context["seen"], "days": ticked}
    answers = [client_.post(NEW, form) for _ in range(2)]
    series = SessionSeries.objects.get()
    rows = list(series.sessions.order_by("starts_at"))
    assert [row.series_day.isoformat() for row in rows] == ticked
    assert {clock_of(row.starts_at) for row in rows} == {time(9)}  # also after the clock changed
    assert rows[1].starts_at - rows[0].starts_at == timedelta(days=7, hours=1)
    assert answers[0].url == answers[1].url == reverse("session", args=["werkplaats", rows[0].pk])
    assert SessionGuest.objects.count() == 3
    assert AuditEvent.objects.filter(verb="session.planned").count() == 3


def test_other_days_than_were_seen_are_shown_again(client_, cast):
    form = typed(cast, **REPEAT)
    form["seen"] = client_.post(NEW, form).context["seen"]
    again = client_.post(NEW, form | {"repeat_times": "5", "days": ["2026-10-20"]})
    assert len(again.context["ticked"]) == 5 and not Session.objects.exists()
    nothing = client_.post(NEW, form | {"days": []})
    assert nothing.context["form"].non_field_errors() and not Session.objects.exists()


def test_deadlines_of_a_series_move_along(cast):
    values = facts(cast, enrol_until=datetime(2026, 5, 29, 21, 59, tzinfo=UTC))
    days = [date(2026, 6, 1), date(2026, 11, 2)]
    series = actions.plan_series(
        by=cast.carla, values=values, guests=[], rhythm="weekly", days=days, nonce=uuid4(), publish=False, now=NOW
    )
    first, last = series.sessions.order_by("series_day")
    assert last.starts_at - last.enrol_until == first.starts_at - first.enrol_until
    for wrong in ([], [date(2026, 6, 1) + timedelta(days=n) for n in range(61)]):
        with pytest.raises(Refused):
            actions.plan_series(
                by=cast.carla,
                values=values,
                guests=[],
                rhythm="weekly",
                days=wrong,
                nonce=uuid4(),
                publish=False,
                now=NOW,
            )


def test_the_drafts_of_a_series_are_published_or_thrown_away_together(client_, cast):
    form = typed(cast, do="draft", **REPEAT)
    form["seen"] = client_.post(NEW, form).context["seen"]
    client_.post(NEW, form | {"days": form["seen"].split()})
    one, two, *_rest = Session.objects.order_by("starts_at")
    client_.post(reverse("session_publish", args=["werkplaats", two.pk]), {"version": 1})
    discard = reverse("session_discard", args=["werkplaats", one.pk])
    client_.post(discard, {"version": 1})
    assert list(Session.objects.filter(state="published")) == [two] and Session.objects.count() == 3
    third = Session.objects.filter(state="draft").first()
    client_.post(reverse("session_publish", args=["werkplaats", third.pk]), {"version": 1, "all_drafts": "on"})
    assert not Session.objects.filter(state="draft").exists()


def test_what_was_published_cannot_be_thrown_away(client_, cast):
    session = planned(cast)
    answer = client_.post(reverse("session_discard", args=["werkplaats", session.pk]), {"version": 1}, follow=True)
    assert "Annuleer haar" in answer.content.decode() and Session.objects.exists()


def test_a_draft_on_which_something_hangs_stays(cast):
    session = planned(cast, publish=False)
    enrol(session, cast.sanne)
    with pytest.raises(Refused, match="hangt"):
        actions.discard_session(by=cast.carla, session=session, version=1, now=NOW)
    assert Session.objects.exists() and not AuditEvent.objects.filter(verb="session.discarded").exists()


def test_a_copy_starts_with_everything_but_the_day(client_, cast):
    session = planned(cast, [guest(cast.anna)])
    page = client_.get(NEW, {"copy": session.pk})
    form, guests = page.context["form"], page.context["guests"]
    assert (form["title"].value(), form["place"].value(), form["day"].value() or "") == (session.title, "Zaal 1", "")
    assert guests.forms[0]["person"].value() == f"{cast.anna.user_id}-{cast.terpdok.pk}"
    assert Session.objects.count() == 1
    assert client_.get(NEW, {"copy": "x"}).status_code == 200
    assert client_.get(NEW, {"copy": "99999"}).status_code == 404


# --- Who plans where -----------------------------------------------------------------------------------------------
def test_a_coordinator_plans_in_the_own_lab_only(client_, cast, log_in):
    assert errors(client_.post(NEW, typed(cast, lab=cast.business_lab.pk))) == {"lab"}
    with pytest.raises(Refused):
        planned(cast, by=cast.carla, lab=cast.business_lab, activity=None)
    form = typed(cast, lab=cast.business_lab.pk)
    assert log_in(cast.mirjam).post(NEW, form).status_code == 302  # management plans in all of them
    assert log_in(cast.joost).post(NEW, typed(cast, lab=cast.business_lab.pk)).status_code == 302


@pytest.mark.parametrize("who", ["anna", "mo", "sanne", "thea", "aad"])
def test_others_plan_nothing(cast, log_in, who):
    client, session = log_in(getattr(cast, who)), planned(cast)
    assert client.get(NEW).status_code == client.post(NEW, typed(cast)).status_code == 403
    for name in ("session_edit", "session_cancel", "session_publish", "session_discard"):
        assert client.post(reverse(name, args=["werkplaats", session.pk])).status_code == 403
    with pytest.raises(Refused):
        planned(cast, by=getattr(cast, who))
    assert Session.objects.count() == 1


def test_a_coordinator_without_a_lab_is_told_so(cast, log_in):
    cast.learning_lab.coordinators.all().delete()
    page = log_in(cast.carla).get(NEW)
    assert page.status_code == 200 and "Je leidt nog geen lab" in page.content.decode()


STEPS = ["session_edit", "session_cancel", "session_publish", "session_discard"]


@pytest.mark.parametrize("name", STEPS)
def test_a_session_of_another_lab_is_refused_and_its_draft_is_not_there(cast, log_in, name):
    client = log_in(cast.joost)
    shown, hidden, foreign = planned(cast), planned(cast, publish=False), None
    foreign = planned(cast, by=cast.esra, lab=cast.other_lab, activity=None)
    answers = [
        client.post(reverse(name, args=["werkplaats", row.pk]), {}).status_code for row in (shown, hidden, foreign)
    ]
    assert answers == [403, 404, 404]


def test_the_actions_refuse_who_does_not_run_the_lab(cast):
    session, draft = planned(cast), planned(cast, publish=False)
    with pytest.raises(Refused):
        actions.publish_session(by=cast.joost, session=draft, version=1, now=NOW)
    with pytest.raises(Refused):
        actions.discard_session(by=cast.joost, session=draft, version=1, now=NOW)
    with pytest.raises(Refused):
        actions.cancel_session(by=cast.joost, session=session, version=1, reason="x", now=NOW)
    with pytest.raises(Refused):
        actions.change_session(by=cast.joost, session=session, version=1, values=facts(cast), guests=[], now=NOW)
    assert actions.publish_session(by=cast.carla, session=draft, version=1, now=NOW) == 1
    with pytest.raises(Refused):
        actions.publish_session(by=cast.carla, session=draft, version=2, now=NOW)


def test_the_form_of_a_series_that_was_thrown_away_sent_again_ends_on_the_calendar(client_, cast):
    form = typed(cast, rhythm="weekly", repeat_times="2", do="draft")
    shown = client_.post(NEW, form)
    form |= {"seen": shown.context["seen"], "days": [day.isoformat() for day in shown.context["ticked"]]}
    client_.post(NEW, form)
    first = Session.objects.order_by("pk").first()
    client_.post(
        reverse("session_discard", args=["werkplaats", first.pk]), {"version": first.version, "all_drafts": "on"}
    )
    answer = client_.post(NEW, form)
    assert answer.url == reverse("calendar", args=["werkplaats"])
    assert not Session.objects.exists()


def test_a_series_stays_within_the_days_of_its_activity(client_, cast):
    cast.masterclasses.ends_on = date(2026, 6, 10)
    cast.masterclasses.save()
    form = typed(cast, rhythm="weekly", repeat_times="3", do="draft", activity=cast.masterclasses.pk)
    shown = client_.post(NEW, form)
    form |= {"seen": shown.context["seen"], "days": [day.isoformat() for day in shown.context["ticked"]]}
    assert errors(client_.post(NEW, form)) == {"activity"}
    assert not SessionSeries.objects.exists()
    assert client_.post(NEW, form | {"days": form["days"][:2]}).status_code == 302
    assert Session.objects.count() == 2


def test_a_session_of_a_few_people_is_not_copied_and_not_changed_here(client_, cast):
    session = planned(cast, is_listed=False, is_public=False, takes_enrolments=False)
    assert client_.get(f"{NEW}?copy={session.pk}").status_code == 404
    page = reverse("session", args=["werkplaats", session.pk])
    assert f"?copy={session.pk}" not in client_.get(page).content.decode()
    edit = reverse("session_edit", args=["werkplaats", session.pk])
    for answer in (client_.get(edit), client_.post(edit, typed(cast, title="Coaching", version=session.version))):
        assert answer.status_code == 302 and answer.url == page
    session.refresh_from_db()
    assert session.title == "Veilig programmeren"
