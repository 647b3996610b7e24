"""Bringing a campaign in from files: what is accepted, what is refused and why, and that twice is once."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from impact.models import Campaign, Contact, FreeText, Instrument, Invitation, NamedOutcome, Response
from impact.survey.facts import Reason
from impact.survey.sentences import WHY_REFUSED
from partnership.models import AuditEvent, Partnership
from tests.impact.stage import make_campaign
from tests.impact.survey_folder import CAMPAIGN, Survey, random_survey

pytestmark = pytest.mark.django_db


def bring_in(folder, *options, partnership="werkplaats"):
    out = io.StringIO()
    call_command("import_survey", str(folder), "--partnership", partnership, "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def told(folder, *options):
    out = io.StringIO()
    call_command("import_survey", str(folder), "--partnership", "werkplaats", *options, stdout=out)
    return out.getvalue()


def counts():
    models = (Campaign, Contact, Invitation, Response, NamedOutcome, FreeText)
    return {model.__name__: model.objects.count() for model in models}


@pytest.fixture
def small():
    """Two who were asked, of whom one answered everything there is."""
    survey = Survey()
    first, _second = survey.contact("mbo", "Drenthe", "1"), survey.contact("wo", "", "", language="en", name="")
    survey.answer(
        first,
        institution__none="1",
        programme__opening="Wij leren veel",
        programme__follow_up="1",
        programme__follow_up__status="expected",
        programme__follow_up__nature="new",
        programme__follow_up__explanation="Twee projecten",
        student__other="1",
        student__other__text="Meer plezier",
        remarks="Ga zo door",
        material_available="yes",
        material_consent="no",
    )
    return survey


def test_everything_comes_in(small, tmp_path):
    assert bring_in(small.write(tmp_path)) == {"contacts": 2, "answers": 1, "rejected": [], "written": 15}
    campaign = Campaign.objects.get()
    assert (campaign.slug, campaign.name, campaign.state) == ("impact-proef", "Impactmonitor", "closed")
    assert (campaign.opens_on, campaign.closes_on, campaign.threshold) == (date(2022, 9, 12), date(2022, 10, 31), 10)
    assert campaign.instrument.partnership is None
    first, second = Contact.objects.order_by("key")
    assert (first.workplace.name, first.tranche.name, first.sector, first.language) == ("Drenthe", "1", "mbo", "nl")
    assert (second.workplace, second.tranche, second.sector, second.language) == (None, None, "wo", "en")
    assert first.invitation.has_answered and first.invitation.answered_at
    assert second.invitation.sent_at and not second.invitation.has_answered
    answer = Response.objects.get()
    assert (answer.contact, answer.workplace, answer.sector) == (first, first.workplace, "mbo")
    assert (answer.material_available, answer.material_consent) == ("yes", "no")
    named = answer.outcomes.order_by("outcome__level__position").values_list("outcome__key", "status", "nature")
    assert list(named) == [("none", "", ""), ("follow_up", "expected", "new"), ("other", "", "")]
    texts = {text.kind: (text.text, text.state) for text in answer.texts.all()}
    assert texts == {
        "opening": ("Wij leren veel", "waiting"),
        "explanation": ("Twee projecten", "waiting"),
        "other": ("Meer plezier", "waiting"),
        "remarks": ("Ga zo door", "waiting"),
    }


def test_the_partnership_is_made_when_it_is_not_there(small, tmp_path):
    bring_in(small.write(tmp_path), "--name", "Werkplaats Noord", partnership="noord")
    assert Partnership.objects.get().name == "Werkplaats Noord"
    with pytest.raises(CommandError):
        bring_in(tmp_path, partnership="admin")


def test_the_same_folder_again_adds_nothing(tmp_path):
    folder = random_survey(1).write(tmp_path)
    first = bring_in(folder)
    before = counts()
    assert bring_in(folder) == first | {"written": 0}
    assert counts() == before
    assert AuditEvent.objects.filter(verb="campaign.imported").count() == 1


def test_a_folder_with_more_adds_that(small, tmp_path):
    bring_in(small.write(tmp_path))
    second = small.contacts[1]
    small.answer(second, student__motivation="1")
    small.contact("hbo", "Twente", "2")
    done = bring_in(small.write(tmp_path))
    assert (done["contacts"], done["answers"], done["rejected"]) == (3, 2, [])
    assert done["written"] == 6  # two groups, a contact and an invitation, an answer and its outcome
    assert Response.objects.count() == 2


def test_what_is_there_already_is_never_changed(small, tmp_path):
    bring_in(small.write(tmp_path))
    small.contacts[1]["sector"] = "hbo"
    small.answers[0]["student.other.text"] = "Iets heel anders"
    assert refusals(bring_in(small.write(tmp_path))) == [("contacts.csv", 3, "changed"), ("answers.csv", 2, "changed")]
    assert Contact.objects.filter(sector="wo").count() == 1


def refusals(done):
    return [(item["file"], item["row"], item["reason"]) for item in done["rejected"]]


@pytest.mark.parametrize(
    ("reason", "column", "cells"),
    [
        ("none_and_outcome", "student.none", {"student__none": "1", "student__motivation": "1"}),
        ("without_outcome", "student.motivation.status", {"student__motivation__status": "expected"}),
        ("without_outcome", "student.motivation.nature", {"student__motivation__nature": "new"}),
        ("without_outcome", "student.motivation.explanation", {"student__motivation__explanation": "Omdat"}),
        ("without_outcome", "student.other.text", {"student__other__text": "Anders"}),
        ("other_without_text", "student.other.text", {"student__other": "1"}),
        ("value", "student.motivation", {"student__motivation": "ja"}),
        ("value", "student.none", {"student__none": "0"}),
        ("value", "student.motivation.status", {"student__motivation": "1", "student__motivation__status": "x"}),
        ("value", "student.motivation.nature", {"student__motivation": "1", "student__motivation__nature": "x"}),
        ("value", "material_available", {"material_available": "maybe"}),
        ("consent", "material_consent", {"material_available": "no", "material_consent": "yes"}),
        ("contact", "contact", {"contact": "niemand"}),
        ("duplicate", "contact", {"contact": "c00000"}),
        ("text", "remarks", {"remarks": "x" * 4001}),
        ("characters", "", {"remarks": "\x07"}),
    ],
)
def test_an_answer_that_the_list_of_questions_does_not_allow_is_refused_and_the_rest_goes_on(
    small, tmp_path, reason, column, cells
):
    small.answer(small.contacts[1], **cells)
    third = small.answer(small.contact("hbo"), student__satisfaction="1")
    done = bring_in(small.write(tmp_path))
    assert done["rejected"] == [{"file": "answers.csv", "row": 3, "reason": reason, "column": column}]
    assert done["answers"] == 2
    assert Response.objects.filter(contact__key=third["contact"]).exists()


@pytest.mark.parametrize(
    ("reason", "column", "values"),
    [
        ("contact", "contact", {"contact": ""}),
        ("contact", "contact", {"contact": "x" * 41}),
        ("duplicate", "contact", {"contact": "c00000"}),
        ("duplicate", "email", {"email": "Contact-00000@example.org"}),
        ("email", "email", {"email": "niemand"}),
        ("name", "name", {"name": "x" * 161}),
        ("language", "language", {"language": "fr"}),
        ("group", "workplace", {"workplace": "x" * 161}),
        ("group", "tranche", {"tranche": "x" * 161}),
        ("sector", "sector", {"sector": "vo"}),
    ],
)
def test_a_contact_that_cannot_be_is_refused(small, tmp_path, reason, column, values):
    small.contact(**{"sector": "hbo", "workplace": "Twente", "tranche": "2"} | values)
    done = bring_in(small.write(tmp_path))
    assert done["rejected"] == [{"file": "contacts.csv", "row": 4, "reason": reason, "column": column}]
    assert (done["contacts"], Contact.objects.count()) == (2, 2)


def test_the_answer_of_a_refused_contact_is_refused_too(small, tmp_path):
    small.answer(small.contact(sector="vo"))
    assert refusals(bring_in(small.write(tmp_path))) == [("contacts.csv", 4, "sector"), ("answers.csv", 3, "contact")]


def test_empty_rows_are_skipped_and_columns_may_stand_in_any_order(small, tmp_path):
    folder = small.write(tmp_path)
    lines = (folder / "contacts.csv").read_text().splitlines()
    turned = [",".join(reversed(line.split(","))) for line in lines]
    (folder / "contacts.csv").write_text("\n".join([turned[0], ",,,,,,", "", *turned[1:]]))
    assert bring_in(folder)["contacts"] == 2


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("slug", "two words"),
        ("slug", None),
        ("name", ""),
        ("name", "x" * 161),
        ("opens", "12-09-2022"),
        ("closes", "2022-02-30"),
        ("closes", "2021-01-01"),
        ("anonymous", "no"),
        ("threshold", 4),
        ("threshold", True),
        ("threshold", 40_000),
    ],
)
def test_a_campaign_that_cannot_be_refuses_the_folder(small, tmp_path, key, value):
    small.campaign[key] = value
    with pytest.raises(CommandError, match=key):
        bring_in(small.write(tmp_path))
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("campaign.json", "[]"),
        ("campaign.json", "{"),
        ("contacts.csv", "contact,email"),
        ("answers.csv", "contact,student.motivation"),
        ("answers.csv", None),
        ("contacts.csv", "\ud800"),
    ],
)
def test_a_broken_file_refuses_the_folder(small, tmp_path, file, content):
    folder = small.write(tmp_path)
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(CommandError, match=r"Nothing was written|Er is niets"):
        bring_in(folder)
    assert not Campaign.objects.exists()


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(CommandError):
        bring_in(tmp_path / "nowhere")


@pytest.mark.parametrize("values", [{"threshold": 12}, {"anonymous": True}, {"closes": "2022-11-30"}])
def test_another_campaign_with_the_same_address_refuses_the_folder(small, tmp_path, values):
    bring_in(small.write(tmp_path))
    small.campaign |= values
    with pytest.raises(CommandError, match="impact-proef"):
        bring_in(small.write(tmp_path))


def test_a_draft_with_the_same_address_refuses_the_folder(small, tmp_path, cast):
    days = {"opens_on": date(2022, 9, 12), "closes_on": date(2022, 10, 31)}
    make_campaign(cast.werkplaats, slug="impact-proef", state="draft", **days)
    with pytest.raises(CommandError, match="impact-proef"):
        bring_in(small.write(tmp_path))


def test_a_campaign_that_is_not_over_stays_open(small, tmp_path):
    small.campaign |= {"opens": "2026-01-01", "closes": "2099-01-01"}
    bring_in(small.write(tmp_path))
    assert Campaign.objects.get().state == "open"


def test_a_check_writes_nothing(small, tmp_path):
    assert bring_in(small.write(tmp_path), "--dry-run")["written"] == 0
    assert not Campaign.objects.exists() and not Partnership.objects.exists()


def test_people_read_what_happened(small, tmp_path):
    small.answer(small.contacts[1], student__motivation="x")
    folder = small.write(tmp_path)
    assert "value:" in told(folder) and "answers.csv" in told(folder)
    assert told(folder, "--dry-run")
    for number in range(120):
        small.contact(sector="vo", email=f"x{number}@example.org")
    assert "21" in told(small.write(tmp_path)).splitlines()[-2]


def test_every_reason_has_its_sentence():
    assert set(WHY_REFUSED) == set(Reason)


# --- anonymous campaigns ---------------------------------------------------------------------------------------
@pytest.fixture
def secret(tmp_path):
    survey = random_survey(11, contacts=120, workplaces=4, anonymous=True)
    bring_in(survey.write(tmp_path))
    return survey


def test_anonymous_answers_lead_to_nobody(secret):
    assert Response.objects.count() == len(secret.answers)
    assert not Response.objects.exclude(contact=None, sent_at=None, changed_at=None).exists()
    assert Invitation.objects.filter(has_answered=True).count() == len(secret.answers)
    assert not Invitation.objects.exclude(answered_at=None).exists()


def test_anonymous_answers_are_written_in_an_order_that_is_drawn(secret):
    """The order in which rows lie in the table is not the order of the file, and keys have none."""
    remarks = [row["institution.opening"] for row in secret.answers if row["institution.opening"]]
    texts = FreeText.objects.filter(kind="opening", level__key="institution")
    assert list(texts.order_by("pk").values_list("text", flat=True)) != remarks
    found = texts.extra(order_by=["impact_freetext.ctid"])
    assert sorted(found.values_list("text", flat=True)) == sorted(remarks)
    assert list(found.values_list("text", flat=True)) != remarks


def test_anonymous_answers_keep_only_groups_that_can_ever_be_shown(secret):
    size = {}
    for contact in Contact.objects.all():
        for group in (contact.workplace_id, contact.tranche_id, contact.sector):
            size[group] = size.get(group, 0) + 1
    rows = list(Response.objects.values_list("workplace_id", "tranche_id", "sector"))
    kept = {group for row in rows for group in row if group}
    assert kept and all(size[group] >= 10 for group in kept)


def test_anonymous_answers_again_add_nothing(secret, tmp_path):
    before = counts()
    done = bring_in(secret.write(tmp_path))
    assert (done["written"], done["answers"], done["rejected"]) == (0, len(secret.answers), [])
    assert counts() == before


def test_the_questions_of_files_are_those_of_the_portal(small, tmp_path):
    bring_in(small.write(tmp_path))
    assert Instrument.objects.count() == 1
    assert CAMPAIGN["slug"] == Campaign.objects.get().slug
