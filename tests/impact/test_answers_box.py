"""Anonymous answers: nothing that the database keeps, not even how its rows lie, tells what somebody answered."""

import random
from collections import Counter

import pytest
from django.db import connection

from impact.actions import answers as actions
from impact.actions.answers_box import empty_box, empty_boxes
from impact.actions.answers_tidy import forget_drafts
from impact.answer_rules import seen, steps_of
from impact.models import Campaign, Draft, FreeText, Invitation, MaterialOffer, NamedOutcome, Response
from impact.queries.answering import open_link
from impact.tokens import owner_hash_of
from lib.workflow import Refused
from tests.cast import NOW
from tests.impact.stage import make_campaign, make_contact, make_link, make_response
from tests.impact.test_answering import fill, send, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
MOTIVATION = {"student.motivation": "1"}


@pytest.fixture
def secret(cast):
    return make_campaign(cast.werkplaats, anonymous=True, threshold=5)


def answer(contact, token=None, **values) -> str:
    """Fill in and send; gives the link."""
    token = token or make_link(contact)
    opened = open_link(token)
    values = values or {"remarks": "Ga zo door"}
    closing = next(step for step in steps_of(opened.asked, {}) if step.key == "closing")
    kept = actions.keep(opened=opened, step=closing, values=values, made_on=seen(opened.values, values), now=NOW)
    actions.send(opened=kept, made_on=seen(kept.values), language="nl", now=NOW)
    return token


def committed_by(table: str) -> dict:
    """For each row which transaction wrote it, as PostgreSQL keeps it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, xmin::text FROM {table}")  # noqa: S608 - our own names
        return dict(cursor.fetchall())


def placed(table: str) -> list:
    """The rows in the order in which they lie on disk."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY ctid")  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


# --- The box -----------------------------------------------------------------------------------------------------
def test_a_sent_answer_waits_and_its_sender_can_change_it(client, secret):
    contact = make_contact(secret, language="en")
    token = answer(contact)
    contact.invitation.refresh_from_db()
    assert (contact.invitation.has_answered, contact.invitation.answered_at) == (True, None)
    draft = Draft.objects.get()
    assert draft.invitation is None and draft.saved_at is None and draft.owner_hash == owner_hash_of(token)
    assert not Response.objects.exists()
    link = f"/s/{token}/"
    assert "Thank you" in text(client.get(link))
    fill(client, link, "closing", remarks="Toch anders")
    assert Draft.objects.get().sent["values"] == {"remarks": "Ga zo door"}
    assert send(client, link).url == link
    assert Draft.objects.get().sent["values"] == {"remarks": "Toch anders"}


def test_ten_wait_before_some_leave_and_five_stay(secret):
    for _ in range(9):
        answer(make_contact(secret))
    assert empty_boxes(now=NOW) == 0
    answer(make_contact(secret))
    assert empty_boxes(now=NOW) == 5
    assert Response.objects.count() == Draft.objects.filter(sent__isnull=False).count() == 5
    assert empty_boxes(now=NOW) == 0


def test_when_a_survey_is_over_everything_leaves(secret):
    for _ in range(3):
        answer(make_contact(secret))
    assert empty_boxes(now=NOW) == 0
    Campaign.objects.filter(pk=secret.pk).update(state="closed", closed_at=NOW)
    assert empty_boxes(now=NOW) == 3
    assert Response.objects.count() == 3 and not Draft.objects.exists()


def test_what_comes_out_is_what_was_sent_and_can_be_changed_by_its_link_alone(client, secret):
    contacts = [make_contact(secret) for _ in range(10)]
    tokens = {answer(contact, remarks=f"Van {contact.pk}"): contact for contact in contacts}
    while Draft.objects.exists():
        for _ in range(5):  # others go on answering
            answer(make_contact(secret))
        empty_box(campaign_id=secret.pk, now=NOW)
        if Response.objects.filter(texts__text__startswith="Van").count() == 10:
            break
    for token, contact in tokens.items():
        response = Response.objects.get(owner_hash=owner_hash_of(token))
        assert response.texts.get().text == f"Van {contact.pk}"
        assert (response.contact, response.sent_at, response.changed_at) == (None, None, None)
    token = next(iter(tokens))
    key = Response.objects.get(owner_hash=owner_hash_of(token)).pk
    answer(None, token, remarks="Veranderd")
    assert Response.objects.get(pk=key).texts.get().text.startswith("Van")  # it waits again
    Campaign.objects.filter(pk=secret.pk).update(state="closed", closed_at=NOW)
    empty_boxes(now=NOW)
    assert Response.objects.get(pk=key).texts.get().text == "Veranderd"


def test_what_is_being_changed_stays_with_its_holder(client, secret):
    tokens = [answer(make_contact(secret)) for _ in range(3)]
    opened = open_link(tokens[0])
    closing = next(step for step in opened.steps if step.key == "closing")
    made_on = seen(opened.values, ["remarks"])
    actions.keep(opened=opened, step=closing, values={"remarks": "Bezig"}, made_on=made_on, now=NOW)
    Campaign.objects.filter(pk=secret.pk).update(state="closed", closed_at=NOW)
    assert empty_boxes(now=NOW) == 3
    assert Draft.objects.get().data["values"] == {"remarks": "Bezig"}
    assert set(FreeText.objects.values_list("text", flat=True)) == {"Ga zo door"}


# --- Two links of one person -------------------------------------------------------------------------------------
def test_of_two_links_of_one_person_one_sends(client, secret):
    contact = make_contact(secret, language="en")
    first, second = make_link(contact), make_link(contact)
    fill(client, f"/s/{second}/", "closing", remarks="Met de tweede")
    answer(contact, first)
    assert "another link" in text(client.get(f"/s/{second}/"))
    assert client.get(f"/s/{second}/closing/").url == f"/s/{second}/"
    opened = open_link(second)
    opened.invitation.has_answered = False  # as it was when the page was opened
    with pytest.raises(Refused):
        actions.send(opened=opened, made_on=seen(opened.values), language="nl", now=NOW)
    assert Draft.objects.filter(sent__isnull=False).count() == 1


# --- How rows lie ------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_neither_transaction_nor_place_pairs_answers_with_people(secret):
    contacts = [make_contact(secret) for _ in range(60)]
    order = random.Random(7).sample(contacts, 40)
    owners = {}
    for number, contact in enumerate(order):
        owners[contact.invitation.pk] = owner_hash_of(answer(contact, remarks=f"{number}"))
        if number % 12 == 11:
            empty_boxes(now=NOW)
    Campaign.objects.filter(pk=secret.pk).update(state="closed", closed_at=NOW)
    empty_boxes(now=NOW)

    # No transaction wrote the row of one person, or of some: one wrote those of everybody, also who did not answer.
    assert len(set(committed_by("impact_invitation").values())) == 1
    # Answers came in batches of five or more.
    batches = Counter(committed_by("impact_response").values())
    assert sum(batches.values()) == 40 and min(batches.values()) >= 5
    # On disk, who answered stands in no order in which they answered, nor do the answers.
    sequence = [contact.invitation.pk for contact in order]
    lying = [pk for pk in placed("impact_invitation") if pk in owners]
    assert lying != sequence and lying != sorted(lying)
    assert Invitation.objects.filter(contact__campaign=secret, has_answered=True).count() == 40
    by_owner = dict(Response.objects.values_list("pk", "owner_hash"))
    sent = [owners[pk] for pk in sequence]
    assert [by_owner[pk] for pk in placed("impact_response")] != sent
    # Before the rows were put down anew, both would have told: this is what is guarded against.
    assert abs(pairing(sent, [by_owner[pk] for pk in placed("impact_response")])) < 40


def pairing(first: list, second: list) -> int:
    """How many stand at the same place in both."""
    return sum(one == other for one, other in zip(first, second, strict=True))


@pytest.mark.django_db(transaction=True)
def test_without_rewriting_the_transaction_would_tell(secret, monkeypatch):
    """The twin: with the rewriting taken away, who answered last differs from the others."""
    from impact.actions import answers_box

    monkeypatch.setattr(answers_box, "REWRITE", "SELECT %s")
    for contact in [make_contact(secret) for _ in range(12)]:
        answer(contact)
    empty_boxes(now=NOW)
    assert len(set(committed_by("impact_invitation").values())) > 1


def test_links_drafts_and_answers_share_nothing(secret):
    contact = make_contact(secret)
    token = answer(contact)
    waiting = Draft.objects.get()
    assert waiting.invitation_id is None
    link = contact.invitation.links.get()
    assert token not in (link.token_hash, waiting.owner_hash) and link.token_hash != waiting.owner_hash
    assert str(contact.pk) not in str(waiting.sent["groups"].get("contact", ""))
    assert set(waiting.sent) == {"values", "language", "groups"}


def test_only_groups_that_can_be_shown_come_along(secret):
    for _ in range(5):
        make_contact(secret, sector="hbo")
    answer(make_contact(secret, sector="hbo"))
    answer(make_contact(secret, sector="wo"))
    Campaign.objects.filter(pk=secret.pk).update(state="closed", closed_at=NOW)
    empty_boxes(now=NOW)
    assert sorted(Response.objects.values_list("sector", flat=True)) == ["", "hbo"]


# --- Addresses ---------------------------------------------------------------------------------------------------
SHARING = {"material_available": "yes", "material_consent": "yes", "email": "iemand@example.org"}


@pytest.mark.django_db(transaction=True)
def test_an_address_leads_to_no_answer(secret):
    for _ in range(9):
        answer(make_contact(secret))
    answer(make_contact(secret), **SHARING | {"remarks": "Zie het filmpje"})
    Campaign.objects.filter(pk=secret.pk).update(state="closed", closed_at=NOW)
    empty_boxes(now=NOW)
    offer = MaterialOffer.objects.get()
    assert (offer.email, offer.response) == ("iemand@example.org", None)
    # That an answer came with an address is not kept with it.
    assert set(Response.objects.values_list("material_available", "material_consent")) == {("", "")}
    before = committed_by("impact_materialoffer")
    Campaign.objects.filter(pk=secret.pk).update(state="open", closed_at=None)
    for _ in range(10):
        answer(make_contact(secret))
    empty_boxes(now=NOW)
    assert committed_by("impact_materialoffer") != before and MaterialOffer.objects.count() == 1


# --- When it is over ---------------------------------------------------------------------------------------------
def test_a_week_after_closing_nothing_leads_back(secret):
    from datetime import timedelta

    token = answer(make_contact(secret))
    named = make_campaign(secret.partnership)
    left = make_contact(named)
    opened = open_link(make_link(left))
    closing = next(step for step in opened.steps if step.key == "closing")
    actions.keep(opened=opened, step=closing, values={"remarks": "x"}, made_on=seen({}), now=NOW)
    for each in (secret, named):
        Campaign.objects.filter(pk=each.pk).update(state="closed", closed_at=NOW)
    empty_boxes(now=NOW)
    assert forget_drafts(now=NOW + timedelta(days=6)) == 0
    assert forget_drafts(now=NOW + timedelta(days=8)) == 2
    assert not Draft.objects.exists()
    assert not Response.objects.filter(owner_hash=owner_hash_of(token)).exists()
    assert Response.objects.count() == 1 and NamedOutcome.objects.count() == 0


def course(by, row, closes_on, now=NOW):
    from impact.actions.campaigns import change_course

    values = {"closes_on": closes_on, "most_reminders": row.most_reminders, "days_between": row.days_between}
    return change_course(by=by, campaign=row, version=row.version, values=values, now=now)


def test_a_survey_that_let_go_of_everything_takes_not_one_answer_more(cast, secret):
    """Whoever counts before and after would read the one answer that came in between."""
    from datetime import date, timedelta

    from impact.actions.campaigns import close_campaign, reopen_campaign

    for _ in range(6):
        answer(make_contact(secret))
    by, later = cast.mirjam, NOW + timedelta(days=40)
    row = close_campaign(by=by, campaign=secret, version=secret.version, now=NOW)
    row = reopen_campaign(by=by, campaign=row, version=row.version, closes_on=date(2026, 3, 31), now=NOW)
    assert empty_boxes(now=later) == 6  # the last day has passed
    with pytest.raises(Refused, match="anonieme"):
        course(by, row, date(2026, 5, 31), later)
    row = close_campaign(by=by, campaign=row, version=row.version, now=later)
    with pytest.raises(Refused, match="anonieme"):
        reopen_campaign(by=by, campaign=row, version=row.version, closes_on=date(2026, 5, 31), now=later)
    assert Campaign.objects.get(pk=secret.pk).state == "closed"


def test_while_five_wait_in_the_box_a_survey_can_go_on(cast, secret):
    from datetime import date, timedelta

    for _ in range(10):
        answer(make_contact(secret))
    assert empty_boxes(now=NOW) == 5
    later = NOW + timedelta(days=40)
    assert course(cast.mirjam, secret, date(2026, 5, 31), later).closes_on == date(2026, 5, 31)
    assert empty_boxes(now=later) == 0


def test_with_names_a_survey_takes_answers_again(cast, secret):
    from datetime import date

    from impact.actions.campaigns import reopen_campaign

    row = make_campaign(secret.partnership, state="closed")
    answer_row = Response.objects.create(
        campaign=row, contact=make_contact(row), sector="mbo", language="nl", sent_at=NOW
    )
    assert answer_row.pk
    row = reopen_campaign(by=cast.mirjam, campaign=row, version=row.version, closes_on=date(2026, 3, 31), now=NOW)
    assert row.state == "open"


def test_what_is_frozen_waits_for_the_box(cast, secret):
    """A report or a public page of the hour in which a survey closed would lack the last answers for good."""
    from impact.actions.public_figures import publish_figures
    from impact.actions.reports import request_report

    for _ in range(6):
        answer(make_contact(secret))
    Campaign.objects.filter(pk=secret.pk).update(state="closed", closed_at=NOW)
    given = {"by": cast.mirjam, "campaign": secret, "now": NOW}
    for early in (lambda: publish_figures(**given), lambda: request_report(language="nl", **given)):
        with pytest.raises(Refused, match="laatste antwoorden"):
            early()
    assert empty_boxes(now=NOW) == 6
    assert publish_figures(**given).snapshot["figures"]["sizes"]["all"] == 6
    assert request_report(language="nl", **given)[1]


def test_of_an_anonymous_survey_nothing_is_shown_before_all_answers_are_in(cast, secret):
    """Of two looks, one answer apart, the difference would be that answer."""
    from impact.queries.figures import figures_of

    for _ in range(12):
        answer(make_contact(secret))
    assert empty_boxes(now=NOW) == 7
    assert set(figures_of(secret).sizes.values()) == {None}
    Campaign.objects.filter(pk=secret.pk).update(state="closed", closed_at=NOW)
    secret.refresh_from_db()
    assert set(figures_of(secret).sizes.values()) == {None}  # five are still in the box
    assert empty_boxes(now=NOW) == 5
    assert figures_of(secret).sizes["all"] == 12


@pytest.mark.parametrize("freeze", ["report", "public"])
def test_what_was_reported_takes_no_answers_any_more(cast, freeze):
    from datetime import date

    from impact.actions.campaigns import reopen_campaign
    from impact.actions.public_figures import publish_figures
    from impact.actions.reports import request_report

    row = make_campaign(cast.werkplaats, state="closed", threshold=5)
    for _ in range(5):
        make_response(make_contact(row))
    given = {"by": cast.mirjam, "campaign": row, "now": NOW}
    again = {**given, "version": row.version, "closes_on": date(2026, 3, 31)}
    if freeze == "report":
        request_report(language="nl", **given)
    else:
        publish_figures(**given)
    with pytest.raises(Refused, match="gerapporteerd"):
        reopen_campaign(**again)
