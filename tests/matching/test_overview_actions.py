"""Handing an assignment over, and noting what is taken along: one test for every way it can end."""

from datetime import timedelta

import pytest

from lib.workflow import Refused, SomeoneWasFirst
from matching.actions import assignments, overview
from matching.assignment_rights import NOT_NOW
from matching.models import Assignment
from partnership.models import AuditEvent, Membership, OutboxMail
from tests.cast import NOW
from tests.matching.offers_helpers import LATER, approved, draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def hand_over(cast, row, to=None, by=None, version=None):
    current = Assignment.objects.get(pk=row.pk)
    version = current.version if version is None else version
    return overview.hand_over(by=by or cast.carla, assignment=row, to=to or cast.joost, version=version, now=LATER)


def events():
    return AuditEvent.objects.filter(verb="assignment.handed_over")


def test_a_colleague_looks_after_it_from_now_on(cast):
    row = approved(cast)
    assert row.coordinator == cast.carla
    OutboxMail.objects.all().delete()
    version = hand_over(cast, row).version
    row.refresh_from_db()
    assert (row.coordinator, row.version) == (cast.joost, version)
    event = events().get()
    assert (event.actor, event.object_id, event.data) == (cast.carla.user, row.pk, {"to": cast.joost.pk})
    letter = OutboxMail.objects.get()
    assert letter.to == cast.joost.user.email and row.title in letter.subject


def test_one_takes_it_without_a_mail_to_oneself(cast):
    row = approved(cast)
    OutboxMail.objects.all().delete()
    hand_over(cast, row, to=cast.joost, by=cast.joost)
    assert Assignment.objects.get(pk=row.pk).coordinator == cast.joost
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("who", ["anna", "mo", "thea", "sanne", "aad", "esra"])
def test_only_who_looks_after_the_board_hands_over(cast, who):
    row = approved(cast)
    with pytest.raises(Refused):
        hand_over(cast, row, by=getattr(cast, who))
    assert not events()


@pytest.mark.parametrize("who", ["carla", "anna", "thea", "esra"])
def test_not_to_who_has_it_or_cannot_look_after_it(cast, who):
    row = approved(cast)
    with pytest.raises(Refused, match=str(overview.NOT_THIS_ONE)):
        hand_over(cast, row, to=getattr(cast, who))
    assert not events()


def test_not_to_who_left(cast):
    row = approved(cast)
    Membership.objects.filter(pk=cast.joost.pk).update(ended_at=NOW - timedelta(days=1))
    with pytest.raises(Refused, match=str(overview.NOT_THIS_ONE)):
        hand_over(cast, row)
    assert not events()


def test_what_is_over_stays_where_it_was(cast):
    row = approved(cast)
    assignments.close(by=cast.anna, assignment=row, version=row.version, now=LATER)
    with pytest.raises(Refused, match=str(NOT_NOW)):
        hand_over(cast, row)


def test_two_who_hand_over_at_once_do_not_undo_each_other(cast):
    row = approved(cast)
    hand_over(cast, row, version=row.version)
    with pytest.raises(SomeoneWasFirst):
        hand_over(cast, row, to=cast.mirjam, version=row.version)
    assert Assignment.objects.get(pk=row.pk).coordinator == cast.joost


def test_also_before_somebody_approved_it(cast):
    row = draft(cast)
    hand_over(cast, row)
    assert Assignment.objects.get(pk=row.pk).coordinator == cast.joost


@pytest.mark.parametrize(
    ("note", "verb"),
    [
        (overview.note_assignments_export, "assignments.exported"),
        (overview.note_placements_export, "placements.exported"),
    ],
)
def test_what_is_taken_along_is_in_the_log(cast, note, verb):
    note(by=cast.carla, file_format="csv", now=NOW)
    event = AuditEvent.objects.get(verb=verb)
    assert (event.actor, event.data) == (cast.carla.user, {"format": "csv"})
    for who in (cast.anna, cast.sanne, cast.thea):
        with pytest.raises(Refused):
            note(by=who, file_format="csv", now=NOW)
    assert AuditEvent.objects.filter(verb=verb).count() == 1
