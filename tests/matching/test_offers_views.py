"""The pages of offers, approval, recognitions and deadlines: they work, and refuse who has no business there."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.actions import assignments as actions
from matching.models import Assignment, AssignmentChange, Deadline, Recognition
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.matching.offers_helpers import (
    LATER,
    approved,
    content,
    draft,
    education,
    lesson,
    pending,
    posted,
    recognise,
    role,
    url,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def page(client, name, *keys, language="nl", **query):
    answer = client.get(url(name, *keys), query, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def new(kind):
    return f"{url('offer_new')}?kind={kind}"


# --- Offers ------------------------------------------------------------------------------------------------------
def test_a_company_chooses_a_kind_and_a_school_another(cast, log_in):
    assert "?kind=internship" in page(log_in(cast.anna), "offer_new")
    school = page(log_in(cast.thea), "offer_new")
    assert "?kind=guest_lesson" in school and "?kind=internship" not in school


def test_a_draft_is_saved_with_what_there_is(cast, log_in):
    client = log_in(cast.anna)
    form = {"title": "Iets met data", "nonce": uuid4(), "roles-TOTAL_FORMS": 3, "roles-INITIAL_FORMS": 0}
    first, second = (client.post(new("practice"), form) for _ in range(2))
    assert first.url == second.url
    assert Assignment.objects.get().title == "Iets met data"
    assert "Iets met data" in page(client, "offers")


def test_everything_at_once_is_handed_in(cast, log_in):
    answer = log_in(cast.anna).post(new("practice"), posted(cast, then="submit"), follow=True)
    row = Assignment.objects.get()
    assert (row.state, row.title, str(row.allowance)) == ("pending", "Planbord voor monteurs", "350.00")
    assert row.roles.get().skills.count() == 1
    assert answer.status_code == 200


def test_handing_in_too_early_saves_it_and_says_what_is_missing(cast, log_in):
    answer = log_in(cast.anna).post(new("practice"), posted(cast, then="submit", theme="", mentor=None), follow=True)
    assert Assignment.objects.get().state == "draft"
    shown = answer.content.decode()
    assert "Kies het thema" in shown and "Planbord" in shown


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, log_in):
    form = posted(cast, starts_on="31-02-2026", hours_a_week=99, roles=[role(cast), role(cast)], text="x" * 9000)
    answer = log_in(cast.anna).post(new("practice"), form)
    assert {"starts_on", "hours_a_week", "text"} <= set(answer.context["form"].errors)
    assert answer.context["rows"].forms[1].errors["name"]
    shown = answer.content.decode()
    assert "31-02-2026" in shown and "x" * 9000 in shown and "Twee uur per week" in shown
    assert not Assignment.objects.exists()


def test_the_browser_does_not_cut_off_what_is_pasted(cast, log_in):
    shown = page(log_in(cast.anna), "offer_new", kind="practice")
    textarea = shown[shown.index("<textarea") : shown.index("</textarea>")]
    assert "maxlength" not in textarea


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "😀 ' \" & <b>", "Regel een\nregel twee", "\x07bel"])
def test_hostile_text_is_shown_as_text(cast, log_in, hostile):
    text = hostile + " en verder niets bijzonders, maar wel lang genoeg om voor een omschrijving door te gaan."
    row = draft(cast, title=hostile.replace("\n", " ").replace("\x07", ""), text=text.replace("\x07", ""))
    for client, name in ((log_in(cast.anna), "assignment"), (log_in(cast.anna), "offer_edit")):
        shown = page(client, name, row.pk)
        assert "<script>alert" not in shown and "<b>" not in shown
    form = posted(cast, row=row, title=hostile.replace("\n", " "), text=text)
    log_in(cast.anna).post(url("offer_edit", row.pk), form)
    row.refresh_from_db()
    assert "\x07" not in row.text and row.text.startswith(hostile[:1].replace("\x07", "b"))


def test_changing_an_own_offer(cast, log_in):
    row = draft(cast)
    client = log_in(cast.mo)
    assert "Planbord voor monteurs" in page(client, "offer_edit", row.pk)
    client.post(url("offer_edit", row.pk), posted(cast, row=row, title="Ander planbord"))
    row.refresh_from_db()
    assert row.title == "Ander planbord"
    stale = client.post(url("offer_edit", row.pk), posted(cast, title="Te laat") | {"version": 1})
    assert stale.status_code == 200 and "Te laat" in stale.content.decode()
    row.refresh_from_db()
    assert row.title == "Ander planbord"


def test_a_change_on_the_board_waits_and_is_decided_on(cast, log_in):
    row = approved(cast)
    form = posted(cast, row=row, title="Ander planbord", place="Assen")
    form |= {"roles-0-pk": row.roles.get().pk}
    log_in(cast.anna).post(url("offer_edit", row.pk), form)
    change = AssignmentChange.objects.get()
    assert change.values == {"title": "Ander planbord"}
    assert "Ander planbord" in page(log_in(cast.anna), "assignment", row.pk)
    assert "Ander planbord" in page(log_in(cast.carla), "assignment", row.pk)
    assert "Ander planbord" not in page(log_in(cast.sanne), "assignment", row.pk)
    assert "Planbord voor monteurs" in page(log_in(cast.carla), "matching_approvals")
    decide = url("assignment_change", row.pk, change.pk)
    assert log_in(cast.carla).post(decide, {"verb": "refuse", "change-reason": ""}).status_code == 200
    assert log_in(cast.carla).post(decide, {"verb": "burn"}).status_code == 400
    assert log_in(cast.bram).post(decide, {"verb": "approve"}).status_code == 403
    assert log_in(cast.sanne).post(decide, {"verb": "approve"}).status_code == 403
    assert log_in(cast.esra).post(decide, {"verb": "approve"}).status_code == 404
    assert log_in(cast.carla).post(url("assignment_change", approved(cast).pk, change.pk)).status_code == 400
    elsewhere = url("assignment_change", draft_of(cast).pk, change.pk)
    assert log_in(cast.anna).post(elsewhere, {"verb": "take_back"}).status_code == 404
    log_in(cast.carla).post(decide, {"verb": "approve"})
    row.refresh_from_db()
    assert row.title == "Ander planbord"


def draft_of(cast):
    return draft(cast)


def test_a_change_shows_roles_programmes_and_amounts_in_words(cast, log_in):
    row = approved(cast)
    values = content(cast, allowance=None, education=education(cast).pk, starts_on="2026-10-01", is_public=False)
    values |= {"roles": [role(cast, name="Tester")], "company": values["company"] | {"weight": "heavy"}}
    actions.change_assignment(by=cast.anna, assignment=row, version=row.version, values=values, now=LATER)
    shown = page(log_in(cast.carla), "assignment", row.pk, language="en")
    for words in ("Tester, mbo 4, seats: 1 (Python)", "Software developer", "€350.00", "1 October 2026", "demanding"):
        assert words in shown


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("mo", 200), ("bram", 404), ("carla", 404), ("sanne", 404), ("esra", 404)]
)
def test_who_sees_a_draft(cast, log_in, who, status):
    row = draft(cast)
    assert log_in(getattr(cast, who)).get(url("assignment", row.pk)).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("anna", 200), ("bram", 404), ("carla", 200), ("mirjam", 200), ("sanne", 404), ("thea", 404), ("ed", 404)],
)
def test_who_sees_what_waits(cast, log_in, who, status):
    row = pending(cast)
    assert log_in(getattr(cast, who)).get(url("assignment", row.pk)).status_code == status


def test_every_member_sees_what_is_on_the_board_and_not_how_it_got_there(cast, log_in):
    row = approved(cast)
    for who in (cast.sanne, cast.bram, cast.thea, cast.aad):
        shown = page(log_in(who), "assignment", row.pk, language="en")
        assert "Anna Terpdok" in shown and "Thea Docent" in shown
        assert "put it on the board" not in shown and "Ready for the board?" not in shown
    assert "Carla Noorderpoort put it on the board" in page(log_in(cast.anna), "assignment", row.pk, language="en")
    assert log_in(cast.esra).get(url("assignment", row.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [
        ("offers", "sanne", 403),
        ("offers", "aad", 403),
        ("offer_new", "sanne", 403),
        ("matching", "anna", 403),
        ("matching", "thea", 403),
        ("matching", "carla", 200),
        ("matching_approvals", "anna", 403),
        ("matching_approvals", "mirjam", 200),
        ("recognitions", "anna", 200),
        ("recognitions", "sanne", 403),
        ("recognition_new", "anna", 403),
        ("recognition_new", "carla", 200),
        ("matching_deadlines", "anna", 403),
        ("matching_deadlines", "beheer", 200),
        ("offers", "esra", 404),
        ("matching", "esra", 404),
    ],
)
def test_who_opens_which_page(cast, log_in, name, who, status):
    assert log_in(getattr(cast, who)).get(url(name)).status_code == status


def test_who_opens_the_form_of_an_offer(cast, log_in):
    row = approved(cast)
    for who, status in (("anna", 200), ("bram", 403), ("carla", 403), ("sanne", 403), ("esra", 404)):
        assert log_in(getattr(cast, who)).get(url("offer_edit", row.pk)).status_code == status
    actions.close(by=cast.anna, assignment=row, version=row.version, now=LATER)
    assert log_in(cast.anna).get(url("offer_edit", row.pk)).status_code == 302


# --- Steps -------------------------------------------------------------------------------------------------------
def send(client, row, verb, **more):
    version = Assignment.objects.values_list("version", flat=True).get(pk=row.pk)
    return client.post(url("assignment_step", row.pk), {"verb": verb, "version": version} | more)


def test_from_draft_to_closed_by_buttons(cast, log_in):
    row = draft(cast)
    anna, states = log_in(cast.anna), []
    send(anna, row, "submit")
    row.refresh_from_db()
    states.append(row.state)
    school = {"school_mentor": cast.thea.pk, "effort": "Een uur", "contact": "Elke maand"}
    log_in(cast.carla).post(url("assignment_school", row.pk), school)
    send(log_in(cast.carla), row, "approve")
    row.refresh_from_db()
    states.append(row.state)
    send(log_in(cast.mo), row, "close")
    row.refresh_from_db()
    assert [*states, row.state] == ["pending", "approved", "closed"]


def test_a_forged_step_is_refused(cast, log_in):
    row = pending(cast)
    assert send(log_in(cast.carla), row, "burn").status_code == 400
    for who, status in (("anna", 302), ("bram", 404), ("sanne", 403), ("esra", 404)):
        assert send(log_in(getattr(cast, who)), row, "approve").status_code == status
    assert log_in(cast.bram).post(url("assignment_step", approved(cast).pk), {"verb": "close"}).status_code == 403
    row.refresh_from_db()
    assert row.state == "pending"
    assert log_in(cast.carla).get(url("assignment_step", row.pk)).status_code == 405


def test_sending_back_takes_a_reason_that_is_kept_in_the_form(cast, log_in):
    row = pending(cast)
    answer = send(log_in(cast.carla), row, "reject", **{"reason-reason": ""})
    assert answer.status_code == 200 and answer.context["reason_form"].errors
    stale = log_in(cast.carla).post(
        url("assignment_step", row.pk), {"verb": "reject", "version": 99, "reason-reason": "Welk niveau zoek je?"}
    )
    assert "Welk niveau zoek je?" in stale.content.decode()
    send(log_in(cast.carla), row, "reject", **{"reason-reason": "Welk niveau zoek je?"})
    assert "Welk niveau zoek je?" in page(log_in(cast.anna), "assignment", row.pk)


def test_who_handed_it_in_is_told_that_another_decides(cast, log_in):
    row = draft(cast, by=cast.carla, kind="guest_lesson", values=lesson(cast))
    actions.submit(by=cast.carla, assignment=row, version=1, now=NOW)
    assert 'value="approve"' not in page(log_in(cast.carla), "assignment", row.pk)
    assert 'value="approve"' in page(log_in(cast.mirjam), "assignment", row.pk)


def test_the_form_of_the_school(cast, log_in):
    row = pending(cast)
    assert "Twee uur per week" in page(log_in(cast.carla), "assignment_school", row.pk)
    for who, status in (("anna", 403), ("thea", 403), ("esra", 404)):
        assert log_in(getattr(cast, who)).get(url("assignment_school", row.pk)).status_code == status
    actions.withdraw(by=cast.anna, assignment=row, version=row.version, now=NOW)
    assert log_in(cast.carla).get(url("assignment_school", row.pk)).status_code == 302


def test_an_internship_without_recognition_says_so(cast, log_in):
    row = draft(cast, kind="internship")
    actions.submit(by=cast.anna, assignment=row, version=1, now=NOW)
    shown = page(log_in(cast.carla), "assignment", row.pk, language="en")
    assert (
        "A recognition as training company" in shown and "A mentor of the school" not in shown.split("What is there")[0]
    )
    send(log_in(cast.carla), row, "approve")
    row.refresh_from_db()
    assert row.state == "pending"


# --- Recognitions and deadlines ----------------------------------------------------------------------------------
def test_recognitions_are_entered_and_changed(cast, log_in):
    client = log_in(cast.carla)
    form = {"organisation": cast.terpdok.pk, "education": education(cast).pk, "nonce": uuid4()}
    wrong = client.post(url("recognition_new"), form | {"starts_on": "1-1-2026", "ends_on": "1-1-2025"})
    assert "ends_on" in wrong.context["form"].errors
    client.post(url("recognition_new"), form | {"starts_on": "1-1-2026", "ends_on": "31-12-2027"})
    row = Recognition.objects.get()
    assert "31 december 2027" in page(client, "recognitions")
    assert "31-12-2027" in page(client, "recognition_edit", row.pk)
    client.post(url("recognition_edit", row.pk), {"starts_on": "1-1-2026", "ends_on": "1-2-2026"})
    row.refresh_from_db()
    assert row.last_on.isoformat() == "2026-02-01"
    assert "Terpdok" in page(log_in(cast.anna), "recognitions")
    assert "Terpdok" not in page(log_in(cast.bram), "recognitions")
    assert log_in(cast.esra).get(url("recognition_edit", row.pk)).status_code == 404


def test_deadlines_are_set_and_removed(cast, log_in):
    client = log_in(cast.carla)
    form = {"kind": "internship", "last_on": "1-3-2026", "nonce": uuid4()}
    assert client.post(url("matching_deadlines"), form | {"again_on": "1-2-2026"}).context["form"].errors
    client.post(url("matching_deadlines"), form | {"again_on": "1-4-2026"})
    row = Deadline.objects.get()
    assert "1 april 2026" in page(client, "matching_deadlines")
    assert "1 april 2026" in page(log_in(cast.anna), "offer_new", kind="internship")
    assert "1 april 2026" in page(log_in(cast.anna), "assignment", draft(cast, kind="internship").pk)
    assert log_in(cast.anna).post(url("matching_deadline_remove", row.pk)).status_code == 403
    assert log_in(cast.esra).post(url("matching_deadline_remove", row.pk)).status_code == 404
    log_in(cast.carla).post(url("matching_deadline_remove", row.pk))
    assert not Deadline.objects.exists()


# --- Queries -----------------------------------------------------------------------------------------------------
def queries(client, name, *keys):
    client.get(url(name, *keys))
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url(name, *keys)).status_code == 200
    return len(seen)


def test_lists_ask_the_same_however_long_they_are(cast, log_in):
    def fill():
        pending(cast), approved(cast), draft(cast)
        row = approved(cast)
        values = content(cast, title="Anders", roles=[role(cast, pk=row.roles.get().pk)])
        actions.change_assignment(by=cast.anna, assignment=row, version=row.version, values=values, now=LATER)
        recognise(cast)

    fill()
    pages = {"offers": cast.anna, "matching_approvals": cast.carla, "recognitions": cast.carla}
    once = {name: queries(log_in(who), name) for name, who in pages.items()}
    fill(), fill()
    assert {name: queries(log_in(who), name) for name, who in pages.items()} == once
    assert max(once.values()) <= 10


@pytest.mark.parametrize("who", ["anna", "carla", "sanne"])
def test_the_page_of_an_assignment_asks_little(cast, log_in, who):
    row = approved(cast, "internship", roles=[role(cast)])
    few = queries(log_in(getattr(cast, who)), "assignment", row.pk)
    many = approved(cast, roles=[role(cast, name=f"Rol {number}") for number in range(6)])
    for _ in range(3):
        actions.change_assignment(
            by=cast.anna,
            assignment=many,
            version=0 or Assignment.objects.get(pk=many.pk).version,
            values={"place": f"Assen {AuditEvent.objects.count()}"},
            now=LATER,
        )
    assert queries(log_in(getattr(cast, who)), "assignment", many.pk) <= few <= 10
