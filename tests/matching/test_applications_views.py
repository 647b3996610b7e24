"""Pages of applications, for students and for companies: the way through, and who is refused."""

import re
from uuid import uuid4

import pytest
from django.template import Context, Template
from django.urls import reverse

from matching.demo.applications import add_applications
from matching.models import Application, ApplicationFile, Assignment, StudentProfile, Team
from matching.queries.applications import with_counts
from matching.states import ApplicationState
from tests.cast import NOW
from tests.contributions.files import pdf, upload
from tests.matching.apply_helpers import DAY, WHY, application, assignment, classmate, draft, mails, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
EN = {"Accept-Language": "en"}
NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>'; DROP TABLE users; --",
    "{{ 7|add:7 }} {% now 'Y' %} %(name)s %s",
    "Emoji 🎉👩🏽‍💻 en \u202eomgekeerd\u202c en \u0000nul".replace("\u0000", ""),
    "a" * 3000,
]


def at(name, *args):
    return reverse(name, args=("werkplaats", *args))


def page(client, name, *args, status=200, query=""):
    answer = client.get(at(name, *args) + query, headers=EN)
    assert answer.status_code == status
    return answer.content.decode()


def send(client, name, *args, data=None, **more):
    return client.post(at(name, *args), data or {}, headers=EN, **more)


def new(place, **values):
    return {"role": place.roles.first().pk, "motivation": WHY, "nonce": uuid4(), **values}


# --- Students ----------------------------------------------------------------------------------------------------
def test_a_student_applies_and_sees_what_happens_next(cast, log_in):
    client, place = log_in(cast.sanne), assignment(cast)
    assert "No applications yet" in page(client, "applications")
    assert "You can apply until" in page(client, "application_new", place.pk)
    data = new(place, submit="yes", files=[upload(pdf(), "cv.pdf")])
    answer = send(client, "application_new", place.pk, data=data, follow=True)
    assert "Terpdok Software reads it and answers before 31 March 2026" in answer.content.decode()
    row = Application.objects.get()
    assert (row.state, row.files.get().name) == ("submitted", "cv.pdf")
    assert "31 March 2026" in page(client, "applications")
    assert mails("submitted") == ["anna.terpdok@example.org"]
    again = send(client, "application_new", place.pk, data=data)
    assert again.status_code == 302
    assert Application.objects.count() == 1


def test_a_draft_is_changed_and_sent_later(cast, log_in):
    client, place = log_in(cast.sanne), assignment(cast)
    send(client, "application_new", place.pk, data=new(place))
    row = Application.objects.get()
    assert row.state == "draft"
    assert "before 30 June 2026" in page(client, "application", row.pk)
    values = {"role": row.role_id, "motivation": "Anders.", "version": 1, "files": [upload(pdf())]}
    assert send(client, "application_edit", row.pk, data=values).status_code == 302
    file = ApplicationFile.objects.get()
    answer = client.get(at("application_file", file.pk))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    send(client, "application_file_remove", file.pk)
    assert not ApplicationFile.objects.exists()
    send(client, "application_step", row.pk, data={"verb": "submit", "version": 2})
    row.refresh_from_db()
    assert row.state == "submitted"
    assert client.get(at("application_edit", row.pk)).status_code == 302


def test_what_is_refused_keeps_what_was_typed(cast, log_in):
    client, place = log_in(cast.sanne), assignment(cast)
    answer = send(client, "application_new", place.pk, data=new(place, files=[upload(b"geen pdf")]))
    body = answer.content.decode()
    assert WHY in body
    assert "not a PDF" in body
    place.state = "closed"
    place.save()
    body = send(client, "application_new", place.pk, data=new(place)).content.decode()
    assert WHY in body
    assert "not on the board any more" in body
    assert not Application.objects.exists()


def test_an_offer_is_accepted(cast, log_in):
    row = application(cast, "offered")
    client = log_in(cast.sanne)
    body = page(client, "application", row.pk)
    assert "Accept this seat" in body
    answer = send(client, "application_step", row.pk, data={"verb": "accept", "version": row.version}, follow=True)
    assert "Congratulations" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "accepted"


@pytest.mark.parametrize("verb", ["place", "offer", "expire", "cancel", "read", "nonsense", ""])
def test_other_verbs_are_no_steps_of_students(cast, log_in, verb):
    row = application(cast, "offered")
    data = {"verb": verb, "version": row.version}
    assert send(log_in(cast.sanne), "application_step", row.pk, data=data).status_code == 400


@pytest.mark.parametrize("version", ["", "1", "abc", "9" * 30])
def test_a_step_on_what_one_did_not_see_is_refused(cast, log_in, version):
    row = application(cast, "offered")
    send(log_in(cast.sanne), "application_step", row.pk, data={"verb": "accept", "version": version})
    row.refresh_from_db()
    assert row.state == "offered"


@pytest.mark.parametrize("state", ApplicationState.values)
def test_every_state_has_its_pages(cast, log_in, state):
    row = application(cast, state)
    client = log_in(cast.sanne)
    assert "Planbord" in page(client, "application", row.pk) or "planbord" in page(client, "application", row.pk)
    page(client, "applications")
    if row.submitted_at:
        client = log_in(cast.anna)
        page(client, "offer_application", row.pk)
        page(client, "offer_applications")


def test_another_level_is_a_warning_and_no_refusal(cast, log_in):
    StudentProfile.objects.create(student=cast.sanne, level="hbo", changed_at=NOW)
    client, place = log_in(cast.sanne), assignment(cast)
    assert "your profile says something else" in page(client, "application_new", place.pk)
    send(client, "application_new", place.pk, data=new(place, submit="yes"))
    assert Application.objects.get().state == "submitted"
    StudentProfile.objects.update(level="mbo4")
    assert "your profile says something else" not in page(client, "application_new", place.pk)


def test_a_student_sees_nothing_of_another_student(cast, log_in):
    place = assignment(cast, seats=3)
    row = application(cast, "offered", row=place)
    file = ApplicationFile.objects.create(
        application=row, name="cv.pdf", path="applications/x.pdf", size=1, sha256="0" * 64, added_at=NOW
    )
    client = log_in(classmate(cast))
    for name, pk in (("application", row.pk), ("application_edit", row.pk), ("application_file", file.pk)):
        page(client, name, pk, status=404)
    for name, pk in (
        ("application_step", row.pk),
        ("application_team_ask", row.pk),
        ("application_file_remove", file.pk),
    ):
        assert send(client, name, pk, data={"verb": "accept", "version": row.version}).status_code == 404
    assert "Sanne" not in page(client, "applications")
    assert "Sanne" not in page(client, "application_new", place.pk)
    page(client, "offer_applications", status=403)
    page(client, "offer_application", row.pk, status=403)


@pytest.mark.parametrize("who", ["anna", "carla", "thea", "aad"])
def test_pages_of_students_are_for_students(cast, log_in, who):
    client, place = log_in(getattr(cast, who)), assignment(cast)
    page(client, "applications", status=403)
    page(client, "application_new", place.pk, status=403)
    assert send(client, "application_new", place.pk, data=new(place)).status_code == 403


def test_strangers_find_nothing(cast, log_in):
    place = assignment(cast)
    row = submitted(cast.sanne, place)
    client = log_in(cast.esra)
    for name, pk in (("application", row.pk), ("offer_application", row.pk), ("application_new", place.pk)):
        page(client, name, pk, status=404)


# --- Teams -------------------------------------------------------------------------------------------------------
def test_a_team_from_founding_to_sending(cast, log_in):
    place, daan = assignment(cast, seats=2), classmate(cast)
    client = log_in(cast.sanne)
    send(client, "application_new", place.pk, data=new(place, team_name="De Bitbrigade", submit="yes"))
    mine = Application.objects.get()
    assert mine.state == "draft"
    answer = send(client, "application_team_ask", mine.pk, data={"email": "geen adres"})
    assert "This is not an e-mail address" in answer.content.decode()
    answer = send(client, "application_team_ask", mine.pk, data={"email": daan.user.email}, follow=True)
    assert daan.user.email in answer.content.decode()
    assert "Daan Student" not in answer.content.decode()
    invitation = Team.objects.get().invitations.get()
    page(log_in(classmate(cast, "Elif")), "team_invitation", invitation.pk, status=404)
    client = log_in(daan)
    assert "De Bitbrigade" in page(client, "applications")
    assert "Sanne Student" in page(client, "team_invitation", invitation.pk)
    answer = send(client, "team_invitation", invitation.pk, data=new(place), follow=True)
    assert "You are in the team" in answer.content.decode()
    theirs = Application.objects.get(student=daan)
    assert "Sanne Student" in page(client, "application", theirs.pk)
    send(client, "application_step", theirs.pk, data={"verb": "submit", "version": 1})
    assert set(Application.objects.values_list("state", flat=True)) == {"submitted"}
    client = log_in(cast.anna)
    assert "Team De Bitbrigade" in page(client, "offer_applications")
    assert "everybody in the team" in page(client, "offer_application", mine.pk)


def test_saying_no_to_a_team(cast, log_in):
    founder, daan = draft(cast.sanne, assignment(cast), team_name="A"), classmate(cast)
    send(log_in(cast.sanne), "application_team_ask", founder.pk, data={"email": daan.user.email})
    invitation = founder.team.invitations.get()
    answer = send(log_in(daan), "team_invitation", invitation.pk, data={"refuse": "yes"}, follow=True)
    assert "You said no" in answer.content.decode()
    assert "said no" in page(log_in(cast.sanne), "application", founder.pk)


# --- Companies ---------------------------------------------------------------------------------------------------
def test_a_company_reads_talks_and_offers(cast, log_in):
    row = submitted(cast.sanne, assignment(cast), files=[upload(pdf(), "cv.pdf")])
    client = log_in(cast.mo)
    body = page(client, "offer_applications")
    assert "Sanne Student" in body
    assert "Read it, and answer before 31 March 2026" in body
    body = page(client, "offer_application", row.pk)
    assert WHY not in body
    assert "cv.pdf" not in body
    assert "sanne.student@" not in body
    for verb, said in (("read", "have read it"), ("talk", "Get in touch"), ("offer", "fifteen days")):
        row.refresh_from_db()
        data = {"verb": verb, "version": row.version}
        answer = send(client, "offer_application_step", row.pk, data=data, follow=True)
        assert said in answer.content.decode()
    body = page(client, "offer_application", row.pk)
    assert WHY in body
    assert "sanne.student@example.org" in body
    answer = client.get(at("application_file", row.files.get().pk))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_declining_asks_for_a_reason_and_keeps_the_message(cast, log_in):
    row = application(cast, "read")
    client = log_in(cast.anna)
    data = {"verb": "decline", "version": row.version, "message": "Wat jammer nou"}
    body = send(client, "offer_application_step", row.pk, data=data).content.decode()
    assert "Choose a reason" in body
    assert "Wat jammer nou" in body
    send(client, "offer_application_step", row.pk, data=data | {"reason": "other"})
    row.refresh_from_db()
    assert row.state == "declined"
    body = page(log_in(cast.sanne), "application", row.pk)
    assert "Wat jammer nou" in body


def test_a_forged_step_changes_nothing(cast, log_in):
    row = application(cast, "declined")
    client = log_in(cast.anna)
    for verb in ("read", "talk", "offer", "decline"):
        data = {"verb": verb, "version": row.version, "reason": "skills"}
        assert "Somebody else just changed this" in send(
            client, "offer_application_step", row.pk, data=data
        ).content.decode().replace("&#x27;", "'")
    for verb in ("place", "expire", "cancel", "accept", ""):
        assert send(client, "offer_application_step", row.pk, data={"verb": verb, "version": 1}).status_code == 400
    row.refresh_from_db()
    assert row.state == "declined"


def test_another_company_finds_nothing(cast, log_in):
    row = application(cast, "read")
    client = log_in(cast.bram)
    page(client, "offer_application", row.pk, status=404)
    data = {"verb": "decline", "version": row.version, "reason": "skills"}
    assert send(client, "offer_application_step", row.pk, data=data).status_code == 404
    assert "Sanne" not in page(client, "offer_applications")
    assert send(log_in(cast.mo), "offer_application_step", row.pk, data=data).status_code == 302


def test_who_looks_after_the_board_does_it_on_behalf(cast, log_in):
    row = application(cast, "read")
    client = log_in(cast.carla)
    assert "on their behalf" in page(client, "offer_application", row.pk)
    data = {"verb": "talk", "version": row.version}
    assert "Tick that you do this" in send(client, "offer_application_step", row.pk, data=data).content.decode()
    send(client, "offer_application_step", row.pk, data=data | {"on_behalf": "on"})
    row.refresh_from_db()
    assert row.state == "talking"
    assert "on behalf of the company" in page(log_in(cast.mirjam), "audit")


def test_the_inbox_is_narrowed_and_sorted(cast, log_in):
    one, two = assignment(cast, title="Eerste", seats=2), assignment(cast, title="Tweede")
    application(cast, "read", row=one)
    submitted(classmate(cast), two)
    client = log_in(cast.anna)
    body = page(client, "offer_applications", query=f"?assignment={one.pk}")
    assert "Sanne" in body
    assert "Daan" not in body
    assert "Daan" in page(client, "offer_applications", query="?state=submitted")
    assert "No application fits" in page(client, "offer_applications", query="?state=placed")
    for sort in ("assignment", "-assignment", "sent", "state", "turn", "nonsense"):
        body = page(client, "offer_applications", query=f"?sort={sort}")
        assert "Sanne" in body
    rows = re.findall(r"(Sanne|Daan) Student</a>", page(client, "offer_applications", query="?sort=-assignment"))
    assert rows == ["Daan", "Sanne"]


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_is_shown_as_text(cast, log_in, text):
    client, place = log_in(cast.sanne), assignment(cast)
    send(client, "application_new", place.pk, data=new(place, motivation=text, submit="yes"))
    row = Application.objects.get()
    assert row.motivation == text
    for body in (page(client, "application", row.pk),):
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert "<svg onload" not in body
    client = log_in(cast.anna)
    send(client, "offer_application_step", row.pk, data={"verb": "read", "version": row.version})
    body = page(client, "offer_application", row.pk)
    assert "<script>alert" not in body
    assert "<svg onload" not in body


def test_far_too_much_text_is_refused_and_kept(cast, log_in):
    client, place = log_in(cast.sanne), assignment(cast)
    body = send(client, "application_new", place.pk, data=new(place, motivation="é" * 100_000)).content.decode()
    assert "at most 4000" in body
    assert "é" * 100_000 in body
    assert not Application.objects.exists()


# --- Speed, the box, and the demonstration -----------------------------------------------------------------------
def test_lists_ask_as_much_for_many_rows(cast, log_in, django_assert_max_num_queries):
    for number in range(3):
        place = assignment(cast, title=f"Opdracht {number}", seats=9)
        submitted(cast.sanne, place)
        submitted(classmate(cast, f"S {number}"), place)
    for who, name in (
        (cast.sanne, "applications"),
        (cast.anna, "offer_applications"),
        (cast.carla, "offer_applications"),
    ):
        client = log_in(who)
        with django_assert_max_num_queries(10):
            page(client, name)


def test_one_page_asks_little(cast, log_in, django_assert_max_num_queries):
    row = submitted(cast.sanne, assignment(cast), files=[upload(pdf())])
    for who, name in ((cast.sanne, "application"), (cast.anna, "offer_application")):
        client = log_in(who)
        with django_assert_max_num_queries(10):
            page(client, name, row.pk)


def box(row, membership):
    text = "{% load applications %}{% application_box row membership %}"
    row.sent = with_counts(Assignment.objects.filter(pk=row.pk)).get().sent  # as the page of the assignment has it
    return Template(text).render(Context({"row": row, "membership": membership})).strip()


def test_the_box_says_what_one_can_do(cast):
    place = assignment(cast)
    assert at("application_new", place.pk) in box(place, cast.sanne)
    assert "Nog niemand heeft gesolliciteerd" in box(place, cast.anna)
    row = submitted(cast.sanne, place)
    assert at("application", row.pk) in box(place, cast.sanne)
    assert "state=submitted" in box(place, cast.anna)
    assert "state=submitted" in box(place, cast.carla)
    for other in (cast.bram, cast.thea, cast.aad, None):
        assert not box(place, other)
    place.state = "closed"
    assert at("application_new", place.pk) not in box(place, classmate(cast))


def test_the_demonstration_has_every_state(cast):
    places = [assignment(cast, title=f"Opdracht {number}", seats=2, roles=("a", "b")) for number in range(6)]
    cast.sanne.user.email = "student@example.org"
    cast.sanne.user.save()
    cast.carla.user.email = "coordinator@example.org"
    cast.carla.user.save()
    for name in ("Fenna", "Idris", "Lotte", "Milan", "Noor"):
        classmate(cast, name)
    add_applications(cast.programme, NOW + 40 * DAY)
    states = set(Application.objects.values_list("state", flat=True))
    assert states == set(ApplicationState.values)
    assert Application.objects.filter(student=cast.sanne, state="offered").exists()
    assert Team.objects.exists()
    assert places


def test_without_assignments_the_demonstration_has_no_applications(cast):
    add_applications(cast.programme, NOW)
    assert not Application.objects.exists()
