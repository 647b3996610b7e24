"""Two real connections at the same agreement. Each was seen to fail with its lock or condition taken away."""

from uuid import uuid4

import pytest

from contributions import actions as pledging
from contributions.actions import agreements as actions
from contributions.models import Agreement, Pledge
from lib.workflow import Refused
from partnership.models import AuditEvent
from tests.cast import NOW

from .agreement_helpers import fresh, part_of, prepare, send, signature
from .test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def signing(cast, agreement):
    row = fresh(agreement)
    return lambda: actions.sign_agreement(membership=cast.mo, agreement=row, signature=signature(row), now=NOW)


def test_signing_and_withdrawing_at_once(cast):
    agreement = send(cast)
    row = fresh(agreement)
    answers = at_once(
        signing(cast, agreement),
        lambda: actions.withdraw_agreement(membership=cast.mirjam, agreement=row, reason="Fout bedrag", now=NOW),
    )
    found = Agreement.objects.get()
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert (found.state == "signed") == (found.signed_at is not None) == (found.withdrawn_at is None)
    events = AuditEvent.objects.filter(verb__in=("agreement.signed", "agreement.withdrawn"))
    assert [event.verb for event in events] == [f"agreement.{found.state}"]


def test_signing_twice_at_once_signs_once(cast):
    agreement = send(cast)
    answers = at_once(signing(cast, agreement), signing(cast, agreement))
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert AuditEvent.objects.filter(verb="agreement.signed").count() == 1


def test_preparing_for_the_same_pledge_at_once_makes_one_agreement(cast):
    pledge = cast.promise()
    answers = at_once(lambda: prepare(cast, [pledge]), lambda: prepare(cast, [pledge]))
    assert Agreement.objects.count() == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 1


def test_the_same_form_at_once_makes_one_agreement(cast):
    pledge, nonce = cast.promise(), uuid4()
    first, second = at_once(*(lambda: prepare(cast, [pledge], nonce=nonce),) * 2)
    assert first == second


def test_signing_while_a_pledge_is_changed(cast):
    """The change came first and the signature is refused, or the old version was signed and the new one waits."""
    pledge = cast.promise()
    agreement = send(cast, prepare(cast, [pledge]))
    _signed, changed = at_once(
        signing(cast, agreement),
        lambda: pledging.change_pledge(
            membership=cast.mirjam, pledge=pledge, promise=pledging.Promise(80 * 60), nonce=uuid4(), now=NOW
        ),
    )
    assert changed == Pledge.objects.get(version=2)
    signed_at = AuditEvent.objects.filter(verb="agreement.signed").values_list("pk", flat=True).first()
    changed_at = AuditEvent.objects.get(verb="pledge.changed").pk
    assert signed_at is None or signed_at < changed_at
    assert not Pledge.objects.with_signature().get(version=2).is_signed


def test_a_room_is_not_left_alone_when_it_comes_as_the_hours_go(cast):
    hours = cast.promise()
    room = pledging.Promise(kind="room", quantity=12, unit="month", unit_price=275)

    def enter():
        return pledging.enter_pledge(
            membership=cast.mirjam,
            programme=cast.programme,
            organisation=part_of(cast).organisation,
            year=cast.programme.years[2],
            promise=room,
            nonce=uuid4(),
            now=NOW,
        )

    answers = at_once(enter, lambda: pledging.withdraw_pledge(membership=cast.mirjam, pledge=hours, now=NOW))
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert (
        Pledge.objects.current().filter(kind="room").exists() == Pledge.objects.current().filter(kind="hours").exists()
    )
