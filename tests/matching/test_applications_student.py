"""What students do with applications: each way it can go, and each way it is refused."""

from datetime import date
from uuid import uuid4

import pytest

from lib.workflow import Refused, SomeoneWasFirst
from matching.actions import application_files as files
from matching.actions import applications as actions
from matching.models import Application, ApplicationFile, ApplicationStep, AssignmentRole
from matching.store import DOCUMENTS
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.contributions.files import pdf, picture, upload, zipped
from tests.matching.apply_helpers import DAY, WHY, application, assignment, classmate, draft, mails, step, submitted

pytestmark = pytest.mark.django_db


def states(row):
    return list(ApplicationStep.objects.filter(application=row).order_by("pk").values_list("state", "by__name"))


# --- Beginning ---------------------------------------------------------------------------------------------------
def test_a_draft_is_for_the_student_only(cast):
    row = draft(cast.sanne, assignment(cast))
    assert (row.state, row.motivation, row.submitted_at) == ("draft", WHY, None)
    assert states(row) == [("draft", "Sanne Student")]
    for other in (cast.anna, cast.mo, cast.carla, cast.mirjam, cast.bram):
        assert not Application.objects.visible_to(other).exists()
    assert Application.objects.visible_to(cast.sanne).get() == row
    assert AuditEvent.objects.get(verb="application.drafted").actor == cast.sanne.user


def test_a_form_sent_twice_is_one_application(cast):
    place, nonce = assignment(cast), uuid4()
    first = draft(cast.sanne, place, nonce=nonce, files=[upload(pdf())])
    second = draft(cast.sanne, place, nonce=nonce, files=[upload(pdf())])
    assert first == second
    assert ApplicationFile.objects.count() == 1
    assert len(list(DOCUMENTS.location("applications").rglob("*.pdf"))) >= 1


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"state": "closed"}, "on the board"),
        ({"state": "withdrawn"}, "on the board"),
        ({"state": "pending", "decided_by": None, "decided_at": None}, "on the board"),
        ({"apply_until": date(2026, 3, 15)}, "last day"),
        ({"kind": "guest_lesson"}, "Schools ask"),
    ],
)
def test_only_for_what_is_open(cast, values, reason, settings):
    settings.LANGUAGE_CODE = "en"
    with pytest.raises(Refused) as refusal:
        draft(cast.sanne, assignment(cast, **values))
    assert refusal.value.reason
    assert not Application.objects.exists()


def test_on_the_last_day_it_still_goes(cast):
    assert submitted(cast.sanne, assignment(cast, apply_until=NOW.date())).state == "submitted"


@pytest.mark.parametrize("who", ["anna", "carla", "mirjam", "thea", "aad", "esra"])
def test_only_students_apply(cast, who):
    with pytest.raises(Refused):
        draft(getattr(cast, who), assignment(cast))


def test_never_twice_to_the_same_role(cast):
    place = assignment(cast, roles=("developer", "tester"))
    row = submitted(cast.sanne, place)
    with pytest.raises(Refused):
        draft(cast.sanne, place)
    actions.withdraw_application(by=cast.sanne, application=row, version=row.version, now=NOW)
    with pytest.raises(Refused):
        draft(cast.sanne, place)
    assert draft(cast.sanne, place, role=place.roles.get(name="tester")).state == "draft"


def test_a_draft_that_was_thrown_away_can_be_begun_again(cast):
    place = assignment(cast)
    row = draft(cast.sanne, place)
    actions.withdraw_application(by=cast.sanne, application=row, version=1, now=NOW)
    assert not mails("withdrawn")
    assert draft(cast.sanne, place).pk != row.pk


def test_the_role_is_one_of_the_assignment(cast):
    other = assignment(cast, roles=("ontwerper",))
    with pytest.raises(Refused):
        draft(cast.sanne, assignment(cast), role=other.roles.get())


# --- Files -------------------------------------------------------------------------------------------------------
def test_files_come_along_and_can_be_taken_out_of_a_draft(cast, django_capture_on_commit_callbacks):
    row = draft(cast.sanne, assignment(cast), files=[upload(pdf("a"), "../../cv <b>.pdf"), upload(pdf("b"))])
    file = ApplicationFile.objects.get(name="cv b.pdf")
    assert DOCUMENTS.location(file.path).read_bytes() == pdf("a")
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_file(by=cast.sanne, file=file, now=NOW)
    assert row.files.count() == 1
    assert not DOCUMENTS.location(file.path).exists()


@pytest.mark.parametrize(
    "content",
    [picture(), zipped(), b"", b"<html><script>alert(1)</script>", pdf() + zipped(), b"%PDF-1.7 maar dan niet"],
)
def test_only_whole_pdfs_are_taken(cast, content):
    before = set(DOCUMENTS.location("applications").rglob("*.pdf"))
    with pytest.raises(Refused):
        draft(cast.sanne, assignment(cast), files=[upload(pdf()), upload(content, "cv.pdf")])
    assert not Application.objects.exists()
    assert set(DOCUMENTS.location("applications").rglob("*.pdf")) == before


def test_a_file_is_at_most_five_megabytes(cast, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    with pytest.raises(Refused) as refusal:
        draft(cast.sanne, assignment(cast), files=[upload(pdf())])
    assert "MB" in str(refusal.value.reason)


def test_no_more_than_three_files(cast):
    row = draft(cast.sanne, assignment(cast), files=[upload(pdf(str(n))) for n in range(3)])
    role = row.role
    with pytest.raises(Refused):
        actions.change_draft(
            by=cast.sanne, application=row, version=1, role=role, motivation=WHY, files=[upload(pdf())], now=NOW
        )
    row.refresh_from_db()
    assert (row.version, row.files.count()) == (1, 3)


# --- Changing and sending ----------------------------------------------------------------------------------------
def test_a_draft_changes_until_it_is_sent(cast):
    place = assignment(cast, roles=("developer", "tester"))
    row, tester = draft(cast.sanne, place), place.roles.get(name="tester")
    values = {"role": tester, "motivation": "Liever testen.", "now": NOW}
    row = actions.change_draft(by=cast.sanne, application=row, version=1, **values)
    assert (row.role, row.motivation, row.version) == (tester, "Liever testen.", 2)
    with pytest.raises(SomeoneWasFirst):
        actions.change_draft(by=cast.sanne, application=row, version=1, **values)
    row = actions.submit_application(by=cast.sanne, application=row, version=2, now=NOW)
    with pytest.raises(Refused):
        actions.change_draft(by=cast.sanne, application=row, version=row.version, **values)


def test_a_change_to_a_role_one_applied_for_is_refused(cast):
    place = assignment(cast, roles=("developer", "tester"))
    submitted(cast.sanne, place)
    other = draft(cast.sanne, place, role=place.roles.get(name="tester"))
    with pytest.raises(Refused):
        actions.change_draft(
            by=cast.sanne, application=other, version=1, role=place.roles.get(name="developer"), motivation="", now=NOW
        )


def test_sending_tells_the_mentor(cast):
    row = submitted(cast.sanne, assignment(cast))
    assert (row.state, row.submitted_at, row.moved_at) == ("submitted", NOW, NOW)
    assert mails("submitted") == ["anna.terpdok@example.org"]
    assert states(row) == [("draft", "Sanne Student"), ("submitted", "Sanne Student")]
    assert Application.objects.visible_to(cast.mo).get() == row
    assert not Application.objects.visible_to(cast.bram).exists()
    assert not Application.objects.visible_to(classmate(cast)).exists()


def test_without_a_mentor_who_is_there_the_managers_hear_it(cast):
    cast.anna.ended_at = NOW - DAY
    cast.anna.save()
    submitted(cast.sanne, assignment(cast))
    assert mails("submitted") == ["mo.terpdok@example.org"]


@pytest.mark.parametrize("case", ["empty", "late", "closed", "full", "other", "again"])
def test_sending_is_refused(cast, case):
    place = assignment(cast)
    row, by, version = draft(cast.sanne, place), cast.sanne, 1
    if case == "empty":
        Application.objects.update(motivation="  \n ")
    elif case == "late":
        place.apply_until = NOW.date() - DAY
        place.save()
    elif case == "closed":
        place.state = "closed"
        place.save()
    elif case == "full":
        application(cast, "accepted", by=classmate(cast), row=place)
        Application.objects.filter(pk=row.pk).update(state="draft")
        row.refresh_from_db()
        version = row.version
    elif case == "other":
        by = classmate(cast)
    elif case == "again":
        actions.submit_application(by=by, application=row, version=1, now=NOW)
        row.refresh_from_db()
        version = row.version
    with pytest.raises(Refused):
        actions.submit_application(by=by, application=row, version=version, now=NOW)


# --- Taking back, accepting --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "told"),
    [("submitted", False), ("read", True), ("talking", True), ("offered", True), ("accepted", True)],
)
def test_who_read_it_is_told_that_it_is_taken_back(cast, state, told):
    row = application(cast, state)
    row = actions.withdraw_application(by=cast.sanne, application=row, version=row.version, now=NOW)
    assert row.state == "withdrawn"
    assert mails("withdrawn") == (["anna.terpdok@example.org"] if told else [])


@pytest.mark.parametrize("state", ["placed", "declined", "withdrawn", "expired", "cancelled"])
@pytest.mark.parametrize("verb", ["submit", "withdraw", "accept"])
def test_what_is_over_stays_over(cast, state, verb):
    row = application(cast, state)
    action = {
        "submit": actions.submit_application,
        "withdraw": actions.withdraw_application,
        "accept": actions.accept_offer,
    }[verb]
    with pytest.raises(Refused):
        action(by=cast.sanne, application=row, version=row.version, now=NOW)
    row.refresh_from_db()
    assert row.state == state


@pytest.mark.parametrize("state", ["draft", "submitted", "read", "talking", "accepted"])
def test_only_an_offer_can_be_accepted(cast, state):
    row = application(cast, state)
    with pytest.raises(Refused):
        actions.accept_offer(by=cast.sanne, application=row, version=row.version, now=NOW)


def test_accepting_ends_the_other_applications(cast):
    wadbyte = {"organisation": cast.wadbyte, "mentor": cast.bram}
    others = {
        state: application(cast, state, row=assignment(cast, title=state, **wadbyte))
        for state in ("draft", "submitted", "read", "talking", "offered", "declined")
    }
    untouched = application(cast, "read", by=classmate(cast), row=others["read"].assignment)
    row = application(cast, "offered")
    row = actions.accept_offer(by=cast.sanne, application=row, version=row.version, now=NOW)
    assert row.state == "accepted"
    found = {state: Application.objects.get(pk=each.pk).state for state, each in others.items()}
    assert found.pop("declined") == "declined"
    assert set(found.values()) == {"cancelled"}
    assert mails("elsewhere") == ["bram.wadbyte@example.org"] * 3  # those that had read it
    assert mails("accepted") == ["anna.terpdok@example.org"]
    untouched.refresh_from_db()
    assert untouched.state == "read"


def test_an_offer_lasts_fifteen_days(cast):
    row = application(cast, "offered")
    with pytest.raises(Refused):
        actions.accept_offer(by=cast.sanne, application=row, version=row.version, now=NOW + 15 * DAY)
    later = NOW + 15 * DAY - DAY / 100
    assert actions.accept_offer(by=cast.sanne, application=row, version=row.version, now=later).state == "accepted"


def test_only_the_student_accepts(cast):
    row = application(cast, "offered")
    for other in (classmate(cast), cast.anna, cast.carla):
        with pytest.raises(Refused):
            actions.accept_offer(by=other, application=row, version=row.version, now=NOW)


def test_a_place_that_went_away_cannot_be_accepted(cast):
    place = assignment(cast, seats=2)
    first = application(cast, "offered", row=place)
    second = application(cast, "offered", row=place, by=classmate(cast))
    AssignmentRole.objects.update(seats=1)
    actions.accept_offer(by=cast.sanne, application=first, version=first.version, now=NOW)
    second.refresh_from_db()
    assert (second.state, second.decline_reason) == ("declined", "filled")


def test_the_last_place_ends_who_waits_for_that_role(cast):
    place = assignment(cast, roles=("developer", "tester"))
    tester = place.roles.get(name="tester")
    first, waits, elsewhere = classmate(cast), classmate(cast, "Fleur"), classmate(cast, "Gijs")
    beside = submitted(elsewhere, place, role=tester)
    reading = application(cast, "read", row=place, by=waits)
    begun = draft(classmate(cast, "Hugo"), place)
    row = application(cast, "offered", row=place, by=first)
    actions.accept_offer(by=first, application=row, version=row.version, now=NOW)
    for each in (beside, reading, begun):
        each.refresh_from_db()
    assert (reading.state, reading.decline_reason) == ("declined", "filled")
    assert (beside.state, begun.state) == ("submitted", "draft")
    assert mails("filled") == ["fleur@example.org"]
    assert states(reading)[-1] == ("declined", None)


def test_as_long_as_there_are_places_others_go_on(cast):
    place = assignment(cast, seats=2)
    reading = application(cast, "read", row=place, by=classmate(cast))
    row = application(cast, "offered", row=place)
    actions.accept_offer(by=cast.sanne, application=row, version=row.version, now=NOW)
    step(cast.anna, reading, "offer")
    reading.refresh_from_db()
    assert reading.state == "offered"
