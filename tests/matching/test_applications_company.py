"""What companies do with applications: every verb in every state, by whom, and how many places there are."""

import pytest

from lib.workflow import Refused
from matching.actions.application_company import decide
from matching.models import ApplicationStep, Assignment
from matching.states import APPLICATIONS, ApplicationState
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.matching.apply_helpers import application, assignment, classmate, mails, step, submitted

pytestmark = pytest.mark.django_db
VERBS = ("read", "talk", "offer", "decline")


@pytest.mark.parametrize("state", ApplicationState.values)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_in_every_state(cast, state, verb):
    row = application(cast, state)
    allowed = APPLICATIONS.allows(verb, state)
    try:
        step(cast.mo, row, verb, reason="skills")
        done = True
    except Refused:
        done = False
    row.refresh_from_db()
    assert done == allowed
    assert row.state == (APPLICATIONS[verb].target if allowed else state)
    if allowed:
        latest = ApplicationStep.objects.filter(application=row).latest("pk")
        assert (latest.state, latest.by, latest.at) == (row.state, cast.mo.user, NOW)
        assert AuditEvent.objects.latest("pk").verb == f"application.{row.state}"
        assert row.handled_by == cast.mo.user


@pytest.mark.parametrize("verb", ["expire", "cancel", "accept", "submit", "place", "withdraw", "nothing", ""])
def test_other_verbs_are_not_the_companys(cast, verb):
    row = application(cast, "offered")
    with pytest.raises(Refused):
        step(cast.anna, row, verb)
    row.refresh_from_db()
    assert row.state == "offered"


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["bram", "thea", "sanne", "aad", "ed", "esra"])
def test_only_the_company_decides(cast, who, verb):
    row = application(cast, "read" if verb != "read" else "submitted")
    with pytest.raises(Refused):
        step(getattr(cast, who), row, verb, reason="skills", on_behalf=True)
    assert step(cast.mo, row, verb, reason="skills")


def test_a_mentor_of_another_organisation_decides_too(cast):
    row = application(cast, "submitted", row=assignment(cast, mentor=cast.bram))
    assert step(cast.bram, row, "read")


@pytest.mark.parametrize("verb", VERBS)
def test_who_looks_after_the_board_says_for_whom(cast, verb):
    row = application(cast, "read" if verb != "read" else "submitted")
    with pytest.raises(Refused):
        step(cast.carla, row, verb, reason="skills")
    step(cast.carla, row, verb, reason="skills", on_behalf=True)
    row.refresh_from_db()
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.actor) == (f"application.{row.state}_on_behalf", cast.carla.user)


def test_a_decision_on_what_one_did_not_see_is_refused(cast):
    row = application(cast, "read")
    with pytest.raises(Refused):
        decide(by=cast.anna, application=row, verb="talk", version=row.version - 1, now=NOW)


@pytest.mark.parametrize(("reason", "message"), [("", ""), ("nonsense", "x"), ("other", "  ")])
def test_declining_has_a_reason(cast, reason, message):
    row = application(cast, "read")
    with pytest.raises(Refused):
        step(cast.anna, row, "decline", reason=reason, message=message)
    assert step(cast.anna, row, "decline", reason="other", message="We stoppen met dit product.")


def test_the_student_hears_what_was_decided(cast):
    place = assignment(cast, seats=3)
    for verb, kind in (("talk", "talking"), ("decline", "declined")):
        row = submitted(classmate(cast, verb), place)
        step(cast.anna, row, verb, reason="level", message="Kom volgend jaar terug.")
        assert mails(kind) == [f"{verb}@example.org"]
    application(cast, "offered", row=place)
    assert mails("offered") == ["sanne.student@example.org"]
    assert not mails("read")


def test_never_more_offers_than_places(cast):
    place = assignment(cast, seats=1)
    first = application(cast, "offered", row=place)
    second = application(cast, "read", row=place, by=classmate(cast))
    with pytest.raises(Refused):
        step(cast.anna, second, "offer")
    step(cast.anna, first, "decline", reason="period")
    assert step(cast.anna, second, "offer")


def test_a_challenge_has_places_for_every_team(cast):
    place = assignment(cast, kind="challenge", teams=2)
    application(cast, "offered", row=place)
    assert application(cast, "offered", row=place, by=classmate(cast)).state == "offered"
    third = application(cast, "read", row=place, by=classmate(cast, "Derde"))
    with pytest.raises(Refused):
        step(cast.anna, third, "offer")


def test_no_offer_for_what_is_not_on_the_board(cast):
    row = application(cast, "read")
    Assignment.objects.update(state="closed")
    with pytest.raises(Refused):
        step(cast.anna, row, "offer")
    assert step(cast.anna, row, "decline", reason="filled")
