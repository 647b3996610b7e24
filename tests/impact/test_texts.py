"""Moderation of texts, single answers, and the file of all of them."""

import csv
import io
from uuid import uuid4

import pytest

from impact.actions import texts as actions
from impact.models import CampaignPartner, Contact, FreeText, Response
from impact.queries.groups import gate_of, groups_of
from impact.queries.texts import readable_texts
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.impact.stage import make_campaign, make_contact, make_response, outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def campaign(cast):
    return make_campaign(cast.werkplaats, threshold=5)


def wrote(campaign, text="Ga zo door", kind="remarks", sector="mbo", **about) -> FreeText:
    contact = make_contact(campaign, sector=sector)
    return FreeText.objects.create(response=make_response(contact), kind=kind, text=text, **about)


def address(campaign, rest="texts/"):
    return f"/werkplaats/impact/campaigns/{campaign.pk}/{rest}"


def decide(client, campaign, verb, *texts, query=""):
    picked = [f"{text.pk}:{text.version}" for text in texts]
    return client.post(address(campaign, f"texts/decide/{query}"), {"selected": picked, "verb": verb}, follow=True)


def state_of(text):
    text.refresh_from_db()
    return text.state, text.shown_as


# --- Many at once ------------------------------------------------------------------------------------------------
def test_texts_are_shown_hidden_and_taken_back(log_in, cast, campaign):
    client = log_in(cast.mirjam)
    first, second, third = (wrote(campaign, f"Tekst {number}") for number in range(3))
    assert b"3 texts still have to be read" in client.get(address(campaign)).content
    assert b"Decided on 2 texts" in decide(client, campaign, "show", first, second).content
    decide(client, campaign, "hide", third)
    assert [state_of(each)[0] for each in (first, second, third)] == ["shown", "shown", "hidden"]
    assert first.decided_by == cast.mirjam.user
    assert b"Everything is read" in client.get(address(campaign)).content
    page = decide(client, campaign, "undo", first, third, query="?state=shown")
    assert page.redirect_chain[-1][0].endswith("?state=shown")
    assert [state_of(each) for each in (first, third)] == [("waiting", "")] * 2
    events = AuditEvent.objects.filter(verb__startswith="campaign.texts").order_by("pk")
    assert [(event.verb, event.data) for event in events] == [
        ("campaign.texts_shown", {"count": 2}),
        ("campaign.texts_hidden", {"count": 1}),
        ("campaign.texts_undone", {"count": 2}),
    ]


def test_a_text_that_changed_meanwhile_is_left_alone(log_in, cast, campaign):
    client = log_in(cast.mirjam)
    text, other = wrote(campaign), wrote(campaign)
    FreeText.objects.filter(pk=text.pk).update(version=2)
    page = decide(client, campaign, "show", text, other)
    assert b"Decided on 1 text." in page.content and b"1 text was left alone" in page.content
    assert (state_of(text)[0], state_of(other)[0]) == ("waiting", "shown")


def test_nothing_ticked_and_no_verb(log_in, cast, campaign):
    client = log_in(cast.mirjam)
    wrote(campaign)
    assert b"Nothing is ticked yet" in decide(client, campaign, "show").content
    assert decide(client, campaign, "publish").status_code == 400
    assert client.get(address(campaign, "texts/decide/")).status_code == 405


# --- One by one --------------------------------------------------------------------------------------------------
def one(client, campaign, text, verb, version=None, **values):
    values |= {"verb": verb, "version": text.version if version is None else version}
    return client.post(address(campaign, f"texts/{text.pk}/"), values)


def test_names_are_left_out(log_in, cast, campaign):
    client, text = log_in(cast.mirjam), wrote(campaign, "Dankzij Jan gaat het goed")
    for _ in range(5):
        make_response(make_contact(campaign))
    assert one(client, campaign, text, "show", shown_as="Dankzij een collega gaat het goed").status_code == 302
    assert state_of(text) == ("shown", "Dankzij een collega gaat het goed")
    gate = gate_of(campaign, groups_of(campaign))
    assert [each.text for each in readable_texts(campaign, gate, "remarks")] == ["Dankzij een collega gaat het goed"]
    one(client, campaign, text, "undo", version=2)
    assert readable_texts(campaign, gate, "remarks") == []
    assert one(client, campaign, text, "show", version=3, shown_as=text.text).status_code == 302
    assert state_of(text) == ("shown", "")


def test_an_old_page_and_an_empty_text_are_refused_and_keep_what_is_typed(log_in, cast, campaign):
    client, text = log_in(cast.mirjam), wrote(campaign)
    page = one(client, campaign, text, "show", version=7, shown_as="Getypte woorden")
    assert page.status_code == 200 and b"Somebody else just changed this" in page.content
    assert b"Getypte woorden" in page.content and state_of(text)[0] == "waiting"
    assert b"or hide it" in one(client, campaign, text, "show", shown_as=" ").content
    assert one(client, campaign, text, "hide", shown_as="").status_code == 302
    assert state_of(text)[0] == "hidden"


# --- Who sees whom -----------------------------------------------------------------------------------------------
def test_the_researcher_sees_who_wrote_it_unless_the_campaign_is_anonymous(log_in, cast, campaign):
    client, text = log_in(cast.mirjam), wrote(campaign)
    Contact.objects.update(name="Jan Jansen")
    assert b"Jan Jansen" in client.get(address(campaign)).content
    assert b"Jan Jansen" in client.get(address(campaign, f"texts/{text.pk}/")).content
    secret = make_campaign(cast.werkplaats, anonymous=True, threshold=5)
    make_contact(secret, name="Piet Pietersen")
    hidden = FreeText.objects.create(response=Response.objects.create(campaign=secret), kind="remarks", text="Ssst")
    for page in (address(secret), address(secret, f"texts/{hidden.pk}/"), address(secret, "answers/")):
        answer = client.get(page)
        assert answer.status_code == 200 and b"Piet" not in answer.content
    assert client.get(address(secret, f"answers/{hidden.response_id}/")).status_code == 404


def test_a_small_group_is_no_label(log_in, cast, campaign):
    client = log_in(cast.mirjam)
    large = [wrote(campaign, sector=sector) for sector in ("mbo", "hbo") for _ in range(6)][-1]
    page = client.get(address(campaign, f"texts/{large.pk}/")).content
    assert b"<dd>hbo</dd>" in page and b"Not told" not in page
    few = wrote(campaign, sector="wo")
    page = client.get(address(campaign, f"texts/{few.pk}/")).content
    assert b"Not told: too few" in page and b"<dd>wo</dd>" not in page


ROLES = ("anna", "sanne", "thea", "carla", "joost", "aad")


def test_only_who_may_read_answers(client, log_in, cast, campaign):
    text = wrote(campaign)
    pages = ["texts/", f"texts/{text.pk}/", "answers/", f"answers/{text.response_id}/"]
    for name in ROLES:
        log_in(getattr(cast, name))
        assert {client.get(address(campaign, page)).status_code for page in pages} == {403}, name
        assert decide(client, campaign, "show", text).status_code == 403
        assert client.post(address(campaign, "answers/file/")).status_code == 403
    for name in ("mirjam", "beheer"):
        log_in(getattr(cast, name))
        assert {client.get(address(campaign, page)).status_code for page in pages} == {200}
    assert state_of(text)[0] == "waiting"


def test_a_partnership_that_takes_part_reads_no_answers(client, log_in, cast, campaign):
    text = wrote(campaign)
    CampaignPartner.objects.create(campaign=campaign, partnership=cast.elders)
    log_in(cast.esra)
    elsewhere = f"/elders/impact/campaigns/{campaign.pk}/"
    assert client.get(f"{elsewhere}").status_code == 200
    for page in ("texts/", "answers/", f"texts/{text.pk}/"):
        assert client.get(f"{elsewhere}{page}").status_code == 403
    with pytest.raises(Refused):
        actions.decide_texts(by=cast.esra, campaign=campaign, picks={text.pk: 1}, verb="show", now=NOW)


def test_texts_of_another_campaign_are_not_decided_on_here(log_in, cast, campaign):
    client, strange = log_in(cast.mirjam), wrote(make_campaign(cast.werkplaats))
    assert client.get(address(campaign, f"texts/{strange.pk}/")).status_code == 404
    assert client.get(address(campaign, f"texts/{uuid4()}/")).status_code == 404
    decide(client, campaign, "show", strange)
    assert state_of(strange)[0] == "waiting"


def test_deciding_needs_the_right_and_the_version(cast, campaign):
    text = wrote(campaign)
    with pytest.raises(Refused):
        actions.decide_text(by=cast.carla, campaign=campaign, text=text, version=1, verb="hide", now=NOW)
    with pytest.raises(SomeoneWasFirst):
        actions.decide_text(by=cast.mirjam, campaign=campaign, text=text, version=2, verb="hide", now=NOW)
    actions.decide_text(by=cast.mirjam, campaign=campaign, text=text, version=1, verb="hide", now=NOW)


# --- Lists -------------------------------------------------------------------------------------------------------
def test_filters_and_pages_with_few_queries(log_in, cast, campaign, django_assert_max_num_queries):
    client = log_in(cast.mirjam)
    contact = make_contact(campaign)
    motivation = outcome(contact, "student.motivation")
    wrote(campaign, "Over motivatie", kind="explanation", outcome=motivation)
    for number in range(60):
        wrote(campaign, f"Opmerking {number}")
    with django_assert_max_num_queries(12):
        page = client.get(address(campaign)).content.decode()
    assert "1 to 25 of 61" in page
    page = client.get(address(campaign, f"texts/?question=explanation-{motivation.pk}")).content.decode()
    assert "Over motivatie" in page and "Opmerking" not in page
    assert "Opmerking 7" in client.get(address(campaign, "texts/?words=Opmerking 7")).content.decode()
    assert "Nothing fits" in client.get(address(campaign, "texts/?state=hidden")).content.decode()
    assert client.get(address(campaign, "texts/?question=raar&state=x&page=zzz")).status_code == 200
    with django_assert_max_num_queries(12):
        assert "of 61" in client.get(address(campaign, "answers/")).content.decode()


def test_single_answers_and_the_file(log_in, cast, campaign):
    client = log_in(cast.mirjam)
    text = wrote(campaign, "Ga zo door")
    page = client.get(address(campaign, f"answers/{text.response_id}/")).content.decode()
    assert "Ga zo door" in page and text.response.contact.name in page
    answer = client.post(address(campaign, "answers/file/"))
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [row["remarks"] for row in rows] == ["Ga zo door"]
    assert AuditEvent.objects.get(verb="campaign.answers_downloaded").object_id == campaign.pk
    assert client.get(address(campaign, "answers/file/")).status_code == 405
    secret = make_campaign(cast.werkplaats, anonymous=True)
    refused = client.post(address(secret, "answers/file/"), follow=True)
    assert b"once it is closed" in refused.content
    assert AuditEvent.objects.filter(verb="campaign.answers_downloaded").count() == 1
