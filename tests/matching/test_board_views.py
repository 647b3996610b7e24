"""The board and its pages: for visitors, members and strangers; and what stands on them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.models import Application, Assignment, Favourite, SavedSearch, SkillTag, StudentProfile
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.matching.board_stage import make_assignment, make_profile, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
MATCHERS = {"carla", "joost", "mirjam", "beheer"}
EVERYBODY = [*sorted(MATCHERS), "anna", "mo", "thea", "sanne", "aad"]


def url(name, *keys, slug="werkplaats"):
    return reverse(name, args=[slug, *keys])


def page_of(client, address, **headers):
    response = client.get(address, headers={"Accept-Language": "en", **headers})
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def shown(cast):
    cast.public = make_assignment(cast, "Website voor een molen")
    cast.inside = make_assignment(cast, "Geheim dashboard", is_public=False)
    return cast


# --- The list ------------------------------------------------------------------------------------------------
def test_a_visitor_sees_what_is_public_and_no_person(shown, client):
    page = page_of(client, url("board"))
    assert "Website voor een molen" in page and "Geheim dashboard" not in page
    assert "Anna" not in page and "Terpdok Software" in page
    assert "board/save" not in page and "aria-pressed" not in page
    one = page_of(client, url("board_assignment", shown.public.pk))
    assert "Anna" not in one and "Log in" in one
    assert client.get(url("board_assignment", shown.inside.pk)).status_code == 404


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_member_sees_the_whole_board(shown, log_in, who):
    client = log_in(getattr(shown, who))
    page = page_of(client, url("board"))
    assert "Website voor een molen" in page and "Geheim dashboard" in page
    assert "Geheim dashboard" in page_of(client, url("board_assignment", shown.inside.pk))


def test_another_partnership_has_its_own_board(shown, log_in):
    theirs = make_assignment(shown, "Dijkbewaking", mentor=shown.ed, decided_by=shown.esra.user, is_public=False)
    client = log_in(shown.ed)
    assert "Dijkbewaking" in page_of(client, url("board", slug="elders"))
    assert "Geheim" not in page_of(client, url("board"))  # as any visitor
    assert client.get(url("board_assignment", shown.inside.pk)).status_code == 404
    assert client.get(url("board_assignment", shown.inside.pk, slug="elders")).status_code == 404
    assert log_in(shown.sanne).get(url("board_assignment", theirs.pk)).status_code == 404
    assert client.get(url("board", slug="nergens")).status_code == 404


@pytest.mark.parametrize("state", ["draft", "pending", "rejected", "withdrawn"])
def test_what_is_not_on_the_board_has_no_page_there(shown, log_in, state):
    decided = {"reason": "Nee"} if state == "rejected" else {"decided_by": None, "decided_at": None}
    row = make_assignment(shown, "Nog niet", state=state, **decided)
    for who in ("anna", "carla", "sanne"):
        assert log_in(getattr(shown, who)).get(url("board_assignment", row.pk)).status_code == 404


def test_after_the_last_day_the_page_says_so(shown, log_in):
    Assignment.objects.filter(pk=shown.public.pk).update(apply_until=NOW.date() - timedelta(days=1))
    assert "cannot apply for this any more" in page_of(log_in(shown.sanne), url("board_assignment", shown.public.pk))


def test_the_search_stands_in_the_page_and_in_the_address(shown, log_in):
    client = log_in(shown.sanne)
    page = page_of(client, url("board") + "?q=molen&kind=internship&page=1&remote=")
    assert 'value="molen"' in page and "1 assignment found" in page
    assert f"{url('board_search_save')}?q=molen&amp;kind=internship" in page
    part = client.get(url("board") + "?q=molen&remote=&sort=new", headers={"HX-Request": "true"})
    assert part["HX-Push-Url"] == url("board") + "?q=molen&sort=new"


def test_an_empty_page_says_what_to_leave_away(shown, log_in):
    page = page_of(log_in(shown.sanne), url("board") + "?q=molen&kind=research&level=hbo")
    assert "Nothing fits all of this" in page and "without" not in page  # two choices are in the way
    page = page_of(log_in(shown.sanne), url("board") + "?q=molen&kind=research&level=mbo4")
    assert "without Kind: 1 assignment" in page and "?q=molen&amp;level=mbo4" in page
    page = page_of(log_in(shown.sanne), url("board") + "?q=xylofoonbouwer")
    assert "<strong>xylofoonbouwer</strong>" in page


def test_an_empty_board_says_what_belongs_there(cast, client):
    assert "as soon as the first is approved" in page_of(client, url("board"))


def test_text_from_anywhere_is_shown_as_text(shown, client):
    make_assignment(shown, "<script>alert(1)</script>", text="<img src=x onerror=alert(1)> \U0001f600" * 90)
    for address in (url("board"), url("board") + "?q=<script>alert(1)</script>&place=<b>x</b>"):
        page = page_of(client, address)
        assert "<script>alert" not in page and "<img src=x" not in page and "<b>x</b>" not in page


def test_why_it_fits_stands_in_words(shown, log_in):
    python, sql = make_tag(shown, "Python"), make_tag(shown, "SQL")
    row = make_assignment(shown, "Model", roles=[("Analist", "hbo", [python, sql]), ("Tester", "mbo4", [python])])
    client = log_in(shown.sanne)
    assert "Fill in your profile" in page_of(client, url("board"))
    make_profile(shown.sanne, "hbo", [python])
    page = page_of(client, url("board"))
    assert "Fill in your profile" not in page
    for text in (page, page_of(client, url("board_assignment", row.pk))):
        assert "Closest to you: Analist. It is for your level, hbo. You have Python. Still missing: SQL." in text
    assert "It is for mbo 4; you are at hbo." in page_of(client, url("board_assignment", shown.public.pk))
    assert "It is for your level" not in page_of(log_in(shown.anna), url("board"))


def test_what_nobody_applied_for_needs_applicants(shown, log_in):
    client = log_in(shown.sanne)
    assert "needs applicants" not in page_of(client, url("board")).lower()
    Assignment.objects.filter(pk=shown.public.pk).update(decided_at=NOW - timedelta(days=8))
    assert "needs applicants" in page_of(client, url("board")).lower()
    Application.objects.create(
        assignment=shown.public,
        role=shown.public.roles.get(),
        student=shown.sanne,
        state="submitted",
        made_at=NOW,
        submitted_at=NOW,
        moved_at=NOW,
    )
    assert "needs applicants" not in page_of(client, url("board")).lower()


def test_many_are_shown_page_by_page(shown, client):
    for number in range(25):
        make_assignment(shown, f"Opdracht {number}")
    first, second = page_of(client, url("board")), page_of(client, url("board") + "?page=2")
    assert "26 assignments found" in first
    assert first.count('class="offer"') == 20 and second.count('class="offer"') == 6


@pytest.mark.parametrize("query", ["", "?q=opdracht+molen&kind=internship", "?q=opdrahct+mloen&level=mbo4&sort=start"])
def test_the_number_of_queries_does_not_grow(shown, log_in, query):
    tags = [make_tag(shown, name) for name in ("Python", "SQL")]
    make_profile(shown.sanne, "mbo4", tags)
    client = log_in(shown.sanne)

    def queries():
        client.get(url("board") + query)
        with CaptureQueriesContext(connection) as caught:
            client.get(url("board") + query)
        return len(caught)

    few = queries()
    for number in range(12):
        row = make_assignment(shown, f"Opdracht {number} molen", roles=[("A", "mbo4", tags), ("B", "hbo", tags[:1])])
        Favourite.objects.create(member=shown.sanne, assignment=row, made_at=NOW)
    assert queries() <= max(few, 12) <= 12


def test_a_student_applies_from_the_board_but_not_for_what_schools_ask(shown, log_in):
    lesson = make_assignment(shown, "Gastles", kind="guest_lesson", roles=())
    client = log_in(shown.sanne)
    assert url("application_new", shown.public.pk) in page_of(client, url("board_assignment", shown.public.pk))
    assert url("application_new", lesson.pk) not in page_of(client, url("board_assignment", lesson.pk))
    whole = page_of(log_in(shown.anna), url("board_assignment", shown.public.pk))
    assert url("application_new", shown.public.pk) not in whole and url("assignment", shown.public.pk) in whole


# --- Kept ----------------------------------------------------------------------------------------------------
def test_favourites_are_kept_and_let_go(shown, log_in):
    client = log_in(shown.sanne)
    star = url("board_favourite", shown.public.pk)
    back = url("board") + "?q=molen"
    for _twice in range(2):
        assert client.post(star, {"wanted": "1", "back": back})["Location"] == back
    assert Favourite.objects.get().member == shown.sanne
    assert "Website voor een molen" in page_of(client, url("board_kept"))
    assert "Website" not in page_of(log_in(shown.anna), url("board_kept"))
    part = log_in(shown.sanne).post(star, {"wanted": "0"}, headers={"HX-Request": "true"})
    assert 'aria-pressed="false"' in part.content.decode()
    assert not Favourite.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("back", ["https://elders.example/", "//elders.example", "javascript:alert(1)", ""])
def test_the_way_back_stays_here(shown, log_in, back):
    answer = log_in(shown.sanne).post(url("board_favourite", shown.public.pk), {"wanted": "1", "back": back})
    assert answer["Location"] == url("board")


def test_what_is_not_visible_is_no_favourite(shown, log_in, client):
    draft = make_assignment(shown, "Concept", state="draft")
    assert log_in(shown.sanne).post(url("board_favourite", draft.pk), {"wanted": "1"}).status_code == 404
    assert log_in(shown.ed).post(url("board_favourite", shown.public.pk), {"wanted": "1"}).status_code == 404
    client.logout()
    assert client.post(url("board_favourite", shown.public.pk), {"wanted": "1"}).status_code == 302
    assert not Favourite.objects.exists()


def test_a_search_is_saved_once_and_thrown_away(shown, log_in):
    client = log_in(shown.sanne)
    address = url("board_search_save") + "?q=molen&kind=internship"
    assert "“molen”, internship" in page_of(client, address)
    sent = {"name": "Molens", "by_mail": "on", "nonce": uuid4()}
    for _twice in range(2):
        assert client.post(address, sent)["Location"] == url("board_kept")
    row = SavedSearch.objects.get()
    assert (row.member, row.query, row.by_mail) == (shown.sanne, "q=molen&kind=internship", True)
    again = client.post(address, sent | {"nonce": uuid4()}, headers={"Accept-Language": "en"})
    assert "You saved this search already" in again.content.decode()
    page = page_of(client, url("board_kept"))
    assert f'href="{url("board")}?q=molen&amp;kind=internship"' in page
    client.post(url("board_search_mail", row.pk), {"wanted": "0"})
    row.refresh_from_db()
    assert not row.by_mail
    assert log_in(shown.anna).post(url("board_search_end", row.pk)).status_code == 404
    assert log_in(shown.anna).post(url("board_search_mail", row.pk), {"wanted": "1"}).status_code == 404
    log_in(shown.sanne).post(url("board_search_end", row.pk))
    assert not SavedSearch.objects.exists()


# --- The profile ---------------------------------------------------------------------------------------------
def test_a_student_fills_in_a_profile(shown, log_in):
    python, old = make_tag(shown, "Python"), make_tag(shown, "Flash", ended_at=NOW)
    client = log_in(shown.sanne)
    assert "Flash" not in page_of(client, url("profile"))
    assert client.post(url("profile"), {"level": "hbo", "skills": [python.pk]})["Location"] == url("board")
    row = StudentProfile.objects.get()
    assert (row.student, row.level, row.gender, list(row.skills.all())) == (shown.sanne, "hbo", "", [python])
    event = AuditEvent.objects.get()
    assert (event.verb, event.data) == ("student_profile.changed", {})
    row.skills.add(old)
    client.post(url("profile"), {"level": "mbo4", "skills": [python.pk, old.pk], "gender": "woman"})
    row.refresh_from_db()
    assert (row.level, row.gender, row.skills.count()) == ("mbo4", "woman", 2)


@pytest.mark.parametrize(
    "wrong", [{"level": "phd"}, {}, {"level": "hbo", "skills": ["x"]}, {"level": "hbo", "gender": "?"}]
)
def test_a_profile_that_makes_no_sense_is_refused(shown, log_in, wrong):
    answer = log_in(shown.sanne).post(url("profile"), wrong)
    assert answer.status_code == 200
    assert not StudentProfile.objects.exists()


def test_others_have_no_profile(shown, log_in):
    for who in ("anna", "carla", "thea", "aad"):
        assert log_in(getattr(shown, who)).get(url("profile")).status_code == 403


# --- The list of skills --------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_looks_after_the_board_keeps_the_list_of_skills(shown, log_in, who):
    tag, client = make_tag(shown, "Python"), log_in(getattr(shown, who))
    allowed = who in MATCHERS
    for address in (url("skill_tags"), url("skill_tag_new"), url("skill_tag_edit", tag.pk)):
        assert client.get(address).status_code == (200 if allowed else 403)
    sent = {"name_nl": "Databanken", "name_en": "Databases", "nonce": uuid4()}
    for _twice in range(2):
        assert client.post(url("skill_tag_new"), sent).status_code == (302 if allowed else 403)
    assert SkillTag.objects.filter(name_nl="Databanken").count() == int(allowed)
    assert client.post(url("skill_tag_step", tag.pk), {"verb": "end"}).status_code == (302 if allowed else 403)
    tag.refresh_from_db()
    assert (tag.ended_at is not None) == allowed


def test_skills_are_renamed_ended_and_put_back(shown, log_in):
    tag, other = make_tag(shown, "Pyton"), make_tag(shown, "SQL")
    make_assignment(shown, roles=[("A", "mbo4", [tag]), ("B", "hbo", [tag])])
    make_profile(shown.sanne, "mbo4", [tag])
    client = log_in(shown.carla)
    client.post(url("skill_tag_edit", tag.pk), {"name_nl": "Python", "name_en": "Python"})
    tag.refresh_from_db()
    assert tag.name_nl == "Python"
    twice = client.post(url("skill_tag_edit", tag.pk), {"name_nl": "sql", "name_en": "x"})
    assert twice.status_code == 200 and "al op de lijst" in twice.content.decode()
    row = client.get(url("skill_tags")).context["tags"][0]
    assert (row.name_nl, row.uses, row.people) == ("Python", 1, 1)
    for verb in ("end", "end", "put_back"):
        client.post(url("skill_tag_step", other.pk), {"verb": verb})
    assert client.post(url("skill_tag_step", other.pk), {"verb": "eat"}).status_code == 400
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["skill_tag.changed", "skill_tag.ended", "skill_tag.put_back"]
    theirs = make_tag(shown, "Klei", partnership=shown.elders)
    assert client.get(url("skill_tag_edit", theirs.pk)).status_code == 404
    assert client.post(url("skill_tag_step", theirs.pk), {"verb": "end"}).status_code == 404


def test_the_lists_take_as_many_queries_with_many_rows(shown, log_in):
    client = log_in(shown.carla)

    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    addresses = [url("skill_tags"), url("board_kept"), url("board_assignment", shown.public.pk)]
    few = [queries(each) for each in addresses]
    tags = [make_tag(shown, f"Vaardigheid {number}") for number in range(6)]
    for number in range(5):
        row = make_assignment(shown, f"Nog een {number}", roles=[("A", "mbo4", tags)], starts_on=date(2026, 9, 2))
        Favourite.objects.create(member=shown.carla, assignment=row, made_at=NOW)
        SavedSearch.objects.create(member=shown.carla, name="x", query=f"q={number}", made_at=NOW, told_until=NOW)
    many = [queries(each) for each in addresses]
    assert many[0] == few[0] and many[2] == few[2]
    assert many[1] <= few[1] + 2 <= 10  # the first favourite asks for two more


@pytest.mark.parametrize("name", ["profile", "board_search_save"])
def test_cancelling_leads_back_to_the_board(shown, log_in, name):
    assert f'<a class="button button--quiet" href="{url("board")}' in page_of(log_in(shown.sanne), url(name))


def test_cancelling_leads_back_to_the_list_of_skills(shown, log_in):
    page = page_of(log_in(shown.carla), url("skill_tag_new"))
    assert f'<a class="button button--quiet" href="{url("skill_tags")}"' in page
