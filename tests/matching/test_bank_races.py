"""Two people at one template or one assignment, on two real connections; each was seen to fail without its lock."""

import threading
from uuid import uuid4

import pytest

from lib.workflow import Refused, SomeoneWasFirst
from matching.actions import bank, going_on
from matching.models import Assignment, BankTemplate, FollowUpAsk
from partnership.models import OutboxMail
from tests.cast import NOW
from tests.contributions.test_races import at_once
from tests.matching.bank_helpers import next_of, offered, taken
from tests.matching.offers_helpers import approved
from tests.matching.placement_helpers import completed
from tests.matching.test_bank_going_on import said

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slow_looks(monkeypatch):
    """Between looking and writing passes a moment, as on a busy server."""

    def slowly(looked):
        def look(*args):
            found = looked(*args)
            threading.Event().wait(0.4)
            return found

        return look

    monkeypatch.setattr(bank, "alive_at", slowly(bank.alive_at))
    monkeypatch.setattr(bank, "can_take", slowly(bank.can_take))
    monkeypatch.setattr(bank, "can_offer", slowly(bank.can_offer))
    monkeypatch.setattr(going_on, "goes_on_in", slowly(going_on.goes_on_in))


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, Exception)]


def test_two_take_it_for_the_same_company(cast, slow_looks):
    template = offered(cast)
    answers = at_once(lambda: taken(cast, template), lambda: taken(cast, template, by=cast.carla))
    assert [type(each) for each in refusals(answers)] == [Refused]
    assert Assignment.objects.filter(template=template).count() == 1


def test_two_partnerships_take_it_at_once(cast, slow_looks):
    template = offered(cast)
    answers = at_once(
        lambda: taken(cast, template),
        lambda: taken(cast, template, by=cast.esra, organisation=cast.kleibyte),
    )
    assert not refusals(answers)
    assert Assignment.objects.filter(template=template).count() == 2


def test_the_same_form_twice_at_once_is_one_draft(cast, slow_looks):
    template, nonce = offered(cast), uuid4()
    answers = at_once(*(lambda: taken(cast, template, nonce=nonce).pk,) * 2)
    assert len(set(answers)) == 1 and not refusals(answers)
    assert Assignment.objects.filter(template=template).count() == 1
    assert OutboxMail.objects.filter(key__startswith="assignment-draft:").count() == 1


def test_taken_or_withdrawn_first(cast, slow_looks):
    """Whoever comes second sees what the first did: nothing is taken from what was withdrawn before."""
    template = offered(cast)
    answers = at_once(
        lambda: bank.withdraw_template(by=cast.carla, template=template, version=1, now=NOW),
        lambda: taken(cast, template),
    )
    assert not BankTemplate.objects.get().is_live
    count = Assignment.objects.filter(template=template).count()
    assert count == (0 if refusals(answers) else 1)


def test_two_offer_the_same_assignment(cast, slow_looks):
    row = approved(cast)
    answers = at_once(lambda: offered(cast, row).pk, lambda: offered(cast, row, by=cast.joost).pk)
    assert not refusals(answers) and len(set(answers)) == 1


def test_two_change_one_template(cast):
    template = offered(cast)
    deeds = [
        lambda title=title: bank.change_template(
            by=cast.carla, template=template, version=1, values={"title": title}, names_company=False, now=NOW
        )
        for title in ("Eén", "Twee")
    ]
    answers = at_once(*deeds)
    assert [type(each) for each in refusals(answers)] == [SomeoneWasFirst]


def test_two_make_the_next_edition(cast, slow_looks):
    row = approved(cast)
    answers = at_once(lambda: next_of(cast, row), lambda: next_of(cast, row, by=cast.carla))
    assert [type(each) for each in refusals(answers)] == [Refused]
    assert row.followed_by.count() == 1


def test_two_workers_ask_for_a_follow_up(cast):
    when = said(cast, completed(cast))
    answers = at_once(*(lambda: going_on.ask_for_follow_ups(now=when),) * 2)
    assert sorted(answers) == [0, 1]
    assert FollowUpAsk.objects.count() == OutboxMail.objects.filter(key__startswith="follow-up:").count() == 1
