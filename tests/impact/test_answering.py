"""Answering by a personal link: page by page, checking, sending, changing; and what happens to links that go wrong."""

import json
import re
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.logs import without_tokens
from impact.models import (
    BlockedAddress,
    Campaign,
    CampaignText,
    Contact,
    Draft,
    FreeText,
    Invitation,
    MaterialOffer,
    Response,
)
from tests.cast import NOW
from tests.impact.stage import make_campaign, make_contact, make_link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture
def campaign(cast):
    return make_campaign(cast.werkplaats)


@pytest.fixture
def contact(campaign):
    return make_contact(campaign, language="en")


@pytest.fixture
def link(contact):
    return f"/s/{make_link(contact)}/"


def hidden(answer) -> dict:
    found = re.search(r'name="made_on" value="(\w*)"', answer.content.decode())
    return {"made_on": found.group(1)} if found else {}


def fill(client, link, step, go="next", **values):
    """Open a page, fill it in as a browser does, and press a button; gives where that leads."""
    page = client.get(f"{link}{step}/")
    assert page.status_code == 200, page
    return client.post(f"{link}{step}/", {**hidden(page), **values, "go": go})


def send(client, link):
    page = client.get(f"{link}check/")
    return client.post(f"{link}check/", {**hidden(page), "go": "send"})


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# --- From the introduction to thanks -----------------------------------------------------------------------------
def test_a_whole_answer(client, campaign, contact, link):
    assert "Start" in text(client.get(link))
    assert fill(client, link, "opening", **{"student.opening": " Zelfvertrouwen \r\nen plezier "}).url.endswith(
        "outcomes-institution/"
    )
    assert fill(client, link, "outcomes-institution", ticked=["none"]).url.endswith("outcomes-programme/")
    more = {"ticked": ["curriculum", "other"], "programme.other.text": "Meer plezier"}
    assert fill(client, link, "outcomes-programme", **more).url.endswith("about-programme/")
    about = {"programme.curriculum.status": "expected", "programme.curriculum.nature": "new"}
    about |= {"programme.curriculum.explanation": "Volgend jaar", "programme.other.nature": "strengthened"}
    assert fill(client, link, "about-programme", **about).url.endswith("outcomes-student/")
    assert fill(client, link, "outcomes-student").url.endswith("closing/")
    closing = {"remarks": "Ga zo door", "material_available": "yes"}
    assert fill(client, link, "closing", **closing).url.endswith("material/")
    assert fill(client, link, "material", material_consent="yes").url.endswith("address/")
    assert fill(client, link, "address", email="iemand@example.org").url.endswith("check/")
    checked = text(client.get(f"{link}check/"))
    for said in ("Zelfvertrouwen", "Meer plezier", "We expect it still", "Ga zo door", "iemand@example.org"):
        assert said in checked
    assert send(client, link).url == link
    assert "Your answers are sent" in text(client.get(link))

    response = Response.objects.get(contact=contact)
    assert (response.sent_at, response.sector, response.language) == (NOW, "mbo", "en")
    named = {(each.outcome.level.key, each.outcome.key): (each.status, each.nature) for each in response.outcomes.all()}
    assert named == {
        ("institution", "none"): ("", ""),
        ("programme", "curriculum"): ("expected", "new"),
        ("programme", "other"): ("", "strengthened"),
    }
    texts = set(response.texts.values_list("kind", "text", "state"))
    assert texts == {
        ("opening", "Zelfvertrouwen \nen plezier", "waiting"),
        ("other", "Meer plezier", "waiting"),
        ("explanation", "Volgend jaar", "waiting"),
        ("remarks", "Ga zo door", "waiting"),
    }
    assert response.material_offer.email == "iemand@example.org"
    contact.invitation.refresh_from_db()
    assert (contact.invitation.has_answered, contact.invitation.answered_at) == (True, NOW)
    assert not Draft.objects.exists()


def test_only_what_is_ticked_is_asked_about_and_an_address_only_with_consent(client, link):
    assert client.get(f"{link}about-student/").url.endswith("check/")
    fill(client, link, "outcomes-student", ticked=["motivation"])
    page = client.get(f"{link}about-student/").content.decode()
    assert "student.motivation.status" in page and "student.soft_skills.status" not in page
    for step in ("material", "address"):
        assert client.get(f"{link}{step}/").url.endswith("check/")
    fill(client, link, "closing", material_available="yes")
    assert client.get(f"{link}material/").status_code == 200
    fill(client, link, "material", material_consent="no")
    assert client.get(f"{link}address/").url.endswith("check/")


def test_back_and_another_day_save_what_is_there_also_when_it_is_not_right(client, link):
    wrong = {"ticked": ["none", "motivation"]}
    assert fill(client, link, "outcomes-student", go="back", **wrong).status_code == 302
    assert set(Draft.objects.get().data["values"]) == {"student.none", "student.motivation"}
    assert fill(client, link, "opening", go="back", **{"student.opening": "Trots"}).url == link
    assert fill(client, link, "closing", go="later", remarks="Later meer").url == link
    again = Client().get(link)  # another device
    assert "Go on where you were" in text(again) and f"{link}closing/" in again.content.decode()
    assert "Later meer" in Client().get(f"{link}closing/").content.decode()


def test_none_excludes_the_others_and_other_needs_its_text(client, link):
    answer = fill(client, link, "outcomes-student", ticked=["none", "motivation"])
    assert answer.status_code == 200 and "Untick one or the other" in text(answer)
    answer = fill(client, link, "outcomes-student", ticked=["other"], **{"student.other.text": "  "})
    assert answer.status_code == 200 and "Say which other outcome" in text(answer)
    assert send(client, link).status_code == 409
    assert not Response.objects.exists()
    assert fill(client, link, "outcomes-student", ticked=["none"]).status_code == 302
    assert send(client, link).status_code == 302


def test_nothing_at_all_is_not_sent(client, link):
    answer = send(client, link)
    assert answer.status_code == 409 and "Nothing is filled in yet" in text(answer)
    fill(client, link, "closing", remarks="Toch iets")
    assert send(client, link).status_code == 302


# --- Unticking ---------------------------------------------------------------------------------------------------
def told_about_motivation(client, link):
    fill(client, link, "outcomes-student", ticked=["motivation", "soft_skills"])
    fill(client, link, "about-student", **{"student.motivation.explanation": "Zij blijven langer"})


def test_unticking_says_what_goes_before_it_goes(client, link):
    told_about_motivation(client, link)
    answer = fill(client, link, "outcomes-student", ticked=["soft_skills"])
    assert answer.url.endswith("outcomes-student/left-over/")
    assert "Zij blijven langer" in text(client.get(answer.url))
    assert "student.motivation.explanation" in Draft.objects.get().data["values"]
    assert send(client, link).status_code == 409  # not without saying so
    assert client.post(answer.url, {"go": "remove"}).url.endswith("about-student/")
    assert set(Draft.objects.get().data["values"]) == {"student.soft_skills"}
    assert send(client, link).status_code == 302


def test_unticking_can_be_taken_back(client, link):
    told_about_motivation(client, link)
    answer = fill(client, link, "outcomes-student", ticked=["none"])
    assert client.post(answer.url, {"go": "keep"}).url.endswith("outcomes-student/")
    values = Draft.objects.get().data["values"]
    assert values["student.motivation"] == "1" and values["student.motivation.explanation"]
    assert "student.none" not in values


def test_taking_consent_back_takes_the_address_along(client, link):
    fill(client, link, "closing", material_available="yes")
    fill(client, link, "material", material_consent="yes")
    fill(client, link, "address", email="iemand@example.org")
    answer = fill(client, link, "material", material_consent="no")
    assert "iemand@example.org" in text(client.get(answer.url))
    client.post(answer.url, {"go": "remove"})
    assert Draft.objects.get().data["values"] == {"material_available": "yes", "material_consent": "no"}
    answer = fill(client, link, "closing", material_available="no")
    assert answer.url.endswith("closing/left-over/")


def test_an_address_that_is_none_is_kept_and_told(client, link):
    fill(client, link, "closing", material_available="yes")
    fill(client, link, "material", material_consent="yes")
    answer = fill(client, link, "address", email="geen adres")
    assert answer.status_code == 200 and "geen adres" in answer.content.decode()
    assert send(client, link).status_code == 409
    assert fill(client, link, "address", email="").status_code == 302
    assert send(client, link).status_code == 302
    assert not MaterialOffer.objects.exists()


# --- Saving while typing, two screens ----------------------------------------------------------------------------
def test_typing_is_saved_without_a_button(client, link):
    page = client.get(f"{link}closing/")
    first = client.post(f"{link}closing/keep/", {**hidden(page), "remarks": "Ga zo"})
    assert first.status_code == 200 and Draft.objects.get().data["values"] == {"remarks": "Ga zo"}
    next_save = {"made_on": json.loads(first.content)["made_on"], "remarks": "Ga zo door"}
    assert client.post(f"{link}closing/keep/", next_save).status_code == 200
    assert client.post(f"{link}closing/keep/", next_save | {"made_on": "x"}).status_code == 200  # it stands there
    assert client.get(f"{link}closing/keep/").status_code == 405


def test_two_screens_on_one_page_lose_nothing(client, link):
    old = hidden(client.get(f"{link}closing/"))
    fill(Client(), link, "closing", remarks="Van de telefoon")
    assert client.post(f"{link}closing/keep/", {**old, "remarks": "Van de laptop"}).status_code == 409
    answer = client.post(f"{link}closing/", {**old, "remarks": "Van de laptop", "go": "next"})
    assert answer.status_code == 409
    assert "Van de telefoon" in text(answer) and "Van de laptop" in answer.content.decode()
    assert Draft.objects.get().data["values"] == {"remarks": "Van de telefoon"}
    again = client.post(f"{link}closing/", {**hidden(answer), "remarks": "Van de laptop", "go": "next"})
    assert again.status_code == 302 and Draft.objects.get().data["values"] == {"remarks": "Van de laptop"}


def test_two_screens_on_two_pages_do_not_hinder_one_another(client, link):
    opening, closing = (hidden(client.get(f"{link}{step}/")) for step in ("opening", "closing"))
    client.post(f"{link}opening/", {**opening, "student.opening": "Trots"})
    assert client.post(f"{link}closing/", {**closing, "remarks": "Dag"}).status_code == 302
    assert Draft.objects.get().data["values"] == {"student.opening": "Trots", "remarks": "Dag"}


def test_what_was_changed_elsewhere_is_looked_at_before_it_is_sent(client, link):
    fill(client, link, "closing", remarks="Een")
    page = hidden(client.get(f"{link}check/"))
    fill(Client(), link, "closing", remarks="Twee")
    answer = client.post(f"{link}check/", {**page, "go": "send"})
    assert answer.status_code == 409 and "another screen" in text(answer)
    assert not Response.objects.exists()


def test_a_double_click_sends_once(client, link):
    fill(client, link, "closing", remarks="Een")
    page = {**hidden(client.get(f"{link}check/")), "go": "send"}
    assert [client.post(f"{link}check/", page).status_code for _ in range(3)] == [302] * 3
    assert Response.objects.get().version == 1


# --- Changing afterwards -----------------------------------------------------------------------------------------
def test_what_was_sent_can_change_and_what_was_decided_about_texts_stays(client, cast, contact, link):
    fill(client, link, "opening", **{"student.opening": "Trots", "programme.opening": "Actueel"})
    fill(client, link, "outcomes-student", ticked=["motivation"])
    send(client, link)
    FreeText.objects.update(state="shown", decided_at=NOW, decided_by=cast.mirjam.user)
    fill(client, link, "opening", **{"student.opening": "Trots", "programme.opening": "Heel actueel"})
    assert "did not send it yet" in text(client.get(link))
    assert set(Response.objects.get().texts.values_list("text", flat=True)) == {"Trots", "Actueel"}
    fill(client, link, "outcomes-student", ticked=["soft_skills"])
    assert send(client, link).status_code == 302
    response = Response.objects.get()
    assert (response.version, response.changed_at, response.contact) == (2, NOW, contact)
    assert set(response.texts.values_list("text", "state")) == {("Trots", "shown"), ("Heel actueel", "waiting")}
    assert [each.outcome.key for each in response.outcomes.all()] == ["soft_skills"]


def test_changes_can_be_left(client, link):
    fill(client, link, "closing", remarks="Een")
    send(client, link)
    fill(client, link, "closing", remarks="Twee")
    assert client.post(f"{link}drop/").url == link
    assert "Een" in client.get(f"{link}closing/").content.decode() and not Draft.objects.exists()


# --- Links that go wrong -----------------------------------------------------------------------------------------
def test_links_that_open_nothing_all_look_the_same(client, campaign, contact, link):
    client.cookies["django_language"] = "en"
    token = link.split("/")[2]
    revoked = make_link(contact, revoked_at=NOW)
    left = make_contact(campaign)
    handed = make_link(left)
    left.handed_to = contact
    left.save()
    withdrawn = make_contact(campaign)
    gone = make_link(withdrawn)
    Invitation.objects.filter(contact=withdrawn).update(revoked_at=NOW)
    draft = make_link(make_contact(make_campaign(campaign.partnership, state="draft")))
    pages = {}
    for name, wrong in {
        "changed": token[:-1] + ("a" if token[-1] != "a" else "b"),
        "unknown": "x" * 43,
        "revoked": revoked,
        "handed": handed,
        "withdrawn": gone,
        "draft": draft,
        "case": token.swapcase(),
    }.items():
        answer = client.get(f"/s/{wrong}/")
        assert answer.status_code == 404, name
        pages[name] = re.sub(r'value="[^"]*"', "", answer.content.decode())
        assert campaign.name not in pages[name] and wrong not in pages[name]
    assert len(set(pages.values())) == 1
    assert client.get(link).status_code == 200
    assert Client().post(f"/s/{revoked}/closing/", {"remarks": "x"}).status_code == 404


def test_unknown_and_withdrawn_links_take_the_same_queries(client, contact):
    revoked = make_link(contact, revoked_at=NOW)
    counts = []
    for token in ("x" * 43, revoked):
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/s/{token}/")
        counts.append([re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in caught if "impact" in query["sql"]])
    assert counts[0] == counts[1] and len(counts[0]) == 1


def test_guessing_is_slowed_down_and_using_a_link_is_not(client, link):
    for _ in range(30):
        assert client.get(link).status_code == 200
    codes = [client.get(f"/s/{'y' * 40}{number:03}/").status_code for number in range(22)]
    assert codes == [404] * 20 + [429] * 2
    assert client.get(link).status_code == 429  # also a right guess
    assert client.get(link, REMOTE_ADDR="192.0.2.7").status_code == 200


@pytest.mark.parametrize(
    ("days", "status", "words"),
    [
        ((date(2026, 3, 17), date(2026, 3, 31)), 200, "has not begun yet"),
        ((date(2026, 3, 1), date(2026, 3, 15)), 410, "is closed"),
        ((date(2026, 3, 16), date(2026, 3, 16)), 200, "Start"),
    ],
)
def test_before_and_after_the_days_of_a_survey(client, campaign, link, days, status, words):
    Campaign.objects.filter(pk=campaign.pk).update(opens_on=days[0], closes_on=days[1])
    answer = client.get(link)
    assert answer.status_code == status and words in text(answer)
    page = hidden(client.get(f"{link}closing/"))
    late = client.post(f"{link}closing/", {**page, "remarks": "Dit typte ik nog", "go": "next"})
    assert ("Dit typte ik nog" in text(late)) is (words != "Start")
    assert Draft.objects.exists() is (words == "Start")


def test_a_closed_survey_takes_nothing_more(client, campaign, link):
    fill(client, link, "closing", remarks="Een")
    page = {**hidden(client.get(f"{link}check/")), "go": "send"}
    Campaign.objects.filter(pk=campaign.pk).update(state="closed", closed_at=NOW)
    assert client.post(f"{link}check/", page).status_code == 410
    assert client.post(f"{link}closing/keep/", {"remarks": "Twee"}).status_code == 410
    assert not Response.objects.exists()


def test_nothing_of_a_link_leaks(client, link):
    fill(client, link, "closing", remarks="Een")
    for address in (link, f"{link}closing/", f"{link}check/", "/s/unknown/"):
        answer = client.get(address)
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert "no-store" in answer.headers["Cache-Control"] and "noindex" in answer.headers["X-Robots-Tag"]
    token = link.split("/")[2]
    line = {"event": "request_started", "request": f"GET {link}closing/", "exception": f'File "/s/{token}" oops'}
    assert token not in json.dumps(without_tokens(None, "info", line))
    assert "message" not in client.session and not client.session.keys()


def test_forms_need_their_token_and_pages_ask_little(link, django_assert_max_num_queries):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"{link}closing/", {"remarks": "x"}).status_code == 403
    assert not Draft.objects.exists()
    fill(strict_free := Client(), link, "closing", remarks="x")
    for step in ("", "opening/", "outcomes-student/", "closing/", "check/"):
        with django_assert_max_num_queries(10):
            assert strict_free.get(f"{link}{step}").status_code == 200
    send(strict_free, link)
    for step in ("", "opening/", "outcomes-student/", "closing/", "check/"):
        with django_assert_max_num_queries(10):
            assert strict_free.get(f"{link}{step}").status_code == 200


def test_who_is_logged_in_answers_for_who_the_link_is_of(client, cast, contact, link):
    client.force_login(cast.mirjam.user)
    page = client.get(link)
    assert page.status_code == 200 and cast.mirjam.user.name not in text(page)
    fill(client, link, "closing", remarks="Een")
    send(client, link)
    assert Response.objects.get().contact == contact


# --- Languages ---------------------------------------------------------------------------------------------------
def test_the_language_of_the_invitation_and_a_switch_that_keeps_what_is_typed(client, campaign, link):
    CampaignText.objects.create(campaign=campaign, purpose="intro", language="nl", body="Fijn dat je meedoet")
    assert client.get(link).headers["Content-Language"] == "en"
    answer = fill(client, link, "closing", go="nl", remarks="Getypt")
    assert answer.url == f"{link}closing/" and answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "nl"
    page = client.get(answer.url).content.decode()
    assert 'lang="nl"' in page and "Getypt" in page and "Wil je nog iets kwijt?" in page
    assert "Fijn dat je meedoet" in text(client.get(link))
    assert client.post(link, {"go": "en"}).cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


def test_a_survey_in_one_language_is_in_that_language(client, cast):
    only = make_campaign(cast.werkplaats, languages=["nl"])
    link = f"/s/{make_link(make_contact(only, language='en'))}/"
    client.cookies["django_language"] = "en"
    page = client.get(link)
    assert page.headers["Content-Language"] == "nl" and 'value="en"' not in page.content.decode()


# --- Not me ------------------------------------------------------------------------------------------------------
def test_no_more_mails_and_back(client, contact, link):
    client.get(f"{link}not-me/")
    contact.refresh_from_db()
    assert contact.opted_out_at is None  # looking changes nothing
    assert client.post(f"{link}not-me/", {"go": "stop"}).url == link
    contact.refresh_from_db()
    assert contact.opted_out_at == NOW
    assert "You asked for no more mails" in text(client.get(link))
    client.post(f"{link}not-me/", {"go": "again"})
    contact.refresh_from_db()
    assert contact.opted_out_at is None
    client.post(f"{link}not-me/", {"go": "never"})
    assert BlockedAddress.objects.get().email == contact.email


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_colleague_answers_instead_and_finds_nothing_of_what_was_filled_in(client, cast, anonymous):
    campaign = make_campaign(cast.werkplaats, anonymous=anonymous)
    link = f"/s/{make_link(make_contact(campaign, language='en'))}/"
    fill(client, link, "closing", remarks="Van mij")
    bad = client.post(f"{link}colleague/", {"email": "geen adres", "name": "Loes"})
    assert bad.status_code == 200 and b"geen adres" in bad.content
    done = client.post(f"{link}colleague/", {"email": "loes@example.org", "name": "Loes"})
    assert "Your colleague gets a mail" in text(done)
    assert not Draft.objects.exists() and client.get(link).status_code == 404
    assert Contact.objects.get(email="loes@example.org").invitation.links.count() == 1


def test_who_answered_does_not_hand_over(client, contact, link):
    fill(client, link, "closing", remarks="Een")
    send(client, link)
    refused = client.post(f"{link}colleague/", {"email": "loes@example.org", "name": "Loes"})
    assert "You answered already" in text(refused) and Response.objects.exists()
