"""What the database refuses, whatever code asks it."""

from datetime import timedelta

import pytest
from django.db import Error, transaction

from impact.actions.instruments import built_in
from impact.models import (
    Campaign,
    Contact,
    FreeText,
    Instrument,
    InstrumentLevel,
    InstrumentOutcome,
    InstrumentQuestion,
    InstrumentWording,
    Invitation,
    MaterialOffer,
    NamedOutcome,
    Response,
)
from tests.cast import NOW
from tests.impact.stage import make_campaign, make_contact, make_group, make_response, outcome


def refused(name, deed):
    with pytest.raises(Error) as caught, transaction.atomic():
        deed()
    assert name in str(caught.value)


@pytest.fixture
def campaign(cast):
    return make_campaign(cast.werkplaats)


@pytest.fixture
def secret(cast):
    return make_campaign(cast.werkplaats, anonymous=True)


# --- what is asked ---------------------------------------------------------------------------------------------
def test_the_list_that_comes_with_the_portal_has_every_level_and_outcome(db):
    instrument = built_in(now=NOW)
    assert built_in(now=NOW) == instrument
    found = {
        level.key: [item.key for item in level.outcomes.order_by("position")]
        for level in instrument.levels.order_by("position")
    }
    assert {level: len(keys) for level, keys in found.items()} == {"institution": 7, "programme": 9, "student": 7}
    assert all(keys[-2:] == ["other", "none"] for keys in found.values())
    for wording in instrument.wordings.all():
        assert wording.text_nl and wording.text_en and wording.text_nl != wording.text_en


@pytest.mark.parametrize(
    "deed",
    [
        lambda i: Instrument.objects.filter(pk=i.pk).update(name_nl="Anders"),
        lambda i: InstrumentWording.objects.filter(instrument=i, key="none").update(text_nl="Anders"),
        lambda i: InstrumentLevel.objects.filter(instrument=i, key="student").update(name_nl="Anders"),
        lambda i: InstrumentOutcome.objects.filter(level__instrument=i, key="motivation").update(name_nl="Anders"),
        lambda i: InstrumentOutcome.objects.create(
            level=i.levels.get(key="student"), key="extra", position=20, name_nl="Extra", name_en="Extra"
        ),
        lambda i: InstrumentQuestion.objects.create(
            instrument=i, key="extra", position=1, text_nl="Extra?", text_en="Extra?"
        ),
        lambda i: InstrumentOutcome.objects.filter(level__instrument=i).delete(),
    ],
)
def test_an_instrument_in_use_cannot_change_and_before_that_it_can(cast, deed):
    made = make_campaign(cast.werkplaats, state="draft")
    with transaction.atomic():
        deed(made.instrument)
        transaction.set_rollback(True)
    Campaign.objects.filter(pk=made.pk).update(state="open", opened_at=NOW)
    refused("an instrument in use stays as it is", lambda: deed(made.instrument))


def test_instruments_know_whether_they_are_used(cast):
    instrument = make_campaign(cast.werkplaats, state="draft").instrument
    assert not Instrument.objects.with_use().get(pk=instrument.pk).is_used
    make_campaign(cast.werkplaats)
    assert Instrument.objects.with_use().get(pk=instrument.pk).is_used
    assert Instrument.objects.get(pk=instrument.pk).is_used


@pytest.mark.parametrize("key", ["other", "none", "status", "Upper"])
def test_own_outcomes_have_keys_of_their_own(db, key):
    level = built_in(now=NOW).levels.get(key="student")
    make = {"level": level, "key": key, "position": 30, "name_nl": "x", "name_en": "x"}
    refused("outcome_", lambda: InstrumentOutcome.objects.create(**make))


# --- campaigns -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("campaign_threshold_at_least_five", {"threshold": 4}),
        ("campaign_closes_after_opening", {"closes_on": NOW.date() - timedelta(days=90)}),
        ("campaign_few_reminders", {"most_reminders": 6}),
        ("campaign_reminders_not_daily", {"days_between": 0}),
        ("campaign_languages_known", {"languages": ["fr"]}),
        ("campaign_languages_known", {"languages": []}),
        ("campaign_state_has_its_moments", {"opened_at": None}),
    ],
)
def test_impossible_campaigns(cast, name, values):
    refused(name, lambda: make_campaign(cast.werkplaats, **values))
    assert make_campaign(cast.werkplaats, threshold=5)


def test_an_address_is_once_per_partnership(cast, campaign):
    refused("campaign_slug_once", lambda: make_campaign(cast.werkplaats, slug=campaign.slug))
    assert make_campaign(cast.elders, slug=campaign.slug)


def test_anonymity_cannot_be_undone(campaign, secret):
    of = Campaign.objects.filter
    refused("stays anonymous", lambda: of(pk=secret.pk).update(anonymous=False))
    assert of(pk=campaign.pk).update(anonymous=True)


def test_who_answered_under_a_name_is_not_made_anonymous_afterwards(campaign):
    make_response(make_contact(campaign))
    refused("under a name", lambda: Campaign.objects.filter(pk=campaign.pk).update(anonymous=True))


def test_what_was_asked_stays(cast, campaign):
    other = Instrument.objects.create(
        partnership=cast.werkplaats, key="own", name_nl="Eigen", name_en="Own", made_at=NOW
    )
    of = Campaign.objects.filter(pk=campaign.pk)
    refused("what was asked stays", lambda: of.update(instrument=other))
    refused("what was asked stays", lambda: of.update(state="draft", opened_at=None))
    refused("stays with its partnership", lambda: of.update(partnership=cast.elders))


# --- anonymous answers -----------------------------------------------------------------------------------------
def test_an_anonymous_answer_has_no_contact_and_no_moment(secret):
    contact = make_contact(secret)
    refused("has a contact, unless", lambda: Response.objects.create(campaign=secret, contact=contact, sent_at=NOW))
    refused("without_traces", lambda: Response.objects.create(campaign=secret, sent_at=NOW))
    refused("without_traces", lambda: Response.objects.create(campaign=secret, changed_at=NOW))
    assert Response.objects.create(campaign=secret)


def test_an_identified_answer_has_both(campaign):
    contact = make_contact(campaign)
    refused("has a contact, unless", lambda: Response.objects.create(campaign=campaign))
    refused("without_traces", lambda: Response.objects.create(campaign=campaign, contact=contact))
    assert Response.objects.create(campaign=campaign, contact=contact, sent_at=NOW)


def test_when_somebody_answered_anonymously_is_not_kept(campaign, secret):
    values = {"has_answered": True, "answered_at": NOW}
    of = Invitation.objects.filter
    invitation = make_contact(secret).invitation
    refused("is not kept", lambda: of(pk=invitation.pk).update(**values))
    assert of(pk=invitation.pk).update(has_answered=True)
    assert of(pk=make_contact(campaign).invitation.pk).update(**values)


def test_an_address_for_material_leads_to_no_anonymous_answer(campaign, secret):
    hidden, named = Response.objects.create(campaign=secret), make_response(make_contact(campaign))
    make = MaterialOffer.objects.create
    refused("no anonymous answer", lambda: make(campaign=secret, response=hidden, email="a@example.org"))
    refused("no anonymous answer", lambda: make(campaign=campaign, email="a@example.org"))
    assert make(campaign=secret, email="a@example.org")
    assert make(campaign=campaign, response=named, email="a@example.org")


def test_nothing_of_an_answer_is_numbered_in_order_of_arrival():
    for model in (Response, NamedOutcome, FreeText, MaterialOffer):
        assert model._meta.pk.get_internal_type() == "UUIDField"


# --- answers ---------------------------------------------------------------------------------------------------
def test_none_excludes_the_outcomes_of_its_level_only(campaign):
    contact = make_contact(campaign)
    response = make_response(contact, "student.none", "programme.follow_up")
    add = NamedOutcome.objects.create
    refused("none excludes", lambda: add(response=response, outcome=outcome(contact, "student.motivation")))
    refused("none excludes", lambda: add(response=response, outcome=outcome(contact, "programme.none")))
    assert add(response=response, outcome=outcome(contact, "institution.none"))


def test_none_has_no_status_and_an_outcome_is_of_the_list_that_was_asked(cast, campaign):
    contact = make_contact(campaign)
    response = make_response(contact)
    add = NamedOutcome.objects.create
    none = outcome(contact, "student.none")
    refused("a status of none", lambda: add(response=response, outcome=none, status="realised"))
    own = Instrument.objects.create(partnership=cast.werkplaats, key="own", name_nl="E", name_en="O", made_at=NOW)
    level = InstrumentLevel.objects.create(instrument=own, key="student", position=1, name_nl="S", name_en="S")
    strange = InstrumentOutcome.objects.create(level=level, key="motivation", position=1, name_nl="M", name_en="M")
    refused("of another list", lambda: add(response=response, outcome=strange))


def test_an_outcome_is_named_once_and_replaced_not_changed(campaign):
    contact = make_contact(campaign)
    response = make_response(contact, "student.motivation")
    refused("named_outcome_once", lambda: make_named(response, contact))
    refused("named_outcomes_are_replaced", lambda: response.outcomes.update(status="realised"))


def make_named(response, contact):
    return NamedOutcome.objects.create(response=response, outcome=outcome(contact, "student.motivation"))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("response_consent_for_material_only", {"material_consent": "yes"}),
        ("response_consent_for_material_only", {"material_available": "no", "material_consent": "yes"}),
        ("response_material_known", {"material_available": "xyz"}),
        ("response_sector_known", {"sector": "vo"}),
    ],
)
def test_impossible_answers(campaign, name, values):
    contact = make_contact(campaign)
    refused(name, lambda: make_response(contact, **values))
    assert make_response(contact, material_available="yes", material_consent="no")


def test_a_contact_answers_once_and_in_the_own_campaign(cast, campaign):
    contact, other = make_contact(campaign), make_campaign(cast.werkplaats)
    make_response(contact)
    refused("contact_id", lambda: make_response(contact))
    stranger = {"campaign": other, "contact": make_contact(campaign), "sent_at": NOW}
    refused("of another campaign", lambda: Response.objects.create(**stranger))


def test_texts_answer_one_question_and_are_decided_on_by_someone(cast, campaign):
    contact = make_contact(campaign)
    response = make_response(contact, "student.motivation")
    make = {"response": response, "kind": "remarks", "text": "Ga zo door"}
    refused("answers_one_question", lambda: FreeText.objects.create(**make | {"kind": "opening"}))
    refused("says_something", lambda: FreeText.objects.create(**make | {"text": ""}))
    refused("decided_by_someone", lambda: FreeText.objects.create(**make | {"state": "shown"}))
    text = FreeText.objects.create(**make)
    refused("once_per_question", lambda: FreeText.objects.create(**make))
    assert text.readable == ""
    text.state, text.decided_at, text.decided_by = "shown", NOW, cast.mirjam.user
    text.save()
    assert text.readable == "Ga zo door"
    text.shown_as = "Ga door"
    assert text.readable == "Ga door"


# --- contacts --------------------------------------------------------------------------------------------------
def test_contacts_are_once_in_a_campaign(campaign):
    contact = make_contact(campaign)
    refused("contact_key_once", lambda: make_contact(campaign, key=contact.key))
    refused("contact_address_once", lambda: make_contact(campaign, email=contact.email))
    refused("contact_address_lower", lambda: make_contact(campaign, email="Iemand@example.org"))
    refused("contact_not_handed", lambda: Contact.objects.filter(pk=contact.pk).update(handed_to=contact))


def test_groups_are_once_in_a_campaign(campaign):
    group = make_group(campaign, "Drenthe")
    assert make_group(campaign, "Drenthe") == group
    refused("campaign_group_has_a_name", lambda: make_group(campaign, ""))


def test_nobody_is_reminded_before_the_invitation(campaign):
    invitation = make_contact(campaign).invitation
    of = Invitation.objects.filter(pk=invitation.pk)
    refused("reminded_after_it", lambda: of.update(reminders=1))
    refused("reminded_after_it", lambda: of.update(reminders=1, reminded_at=NOW, sent_at=None))
    refused("answered_at", lambda: of.update(answered_at=NOW))
    assert of.update(reminders=1, reminded_at=NOW)
