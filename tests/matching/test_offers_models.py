"""What the database itself refuses about assignments, changes, recognitions and deadlines."""

import pytest
from django.db import IntegrityError, transaction

from matching.models import Assignment, AssignmentChange, AssignmentRole, Deadline, Recognition
from tests.cast import NOW, TODAY
from tests.matching.offers_helpers import approved, draft, pending, recognise

pytestmark = pytest.mark.django_db


def refuses(constraint, deed, *args, **values):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        deed(*args, **values)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("assignment_state_known", {"state": "lost"}),
        ("assignment_kind_known", {"kind": "dream"}),
        ("assignment_ends_after_start", {"ends_on": "2020-01-01"}),
        ("assignment_submitted_by_someone", {"submitted_by": None}),
        ("assignment_submitted_by_someone", {"submitted_at": None}),
        ("assignment_decided_by_someone", {"state": "approved"}),
        ("assignment_offered_with_mentor", {"mentor": None}),
        ("assignment_offered_with_mentor", {"starts_on": None}),
        ("assignment_follows_somehow", {"follows_as": "part"}),
        ("assignment_has_a_team", {"teams": 0}),
        ("assignment_allowance_paid", {"allowance": -1}),
    ],
)
def test_an_assignment_that_cannot_be(cast, name, values):
    row = pending(cast)
    refuses(name, Assignment.objects.filter(pk=row.pk).update, **values)


def test_an_assignment_is_not_decided_on_by_who_submitted(cast):
    row = pending(cast)
    decided = {"decided_by": row.submitted_by, "decided_at": NOW}
    rows = Assignment.objects.filter(pk=row.pk)
    refuses("assignment_not_decided_by_who_submitted", rows.update, state="approved", **decided)
    decided["decided_by"] = cast.carla.user
    refuses("assignment_rejected_with_reason", rows.update, state="rejected", **decided)
    rows.update(state="approved", **decided)
    refuses("assignment_does_not_follow_itself", rows.update, follows=row.pk, follows_as="part")


def test_a_role_that_cannot_be(cast):
    row = draft(cast)
    values = {"assignment": row, "name": "Tester", "level": "mbo4"}
    refuses("assignment_role_once", AssignmentRole.objects.create, **values | {"name": "Ontwikkelaar"})
    refuses("assignment_role_level_known", AssignmentRole.objects.create, **values | {"level": "mbo9"})
    refuses("assignment_role_has_a_seat", AssignmentRole.objects.create, **values | {"seats": 0})
    assert AssignmentRole.objects.create(**values)


def test_a_change_that_cannot_be(cast):
    row = approved(cast)
    values = {"assignment": row, "values": {}, "before": {}, "asked_by": cast.anna.user, "asked_at": NOW}
    change = AssignmentChange.objects.create(**values)
    refuses("assignment_change_one_at_a_time", AssignmentChange.objects.create, **values)
    rows = AssignmentChange.objects.filter(pk=change.pk)
    refuses("assignment_change_decided_by_someone", rows.update, approved=True)
    decided = {"decided_by": cast.anna.user, "decided_at": NOW}
    refuses("assignment_change_not_decided_by_who_asked", rows.update, approved=True, **decided)
    decided["decided_by"] = cast.carla.user
    refuses("assignment_change_refused_with_reason", rows.update, approved=False, **decided)
    rows.update(approved=False, reason="Nee", **decided)
    assert AssignmentChange.objects.create(**values)


def test_recognitions_and_deadlines_that_cannot_be(cast):
    row = recognise(cast)
    refuses("recognition_lasts", Recognition.objects.filter(pk=row.pk).update, valid=(TODAY, TODAY))
    values = {"partnership": cast.werkplaats, "last_on": TODAY, "entered_by": cast.carla.user, "entered_at": NOW}
    refuses("deadline_kind_known", Deadline.objects.create, kind="dream", **values)
    refuses("deadline_opens_after_it_closed", Deadline.objects.create, again_on=TODAY, **values)
    assert Deadline.objects.create(**values)
