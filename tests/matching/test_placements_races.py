"""Two real connections at the same placement. Signing, placing and feedback fail with the row lock taken away; changing
beside signing and starting beside cancelling are held by the step itself, two reminders by a conditional UPDATE."""

import threading
from uuid import uuid4

import pytest

from lib.workflow import Refused
from matching.actions import placements as actions
from matching.actions import placements_feedback, placements_signing
from matching.models import Placement, PlacementFeedback, PlacementSignature
from matching.queries.placements_feedback import windows_of
from partnership.models import AuditEvent, OutboxMail
from tests.cast import NOW
from tests.contributions.test_races import at_once
from tests.matching.placement_helpers import (
    FIRST,
    accepted,
    at,
    fresh,
    make_papers,
    placed,
    running,
    sign,
    signature,
    signed,
    terms,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def slow_looks(monkeypatch):
    """Between looking and writing passes a moment, as on a busy server, so that without a lock both would pass."""

    def after(look):
        def looked(*args, **kwargs):
            found = look(*args, **kwargs)
            threading.Event().wait(0.3)
            return found

        return looked

    def before(write):
        def written(*args, **kwargs):
            threading.Event().wait(0.3)
            return write(*args, **kwargs)

        return written

    for module in (actions, placements_feedback, placements_signing):
        monkeypatch.setattr(module, "demand", after(module.demand))
    monkeypatch.setattr(placements_signing, "missing_parties", after(placements_signing.missing_parties))
    monkeypatch.setattr(actions, "take_step", before(actions.take_step))


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, Exception)]


def signing(row, by):
    mine = signature(row, by.user.name)
    return lambda: placements_signing.sign_placement(by=by, placement=row, signature=mine, now=NOW)


def test_the_last_two_sign_at_once(cast):
    row = sign(cast, placed(cast), cast.sanne)
    assert not refusals(at_once(signing(row, cast.anna), signing(row, cast.thea)))
    assert fresh(row).state == "signed"
    assert AuditEvent.objects.filter(verb="placement.signed_by_all").count() == 1


def test_two_sign_for_the_company_at_once(cast):
    row = placed(cast)
    make_papers()
    answers = at_once(signing(row, cast.anna), signing(row, cast.mo))
    assert [type(each) for each in refusals(answers)] == [Refused]
    assert row.signatures.count() == 1


def test_changing_and_signing_at_once(cast):
    """Either the change came first and the signature is refused, or the signature lapsed with the change."""
    row = sign(cast, placed(cast), cast.sanne, cast.anna)
    answers = at_once(
        signing(row, cast.thea),
        lambda: actions.change_placement(
            by=cast.carla, placement=row, version=row.version, terms=terms(cast, hours_total=99), now=NOW
        ),
    )
    row = fresh(row)
    assert len(refusals(answers)) == 1
    if row.state == "signed":
        assert row.hours_total == 300
    else:
        assert row.hours_total == 99
        assert not PlacementSignature.objects.filter(cleared_at=None).exists()


def test_the_same_application_is_placed_once(cast):
    application, nonce = accepted(cast), uuid4()

    def place(by, number):
        return lambda: actions.place(by=by, application=application, terms=terms(cast), nonce=number, now=NOW).pk

    first, second = at_once(place(cast.carla, nonce), place(cast.carla, nonce))
    assert first == second
    assert [type(each) for each in refusals(at_once(place(cast.joost, uuid4())))] == [Refused]
    assert Placement.objects.count() == 1


def test_two_coordinators_place_at_once(cast):
    application = accepted(cast)

    def place(by):
        return lambda: actions.place(by=by, application=application, terms=terms(cast), nonce=uuid4(), now=NOW)

    answers = at_once(place(cast.carla), place(cast.joost))
    assert [type(each) for each in refusals(answers)] == [Refused]
    assert Placement.objects.count() == 1


def test_starting_and_cancelling_at_once(cast):
    row = signed(cast)
    at_once(
        lambda: actions.start_placements(now=at(FIRST)),
        lambda: actions.cancel_placement(
            by=cast.carla, placement=row, version=row.version, reason="Toch niet.", now=at(FIRST)
        ),
        lambda: actions.start_placements(now=at(FIRST)),
    )
    verbs = AuditEvent.objects.filter(verb__in=("placement.started", "placement.cancelled"))
    assert verbs.count() == 1


def test_two_tasks_remind_at_once(cast):
    placed(cast)
    OutboxMail.objects.all().delete()
    when = at(FIRST).replace(day=FIRST.day - 1)

    def remind():
        return placements_signing.remind_to_sign(now=when)

    assert sorted(at_once(remind, remind)) == [0, 1]
    assert OutboxMail.objects.count() == 3


def test_feedback_sent_twice_at_once_is_one(cast):
    row = running(cast)
    said = placements_feedback.Said(4, 4, 4, 4, "Goed.")
    when = at(windows_of(row)[0].opens_on)

    def give():
        return placements_feedback.give_feedback(by=cast.sanne, placement=row, moment="start", said=said, now=when).pk

    first, second = at_once(give, give)
    assert first == second
    assert PlacementFeedback.objects.count() == 1
