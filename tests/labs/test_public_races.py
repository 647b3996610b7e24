"""Two presses at the same moment. Each test was seen to fail with its lock or comparison taken away."""

import time
from uuid import uuid4

import pytest

from labs.actions import public
from labs.actions.feeds import hash_of, make_link
from labs.actions.public import describe, fingerprint_of
from labs.models import CalendarLink, Lab
from lib.workflow import Refused
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.contributions.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slow(monkeypatch):
    """Between looking and writing passes a moment, as on a busy server."""

    def pausing(owner, name):
        step = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *args, **kwargs: (time.sleep(0.3), step(*args, **kwargs))[1])

    pausing(CalendarLink, "save")
    pausing(public, "fingerprint_of")


@pytest.mark.parametrize("same_form", [True, False])
@pytest.mark.parametrize("is_there", [True, False])
def test_two_links_made_at_once_are_one_and_one_of_them_works(cast, slow, same_form, is_there):
    if is_there:
        make_link(by=cast.anna, nonce=uuid4(), now=NOW)
    nonces = [uuid4()] * 2 if same_form else [uuid4(), uuid4()]
    tokens = at_once(*[lambda nonce=nonce: make_link(by=cast.anna, nonce=nonce, now=NOW) for nonce in nonces])
    assert CalendarLink.objects.get().token_hash in {hash_of(token) for token in tokens}
    assert AuditEvent.objects.count() == is_there + (1 if same_form else 2)


def test_of_two_who_describe_a_lab_at_once_one_is_told(cast, slow):
    seen = fingerprint_of(cast.learning_lab)
    deeds = [
        lambda by=by, text=text: describe(
            by=by, lab=cast.learning_lab, purpose_nl=text, purpose_en="", seen=seen, now=NOW
        )
        for by, text in ((cast.carla, "Een"), (cast.mirjam, "Twee"))
    ]
    answers = at_once(*deeds)
    assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True]
    assert Lab.objects.get(pk=cast.learning_lab.pk).purpose_nl in {"Een", "Twee"}
    assert AuditEvent.objects.count() == 1
