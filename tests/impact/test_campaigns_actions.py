"""What can be done with a campaign, and every way in which it can be refused."""

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils.translation import override

from impact.actions import campaigns as actions
from impact.actions.contact_adding import add_contacts
from impact.actions.instrument_edits import copy_instrument, word
from impact.actions.instruments import built_in
from impact.models import Campaign, CampaignText, Contact, InstrumentWording, Mailing
from impact.queries.campaign_checks import checks_of
from impact.queries.instrument_texts import mark_of, texts_in
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from tests.cast import NOW, TODAY
from tests.contributions.test_races import at_once
from tests.impact.campaign_helpers import ask, draft, opened, people, values, with_people, work

pytestmark = pytest.mark.django_db


def refusal(action, **given):
    with override("en"), pytest.raises(Refused) as refused:
        action(now=NOW, **given)
    return str(refused.value)


def step(cast, verb, row, by=None, **more):
    return getattr(actions, f"{verb}_campaign")(
        by=by or cast.mirjam, campaign=row, version=row.version, now=NOW, **more
    )


# --- Making and changing ---------------------------------------------------------------------------------------
def test_a_draft_starts_with_texts_in_each_language(cast):
    row = draft(cast)
    assert (row.state, row.made_by) == ("draft", cast.mirjam.user)
    assert row.texts.count() == 8
    english = row.texts.get(purpose="invitation", language="en")
    assert english.subject == "What does {partnership} mean for education?"
    assert "onderwijs" in row.texts.get(purpose="invitation", language="nl").subject


def test_the_same_form_twice_makes_one_campaign(cast):
    nonce = uuid4()
    assert draft(cast, nonce=nonce) == draft(cast, nonce=nonce)
    assert Campaign.objects.count() == 1


def test_two_campaigns_need_two_addresses(cast):
    draft(cast)
    given = {"by": cast.mirjam, "values": values(), "partners": [], "nonce": uuid4()}
    assert "address" in refusal(actions.make_campaign, **given)
    assert draft(cast, by=cast.esra)


def test_who_does_not_manage_makes_and_changes_nothing(cast):
    given = {"values": values(), "partners": []}
    assert refusal(actions.make_campaign, by=cast.carla, nonce=uuid4(), **given)
    row = draft(cast)
    for by in (cast.carla, cast.esra):
        assert refusal(actions.change_campaign, by=by, campaign=row, version=1, **given)
        for verb in ("open", "close", "throw_away"):
            with pytest.raises(Refused):
                step(cast, verb, row, by=by)
    assert actions.change_campaign(by=cast.mirjam, campaign=row, version=1, now=NOW, **given).version == 2


def test_a_list_of_another_partnership_cannot_be_asked(cast):
    name = {"nl": "Eigen", "en": "Own"}
    other = copy_instrument(by=cast.esra, source=built_in(now=NOW), name=name, nonce=uuid4(), now=NOW)
    given = {"by": cast.mirjam, "values": values(instrument=other), "partners": [], "nonce": uuid4()}
    assert "Choose a list" in refusal(actions.make_campaign, **given)


def test_a_change_is_made_to_what_was_looked_at(cast):
    row = draft(cast)
    change = {"by": cast.mirjam, "campaign": row, "partners": [cast.elders, cast.werkplaats], "now": NOW}
    actions.change_campaign(version=1, values=values(name="Anders"), **change)
    with pytest.raises(SomeoneWasFirst):
        actions.change_campaign(version=1, values=values(name="Te laat"), **change)
    row.refresh_from_db()
    assert row.name == "Anders"
    assert [partner.partnership for partner in row.partners.all()] == [cast.elders]


def test_anonymous_stays_anonymous(cast):
    row = draft(cast, anonymous=True)
    given = {"by": cast.mirjam, "campaign": row, "version": 1, "partners": []}
    assert "undone" in refusal(actions.change_campaign, values=values(), **given)


def test_a_language_brings_its_texts_and_keeps_what_was_written(cast):
    row = draft(cast, languages=["nl"])
    assert row.texts.count() == 4
    about = {"by": cast.mirjam, "campaign": row, "now": NOW}
    actions.change_text(purpose="intro", language="nl", subject="", body="Hallo", **about)
    actions.change_campaign(version=1, values=values(), partners=[], **about)
    assert row.texts.count() == 8
    assert row.texts.get(purpose="intro", language="nl").body == "Hallo"


def test_a_changed_text_has_to_be_tested_again(cast):
    row = opened(cast)
    text = row.texts.get(purpose="invitation", language="nl")
    assert text.tested_at
    about = {"by": cast.mirjam, "campaign": row, "purpose": "invitation", "language": "nl", "now": NOW}
    assert actions.change_text(subject=text.subject, body=text.body, **about).tested_at
    assert actions.change_text(subject=text.subject, body="Iets anders", **about).tested_at is None


# --- Opening, closing, opening again ---------------------------------------------------------------------------
def undone(row, today=TODAY):
    with override("en"):
        return [check.label for check in checks_of(row, today) if not check.is_done]


def test_what_is_missing_is_said_and_keeps_it_shut(cast):
    row = draft(cast)
    assert undone(row) == ["There are people to ask."]
    assert "missing" in refusal(actions.open_campaign, by=cast.mirjam, campaign=row, version=1)
    add_contacts(by=cast.mirjam, campaign=row, contacts=people(1), now=NOW)
    row.texts.filter(purpose="thanks", language="en").delete()
    assert undone(row) == ["Missing: thanks in English."]
    assert len(undone(row, TODAY + timedelta(days=30))) == 2
    Campaign.objects.filter(pk=row.pk).update(languages=["en"])
    row.refresh_from_db()
    assert "The campaign speaks the language of each of them." in undone(row)


def test_a_campaign_opens_closes_and_opens_again(cast):
    row = with_people(cast)
    row = step(cast, "open", row)
    assert (row.state, row.opened_at, row.takes_answers(TODAY)) == ("open", NOW, True)
    row = step(cast, "close", row)
    assert (row.state, row.closed_at, row.takes_answers(TODAY)) == ("closed", NOW, False)
    given = {"by": cast.mirjam, "campaign": row, "version": row.version}
    assert "later day" in refusal(actions.reopen_campaign, closes_on=TODAY - timedelta(days=1), **given)
    row = step(cast, "reopen", row, closes_on=date(2026, 4, 30))
    assert (row.state, row.closed_at, row.closes_on) == ("open", None, date(2026, 4, 30))
    verbs = AuditEvent.objects.filter(object_type="impact.campaign").values_list("verb", flat=True)
    assert {"campaign.opened", "campaign.closed", "campaign.reopened"} <= set(verbs)


def test_before_the_first_day_an_open_campaign_takes_no_answers(cast):
    row = step(cast, "open", with_people(cast, opens_on=TODAY + timedelta(days=1)))
    assert not row.takes_answers(TODAY)
    assert row.takes_answers(TODAY + timedelta(days=1))


def test_what_is_open_cannot_be_changed_or_thrown_away(cast):
    row = opened(cast)
    given = {"by": cast.mirjam, "campaign": row, "version": row.version}
    assert "opened already" in refusal(actions.change_campaign, values=values(), partners=[], **given)
    assert "draft" in refusal(actions.throw_away_campaign, **given)
    course = {"closes_on": date(2026, 4, 15), "most_reminders": 5, "days_between": 3, "reminds_itself": True}
    row = actions.change_course(values=course, now=NOW, **given)
    assert (row.closes_on, row.most_reminders) == (date(2026, 4, 15), 5)
    past = course | {"closes_on": TODAY - timedelta(days=1)}
    assert refusal(actions.change_course, values=past, **given | {"version": row.version})
    row = step(cast, "close", row)
    about = {"by": cast.mirjam, "campaign": row, "purpose": "intro", "language": "nl", "subject": ""}
    assert "closed" in refusal(actions.change_text, body="Te laat", **about)


def test_a_draft_goes_with_its_people_and_texts(cast):
    row = with_people(cast)
    step(cast, "throw_away", row)
    assert not Campaign.objects.exists()
    assert not Contact.objects.exists()
    assert not CampaignText.objects.exists()


def test_closing_stops_the_mail_that_is_under_way(cast):
    row = opened(cast)
    mailing = ask(cast, row)
    step(cast, "close", row)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.stopped_at, mailing.done) == ("done", NOW, 0)


# --- Two at once -----------------------------------------------------------------------------------------------
def slow(monkeypatch, module, name):
    """Between looking and writing passes a moment, as on a busy server."""
    looked = getattr(module, name)

    def look(*args, **kwargs):
        found = looked(*args, **kwargs)
        threading.Event().wait(0.3)
        return found

    monkeypatch.setattr(module, name, look)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_at_once_one_does(cast, monkeypatch):
    row = with_people(cast)
    slow(monkeypatch, actions, "can_step")
    done = at_once(*[lambda: step(cast, "open", Campaign.objects.get(pk=row.pk))] * 2)
    assert sorted(type(each).__name__ for each in done) == ["Campaign", "SomeoneWasFirst"]
    assert AuditEvent.objects.filter(verb="campaign.opened").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_list_is_not_worded_while_a_campaign_opens_with_it(cast, monkeypatch):
    name = {"nl": "Eigen", "en": "Own"}
    own = copy_instrument(by=cast.mirjam, source=built_in(now=NOW), name=name, nonce=uuid4(), now=NOW)
    row = with_people(cast, instrument=own)
    texts = texts_in(own)
    opening = next(text for text in texts if text.label == "Open question at every level" or text.field == "text")
    slow(monkeypatch, actions, "checks_of")
    new = {opening.key: {"nl": "Iets anders", "en": "Something else"}}

    def reword():
        threading.Event().wait(0.1)
        return word(by=cast.mirjam, instrument=own, texts=new, mark=mark_of(texts), now=NOW)

    done = at_once(lambda: step(cast, "open", row), reword)
    assert [type(each).__name__ for each in done] == ["Campaign", "Refused"]
    assert InstrumentWording.objects.get(pk=opening.row).text_en == opening.en


@pytest.mark.django_db(transaction=True)
def test_closing_waits_for_the_batch_that_leaves_and_no_other_does(cast):
    row = opened(cast)
    mailing = ask(cast, row)
    at_once(lambda: work(mailing), lambda: step(cast, "close", Campaign.objects.get(pk=row.pk)))
    row.refresh_from_db()
    sent = Contact.objects.filter(campaign=row, invitation__sent_at__isnull=False).count()
    assert row.state == "closed"
    assert sent in (0, 3)
    assert Mailing.objects.get().state == "done"
