"""What happens to placements: every way that each step can end."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from lib.workflow import Refused, SomeoneWasFirst
from matching.actions import placements as actions
from matching.models import Application, Placement
from partnership.models import OutboxMail
from tests.cast import NOW, make_member
from tests.matching.placement_helpers import (
    DAY,
    FIRST,
    LAST,
    MINOR,
    accepted,
    assignment,
    at,
    completed,
    education,
    fresh,
    placed,
    recognise,
    running,
    sign,
    signed,
    terms,
    verbs,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def in_english():
    """Refusals are matched by their English words."""
    with translation.override("en"):
        yield


def place(cast, application, nonce=None, by=None, **values):
    made = terms(cast, **values)
    return actions.place(by=by or cast.carla, application=application, terms=made, nonce=nonce or uuid4(), now=NOW)


def test_a_placement_moves_the_application_and_asks_all_to_sign(cast):
    application = accepted(cast)
    row = fresh(place(cast, application))
    application.refresh_from_db()
    assert (application.state, application.version) == ("placed", 2)
    assert [(step.state, step.by) for step in application.steps.all()] == [("placed", cast.carla.user)]
    assert (row.state, row.student, row.organisation, row.kind) == ("preparing", cast.sanne, cast.terpdok, "practice")
    assert row.expectations["company"]["contact"] == "Elke maandag"
    assert row.paper.state == "queued"
    assert verbs()[-3:] == ["application.placed", "placement.made", "placement_paper.requested"]
    asked = set(OutboxMail.objects.values_list("to", flat=True))
    assert asked == {cast.sanne.user.email, cast.anna.user.email, cast.thea.user.email}


def test_the_same_form_twice_is_one_placement(cast):
    application, nonce = accepted(cast), uuid4()
    assert place(cast, application, nonce) == place(cast, application, nonce)
    with pytest.raises(Refused, match="only once"):
        place(cast, application)


@pytest.mark.parametrize("who", ["sanne", "anna", "thea", "aad"])
def test_only_who_matches_places(cast, who):
    with pytest.raises(Refused):
        place(cast, accepted(cast), by=getattr(cast, who))
    assert not Placement.objects.exists()


def test_nobody_places_in_another_partnership(cast):
    with pytest.raises(Refused):
        place(cast, accepted(cast), by=cast.esra)


def test_what_cannot_be_agreed_on(cast):
    application = accepted(cast)
    for values, words in (
        ({"ends_on": FIRST - DAY}, "last day is before"),
        ({"mentor": cast.bram}, "work at the company"),
        ({"school_mentor": cast.joost}, "at the school of the student"),
        ({"is_minor": True}, "legal representative"),
        (MINOR | {"representative_email": cast.sanne.user.email.upper()}, "of their own"),
    ):
        with pytest.raises(Refused, match=words):
            place(cast, application, **values)
    application.refresh_from_db()
    assert (application.state, Placement.objects.count()) == ("accepted", 0)


def test_students_are_not_placed_in_guest_lessons(cast):
    with pytest.raises(Refused, match="this kind"):
        place(cast, accepted(cast, row=assignment(cast, "guest_lesson")))


def test_a_role_of_a_whole_class_needs_no_application(cast):
    role, nonce = assignment(cast).roles.get(), uuid4()
    values = {"by": cast.carla, "role": role, "student": cast.sanne, "now": NOW}
    unknown = replace(terms(cast), is_minor=None)
    row = actions.place_in_role(terms=unknown, nonce=nonce, **values)
    assert actions.place_in_role(terms=unknown, nonce=nonce, **values) == row
    assert row.application is None
    assert not OutboxMail.objects.exists(), "nobody signs before it is known whether a representative has to"
    with pytest.raises(Refused, match="already"):
        actions.place_in_role(terms=unknown, nonce=uuid4(), **values)
    for who in (cast.sanne, cast.esra):
        with pytest.raises(Refused):
            actions.place_in_role(terms=unknown, nonce=uuid4(), **values | {"by": who})
    actions.change_placement(by=cast.carla, placement=row, version=row.version, terms=terms(cast), now=NOW)
    assert OutboxMail.objects.count() == 3


# --- Internships -------------------------------------------------------------------------------------------------
def internship(cast, **values):
    return accepted(cast, row=assignment(cast, "internship"), **values)


def test_an_internship_needs_a_recognition_on_its_first_day(cast):
    application, programme = internship(cast), education(cast)
    with pytest.raises(Refused, match="Choose which"):
        place(cast, application)
    with pytest.raises(Refused, match="not recognised"):
        place(cast, application, education=programme)
    recognise(cast, programme, last=FIRST)
    with pytest.raises(Refused, match="not recognised"):
        place(cast, application, education=programme)
    other = education(cast)
    recognise(cast, other).equivalents.add(programme)
    row = place(cast, application, education=programme, **MINOR)
    assert (row.education, row.paper, row.is_minor, row.representative_name) == (programme, None, None, "")


def test_of_an_internship_stands_how_far_the_schools_agreement_is(cast):
    programme = education(cast)
    recognise(cast, programme)
    row = placed(cast, internship(cast), education=programme)

    def note(status, reference="", by=cast.carla):
        found = fresh(row)
        values = {"status": status, "reference": reference, "now": NOW}
        actions.note_school_agreement(by=by, placement=found, version=found.version, **values)
        return fresh(row)

    with pytest.raises(Refused, match="number"):
        note("signed")
    with pytest.raises(Refused):
        note("made", by=cast.anna)
    assert note("made").state == "preparing"
    found = note("signed", "POK-12")
    assert (found.state, found.school_reference) == ("signed", "POK-12")
    assert note("made", "POK-12").state == "preparing"
    note("signed", "POK-12")
    values = {"terms": terms(cast, education=programme, hours_total=320), "now": NOW}
    found = fresh(row)
    actions.change_placement(by=cast.thea, placement=found, version=found.version, **values)
    found = fresh(row)
    assert (found.state, found.school_agreement, found.hours_total) == ("preparing", "made", 320)
    note("signed", "POK-13")
    assert actions.start_placements(now=at(FIRST)) == 1
    with pytest.raises(Refused, match="running"):
        note("made")


def test_only_of_internships(cast):
    row = placed(cast)
    with pytest.raises(Refused):
        actions.note_school_agreement(
            by=cast.carla, placement=row, version=row.version, status="made", reference="", now=NOW
        )


# --- Changing and cancelling -------------------------------------------------------------------------------------
def change(cast, row, by=None, version=None, **values):
    return actions.change_placement(
        by=by or cast.carla, placement=row, version=version or row.version, terms=terms(cast, **values), now=NOW
    )


def test_a_change_clears_the_signatures_and_tells_who_had_signed(cast):
    row = sign(cast, placed(cast), cast.sanne)
    before = row.paper
    assert change(cast, row, hours_total=320) == ["student"]
    row = fresh(row)
    assert (row.hours_total, row.edition, row.state) == (320, 2, "preparing")
    assert row.paper != before
    assert not row.signatures.filter(cleared_at=None).exists()
    assert row.signatures.get().cleared_at == NOW
    told = OutboxMail.objects.filter(key__contains=f"placement:{row.pk}:2:sign").order_by("key")
    assert [("lapsed" in mail.text, mail.to) for mail in told] == [
        (False, cast.anna.user.email),
        (False, cast.thea.user.email),
        (True, cast.sanne.user.email),
    ]


def test_what_all_signed_is_signed_anew_after_a_change(cast):
    row = signed(cast)
    assert change(cast, row, ends_on=LAST + DAY) == ["company", "school", "student"]
    row = fresh(row)
    assert (row.state, row.signed_at, row.signed_paper) == ("preparing", None, None)
    assert sign(cast, row).state == "signed"


def test_a_change_is_for_the_school_and_before_the_start(cast):
    row = placed(cast)
    for who in (cast.anna, cast.sanne, cast.bram):
        with pytest.raises(Refused):
            change(cast, row, by=who)
    with pytest.raises(SomeoneWasFirst):
        change(cast, row, version=row.version + 1)
    change(cast, row, by=cast.thea)
    row = running(cast, fresh(row))
    with pytest.raises(Refused, match="running"):
        change(cast, row)


def test_cancelling_gives_the_seat_back(cast):
    row = placed(cast)

    def cancel(by=cast.carla, reason="De student verhuist."):
        actions.cancel_placement(by=by, placement=row, version=row.version, reason=reason, now=NOW)

    with pytest.raises(Refused, match="Say why"):
        cancel(reason=" ")
    with pytest.raises(Refused):
        cancel(by=cast.anna)
    cancel()
    row = fresh(row)
    assert (row.state, row.end_reason) == ("cancelled", "De student verhuist.")
    assert Application.objects.get().state == "cancelled"
    assert OutboxMail.objects.filter(key__contains=":cancelled:").count() == 3
    with pytest.raises(Refused, match="cancelled"):
        cancel()


# --- Running, completed, ended early -----------------------------------------------------------------------------
def test_what_is_signed_begins_on_its_first_day(cast):
    row = signed(cast)
    assert actions.start_placements(now=at(FIRST - DAY)) == 0
    assert actions.start_placements(now=at(FIRST)) == 1
    assert actions.start_placements(now=at(FIRST)) == 0
    row = fresh(row)
    assert (row.state, row.started_on) == ("running", FIRST)
    assert verbs().count("placement.started") == 1


def test_what_is_not_signed_does_not_begin(cast):
    row = sign(cast, placed(cast), cast.sanne, cast.anna)
    assert actions.start_placements(now=at(FIRST)) == 0
    assert fresh(row).state == "preparing"
    sign(cast, row, cast.thea)
    assert actions.start_placements(now=at(FIRST + 3 * DAY)) == 1
    assert fresh(row).started_on == FIRST + 3 * DAY


def test_completing_is_for_company_and_school_from_the_last_day(cast):
    row = running(cast)

    def complete(by, day=LAST):
        actions.complete_placement(by=by, placement=row, version=row.version, minutes=600, now=at(day))

    for who in (cast.sanne, cast.bram):
        with pytest.raises(Refused):
            complete(who)
    with pytest.raises(Refused, match="still to come"):
        complete(cast.anna, LAST - DAY)
    complete(cast.mo)
    row = fresh(row)
    assert (row.state, row.worked_minutes, row.ended_on) == ("completed", 600, LAST)
    with pytest.raises(Refused, match="completed"):
        complete(cast.thea)


def test_ending_early_has_a_day_and_a_reason(cast):
    row, now = running(cast), at(FIRST + timedelta(days=20))

    def end(on=FIRST + timedelta(days=18), reason="Het werk was op.", by=cast.anna):
        values = {"on": on, "reason": reason, "minutes": 60, "now": now}
        actions.end_placement(by=by, placement=row, version=row.version, **values)

    for on in (FIRST - DAY, FIRST + timedelta(days=21)):
        with pytest.raises(Refused, match="between"):
            end(on)
    with pytest.raises(Refused, match="Say why"):
        end(reason="")
    with pytest.raises(Refused):
        end(by=cast.sanne)
    end()
    row = fresh(row)
    assert (row.state, row.ended_on, row.end_reason) == ("ended_early", FIRST + timedelta(days=18), "Het werk was op.")
    assert OutboxMail.objects.filter(key__contains=":ended_early:", text__contains="Het werk was op.").count() == 3


def test_who_was_placed_before_can_be_placed_in_another_role(cast):
    completed(cast)
    other = make_member("Bas Student", cast.noorderpoort, "student")
    row = placed(cast, accepted(cast, student=other))
    assert row.student == other
