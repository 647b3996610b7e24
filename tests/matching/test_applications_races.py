"""Two real connections at the same moment. Those about the last place, about accepting two offers and about applying to
what is closed fail with the locks taken away; the others are held by a step, a condition or a constraint."""

from threading import Event
from uuid import uuid4

import pytest
from django.db import transaction

from lib.workflow import Refused
from matching.actions import application_company as company
from matching.actions import application_endings as endings
from matching.actions import applications as student
from matching.actions.application_common import TRY_AGAIN
from matching.models import Application, ApplicationStep, Assignment, AssignmentRole
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.contributions.test_races import at_once
from tests.matching.apply_helpers import DAY, WHY, application, assignment, classmate, draft, mails

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slow_counts(monkeypatch):
    """Between counting seats and writing passes a moment, as on a busy server."""
    counted = company.held

    def held(*args, **kwargs):
        found = counted(*args, **kwargs)
        Event().wait(0.3)
        return found

    monkeypatch.setattr(company, "held", held)
    monkeypatch.setattr(student, "held", held)


def decided(by, row, verb, **values):
    mine = Application.objects.get(pk=row.pk)
    return company.decide(by=by, application=mine, verb=verb, version=mine.version, now=NOW, **values)


def refusals(answers):
    return sum(isinstance(answer, Refused) for answer in answers)


def refused_clearly(answers):
    """One hears what happened, not that somebody was busy: without the locks the two would lock each other up."""
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    return len(refused) == 1 and str(refused[0].reason) != str(TRY_AGAIN)


def test_two_offers_of_the_last_place_at_once(cast, slow_counts):
    place = assignment(cast)
    rows = [application(cast, "read", row=place, by=classmate(cast, f"S {n}")) for n in range(2)]
    answers = at_once(
        lambda: decided(cast.anna, rows[0], "offer"),
        lambda: decided(cast.mo, rows[1], "offer"),
    )
    assert refusals(answers) == 1
    assert sorted(Application.objects.values_list("state", flat=True)) == ["offered", "read"]


def test_two_accept_the_last_place_at_once(cast, slow_counts):
    place = assignment(cast, seats=2)
    rows = [application(cast, "offered", row=place, by=classmate(cast, f"S {n}")) for n in range(2)]
    AssignmentRole.objects.update(seats=1)

    def accept(row):
        return student.accept_offer(by=row.student, application=row, version=row.version, now=NOW)

    answers = at_once(*(lambda row=row: accept(row) for row in rows))
    assert refused_clearly(answers), answers
    assert sorted(Application.objects.values_list("state", flat=True)) == ["accepted", "declined"]
    assert len(mails("accepted")) == 1
    assert len(mails("filled")) == 1


def test_one_student_accepts_two_offers_at_once(cast, slow_counts):
    rows = [application(cast, "offered", row=assignment(cast, title=title)) for title in "ab"]
    answers = at_once(
        *(
            lambda row=row: student.accept_offer(by=cast.sanne, application=row, version=row.version, now=NOW)
            for row in rows
        )
    )
    assert refused_clearly(answers), answers
    assert sorted(Application.objects.values_list("state", flat=True)) == ["accepted", "cancelled"]


def test_accepting_across_two_assignments_does_not_lock_up(cast):
    """Each accepts in one assignment and has something open in the other, where the last place goes as well."""
    first, second = assignment(cast, title="a"), assignment(cast, title="b")
    daan = classmate(cast)
    mine = application(cast, "offered", row=first)
    theirs = application(cast, "offered", row=second, by=daan)
    application(cast, "read", row=second)
    application(cast, "read", row=first, by=daan)
    answers = at_once(
        lambda: student.accept_offer(by=cast.sanne, application=mine, version=mine.version, now=NOW),
        lambda: student.accept_offer(by=daan, application=theirs, version=theirs.version, now=NOW),
    )
    assert refusals(answers) == 0, answers
    assert Application.objects.filter(state="accepted").count() == 2


@pytest.mark.parametrize("verb", ["offer", "decline"])
def test_taking_back_and_deciding_at_once(cast, verb):
    row = application(cast, "read")
    answers = at_once(
        lambda: student.withdraw_application(by=cast.sanne, application=row, version=row.version, now=NOW),
        lambda: decided(cast.anna, row, verb, reason="skills"),
    )
    row.refresh_from_db()
    steps = ApplicationStep.objects.filter(application=row).count()
    assert refusals(answers) <= 1
    assert steps == row.version  # every step has its row, and no more
    assert AuditEvent.objects.filter(object_id=row.pk, object_type="matching.application").count() == steps


def test_expiring_and_answering_at_once(cast):
    row = application(cast, "read")
    at_once(
        lambda: endings.follow_applications(now=NOW + 15 * DAY),
        lambda: decided(cast.anna, row, "talk"),
        lambda: endings.follow_applications(now=NOW + 15 * DAY),
    )
    row.refresh_from_db()
    assert row.state in {"expired", "talking"}
    states = list(ApplicationStep.objects.filter(application=row).order_by("pk").values_list("state", flat=True))
    assert states[:3] == ["draft", "submitted", "read"]
    assert states[3:] in (["expired"], ["talking"])


def test_two_rounds_at_once_send_one_mail(cast):
    application(cast, "submitted")
    at_once(*[lambda: endings.follow_applications(now=NOW + 11 * DAY)] * 2)
    assert len(mails("reminded")) == 1
    at_once(*[lambda: endings.follow_applications(now=NOW + 16 * DAY)] * 2)
    assert ApplicationStep.objects.filter(state="expired").count() == 1


def closing(cast, place):
    """What ends the applications of an assignment, and a moment later is there for others to see."""
    with transaction.atomic():
        held = Assignment.objects.select_for_update().get(pk=place.pk)
        Assignment.objects.filter(pk=place.pk).update(state="closed", closed_at=NOW)
        endings.cancel_applications(assignment=held, by=cast.anna, now=NOW)
        Event().wait(0.6)


def test_sending_while_the_assignment_is_closed(cast):
    row = draft(cast.sanne, assignment(cast))

    def send():
        Event().wait(0.2)
        return student.submit_application(by=cast.sanne, application=row, version=1, now=NOW)

    at_once(lambda: closing(cast, row.assignment), send)
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_applying_while_the_assignment_is_closed(cast):
    """Without the lock a draft is left behind that nobody ended."""
    place = assignment(cast)

    def apply():
        Event().wait(0.2)
        return draft(cast.sanne, Assignment.objects.get(pk=place.pk))

    assert refusals(at_once(lambda: closing(cast, place), apply)) == 1
    assert not Application.objects.filter(state="draft").exists()


def test_a_form_sent_twice_at_once_is_one_application(cast):
    place, nonce = assignment(cast), uuid4()

    def send():
        role = place.roles.get()
        return student.draft_application(
            by=cast.sanne, assignment=Assignment.objects.get(), role=role, motivation=WHY, nonce=nonce, now=NOW
        ).pk

    first, second = at_once(send, send)
    assert first == second


def test_applying_twice_for_a_role_at_once(cast):
    place = assignment(cast)

    def send():
        return draft(cast.sanne, Assignment.objects.get(pk=place.pk))

    assert refusals(at_once(send, send)) == 1
    assert Application.objects.count() == 1
