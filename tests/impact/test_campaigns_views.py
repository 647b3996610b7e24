"""The pages about campaigns: who gets them, what stands there, and how many queries they take."""

import csv
from io import BytesIO, StringIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from impact.actions import mailings
from impact.actions.contact_adding import NewContact, add_contacts
from impact.actions.contact_sheets import read_file
from impact.actions.instrument_edits import add_outcome, add_question, copy_instrument
from impact.actions.instruments import built_in
from impact.models import BlockedAddress, Campaign, CampaignPartner, Contact, Instrument, Mailing
from partnership.models import OutboxMail
from tests.cast import NOW
from tests.impact.campaign_helpers import answers, ask, draft, opened, people, person, with_people
from tests.impact.stage import make_campaign, make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
ENGLISH = {"Accept-Language": "en"}


def address(name, *args, slug="werkplaats"):
    return reverse(name, args=[slug, *args])


def page(client, name, *args, slug="werkplaats", status=200):
    response = client.get(address(name, *args, slug=slug), headers=ENGLISH)
    assert response.status_code == status
    return response.content.decode()


# --- Who -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "status"),
    [("carla", 200), ("mirjam", 200), ("beheer", 200), ("thea", 403), ("anna", 403), ("sanne", 403), ("aad", 403)],
)
def test_campaigns_are_for_who_sees_impact(cast, log_in, name, status):
    campaign = make_campaign(cast.werkplaats)
    client = log_in(getattr(cast, name))
    assert client.get(address("impact")).status_code == status
    assert client.get(address("campaign", campaign.pk)).status_code == status


def test_a_campaign_of_another_partnership_is_found_only_when_taking_part(cast, log_in):
    campaign = make_campaign(cast.werkplaats)
    client = log_in(cast.esra)
    page(client, "campaign", campaign.pk, slug="elders", status=404)
    assert campaign.name not in page(client, "impact", slug="elders")
    CampaignPartner.objects.create(campaign=campaign, partnership=cast.elders)
    assert "Werkplaats Digitaal Vakmanschap" in page(client, "campaign", campaign.pk, slug="elders")
    assert campaign.name in page(client, "impact", slug="elders")


def test_a_draft_is_for_management(cast, log_in):
    draft = make_campaign(cast.werkplaats, state="draft")
    page(log_in(cast.carla), "campaign", draft.pk, status=404)
    page(log_in(cast.mirjam), "campaign", draft.pk)


# --- What ------------------------------------------------------------------------------------------------------
def test_the_response_counts_who_was_invited_and_not_who_handed_it_on(cast, log_in):
    campaign = make_campaign(cast.werkplaats)
    answered, handed, _waiting = (make_contact(campaign) for _each in range(3))
    answered.invitation.has_answered = True
    answered.invitation.save()
    handed.handed_to = make_contact(campaign)
    handed.save()
    text = page(log_in(cast.carla), "campaign", campaign.pk)
    assert "33%" in text
    assert "33%" in page(log_in(cast.carla), "impact")


def test_the_list_takes_the_same_queries_for_many_campaigns(cast, log_in):
    client = log_in(cast.mirjam)
    counts = []
    for _round in range(2):
        make_contact(make_campaign(cast.werkplaats))
        page(client, "impact")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, "impact")
        counts.append(len(queries))
        for _each in range(8):
            make_contact(make_campaign(cast.werkplaats))
    assert counts[0] == counts[1] <= 10


# --- Every page and form of management ---------------------------------------------------------------------------
@pytest.fixture
def stage(cast):
    """A campaign that is open, a draft, a list of questions, and a file that waits."""
    row = opened(cast)
    mailing = ask(cast, row)
    content = b"email;sector\na@example.org;mbo\nniets;mbo\n"
    name = {"nl": "Eigen", "en": "Own"}
    own = copy_instrument(by=cast.mirjam, source=built_in(now=NOW), name=name, nonce=uuid4(), now=NOW)
    outcome = add_outcome(by=cast.mirjam, level=own.levels.first(), name=name, now=NOW)
    question = add_question(by=cast.mirjam, instrument=own, text=name, now=NOW)
    sheet = read_file(
        by=cast.mirjam, campaign=row, name="a.csv", content=content, partnership_id=None, nonce=uuid4(), now=NOW
    )
    blocked = BlockedAddress.objects.create(
        partnership=cast.werkplaats, email="x@example.org", blocked_at=NOW, blocked_by=cast.mirjam.user
    )
    return {
        "pk": row.pk,
        "draft": draft(cast, slug="next").pk,
        "contact": person(row).pk,
        "mailing": mailing.pk,
        "sheet": sheet.pk,
        "list": own.pk,
        "level": own.levels.first().pk,
        "outcome": outcome.pk,
        "question": question.pk,
        "blocked": blocked.pk,
    }


def pages_in(stage):
    pk, draft_pk, own = stage["pk"], stage["draft"], stage["list"]
    return [
        ("campaign_new",),
        ("impact_blocked",),
        ("questions_lists",),
        ("campaign_edit", draft_pk),
        ("campaign_edit", pk),
        ("campaign_open", draft_pk),
        ("campaign_remove", draft_pk),
        ("campaign_close", pk),
        ("campaign_wording", pk),
        ("campaign_text", pk, "invitation", "nl"),
        ("campaign_contacts", pk),
        ("campaign_contact_new", pk),
        ("campaign_contact", pk, stage["contact"]),
        ("campaign_contacts_portal", pk),
        ("campaign_contacts_file", pk),
        ("campaign_sheet", pk, stage["sheet"]),
        ("campaign_sheet_refused", pk, stage["sheet"]),
        ("campaign_invitations", pk),
        ("campaign_mailing_progress", pk, stage["mailing"]),
        ("campaign_response_now", pk),
        ("questions_list", own),
        ("questions_preview", own),
        ("questions_copy", own),
        ("questions_words", own),
        ("questions_outcome_new", own, stage["level"]),
        ("questions_question_new", own),
    ]


def forms_in(stage):
    pk, own = stage["pk"], stage["list"]
    return [
        ("campaign_contacts_remove", pk),
        ("campaign_contacts_export", pk, "csv"),
        ("campaign_contact_act", pk, stage["contact"], "bounced"),
        ("campaign_sheet_write", pk, stage["sheet"]),
        ("campaign_sheet_remove", pk, stage["sheet"]),
        ("campaign_invitations_test", pk),
        ("campaign_invitations_send", pk, "invitation"),
        ("campaign_mailing_act", pk, stage["mailing"], "stop"),
        ("impact_unblock", stage["blocked"]),
        ("questions_version", own),
        ("questions_outcome_remove", own, stage["outcome"]),
        ("questions_question_remove", own, stage["question"]),
        ("questions_list_remove", own),
    ]


@pytest.mark.parametrize(
    ("name", "status"), [("mirjam", 200), ("beheer", 200), ("carla", 403), ("anna", 403), ("aad", 403)]
)
def test_preparing_is_for_management(cast, log_in, stage, name, status):
    client = log_in(getattr(cast, name))
    for each in pages_in(stage):
        assert client.get(address(*each)).status_code == status, each
    for each in forms_in(stage) if status == 403 else []:
        assert client.post(address(*each), {"kind": "invitation"}).status_code == 403, each


def test_nothing_of_another_partnership_exists_also_when_taking_part(cast, log_in, stage):
    CampaignPartner.objects.create(campaign_id=stage["pk"], partnership=cast.elders)
    client = log_in(cast.esra)
    for each in pages_in(stage)[3:]:
        assert client.get(address(*each, slug="elders")).status_code == 404, each
        assert client.get(address(*each)).status_code == 404, each
    for each in forms_in(stage):
        data = {"kind": "invitation", "version": 1}
        assert client.post(address(*each, slug="elders"), data).status_code == 404, each
    assert Mailing.objects.get().state == "queued"
    assert BlockedAddress.objects.exists()


def test_what_changes_something_is_a_form(cast, log_in, stage):
    client = log_in(cast.mirjam)
    for each in forms_in(stage):
        shows_first = each[0] == "campaign_invitations_send"
        assert client.get(address(*each)).status_code in ((200,) if shows_first else (302, 405, 404)), each
    assert Mailing.objects.get().state == "queued"


def test_a_child_under_the_wrong_campaign_is_not_found(cast, log_in, stage):
    client, other = log_in(cast.mirjam), with_people(cast, slug="third").pk
    for each in pages_in(stage) + forms_in(stage):
        if (
            len(each) > 2
            and each[0].startswith("campaign")
            and each[0] not in ("campaign_text", "campaign_contacts_export", "campaign_invitations_send")
        ):
            wrong = (each[0], other, *each[2:])
            method = client.get if each in pages_in(stage) else client.post
            assert method(address(*wrong)).status_code == 404, wrong
    mine, theirs = built_in(now=NOW).pk, stage["list"]
    assert client.post(address("questions_outcome_remove", mine, stage["outcome"])).status_code == 404
    assert client.get(address("questions_outcome_new", mine, stage["level"])).status_code == 404
    assert Instrument.objects.get(pk=theirs).questions.exists()


@pytest.mark.parametrize(
    "each",
    [
        ("campaign_text", 1, "invitation", "fr"),
        ("campaign_text", 1, "nonsense", "nl"),
        ("campaign_contacts_export", 1, "pdf"),
        ("campaign_contact_act", 1, 1, "eat"),
        ("campaign_mailing_act", 1, 1, "eat"),
    ],
)
def test_addresses_that_make_no_sense(cast, log_in, stage, each):
    keys = (
        each[0],
        stage["pk"],
        *(stage["contact" if "contact" in each[0] else "mailing"] if n == 1 else n for n in each[2:]),
    )
    client = log_in(cast.mirjam)
    assert client.post(address(*keys)).status_code == 404


# --- Preparing ---------------------------------------------------------------------------------------------------
def given(**changes):
    facts = {
        "name": "Impactmeting",
        "slug": "",
        "instrument": built_in(now=NOW).pk,
        "opens_on": "16-3-2026",
        "closes_on": "31-3-2026",
        "languages": ["nl"],
        "confidentiality": "named",
        "threshold": 10,
        "most_reminders": 2,
        "days_between": 7,
        "nonce": str(uuid4()),
    }
    return facts | changes


def send(client, name, /, *args, **data):
    return client.post(address(name, *args), data, headers=ENGLISH)


def test_a_campaign_is_made_once_with_an_address_from_its_name(cast, log_in):
    client, data = log_in(cast.mirjam), given()
    first, second = send(client, "campaign_new", **data), send(client, "campaign_new", **data)
    row = Campaign.objects.get()
    assert first.url == second.url == address("campaign", row.pk)
    assert (row.slug, row.anonymous, row.languages) == ("impactmeting", False, ["nl"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 161),
        ("slug", "met spatie"),
        ("instrument", "999999"),
        ("instrument", "x"),
        ("opens_on", "31-2-2026"),
        ("closes_on", "15-3-2026"),
        ("closes_on", "1-3-2026"),
        ("languages", []),
        ("languages", ["fr"]),
        ("confidentiality", ""),
        ("threshold", "4"),
        ("threshold", "99999999999"),
        ("threshold", "x"),
        ("most_reminders", "6"),
        ("most_reminders", "-1"),
        ("days_between", "0"),
        ("days_between", "999"),
        ("nonce", "x"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(cast, log_in, field, value):
    client = log_in(cast.mirjam)
    response = send(client, "campaign_new", **given(name="Onze meting") | {field: value})
    assert response.status_code == 200
    text = response.content.decode()
    assert "to put right" in text
    assert field == "name" or "Onze meting" in text
    assert not Campaign.objects.exists()


def test_a_draft_is_changed_opened_and_closed(cast, log_in):
    client = log_in(cast.mirjam)
    row = with_people(cast)
    changed = send(client, "campaign_edit", row.pk, **given(name="Anders", confidentiality="anonymous", version=1))
    assert changed.status_code == 302
    row.refresh_from_db()
    assert (row.name, row.anonymous) == ("Anders", True)
    late = send(client, "campaign_edit", row.pk, **given(version=1, confidentiality="anonymous"))
    assert "Somebody else just changed this" in late.content.decode()
    assert "Open the campaign" in page(client, "campaign_open", row.pk)
    send(client, "campaign_open", row.pk, version=row.version)
    row.refresh_from_db()
    assert row.state == "open"
    send(client, "campaign_close", row.pk, version=row.version)
    send(client, "campaign_reopen", row.pk, version=row.version + 1, closes_on="30-4-2026")
    row.refresh_from_db()
    assert (row.state, str(row.closes_on)) == ("open", "2026-04-30")
    send(client, "campaign_edit", row.pk, version=row.version, closes_on="1-5-2026", most_reminders=1, days_between=2)
    row.refresh_from_db()
    assert (str(row.closes_on), row.most_reminders) == ("2026-05-01", 1)


def test_a_text_is_looked_at_before_it_is_saved(cast, log_in):
    client, row = log_in(cast.mirjam), draft(cast)
    about = ("campaign_text", row.pk, "invitation", "en")
    said = {"subject": "Hi {name}", "body": "From {partnership}\n\n<b>until</b> {last_day}"}
    looked = send(client, *about, look=1, **said).content.decode()
    assert "Hi Mirjam Management" in looked
    assert "&lt;b&gt;until&lt;/b&gt;" in looked
    assert row.texts.get(purpose="invitation", language="en").subject != said["subject"]
    wrong = send(client, *about, subject="Hi {naam}", body="x {").content.decode()
    assert "{naam}" in wrong
    assert wrong.count("can&#x27;t be filled in") >= 2
    assert send(client, *about, **said).status_code == 302
    assert row.texts.get(purpose="invitation", language="en").subject == said["subject"]


# --- Contacts ----------------------------------------------------------------------------------------------------
def test_people_of_the_portal_are_chosen(cast, log_in):
    client, row = log_in(cast.mirjam), draft(cast)
    text = page(client, "campaign_contacts_portal", row.pk)
    assert "Anna Terpdok" in text
    assert "Ed Elders" not in text
    filtered = client.get(address("campaign_contacts_portal", row.pk) + "?role=student").content.decode()
    assert "Sanne Student" in filtered
    assert "Anna Terpdok" not in filtered
    shared = {"language": "nl", "sector": "mbo", "workplace": "", "tranche": "2", "of_organisation": "on"}
    url = "campaign_contacts_portal"
    assert "Tick at least" in send(client, url, row.pk, **shared).content.decode()
    assert send(client, url, row.pk, people=[cast.ed.pk], **shared).status_code == 200
    send(client, url, row.pk, people=[cast.anna.pk, cast.sanne.pk], **shared)
    anna = Contact.objects.get(email=cast.anna.user.email)
    assert (anna.workplace.name, anna.tranche.name) == ("Terpdok Software", "2")
    assert "Anna Terpdok" not in page(client, "campaign_contacts_portal", row.pk)


def test_a_contact_is_added_put_right_and_removed(cast, log_in):
    client, row = log_in(cast.mirjam), draft(cast)
    one = {"name": "Els", "email": "Els@Example.org", "language": "nl", "sector": "hbo", "workplace": "", "tranche": ""}
    assert send(client, "campaign_contact_new", row.pk, **one).status_code == 302
    assert "already" in send(client, "campaign_contact_new", row.pk, **one).content.decode()
    contact = Contact.objects.get()
    send(client, "campaign_contact", row.pk, contact.pk, **one | {"name": "Els B."})
    contact.refresh_from_db()
    assert (contact.name, contact.email) == ("Els B.", "els@example.org")
    bad = send(client, "campaign_contact", row.pk, contact.pk, **one | {"email": "x", "name": "Onthoud mij"})
    assert "Onthoud mij" in bad.content.decode()
    send(client, "campaign_contacts_remove", row.pk, contacts=[contact.pk, "x", "9" * 30])
    assert not Contact.objects.exists()


def test_people_of_a_partnership_that_takes_part_are_told_apart(cast, log_in):
    client, row = log_in(cast.mirjam), draft(cast)
    one = {"name": "Els", "email": "els@example.org", "language": "nl", "sector": "hbo"}
    assert "Belongs to" not in page(client, "campaign_contact_new", row.pk)
    send(client, "campaign_edit", row.pk, **given(version=1, partners=[cast.elders.pk], languages=["nl", "en"]))
    assert "Belongs to" in page(client, "campaign_contact_new", row.pk)
    wrong = send(client, "campaign_contact_new", row.pk, partnership="999999", **one)
    assert wrong.status_code == 200
    send(client, "campaign_contact_new", row.pk, partnership=cast.elders.pk, **one)
    assert Contact.objects.get().partnership == cast.elders
    assert "ICT Campus Elders" in page(client, "campaign", row.pk)


def test_the_list_is_searched_filtered_sorted_and_paged(cast, log_in):
    client, row = log_in(cast.mirjam), opened(cast, 60)
    answers(row, 5)
    base = address("campaign_contacts", row.pk)

    def found(query):
        response = client.get(base + query, headers=ENGLISH)
        assert response.status_code == 200
        return response.content.decode()

    assert "1 to 50 of 60" in found("")
    assert "51 to 60 of 60" in found("?page=2")
    assert "p5@example.org" in found("?q=p5@")
    assert "1 to 1 of 1" in found("?standing=answered")
    assert "Nobody fits" in found("?sector=wo")
    for absurd in ("?standing=x", "?sector=%00", "?workplace=999", "?sort=pk;drop", "?page=-1", "?q=" + "x" * 500):
        found(absurd)


def test_contacts_leave_as_text_that_is_no_formula(cast, log_in):
    client, row = log_in(cast.mirjam), draft(cast)
    evil = NewContact(email="a@example.org", sector="mbo", language="nl", name="=1+1", workplace="@SUM(A1)")
    add_contacts(by=cast.mirjam, campaign=row, contacts=[evil], now=NOW)
    response = client.post(address("campaign_contacts_export", row.pk, "csv"), headers=ENGLISH)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    cells = list(csv.reader(StringIO(text)))[-1]
    assert ("'=1+1" in cells, "'@SUM(A1)" in cells) == (True, True)
    xlsx = client.post(address("campaign_contacts_export", row.pk, "xlsx"), headers=ENGLISH)
    page_of_book = load_workbook(BytesIO(b"".join(xlsx.streaming_content))).active
    assert [cell.data_type for cell in list(page_of_book.rows)[-1]][2] == "s"
    xlsx.close()


def test_addresses_are_blocked_in_one_go(cast, log_in):
    client = log_in(cast.mirjam)
    wrong = send(client, "impact_blocked", emails="a@example.org\nniets")
    assert "niets" in wrong.content.decode()
    assert not BlockedAddress.objects.exists()
    send(client, "impact_blocked", emails="A@example.org, b@example.org;b@example.org")
    assert BlockedAddress.objects.count() == 2
    assert "a@example.org" in page(client, "impact_blocked")
    send(client, "impact_unblock", BlockedAddress.objects.first().pk)
    assert BlockedAddress.objects.count() == 1


# --- Invitations -------------------------------------------------------------------------------------------------
def test_from_the_test_mail_to_the_last_invitation(cast, log_in):
    client, row = log_in(cast.mirjam), opened(cast, tested=False)
    assert "Send…" not in page(client, "campaign_invitations", row.pk)
    send(client, "campaign_invitations_send", row.pk, "invitation")
    assert not Mailing.objects.exists()
    send(client, "campaign_invitations_test", row.pk, kind="invitation")
    assert OutboxMail.objects.filter(to=cast.mirjam.user.email).count() == 2
    shown = client.get(address("campaign_invitations_send", row.pk, "invitation"), headers=ENGLISH)
    assert "3 people get this mail" in shown.content.decode()
    for _twice in range(2):
        send(client, "campaign_invitations_send", row.pk, "invitation")
    mailing = Mailing.objects.get()
    progress = client.get(address("campaign_mailing_progress", row.pk, mailing.pk), headers=ENGLISH)
    assert progress.status_code == 200
    assert "0 of 3" in progress.content.decode()
    mailings.send(mailing=mailings.claim_mailing(mailing_id=mailing.pk, now=NOW), clock=lambda: NOW)
    over = client.get(address("campaign_mailing_progress", row.pk, mailing.pk))
    assert (over.status_code, over.headers["HX-Refresh"]) == (286, "true")
    answers(row)
    assert "33%" in page(client, "campaign_response_now", row.pk)
    assert send(client, "campaign_invitations_send", row.pk, "nonsense").status_code == 404


# --- Questions ---------------------------------------------------------------------------------------------------
def test_a_list_is_copied_worded_and_extended(cast, log_in):
    client, source = log_in(cast.mirjam), built_in(now=NOW)
    data = {"nl": "Eigen lijst", "en": "Own list", "nonce": str(uuid4())}
    first, second = (send(client, "questions_copy", source.pk, **data) for _each in range(2))
    own = Instrument.objects.get(partnership=cast.werkplaats)
    assert first.url == second.url == address("questions_list", own.pk)
    words_page = client.get(address("questions_words", own.pk), headers=ENGLISH)
    form = words_page.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    level = own.levels.first()
    values[f"level-{level.pk}-name-en"] = "Our school"
    assert send(client, "questions_words", own.pk, **values).status_code == 302
    assert "Our school" in page(client, "questions_list", own.pk)
    send(client, "questions_outcome_new", own.pk, level.pk, nl="Nieuw", en="Brand new outcome")
    send(client, "questions_question_new", own.pk, nl="Vraag?", en="Anything else?")
    preview = page(client, "questions_preview", own.pk)
    assert ("Brand new outcome" in preview, "Anything else?" in preview) == (True, True)
    empty = send(client, "questions_outcome_new", own.pk, level.pk, nl="", en="Onthoud mij").content.decode()
    assert "Onthoud mij" in empty
    assert send(client, "questions_version", own.pk, nonce="x").url == address("questions_list", own.pk)
    send(client, "questions_version", own.pk, nonce=str(uuid4()))
    assert Instrument.objects.filter(partnership=cast.werkplaats, version=2).exists()
    assert client.get(address("questions_words", source.pk)).status_code == 302


# --- Queries -----------------------------------------------------------------------------------------------------
def test_pages_take_the_same_queries_whatever_there_is(cast, log_in, stage):
    client = log_in(cast.mirjam)
    dashboards = ("campaign_invitations",)

    def counted():
        counts = {}
        for each in pages_in(stage):
            client.get(address(*each))
            with CaptureQueriesContext(connection) as queries:
                client.get(address(*each))
            counts[each] = len(queries)
        return counts

    before = counted()
    row = Campaign.objects.get(pk=stage["pk"])
    more = people(40, 10, workplace="W", tranche="T")
    add_contacts(by=cast.mirjam, campaign=row, contacts=more, now=NOW)
    BlockedAddress.objects.bulk_create(
        BlockedAddress(partnership=cast.werkplaats, email=f"b{n}@example.org", blocked_at=NOW) for n in range(30)
    )
    for number in range(5):
        copy_instrument(
            by=cast.mirjam,
            source=built_in(now=NOW),
            name={"nl": f"L{number}", "en": f"L{number}"},
            nonce=uuid4(),
            now=NOW,
        )
    after = counted()
    assert {each: after[each] for each in after if after[each] > before[each] + 1} == {}
    most = {each: count for each, count in after.items() if count > (15 if each[0] in dashboards else 10)}
    assert most == {}
