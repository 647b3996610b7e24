"""How applications end by themselves, and what is left of them."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from matching.actions import application_endings as endings
from matching.actions import assignments
from matching.actions.application_files import tidy_application_files
from matching.models import Application, ApplicationFile, ApplicationStep, Team, TeamInvitation
from matching.store import DOCUMENTS
from matching.tasks import erase_applications, follow_applications
from partnership.models import AuditEvent, OutboxMail
from tests.cast import NOW
from tests.contributions.files import pdf, upload
from tests.matching.apply_helpers import DAY, WHY, application, assignment, classmate, draft, mails, step, submitted

pytestmark = pytest.mark.django_db
COMPANY, STUDENT = ["anna.terpdok@example.org"], ["sanne.student@example.org"]


def follow(day, times=1):
    for _ in range(times):
        done = endings.follow_applications(now=NOW + day * DAY)
    return done


@pytest.mark.parametrize(("state", "days"), [("submitted", 15), ("read", 15), ("talking", 30), ("offered", 15)])
def test_nothing_waits_forever(cast, state, days):
    row = application(cast, state)
    waits_for, other = (STUDENT, COMPANY) if state == "offered" else (COMPANY, STUDENT)
    follow(days - 5.01)
    assert not mails("reminded")
    follow(days - 5, times=2)
    assert mails("reminded") == waits_for
    row.refresh_from_db()
    assert row.state == state
    follow(days - 0.01)
    row.refresh_from_db()
    assert row.state == state
    follow(days, times=2)
    row.refresh_from_db()
    assert (row.state, row.moved_at) == ("expired", NOW + days * DAY)
    assert sorted(mails("expired") + mails("offer_expired")) == sorted(waits_for + other)
    assert list(ApplicationStep.objects.filter(application=row).order_by("pk").values_list("state", "by"))[-1] == (
        "expired",
        None,
    )
    assert AuditEvent.objects.filter(verb="application.expired", actor=None).count() == 1


def test_a_step_begins_the_days_anew(cast):
    row = application(cast, "submitted")
    follow(11)
    step(cast.anna, row, "read", now=NOW + 12 * DAY)
    follow(16)
    row.refresh_from_db()
    assert (row.state, row.reminded_at) == ("read", None)
    follow(22)
    assert len(mails("reminded")) == 2


@pytest.mark.parametrize("state", ["draft", "accepted", "placed", "declined", "withdrawn", "cancelled"])
def test_what_waits_for_nobody_stays(cast, state):
    row = application(cast, state)
    follow(80)
    row.refresh_from_db()
    assert row.state == state


def test_a_place_that_was_not_taken_is_free_again(cast):
    place = assignment(cast)
    application(cast, "offered", row=place)
    reading = application(cast, "read", row=place, by=classmate(cast), now=NOW + 10 * DAY)
    follow(15)
    assert step(cast.anna, reading, "offer", now=NOW + 15 * DAY)


def test_a_draft_that_cannot_be_sent_any_more_lapses_without_mail(cast):
    row = draft(cast.sanne, assignment(cast, apply_until=NOW.date() + DAY))
    assert follow(1)["lapsed"] == 0
    assert follow(2)["lapsed"] == 1
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert not OutboxMail.objects.exists()


def test_a_team_is_one_mail_for_the_company(cast):
    from tests.matching.test_applications_teams import joined

    place = assignment(cast, seats=2)
    founder = draft(cast.sanne, place, team_name="A")
    joined(cast, founder, classmate(cast), founder.role)
    from matching.actions.applications import submit_application

    submit_application(by=cast.sanne, application=founder, version=1, now=NOW)
    follow(10)
    follow(15)
    assert mails("reminded") == COMPANY
    assert mails("expired") == sorted([*COMPANY, "daan.student@example.org", *STUDENT])


def test_the_task_does_it(cast, settings):
    row = application(cast, "submitted")
    Application.objects.update(moved_at=NOW - 400 * DAY)
    follow_applications()
    row.refresh_from_db()
    assert row.state == "expired"
    Application.objects.update(moved_at=NOW - 400 * DAY)
    erase_applications()
    row.refresh_from_db()
    assert row.erased_at


# --- The assignment is gone --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("accepted", "left"), [(False, {"accepted", "placed"}), (True, {"placed"})])
def test_closing_and_withdrawing_end_what_is_open(cast, accepted, left):
    place = assignment(cast, seats=9)
    made = [
        application(cast, state, row=place, by=classmate(cast, f"S {state}"))
        for state in ("draft", "submitted", "read", "talking", "offered", "accepted", "placed", "declined")
    ]
    with transaction.atomic():
        number = endings.cancel_applications(assignment=place, by=cast.anna, now=NOW, accepted=accepted)
    alive = set(Application.objects.alive().values_list("state", flat=True))
    assert alive == left
    assert number == len(made) - 1 - len(left)
    assert len(mails("cancelled")) == number
    assert AuditEvent.objects.filter(verb="application.cancelled", actor=cast.anna.user).count() == number


# --- Erasing -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["declined", "withdrawn", "expired", "cancelled"])
def test_four_weeks_later_only_what_is_counted_is_left(cast, state, django_capture_on_commit_callbacks):
    row = application(cast, state)
    file = ApplicationFile.objects.create(
        application=row,
        name="cv.pdf",
        size=9,
        sha256="0" * 64,
        added_at=NOW,
        path=DOCUMENTS.put(f"applications/2026-03/{state}.pdf", b"x").path,
    )
    assert not endings.erase_applications(now=NOW + 28 * DAY - DAY / 100)
    with django_capture_on_commit_callbacks(execute=True):
        assert endings.erase_applications(now=NOW + 28 * DAY) == 1
    assert endings.erase_applications(now=NOW + 28 * DAY) == 0
    row.refresh_from_db()
    assert (row.motivation, row.message, row.student, row.team, row.handled_by) == ("", "", None, None, None)
    assert (row.state, row.role.level) == (state, "mbo4")
    assert not ApplicationFile.objects.exists()
    assert not DOCUMENTS.location(file.path).exists()
    assert not ApplicationStep.objects.exclude(by=None).exists()
    for reader in (cast.sanne, cast.anna, cast.mo, cast.carla):
        assert not Application.objects.visible_to(reader).exists()
    assert AuditEvent.objects.filter(verb="application.erased", actor=None, object_id=row.pk).count() == 1


@pytest.mark.parametrize("state", ["draft", "submitted", "offered", "accepted", "placed"])
def test_what_is_going_on_or_became_something_stays(cast, state):
    row = application(cast, state)
    assert not endings.erase_applications(now=NOW + 400 * DAY)
    row.refresh_from_db()
    assert row.motivation == WHY


def test_a_team_goes_with_its_last_application(cast):
    founder = draft(cast.sanne, assignment(cast), team_name="A")
    TeamInvitation.objects.create(team=founder.team, email="x@example.org", invited_at=NOW)
    endings.cancel_applications(assignment=founder.assignment, by=None, now=NOW)
    endings.erase_applications(now=NOW + 28 * DAY)
    assert not Team.objects.exists()
    assert not TeamInvitation.objects.exists()


def test_files_without_a_row_go_after_a_day(cast):
    row = draft(cast.sanne, assignment(cast), files=[upload(pdf())])
    kept = row.files.get().path
    orphan = DOCUMENTS.put("applications/2026-03/wees.pdf", b"x").path
    tidy_application_files(now=NOW)  # written just now, so after this moment
    assert DOCUMENTS.location(orphan).exists()
    from django.utils import timezone

    tidy_application_files(now=timezone.now() + 2 * DAY)
    assert not DOCUMENTS.location(orphan).exists()
    assert DOCUMENTS.location(kept).exists()


# --- What the database refuses -----------------------------------------------------------------------------------
def refuse(name, **values):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Application.objects.update(**values)


def test_the_database_refuses_histories_that_cannot_be(cast):
    submitted(cast.sanne, assignment(cast))
    refuse("application_state_known", state="nonsense")
    refuse("application_submitted_at_some_time", submitted_at=None)
    refuse("application_declined_with_reason", state="declined")
    refuse("application_declined_with_reason", decline_reason="skills")
    refuse("application_other_reason_explained", state="declined", decline_reason="other")
    refuse("application_erased_is_empty", student=None)
    refuse("application_erased_is_empty", state="declined", decline_reason="skills", erased_at=NOW)


def test_the_database_knows_who_applied_for_what(cast):
    row = submitted(cast.sanne, assignment(cast))
    Application.objects.update(state="withdrawn")
    with pytest.raises(IntegrityError, match="application_sent_once_per_role"), transaction.atomic():
        Application.objects.create(
            assignment=row.assignment,
            role=row.role,
            student=cast.sanne,
            made_at=NOW,
            moved_at=NOW,
            submitted_at=NOW,
            nonce=uuid4(),
        )


def test_steps_are_kept(cast):
    submitted(cast.sanne, assignment(cast))
    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        ApplicationStep.objects.all().delete()


@pytest.mark.parametrize(("step", "left"), [("close", ["accepted"]), ("withdraw", [])])
def test_who_offers_work_ends_applications_with_it(cast, step, left):
    place = assignment(cast, seats=2)
    application(cast, "accepted", row=place)
    application(cast, "talking", row=place, by=classmate(cast))
    getattr(assignments, step)(by=cast.mo, assignment=place, version=place.version, now=NOW)
    assert list(Application.objects.alive().values_list("state", flat=True)) == left
    assert len(mails("cancelled")) == 2 - len(left)
