"""Two screens at the same moment. Each test was seen to fail with its lock or condition taken away."""

import time

import pytest

from impact.actions import answers as actions
from impact.actions import answers_box
from impact.answer_rules import seen
from impact.models import Draft, FreeText, Invitation, Response
from impact.queries.answering import open_link
from lib.workflow import Refused
from tests.cast import NOW
from tests.contributions.test_races import at_once
from tests.impact.stage import make_campaign, make_contact, make_link

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("march")]


@pytest.fixture(params=[False, True], ids=["named", "anonymous"])
def campaign(cast, request):
    return make_campaign(cast.werkplaats, anonymous=request.param)


@pytest.fixture
def slow(monkeypatch):
    """Between looking and writing passes a moment, as on a busy server."""
    save, write = Draft.save, actions.write_answer
    monkeypatch.setattr(Draft, "save", lambda *args, **more: (time.sleep(0.3), save(*args, **more))[1])
    monkeypatch.setattr(actions, "write_answer", lambda *args: (time.sleep(0.3), write(*args))[1])


def keep(token, step, values):
    opened = open_link(token)
    here = next(each for each in opened.steps if each.key == step)
    return actions.keep(opened=opened, step=here, values=values, made_on=seen(opened.values, values), now=NOW)


def send(token):
    opened = open_link(token)
    return actions.send(opened=opened, made_on=seen(opened.values), language="nl", now=NOW)


def test_two_pages_saved_at_once_are_both_there(campaign, slow):
    token = make_link(make_contact(campaign))
    deeds = [("opening", {"student.opening": "Trots"}), ("closing", {"remarks": "Dag"})]
    answers = at_once(*[lambda deed=deed: keep(token, *deed) for deed in deeds])
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Draft.objects.get().data["values"] == {"student.opening": "Trots", "remarks": "Dag"}


def test_of_two_on_one_page_one_is_told(campaign, slow):
    token = make_link(make_contact(campaign))
    answers = at_once(*[lambda text=text: keep(token, "closing", {"remarks": text}) for text in ("Een", "Twee")])
    assert sorted(isinstance(answer, actions.ChangedElsewhere) for answer in answers) == [False, True]
    assert Draft.objects.get().data["values"]["remarks"] in {"Een", "Twee"}


def test_sent_twice_at_once_is_sent_once(campaign, slow):
    token = make_link(make_contact(campaign))
    keep(token, "closing", {"remarks": "Een"})
    assert sorted(at_once(lambda: send(token), lambda: send(token))) == [False, True]
    if campaign.anonymous:
        assert Draft.objects.get().sent["values"] == {"remarks": "Een"}
    else:
        assert Response.objects.get().version == 1 and FreeText.objects.count() == 1


def test_two_links_of_one_person_sent_at_once(campaign, slow):
    """With names they fill in the same draft; without, one of them sends and the other hears it."""
    contact = make_contact(campaign)
    tokens = [make_link(contact), make_link(contact)]
    for token in tokens:
        keep(token, "closing", {"remarks": "Een"})
    answers = at_once(*[lambda token=token: send(token) for token in tokens])
    assert sum(answer is True for answer in answers) == 1
    if campaign.anonymous:
        assert sum(isinstance(answer, Refused) for answer in answers) == 1
        assert Draft.objects.filter(sent__isnull=False).count() == 1
    else:
        assert Response.objects.count() == 1


def test_a_box_is_emptied_while_somebody_sends_and_an_invitation_changes(cast, monkeypatch):
    """Whoever changes an invitation while they are all put down anew waits, and changes it all the same."""
    secret = make_campaign(cast.werkplaats, anonymous=True)
    contacts = [make_contact(secret) for _ in range(12)]
    tokens = [make_link(contact) for contact in contacts]
    for token in tokens:
        keep(token, "closing", {"remarks": "Een"})
    for token in tokens[:10]:
        send(token)
    rewrite = f"{answers_box.REWRITE}; SELECT pg_sleep(0.4)"
    monkeypatch.setattr(answers_box, "REWRITE", rewrite)

    def later(deed):
        time.sleep(0.2)
        return deed()

    last = contacts[11].invitation
    answers = at_once(
        lambda: answers_box.empty_boxes(now=NOW),
        lambda: later(lambda: send(tokens[10])),
        lambda: later(lambda: Invitation.objects.filter(pk=last.pk, revoked_at=None).update(revoked_at=NOW)),
    )
    assert answers == [5, True, 1]
    last.refresh_from_db()
    assert last.revoked_at == NOW
    assert Invitation.objects.filter(has_answered=True).count() == 11
    assert Invitation.objects.count() == 12 and contacts[0].invitation.links.count() == 1


def give(contact):
    from impact.actions.contacts import hand_over

    time.sleep(0.15)  # while the answer is being written
    return hand_over(contact=contact, email="collega@example.org", name="Collega", now=NOW)


def test_who_is_sending_hands_nothing_over_meanwhile(campaign, slow):
    """Else the answer of one and the answer of the other would both count, for one invitation."""
    contact = make_contact(campaign)
    token = make_link(contact)
    keep(token, "closing", {"remarks": "Een"})
    sent, given = at_once(lambda: send(token), lambda: give(contact))
    contact.refresh_from_db()
    assert sent is True and isinstance(given, Refused)
    assert contact.handed_to is None and Invitation.objects.get().has_answered


def test_what_was_handed_over_or_withdrawn_meanwhile_is_not_sent(campaign, cast):
    from impact.actions.invitation_links import revoke_link

    for number, away in enumerate((give, lambda contact: revoke_link(by=cast.mirjam, contact=contact, now=NOW))):
        contact = make_contact(campaign)
        token = make_link(contact)
        keep(token, "closing", {"remarks": "Een"})
        opened = open_link(token)
        away(contact)
        with pytest.raises(Refused):
            actions.send(opened=opened, made_on=seen(opened.values), language="nl", now=NOW)
        assert not Response.objects.exists() and not Draft.objects.filter(sent__isnull=False).exists(), number
