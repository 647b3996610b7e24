"""Assignments: entered, changed, handed in and decided on; one test for each way it can end."""

from datetime import date
from uuid import uuid4

import pytest

from lib.workflow import Refused, SomeoneWasFirst
from matching.actions import assignments as actions
from matching.actions import changes, recognitions
from matching.models import Assignment, AssignmentChange, AssignmentRole, Deadline, Expectation
from matching.queries.assignments import with_parts
from partnership.models import AuditEvent, OutboxMail
from tests.cast import NOW
from tests.matching.offers_helpers import (
    LATER,
    SAID,
    approved,
    content,
    draft,
    education,
    lesson,
    pending,
    recognise,
    role,
    skill,
    told_by_school,
)

pytestmark = pytest.mark.django_db


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def refused():
    """For a reason of its own, not because somebody else was first."""
    return pytest.raises(Refused, check=lambda error: type(error) is Refused)


def fresh_version(row):
    return Assignment.objects.values_list("version", flat=True).get(pk=row.pk)


def step(verb, by, row, version=None, **more):
    version = version or fresh_version(row)
    return getattr(actions, verb)(by=by, assignment=row, version=version, now=LATER, **more)


def change(row, by, values, version=None):
    version = version or fresh_version(row)
    return actions.change_assignment(by=by, assignment=row, version=version, values=values, now=LATER)


# --- Entered -----------------------------------------------------------------------------------------------------
def test_a_draft_holds_what_there_is_so_far(cast):
    row = draft(cast, values={"title": "Nog iets met data"})
    assert (row.state, row.organisation, row.made_by) == ("draft", cast.terpdok, cast.anna.user)
    assert draft(cast, values={}).title == ""
    assert verbs() == ["assignment.entered"] * 2


def test_a_whole_draft_keeps_its_roles_and_expectations(cast):
    row = draft(cast)
    assert [each.name for each in row.roles.all()] == ["Ontwikkelaar"]
    assert list(row.roles.get().skills.all()) == [skill(cast)]
    assert row.expectations.get().effort == SAID["effort"]
    assert str(row.allowance) == "350.00"


def test_the_same_form_sent_again_makes_one_draft(cast):
    nonce = uuid4()
    rows = [
        actions.make_assignment(by=cast.anna, kind="practice", values=content(cast), nonce=nonce, now=NOW)
        for _ in range(2)
    ]
    assert rows[0] == rows[1]
    assert AssignmentRole.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "kind", "may"),
    [
        ("anna", "internship", True),
        ("anna", "guest_lesson", False),
        ("thea", "guest_lesson", True),
        ("thea", "internship", False),
        ("carla", "teacher_placement", True),
        ("sanne", "practice", False),
        ("sanne", "guest_lesson", False),
        ("aad", "practice", False),
        ("anna", "nothing", False),
    ],
)
def test_companies_offer_and_schools_ask(cast, who, kind, may):
    if may:
        assert draft(cast, by=getattr(cast, who), kind=kind, values={}).kind == kind
        return
    with refused():
        draft(cast, by=getattr(cast, who), kind=kind, values={})


@pytest.mark.parametrize(
    "values",
    [
        {"ends_on": "2026-01-01"},
        {"mentor": "bram"},
        {"mentor": "sanne"},
        {"school_mentor": "anna"},
        {"education": 999_999},
        {"teams": 3},
        {"roles": "twice"},
        {"roles": "unknown skill"},
    ],
)
def test_what_no_form_sends_is_refused_and_nothing_is_kept(cast, values):
    twice = [role(cast), role(cast, name="ontwikkelaar")]
    strange = {"twice": twice, "unknown skill": [role(cast, skills=[999_999])]}
    found = {
        name: strange.get(value) or getattr(getattr(cast, value), "pk", None) if isinstance(value, str) else value
        for name, value in values.items()
        if name != "ends_on"
    } | {name: value for name, value in values.items() if name == "ends_on"}
    with refused():
        draft(cast, **found)
    assert not Assignment.objects.exists()


def test_a_challenge_has_several_teams(cast):
    assert draft(cast, kind="challenge", teams=8).teams == 8


# --- Changed -----------------------------------------------------------------------------------------------------
def test_a_draft_changes_at_once_and_says_which_parts(cast):
    row = draft(cast)
    values = content(cast, title="Planbord", roles=[role(cast, name="Tester")])
    assert change(row, cast.mo, values) is None
    row.refresh_from_db()
    assert (row.title, row.version) == ("Planbord", 2)
    assert [each.name for each in row.roles.all()] == ["Tester"]
    assert AuditEvent.objects.get(verb="assignment.changed").data == {"fields": ["roles", "title"]}


def test_saving_the_same_again_changes_nothing(cast):
    row = draft(cast)
    here = row.roles.get()
    assert change(row, cast.anna, content(cast, roles=[role(cast, pk=here.pk)])) is None
    row.refresh_from_db()
    assert row.version == 1
    assert "assignment.changed" not in verbs()


def test_two_roles_change_names_with_each_other(cast):
    row = draft(cast, roles=[role(cast, name="A"), role(cast, name="B")])
    first, second = row.roles.order_by("order")
    change(row, cast.anna, content(cast, roles=[role(cast, pk=first.pk, name="B"), role(cast, pk=second.pk, name="A")]))
    first.refresh_from_db()
    assert first.name == "B"


def test_a_role_of_another_assignment_is_not_taken(cast):
    other = draft(cast).roles.get()
    row = draft(cast)
    change(row, cast.anna, content(cast, roles=[role(cast, pk=other.pk, name="Gekaapt")]))
    other.refresh_from_db()
    assert (other.name, other.assignment_id != row.pk) == ("Ontwikkelaar", True)


def test_an_older_version_is_not_written_over(cast):
    row = draft(cast)
    change(row, cast.anna, content(cast, title="Eerst"))
    with pytest.raises(SomeoneWasFirst):
        change(row, cast.mo, content(cast, title="Daarna"), version=1)
    row.refresh_from_db()
    assert row.title == "Eerst"


@pytest.mark.parametrize("who", ["bram", "carla", "sanne", "esra"])
def test_only_the_organisation_changes_its_own(cast, who):
    row = draft(cast)
    with refused():
        change(row, getattr(cast, who), content(cast, title="Anders"))
    assert change(row, cast.mo, content(cast, title="Anders")) is None


def test_what_was_handed_in_stays_whole(cast):
    row = pending(cast)
    for values in ({"mentor": None}, {"starts_on": None}, {"text": "Kort."}, {"company": None}):
        with refused():
            change(row, cast.anna, content(cast, **values))
    assert change(row, cast.anna, content(cast, title="Een ander bord")) is None


def test_a_change_of_what_waits_is_seen_by_who_decides(cast):
    row = pending(cast)
    change(row, cast.anna, content(cast, title="Een ander bord"))
    with pytest.raises(SomeoneWasFirst):
        step("approve", cast.carla, row, version=row.version)


# --- Handed in ---------------------------------------------------------------------------------------------------
def test_it_is_handed_in_and_put_on_the_board(cast):
    row = pending(cast)
    step("approve", cast.carla, row)
    row.refresh_from_db()
    assert (row.state, row.submitted_by, row.decided_by) == ("approved", cast.anna.user, cast.carla.user)
    assert row.coordinator == cast.carla
    mail = OutboxMail.objects.get()
    assert mail.to == cast.anna.user.email and "Planbord" in mail.subject
    assert verbs()[-1] == "assignment.approved"


@pytest.mark.parametrize("kind", ["internship", "graduation", "research", "micro_job", "challenge"])
def test_every_kind_gets_on_the_board(cast, kind):
    assert approved(cast, kind).state == "approved"


def test_a_guest_lesson_needs_no_roles_and_no_expectations(cast):
    row = draft(cast, by=cast.thea, kind="guest_lesson", values=lesson(cast))
    step("submit", cast.thea, row)
    row.refresh_from_db()
    assert step("approve", cast.carla, row).state == "approved"


@pytest.mark.parametrize(
    "lacks",
    [
        {"title": ""},
        {"text": "Te kort."},
        {"theme": ""},
        {"starts_on": None},
        {"ends_on": "2026-03-01", "starts_on": "2026-02-01"},
        {"hours_a_week": None},
        {"place": "", "remote": "on_site"},
        {"apply_until": "2026-03-01"},
        {"mentor": None},
        {"roles": []},
        {"company": None},
        {"is_critical": True},
        {"is_secret": True},
    ],
)
def test_what_the_company_left_out_is_asked_before_it_is_handed_in(cast, lacks):
    row = draft(cast, **lacks)
    with refused():
        step("submit", cast.anna, row)
    row.refresh_from_db()
    assert row.state == "draft"


def test_work_from_home_needs_no_place(cast):
    row = draft(cast, place="", remote="remote")
    assert step("submit", cast.anna, row).state == "pending"


def test_what_the_school_has_to_add_is_asked_at_the_approval(cast):
    row = draft(cast, school_mentor=None)
    step("submit", cast.anna, row)
    with refused():
        step("approve", cast.carla, row)
    told_by_school(cast, row)
    assert step("approve", cast.carla, row).state == "approved"


def test_a_mentor_who_left_guides_nobody(cast):
    row = pending(cast)
    cast.anna.ended_at = NOW
    cast.anna.save()
    with refused():
        step("approve", cast.carla, row)
    change(row, cast.mo, content(cast, mentor=cast.mo.pk))
    row.refresh_from_db()
    assert step("approve", cast.carla, row).mentor == cast.mo


@pytest.mark.parametrize(
    ("first", "last", "known"),
    [
        (date(2025, 1, 1), date(2028, 1, 1), True),
        (date(2026, 9, 1), date(2026, 9, 1), True),
        (date(2025, 1, 1), date(2026, 8, 31), False),
        (date(2026, 9, 2), date(2028, 1, 1), False),
    ],
)
def test_an_internship_needs_a_recognition_on_its_first_day(cast, first, last, known):
    row = draft(cast, kind="internship")
    told_by_school(cast, row)
    step("submit", cast.anna, row)
    recognise(cast, first=first, last=last)
    recognise(cast, organisation=cast.wadbyte)
    if known:
        assert step("approve", cast.carla, row).state == "approved"
        return
    with refused():
        step("approve", cast.carla, row)


def test_a_recognition_for_an_equal_programme_counts(cast):
    row = draft(cast, kind="internship")
    told_by_school(cast, row)
    step("submit", cast.anna, row)
    other = recognise(cast, programme=education(cast, "25999", name="IT systems"))
    with refused():
        step("approve", cast.carla, row)
    other.equivalents.add(education(cast))
    assert step("approve", cast.carla, row).state == "approved"


# --- Decided on --------------------------------------------------------------------------------------------------
def test_who_handed_it_in_does_not_decide(cast):
    row = draft(cast, by=cast.carla, kind="guest_lesson", values=lesson(cast))
    step("submit", cast.carla, row)
    for verb, more in (("approve", {}), ("reject", {"reason": "Nee"})):
        with refused():
            step(verb, cast.carla, row, **more)
    assert step("approve", cast.mirjam, row).state == "approved"


@pytest.mark.parametrize("who", ["anna", "thea", "sanne", "aad", "esra"])
def test_only_who_looks_after_the_board_decides(cast, who):
    row = pending(cast)
    for verb, more in (("approve", {}), ("reject", {"reason": "Nee"})):
        with refused():
            step(verb, getattr(cast, who), row, **more)
    row.refresh_from_db()
    assert row.state == "pending"


def test_it_is_sent_back_with_a_reason_and_comes_in_again(cast):
    row = pending(cast)
    with refused():
        step("reject", cast.carla, row, reason="  ")
    step("reject", cast.carla, row, reason="Welk niveau zoek je?")
    row.refresh_from_db()
    assert "Welk niveau" in OutboxMail.objects.get().text
    assert step("submit", cast.mo, row).reason == ""
    assert row.pk and Assignment.objects.get().decided_by is None


def test_withdrawn_taken_up_again_and_decided_on_anew(cast):
    row = approved(cast)
    change(row, cast.anna, content(cast, title="Anders"))
    step("withdraw", cast.mo, row)
    assert not AssignmentChange.objects.exists()
    row.refresh_from_db()
    assert step("take_up_again", cast.anna, row).submitted_at is None
    row.refresh_from_db()
    with refused():
        step("approve", cast.carla, row)
    assert row.state == "draft"


def test_closed_is_over(cast):
    row = step("close", cast.anna, approved(cast))
    assert row.closed_at == LATER
    for verb in ("withdraw", "take_up_again", "submit"):
        with refused():
            step(verb, cast.anna, row)
    with refused():
        change(row, cast.anna, content(cast, title="Anders"))


@pytest.mark.parametrize("verb", ["submit", "withdraw", "take_up_again", "close"])
def test_other_organisations_and_coordinators_leave_it_alone(cast, verb):
    makers = {"submit": draft, "withdraw": draft, "take_up_again": draft, "close": approved}
    row = makers[verb](cast)
    if verb == "take_up_again":
        row = step("withdraw", cast.anna, row)
    for who in (cast.bram, cast.carla, cast.sanne):
        with refused():
            step(verb, who, row)
    assert step(verb, cast.mo, row)


# --- On the board ------------------------------------------------------------------------------------------------
def again(cast, row, **values):
    here = row.roles.get()
    return content(cast, roles=[role(cast, pk=here.pk)], **values)


def test_small_things_change_on_the_board_at_once(cast):
    row = approved(cast)
    values = again(cast, row, place="Assen", apply_until="2026-08-01", is_public=False, mentor=cast.mo.pk)
    assert change(row, cast.anna, values) is None
    row.refresh_from_db()
    assert (row.place, row.is_public, row.mentor, row.state) == ("Assen", False, cast.mo, "approved")


def test_what_matters_waits_while_the_board_shows_the_old(cast):
    row = approved(cast)
    waits = change(row, cast.anna, again(cast, row, title="Planbord 2", hours_a_week=24, place="Assen"))
    row.refresh_from_db()
    assert (row.title, row.hours_a_week, row.place, row.state) == ("Planbord voor monteurs", 16, "Assen", "approved")
    assert waits.values == {"title": "Planbord 2", "hours_a_week": 24}
    assert waits.before == {"title": "Planbord voor monteurs", "hours_a_week": 16}
    changes.approve_change(by=cast.carla, change=waits, now=LATER)
    row.refresh_from_db()
    assert (row.title, row.hours_a_week) == ("Planbord 2", 24)
    assert "Planbord 2" in OutboxMail.objects.order_by("pk").last().subject


def test_a_change_of_everything_is_taken_over_whole(cast):
    row = approved(cast)
    here = row.roles.get()
    values = content(
        cast,
        title="Anders",
        text="Iets heel anders. " * 10,
        starts_on="2026-10-01",
        allowance=None,
        roles=[role(cast, pk=here.pk, seats=2, level="hbo"), role(cast, name="Tester", skills=[skill(cast, "SQL").pk])],
        company=SAID | {"effort": "Vier uur"},
    )
    waits = change(row, cast.anna, values)
    assert row.roles.count() == 1
    changes.approve_change(by=cast.joost, change=waits, now=LATER)
    fresh = with_parts(Assignment.objects.all()).get(pk=row.pk)
    assert (fresh.title, str(fresh.starts_on), fresh.allowance) == ("Anders", "2026-10-01", None)
    assert [(each.name, each.level, each.seats) for each in fresh.roles.all()] == [
        ("Ontwikkelaar", "hbo", 2),
        ("Tester", "mbo4", 1),
    ]
    assert Expectation.objects.get(assignment=row, side="company").effort == "Vier uur"


def test_one_change_waits_at_a_time_until_it_is_taken_back(cast):
    row = approved(cast)
    waits = change(row, cast.anna, again(cast, row, title="Anders"))
    with refused():
        change(row, cast.anna, again(cast, row, title="Nog anders"))
    for who in (cast.bram, cast.carla):
        with refused():
            changes.take_back_change(by=who, change=waits, now=LATER)
    changes.take_back_change(by=cast.mo, change=waits, now=LATER)
    with pytest.raises(SomeoneWasFirst):
        changes.approve_change(by=cast.carla, change=waits, now=LATER)
    assert change(row, cast.anna, again(cast, row, title="Nog anders"))


def test_a_change_that_leaves_something_out_is_refused_at_once(cast):
    row = approved(cast)
    for values in ({"text": "Kort"}, {"starts_on": None}, {"is_secret": True}, {"mentor": None}):
        with refused():
            change(row, cast.anna, again(cast, row, **values))
    row.refresh_from_db()
    assert (row.version, AssignmentChange.objects.count()) == (3, 0)


def test_a_change_is_refused_with_a_reason(cast):
    row = approved(cast)
    waits = change(row, cast.anna, again(cast, row, title="Anders"))
    with refused():
        changes.refuse_change(by=cast.carla, change=waits, reason=" ", now=LATER)
    changes.refuse_change(by=cast.carla, change=waits, reason="Dan is het iets anders.", now=LATER)
    row.refresh_from_db()
    assert row.title == "Planbord voor monteurs"
    assert "iets anders" in OutboxMail.objects.order_by("pk").last().text


@pytest.mark.parametrize("who", ["anna", "mo", "thea", "sanne", "esra"])
def test_a_change_is_decided_on_by_who_looks_after_the_board(cast, who):
    waits = (row := approved(cast)) and change(row, cast.anna, again(cast, row, title="Anders"))
    with refused():
        changes.approve_change(by=getattr(cast, who), change=waits, now=LATER)
    with refused():
        changes.refuse_change(by=getattr(cast, who), change=waits, reason="Nee", now=LATER)
    assert changes.approve_change(by=cast.carla, change=waits, now=LATER).approved


def test_who_asked_for_a_change_does_not_decide_on_it(cast):
    row = draft(cast, by=cast.thea, kind="guest_lesson", values=lesson(cast))
    step("submit", cast.thea, row)
    row.refresh_from_db()
    step("approve", cast.mirjam, row)
    row.refresh_from_db()
    waits = change(row, cast.carla, lesson(cast, title="Gastles over wachtwoorden"))
    with refused():
        changes.approve_change(by=cast.carla, change=waits, now=LATER)
    assert changes.approve_change(by=cast.joost, change=waits, now=LATER).approved


def test_a_mentor_leaves_and_the_change_cannot_be_approved(cast):
    row = approved(cast)
    waits = change(row, cast.anna, again(cast, row, title="Anders"))
    cast.anna.ended_at = NOW
    cast.anna.save()
    with refused():
        changes.approve_change(by=cast.carla, change=waits, now=LATER)
    row.refresh_from_db()
    assert row.title == "Planbord voor monteurs"


# --- For the school ----------------------------------------------------------------------------------------------
def test_the_school_tells_what_it_expects(cast):
    row = draft(cast, school_mentor=None)
    told_by_school(cast, row)
    row.refresh_from_db()
    assert row.school_mentor == cast.thea
    assert Expectation.objects.get(side="school").told_by == cast.carla.user
    actions.tell_for_school(by=cast.carla, assignment=row, school_mentor=None, said=None, now=NOW)
    assert not Expectation.objects.filter(side="school").exists()
    for who in (cast.anna, cast.thea, cast.sanne, cast.esra):
        with refused():
            told_by_school(cast, row, by=who)
    with refused():
        actions.tell_for_school(by=cast.carla, assignment=row, school_mentor=cast.anna, said=SAID, now=NOW)


# --- Recognitions and deadlines ----------------------------------------------------------------------------------
def enter(cast, by=None, **values):
    defaults = {
        "organisation": cast.terpdok,
        "education": education(cast),
        "equivalents": [],
        "starts_on": date(2025, 1, 1),
        "ends_on": date(2027, 1, 1),
        "nonce": uuid4(),
        "now": NOW,
    }
    return recognitions.enter_recognition(by=by or cast.carla, **defaults | values)


def test_recognitions_are_kept_by_the_school(cast):
    row = enter(cast, equivalents=[education(cast, "25999", name="IT systems")])
    row.refresh_from_db()
    assert (row.first_on, row.last_on) == (date(2025, 1, 1), date(2027, 1, 1))
    values = {"equivalents": [], "starts_on": date(2025, 1, 1), "ends_on": date(2026, 1, 1)}
    recognitions.change_recognition(by=cast.mirjam, recognition=row, now=NOW, **values)
    row.refresh_from_db()
    assert row.last_on == date(2026, 1, 1) and not row.equivalents.exists()
    assert verbs() == ["recognition.entered", "recognition.changed"]
    with refused():
        recognitions.change_recognition(by=cast.anna, recognition=row, now=NOW, **values)


@pytest.mark.parametrize("who", ["anna", "thea", "sanne"])
def test_who_does_not_keep_recognitions(cast, who):
    with refused():
        enter(cast, by=getattr(cast, who))


def test_a_recognition_of_a_school_a_stranger_or_backwards_is_refused(cast):
    for values in (
        {"organisation": cast.noorderpoort},
        {"organisation": cast.kleibyte},
        {"ends_on": date(2024, 1, 1)},
    ):
        with refused():
            enter(cast, **values)
    nonce = uuid4()
    assert enter(cast, nonce=nonce) == enter(cast, nonce=nonce)


def deadline(cast, by=None, **values):
    defaults = {"kind": "", "last_on": date(2026, 3, 1), "again_on": None, "nonce": uuid4(), "now": NOW}
    return recognitions.set_deadline(by=by or cast.carla, **defaults | values)


@pytest.mark.parametrize(
    ("values", "closed"),
    [
        ({}, True),
        ({"kind": "practice"}, True),
        ({"kind": "internship"}, False),
        ({"last_on": date(2026, 3, 16)}, False),
        ({"again_on": date(2026, 3, 16)}, False),
        ({"again_on": date(2026, 3, 17)}, True),
    ],
)
def test_after_the_deadline_nothing_new_is_handed_in(cast, values, closed):
    deadline(cast, **values)
    row = draft(cast)
    if closed:
        with refused():
            step("submit", cast.anna, row)
    else:
        assert step("submit", cast.anna, row).state == "pending"


def test_what_was_sent_back_comes_in_again_after_the_deadline(cast):
    row = step("reject", cast.carla, pending(cast), reason="Welk niveau?")
    set_ = deadline(cast)
    assert step("submit", cast.anna, row).state == "pending"
    fresh = draft(cast)
    with refused():
        step("submit", cast.anna, fresh)
    recognitions.remove_deadline(by=cast.carla, deadline=set_, now=NOW)
    recognitions.remove_deadline(by=cast.carla, deadline=set_, now=NOW)
    assert step("submit", cast.anna, fresh).state == "pending"
    assert verbs().count("deadline.removed") == 1


def test_who_sets_deadlines(cast):
    for by, values in ((cast.anna, {}), (cast.carla, {"again_on": date(2026, 3, 1)}), (cast.carla, {"kind": "x"})):
        with refused():
            deadline(cast, by=by, **values)
    row = deadline(cast)
    with refused():
        recognitions.remove_deadline(by=cast.anna, deadline=row, now=NOW)
    recognitions.remove_deadline(by=cast.esra, deadline=row, now=NOW)
    assert Deadline.objects.count() == 1
