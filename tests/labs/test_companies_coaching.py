"""Coaching of student companies is a session of the lab that only a few see."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from labs.actions import companies as company_actions
from labs.actions import companies_coaching as actions
from labs.actions.session_changes import cancel_session, change_session
from labs.models import CompanySession, Session
from labs.queries.sessions import on_calendar
from labs.session_rights import OF_A_FEW
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import OutboxMail
from tests.cast import NOW, TODAY
from tests.labs.business_helpers import DAY, HOUR, coached, coaching, company, url, verbs

pytestmark = pytest.mark.django_db
WHEN = {"starts", "ends"}


def typed(cast, coach=None, **changes):
    day = {"day": "23-3-2026", "starts": "15:00", "ends": "16.30", "place": "Zaal 2", "summary": "De offerte"}
    more = {"coach": coach.pk, "nonce": uuid4()} if coach else {}
    return day | more | {"activity": cast.incubator.pk} | changes


def changed(by, row, cast, **values):
    session = Session.objects.get(pk=row.session_id)
    facts = {
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "place": session.place,
        "summary": session.summary,
        "activity": cast.incubator,
    }
    return actions.change_coaching(by=by, coaching=row, version=session.version, now=NOW, **facts | values)


def test_a_coach_plans_a_session_once(cast, log_in):
    coach = coached(cast)
    form = typed(cast, coach)
    for _ in range(2):
        assert log_in(cast.anna).post(url("coaching_new", coach.company_id), form).status_code == 302
    session = CompanySession.objects.get().session
    assert (session.kind, session.state, session.lab) == ("coaching", "published", cast.business_lab)
    assert (session.is_public, session.is_listed, session.takes_enrolments) == (False, False, False)
    guest = session.guests.get()
    assert (guest.person, guest.organisation, session.activity) == (cast.anna.user, cast.terpdok, cast.incubator)
    assert (session.ends_at - session.starts_at).seconds == 5400
    assert "student_company.coaching_planned" in verbs() and "session.published" in verbs()


def test_what_took_place_is_written_down_afterwards(cast):
    row = coaching(cast, coached(cast), by=cast.joost, starts_at=NOW - 3 * DAY)
    assert row.session.ends_at < NOW and row.session.guests.get().was_there
    assert coaching(cast, row.company.coaches.get(), starts_at=NOW + 3 * DAY).session.guests.get().was_there is None


def test_the_form_says_what_is_wrong(cast, log_in):
    coach = coached(cast)
    form = typed(cast, coach, ends="14:00", activity="")
    answer = log_in(cast.anna).post(url("coaching_new", coach.company_id), form)
    assert set(answer.context["form"].errors) == {"ends", "activity"} and "De offerte" in answer.content.decode()
    answer = log_in(cast.anna).post(url("coaching_new", coach.company_id), typed(cast, coach, day="1-9-2027"))
    assert set(answer.context["form"].errors) == {"activity"}
    night = {"day": "29-3-2026", "activity": cast.incubator.pk}
    for times, fields in ((("2:30", "4:00"), {"starts"}), (("1:30", "2:30"), {"ends"}), (("2:15", "2:30"), WHEN)):
        wrong = typed(cast, coach, **night, starts=times[0], ends=times[1])
        answer = log_in(cast.anna).post(url("coaching_new", coach.company_id), wrong)
        assert set(answer.context["form"].errors) == fields  # the clock skips that hour
    assert not CompanySession.objects.exists()


def test_who_may_not_plan(cast, log_in):
    coach = coached(cast)
    other = coached(cast, coach.company, cast.bram)
    for who in (cast.sanne, cast.mo, cast.thea, cast.carla):
        with pytest.raises(Refused):
            coaching(cast, coach, by=who)
    with pytest.raises(Refused):
        coaching(cast, other, by=cast.anna)  # not for another coach
    coaching(cast, other, by=cast.joost)
    assert log_in(cast.sanne).get(url("coaching_new", coach.company_id)).status_code == 403
    assert log_in(cast.mo).get(url("coaching_new", coach.company_id)).status_code == 404
    company_actions.end_coach(by=cast.joost, company=coach.company, coach=coach, now=NOW)
    coach.refresh_from_db()
    for who in (cast.anna, cast.joost):
        with pytest.raises(Refused):
            coaching(cast, coach, by=who)
    over = coached(cast, company(cast, "started"))
    company_actions.step_company(
        by=cast.joost, company=over.company, verb="stop", version=2, on=TODAY, reason="Klaar", now=NOW
    )
    with pytest.raises(Refused):
        coaching(cast, over, by=cast.anna)


def test_a_session_moves_and_is_called_off_and_the_coach_hears_it(cast, log_in):
    row = coaching(cast, coached(cast))
    changed(cast.joost, row, cast, starts_at=NOW + 9 * DAY, ends_at=NOW + 9 * DAY + HOUR)
    row.session.refresh_from_db()
    assert row.session.starts_at == NOW + 9 * DAY and row.session.guests.count() == 1
    assert OutboxMail.objects.filter(key__startswith="session-changed").count() == 1
    page = url("coaching_edit", row.company_id, row.pk)
    assert log_in(cast.anna).get(page).context["form"]["day"].value() == "25-3-2026"
    off = {"cancel-reason": "Ziek", "cancel-version": row.session.version}
    empty = log_in(cast.anna).post(url("coaching_cancel", row.company_id, row.pk), off | {"cancel-reason": ""})
    assert empty.url == page
    log_in(cast.anna).post(url("coaching_cancel", row.company_id, row.pk), off)
    row.session.refresh_from_db()
    assert (row.session.state, row.session.cancel_reason) == ("cancelled", "Ziek")
    assert log_in(cast.anna).get(page).status_code == 404


def test_the_form_of_sessions_goes_to_the_page_of_the_company(cast, log_in):
    row = coaching(cast, coached(cast))
    session, client, own = row.session, log_in(cast.joost), url("student_company", row.company_id)
    for name in ("session_edit", "session_cancel"):
        for answer in (
            client.get(url(name, session.pk)),
            client.post(url(name, session.pk), {"version": 1, "reason": "x"}),
        ):
            assert answer.status_code == 302 and answer.url == own
    page = client.get(url("session", session.pk)).content.decode()
    assert f'href="{own}"' in page and url("session_cancel", session.pk) not in page
    for act, more in (
        (change_session, {"values": {"place": "Elders"}, "guests": []}),
        (cancel_session, {"reason": "x"}),
    ):
        with pytest.raises(Refused) as refusal:
            act(by=cast.joost, session=session, version=1, now=NOW, **more)
        assert refusal.value.reason == OF_A_FEW
    session.refresh_from_db()
    assert (session.state, session.version, session.guests.count()) == ("published", 1, 1)


def test_who_may_not_change_it(cast):
    row = coaching(cast, coached(cast))
    coached(cast, row.company, cast.bram)
    for who in (cast.bram, cast.sanne, cast.carla):
        with pytest.raises(Refused):
            changed(who, row, cast, place="Elders")
        with pytest.raises(Refused):
            actions.cancel_coaching(by=who, coaching=row, version=1, reason="Ziek", now=NOW)
    with pytest.raises(SomeoneWasFirst):
        actions.cancel_coaching(by=cast.anna, coaching=row, version=9, reason="Ziek", now=NOW)
    with pytest.raises(Refused):
        actions.cancel_coaching(by=cast.anna, coaching=row, version=1, reason=" ", now=NOW)
    with pytest.raises(Refused):
        changed(cast.anna, row, cast, ends_at=row.session.starts_at + 2 * DAY)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("sanne", True), ("anna", True), ("joost", True), ("mirjam", True), ("carla", False), ("bram", False)],
)
def test_only_a_few_find_the_session_on_the_calendar(cast, log_in, who, sees):
    row = coaching(cast, coached(cast))
    member = getattr(cast, who)
    assert (row.session in on_calendar(cast.werkplaats, member)) is sees
    assert log_in(member).get(url("session", row.session_id)).status_code == (200 if sees else 404)
    assert row.session not in on_calendar(cast.werkplaats, None)


def test_the_database_keeps_what_is_not_listed_out_of_public(cast):
    row = coaching(cast, coached(cast))
    for values in ({"is_public": True}, {"takes_enrolments": True}):
        with pytest.raises(IntegrityError, match="session_unlisted_is_not_public"), transaction.atomic():
            Session.objects.filter(pk=row.session_id).update(**values)
