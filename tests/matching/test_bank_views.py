"""The pages of the project bank and of going on: they work, refuse who has no business there, and ask little."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.actions import assignments, going_on
from matching.models import Assignment, BankTemplate, DeskQuestion, FollowUpAsk
from tests.cast import NOW
from tests.matching.bank_helpers import WORDS, next_of, offered, taken
from tests.matching.offers_helpers import LATER, approved, draft, posted, url
from tests.matching.placement_helpers import completed
from tests.matching.test_bank_going_on import said, up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
ENGLISH = {"Accept-Language": "en"}


def at_elders(name, *keys):
    return url(name, *keys).replace("/werkplaats/", "/elders/", 1)


def page(client, address, status=200, language="en", **query):
    answer = client.get(address, query, headers={"Accept-Language": language})
    assert answer.status_code == status, address
    return answer.content.decode()


# --- Who opens them ----------------------------------------------------------------------------------------------
READS = dict.fromkeys(("carla", "joost", "mirjam", "beheer", "thea"), 200) | {"esra": 404, "ed": 404}
KEEPS = dict.fromkeys(("carla", "joost", "mirjam", "beheer"), 200) | {"esra": 404, "ed": 404}
GOES_ON = KEEPS | {"anna": 200, "mo": 200, "bram": 302, "thea": 302}
EVERYBODY = ["carla", "joost", "mirjam", "beheer", "thea", "anna", "mo", "bram", "sanne", "aad", "esra", "ed"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_opens_what(cast, log_in, who):
    template = offered(cast)
    row = approved(cast)
    client = log_in(getattr(cast, who))
    for name, keys, allowed in (
        ("bank", (), READS),
        ("bank_template", (template.pk,), READS),
        ("bank_edit", (template.pk,), KEEPS),
        ("bank_take", (template.pk,), KEEPS),
        ("bank_offer", (row.pk,), KEEPS),
        ("assignment_go_on", (row.pk,), GOES_ON),
    ):
        assert client.get(url(name, *keys)).status_code == allowed.get(who, 403), name
    step = client.post(url("bank_step", template.pk), {"verb": "withdraw", "version": 1})
    assert step.status_code == {200: 302}.get(KEEPS.get(who, 403), KEEPS.get(who, 403))
    assert BankTemplate.objects.get(pk=template.pk).is_live is (step.status_code != 302)


@pytest.mark.parametrize(("who", "status"), [("esra", 200), ("ed", 403)])
def test_another_partnership_reads_and_takes_but_changes_nothing(cast, log_in, who, status):
    template = offered(cast)
    client = log_in(getattr(cast, who))
    for name in ("bank_template", "bank_take"):
        page(client, at_elders(name, template.pk), status)
    assert client.get(at_elders("bank_edit", template.pk)).status_code == (302 if status == 200 else 403)
    client.post(at_elders("bank_step", template.pk), {"verb": "withdraw", "version": 1})
    assert BankTemplate.objects.get().is_live
    assert client.get(at_elders("bank_offer", template.assignment_id)).status_code == (404 if status == 200 else 403)


def test_a_visitor_logs_in_first(cast, client):
    template = offered(cast)
    for address in (url("bank"), url("bank_template", template.pk), url("bank_take", template.pk)):
        assert client.get(address).status_code == 302
    assert client.get(url("bank").replace("werkplaats", "nergens")).status_code in (302, 404)


def test_withdrawn_ones_are_no_page_for_others(cast, log_in):
    template = offered(cast)
    log_in(cast.carla).post(url("bank_step", template.pk), {"verb": "withdraw", "version": 1})
    page(log_in(cast.thea), url("bank_template", template.pk), 404)
    page(log_in(cast.esra), at_elders("bank_template", template.pk), 404)
    client = log_in(cast.carla)
    assert "Put it back" in page(client, url("bank_template", template.pk))
    assert "withdrawn" in page(client, url("bank")).lower()
    client.post(url("bank_step", template.pk), {"verb": "put_back", "version": 2})
    assert "Put it back" not in page(client, url("bank_template", template.pk))
    assert client.post(url("bank_step", template.pk), {"verb": "delete"}).status_code == 400
    assert client.get(url("bank_step", template.pk)).status_code == 405


# --- Offering ----------------------------------------------------------------------------------------------------
def test_an_assignment_is_offered_from_its_page(cast, log_in):
    row = approved(cast)
    client = log_in(cast.carla)
    assert url("bank_offer", row.pk) in page(client, url("assignment", row.pk))
    form = client.get(url("bank_offer", row.pk)).context["form"]
    assert form.initial["title"] == row.title and form.initial["weeks"] == 22
    sent = WORDS | {"text": "Vraag Anna Terpdok."}
    refused = client.post(url("bank_offer", row.pk), sent, headers=ENGLISH)
    assert refused.status_code == 200 and "Take this out first: Anna Terpdok" in refused.content.decode()
    assert "Vraag Anna Terpdok." in refused.content.decode()
    made = client.post(url("bank_offer", row.pk), WORDS)
    template = BankTemplate.objects.get()
    assert made.url == url("bank_template", template.pk)
    assert url("bank_template", template.pk) in page(client, url("assignment", row.pk))
    assert client.get(url("bank_offer", row.pk)).url == url("bank_template", template.pk)
    edited = WORDS | {"title": "Anders", "names_company": "on", "version": 1}
    assert client.post(url("bank_edit", template.pk), edited).status_code == 302
    shown = page(client, url("bank_template", template.pk))
    assert "Anders" in shown and "Based on an assignment of Terpdok Software" in shown
    stale = client.post(url("bank_edit", template.pk), edited, headers=ENGLISH)
    assert "Somebody else just changed this" in stale.content.decode()


def test_what_cannot_be_offered_says_why(cast, log_in):
    client = log_in(cast.carla)
    row = next_of(cast, approved(cast), by=cast.carla)
    assert url("bank_offer", row.pk) not in page(client, url("assignment", row.pk))
    answer = client.get(url("bank_offer", row.pk), headers=ENGLISH, follow=True)
    assert "Only what was approved" in answer.content.decode()
    assert client.get(url("bank_offer", draft(cast).pk)).status_code == 404


@pytest.mark.parametrize("text", ["<script>alert(1)</script>" * 3, "😀" * 50, "x" * 100_000])
def test_whatever_is_pasted_is_shown_safely_or_refused(cast, log_in, text):
    client = log_in(cast.carla)
    row = approved(cast)
    answer = client.post(url("bank_offer", row.pk), WORDS | {"text": text})
    if answer.status_code == 302:
        assert "<script>alert" not in page(client, answer.url)
    else:
        assert "text" in answer.context["form"].errors and text in answer.content.decode()


# --- Taking ------------------------------------------------------------------------------------------------------
def test_it_is_taken_with_credit(cast, log_in):
    template = offered(cast, names_company=True)
    client = log_in(cast.joost)
    choices = client.get(url("bank_take", template.pk)).context["form"].fields["organisation"].queryset
    assert list(choices) == [cast.wadbyte]
    wrong = client.post(url("bank_take", template.pk), {"organisation": cast.terpdok.pk, "starts_on": "x"})
    assert {"organisation", "starts_on", "nonce"} == set(wrong.context["form"].errors)
    sent = {"organisation": cast.wadbyte.pk, "starts_on": "7-9-2026", "nonce": uuid4()}
    answers = [client.post(url("bank_take", template.pk), sent) for _ in range(2)]
    row = Assignment.objects.get(template=template)
    assert {answer.url for answer in answers} == {url("assignment", row.pk)}
    again = client.post(url("bank_take", template.pk), sent | {"nonce": uuid4()}, headers=ENGLISH)
    assert "already" in again.content.decode()
    credit = "Based on an assignment of Terpdok Software, shared by Noorderpoort"
    for who in (cast.joost, cast.bram):
        assert credit in page(log_in(who), url("assignment", row.pk))
    shown = page(log_in(cast.thea), url("bank_template", template.pk))
    assert "Werkplaats Digitaal Vakmanschap: 1" in shown


def board_of(row, **values):
    """On the board, as if it had been filled in and approved."""
    Assignment.objects.filter(pk=row.pk).update(
        state="approved",
        mentor=row.organisation.memberships.get(),
        submitted_by=row.organisation.memberships.get().user,
        submitted_at=NOW,
        decided_by=row.made_by,
        decided_at=NOW,
        **values,
    )


def test_the_credit_is_on_the_public_page_and_in_the_spreadsheet_in_both_languages(cast, log_in, client):
    row = taken(cast, offered(cast))
    board_of(row)
    client.logout()
    shown = page(client, url("board_assignment", row.pk))
    assert "Based on an assignment shared by Noorderpoort of Werkplaats" in shown and "Terpdok" not in shown
    assert "Gebaseerd op een opdracht, gedeeld door Noorderpoort" in page(
        client, url("board_assignment", row.pk), language="nl"
    )
    sheet = log_in(cast.carla).post(url("matching_export", "assignments", "csv"), headers=ENGLISH).content.decode()
    assert "Based on an assignment shared by Noorderpoort" in sheet


def test_skills_that_do_not_come_along_are_said(cast, log_in):
    template = offered(cast)
    assert "left out when you take it: Python" in page(log_in(cast.esra), at_elders("bank_template", template.pk))
    assert "left out" not in page(log_in(cast.carla), url("bank_template", template.pk))


# --- The list ----------------------------------------------------------------------------------------------------
def test_the_list_is_searched_sorted_and_paged(cast, log_in):
    client = log_in(cast.thea)
    assert "Nothing is in the project bank yet" in page(client, url("bank"))
    offered(cast)
    offered(cast, approved(cast, kind="research"), title="Meten in de kas", text="Sensoren in een kas.", theme="data")
    assert "Meten in de kas" in page(client, url("bank"), q="kas")
    assert "Planbord voor mensen" not in page(client, url("bank"), q="kas")
    assert "No template fits" in page(client, url("bank"), q="xylofoon")
    assert "Meten" not in page(client, url("bank"), kind="practice", level="mbo4")
    titles = [row.title for row in client.get(url("bank"), {"sort": "-title"}).context["page"]]
    assert titles == sorted(titles, reverse=True)
    for query in ({"kind": "guest_lesson"}, {"sort": "'; DROP"}, {"page": "99999"}, {"level": "zzz"}):
        page(client, url("bank"), **query)
    client = log_in(cast.carla)
    assert url("bank") in page(client, url("matching")) and url("bank") in page(client, url("board"))
    assert f'href="{url("bank")}"' not in page(log_in(cast.anna), url("board"))


# --- Going on ----------------------------------------------------------------------------------------------------
def test_a_company_goes_on_from_the_page_of_its_assignment(cast, log_in):
    row = approved(cast)
    client = log_in(cast.anna)
    assert url("assignment_go_on", row.pk) in page(client, url("assignment", row.pk))
    assert "follow-up question" in page(client, url("assignment_go_on", row.pk))
    sent = {"how": "relay", "starts_on": "6-9-2027", "delivered": "", "handover": "Zie de map", "nonce": uuid4()}
    refused = client.post(url("assignment_go_on", row.pk), sent)
    assert "delivered" in refused.context["form"].errors and "Zie de map" in refused.content.decode()
    early = client.post(
        url("assignment_go_on", row.pk), sent | {"how": "edition", "starts_on": "1-9-2026"}, headers=ENGLISH
    )
    assert "later first day" in early.content.decode()
    made = client.post(url("assignment_go_on", row.pk), sent | {"delivered": "Een bord."})
    new = row.followed_by.get()
    assert made.url == url("assignment", new.pk)
    again = client.post(
        url("assignment_go_on", row.pk), sent | {"delivered": "Een bord.", "nonce": uuid4()}, headers=ENGLISH
    )
    assert "A next team goes on with it already" in again.content.decode()
    assert url("assignment", new.pk) in page(client, url("assignment_go_on", row.pk))
    assert "Een bord." in page(client, url("assignment", new.pk))
    edit = client.get(url("offer_edit", new.pk)).context["form"]
    assert edit.initial["delivered"] == "Een bord." and "delivered" in edit.fields
    assert "delivered" not in client.get(url("offer_edit", row.pk)).context["form"].fields
    data = posted(cast, row=new, delivered="Twee borden.", handover="", starts_on="6-9-2027", ends_on="31-1-2028")
    data |= {"roles-0-pk": new.roles.get().pk}
    assert client.post(url("offer_edit", new.pk), data).status_code == 302
    new.refresh_from_db()
    assert (new.delivered, new.handover) == ("Twee borden.", "")


def test_one_cannot_go_on_from_a_draft(cast, log_in):
    row = draft(cast)
    client = log_in(cast.anna)
    assert url("assignment_go_on", row.pk) not in page(client, url("assignment", row.pk))
    answer = client.get(url("assignment_go_on", row.pk), headers=ENGLISH, follow=True)
    assert "is or was on the board" in answer.content.decode()
    page(log_in(cast.carla), url("assignment_go_on", row.pk), 404)


def test_the_chain_links_only_to_what_the_reader_sees(cast, log_in, client):
    first = approved(cast)
    second = next_of(cast, first, "relay")
    third = None
    own = log_in(cast.anna)
    assert f'"{url("assignment", second.pk)}"' in page(own, url("assignment", first.pk))
    assert url("board_assignment", second.pk) not in page(own, url("board_assignment", first.pk))
    for name in ("assignment", "board_assignment"):
        assert url(name, second.pk) not in page(log_in(cast.sanne), url(name, first.pk))
    second = up(cast, second)
    third = up(cast, next_of(cast, second, starts_on=second.starts_on.replace(year=second.starts_on.year + 1)))
    for name, reader in (("assignment", cast.sanne), ("board_assignment", cast.sanne)):
        seen = page(log_in(reader), url(name, second.pk))
        assert f'"{url(name, first.pk)}"' in seen and f'"{url(name, third.pk)}"' in seen
        assert "De code staat in de map" in seen
    client.logout()
    Assignment.objects.filter(pk=first.pk).update(is_public=False)
    seen = page(client, url("board_assignment", second.pk))
    assert url("board_assignment", third.pk) in seen and url("board_assignment", first.pk) not in seen
    assert "Een planbord met drie schermen." in seen and "De code staat in de map" not in seen


# --- Follow-ups --------------------------------------------------------------------------------------------------
def test_a_satisfied_company_sees_it_on_its_offers_and_puts_it_away(cast, log_in):
    row = completed(cast)
    going_on.ask_for_follow_ups(now=said(cast, row))
    client, away = log_in(cast.anna), url("follow_up_put_away", row.assignment_id)
    assert away in page(client, url("offers")) and away in page(client, url("assignment_go_on", row.assignment_id))
    for who, status in (("bram", 404), ("sanne", 403), ("carla", 302), ("esra", 404)):
        assert log_in(getattr(cast, who)).post(away).status_code == status
    assert FollowUpAsk.objects.get().put_away_at is None
    client = log_in(cast.mo)
    assert client.get(away).status_code == 405
    assert client.post(away).url == url("offers")
    assert away not in page(client, url("offers"))
    assert away not in page(client, url("assignment_go_on", row.assignment_id))
    assert "already" in client.post(away, follow=True, headers=ENGLISH).content.decode()


def test_a_follow_up_question_comes_from_the_own_work(cast, log_in):
    row = approved(cast)
    client = log_in(cast.anna)
    address = f"{url('question_new')}?after={row.pk}"
    assert "It goes on from" in page(client, address)
    sent = {"contact_name": "Anna", "contact_email": "anna@example.org", "title": "En nu?", "text": "Wat is er meer?"}
    client.post(address, sent | {"follows": row.pk, "nonce": uuid4()})
    question = DeskQuestion.objects.get()
    assert question.follows == row
    assert url("assignment", row.pk) in page(client, url("question", question.pk))
    for after in ("x", "9" * 30, str(draft(cast).pk), "-1"):
        assert "It goes on from" not in page(client, f"{url('question_new')}?after={after}")
    client = log_in(cast.bram)
    assert "It goes on from" not in page(client, address)
    assert "follows" in client.post(address, sent | {"follows": row.pk, "nonce": uuid4()}).context["form"].errors
    client.logout()
    assert "It goes on from" not in page(client, address)


# --- Queries -----------------------------------------------------------------------------------------------------
def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_pages_ask_as_little_with_more_rows(cast, log_in):
    first = approved(cast)
    template = offered(cast, first, names_company=True)
    taken(cast, template)
    second = up(cast, next_of(cast, first))
    client = log_in(cast.carla)
    addresses = [
        url("bank"),
        url("bank_template", template.pk),
        url("bank_edit", template.pk),
        url("bank_take", template.pk),
        url("assignment_go_on", first.pk),
    ]
    before = {address: queries(client, address) for address in [*addresses, url("board_assignment", second.pk)]}
    for _ in range(3):
        other = approved(cast)
        offered(cast, other)
        taken(cast, template, by=cast.esra, organisation=cast.kleibyte) if _ == 0 else None
        row = next_of(cast, second, starts_on=second.starts_on.replace(year=second.starts_on.year + 1))
        second = up(cast, row)
    after = {address: queries(client, address) for address in before}
    assert after == before
    assert max(after.values()) <= 12 and max(after[address] for address in addresses) <= 10, after


def test_an_assignment_in_a_chain_asks_no_more(cast, log_in):
    first = approved(cast)
    client = log_in(cast.carla)
    alone = queries(client, url("assignment", first.pk))
    second = up(cast, next_of(cast, first))
    up(cast, next_of(cast, second, starts_on=second.starts_on.replace(year=second.starts_on.year + 1)))
    assignments.close(by=cast.anna, assignment=first, version=first.version, now=LATER)
    assert queries(client, url("assignment", first.pk)) <= alone
