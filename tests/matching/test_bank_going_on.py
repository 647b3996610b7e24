"""Next editions and relays, the chain they make, and follow-ups that satisfied companies are asked for."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from lib.workflow import Refused
from matching.actions import assignments, going_on
from matching.actions import placements_feedback as feedback
from matching.actions.changes import approve_change
from matching.actions.placements import complete_placement
from matching.models import Assignment, AssignmentChange, DeskQuestion, FollowUpAsk
from matching.queries.assignments import checklist_of, with_parts
from matching.queries.bank import takers_of, with_credit
from matching.queries.chains import asked_now, chain_of
from matching.queries.overview_figures import figures_for
from matching.rules import Need, lacking
from partnership.models import AuditEvent, OutboxMail
from tests.cast import NOW
from tests.matching.bank_helpers import next_of, offered, taken
from tests.matching.desk_helpers import ask, judged, turn
from tests.matching.offers_helpers import LATER, approved, draft, lesson, pending, told_by_school
from tests.matching.placement_helpers import at, completed, fresh, running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march", "in_english")]
DAY = timedelta(days=1)


def up(cast, row, now=LATER):
    """Filled in, handed in and approved, as the company and the school do it."""
    values = {"mentor": cast.anna.pk}
    assignments.change_assignment(by=cast.anna, assignment=row, version=row.version, values=values, now=NOW)
    row = assignments.submit(by=cast.anna, assignment=row, version=Assignment.objects.get(pk=row.pk).version, now=NOW)
    told_by_school(cast, row)
    return assignments.approve(by=cast.carla, assignment=row, version=row.version, now=now)


# --- A next edition and a relay ----------------------------------------------------------------------------------
def test_a_next_edition_has_the_same_content_and_nobody_in_it(cast):
    row = approved(cast)
    new = next_of(cast, row)
    assert (new.follows, new.follows_as, new.state) == (row, "edition", "draft")
    assert (new.title, new.text, new.hours_a_week, new.place) == (row.title, row.text, row.hours_a_week, row.place)
    assert (new.starts_on, new.ends_on - new.starts_on) == (date(2027, 9, 6), row.ends_on - row.starts_on)
    assert (new.mentor, new.school_mentor, new.coordinator, new.apply_until) == (None, None, None, None)
    assert [(each.name, each.seats) for each in new.roles.all()] == [("Ontwikkelaar", 1)]
    assert [skill.name_nl for skill in new.roles.get().skills.all()] == ["Python"]
    assert [said.side for said in new.expectations.all()] == ["company"]
    assert row.expectations.count() == 2
    assert up(cast, new).state == "approved"
    found = AuditEvent.objects.get(verb="assignment.gone_on")
    assert found.object_id == row.pk and found.data == {"how": "edition", "next": new.pk}


def test_a_relay_says_what_is_there_and_keeps_saying_it(cast):
    row = approved(cast)
    with pytest.raises(Refused, match="there already"):
        next_of(cast, row, "relay", delivered="  ")
    new = next_of(cast, row, "relay")
    assert (new.follows_as, new.delivered) == ("relay", "Een planbord met drie schermen.")
    values = {"delivered": ""}
    assignments.change_assignment(by=cast.anna, assignment=new, version=new.version, values=values, now=NOW)
    points = lacking(checklist_of(with_parts(Assignment.objects).get(pk=new.pk), NOW))
    assert Need.DELIVERED in {point.need for point in points}
    values = {"delivered": "Vier schermen."}
    new.refresh_from_db()
    assignments.change_assignment(by=cast.anna, assignment=new, version=new.version, values=values, now=NOW)
    new.refresh_from_db()
    new = up(cast, new)
    assignments.change_assignment(
        by=cast.anna, assignment=new, version=new.version, values={"delivered": "Vijf schermen."}, now=LATER
    )
    change = AssignmentChange.objects.get(assignment=new)
    approve_change(by=cast.carla, change=change, now=LATER)
    new.refresh_from_db()
    assert new.delivered == "Vijf schermen."


def test_what_is_no_relay_hands_nothing_over(cast):
    new = next_of(cast, approved(cast), delivered="Iets", handover="Iets")
    assert (new.delivered, new.handover) == ("", "")
    with pytest.raises(Refused, match="relay"):
        assignments.change_assignment(
            by=cast.anna, assignment=new, version=new.version, values={"handover": "Toch iets"}, now=NOW
        )


@pytest.mark.parametrize("who", ["anna", "mo", "carla", "mirjam"])
def test_the_company_and_who_looks_after_the_board_go_on(cast, who):
    assert next_of(cast, approved(cast), by=getattr(cast, who)).made_by == getattr(cast, who).user


@pytest.mark.parametrize("who", ["bram", "thea", "sanne", "aad", "esra", "ed"])
def test_nobody_else_goes_on(cast, who):
    row = approved(cast)
    with pytest.raises(Refused):
        next_of(cast, row, by=getattr(cast, who))
    assert next_of(cast, row)


def test_a_coordinator_makes_it_for_the_company_which_hears_it(cast):
    new = next_of(cast, approved(cast), by=cast.carla)
    assert new.coordinator == cast.carla and new.organisation == cast.terpdok
    mails = OutboxMail.objects.filter(key__startswith="assignment-draft:")
    assert [mail.to for mail in mails] == [cast.mo.user.email]
    assert Assignment.objects.visible_to(cast.joost).filter(pk=new.pk).exists()
    own = next_of(cast, approved(cast))
    assert not Assignment.objects.visible_to(cast.joost).filter(pk=own.pk).exists()
    assert mails.count() == 1


def test_one_goes_on_from_what_is_or_was_on_the_board(cast):
    for row in (draft(cast), pending(cast)):
        with pytest.raises(Refused, match="on the board"):
            next_of(cast, row)
    row = approved(cast)
    closed = assignments.close(by=cast.anna, assignment=row, version=row.version, now=LATER)
    assert next_of(cast, closed)


def test_schools_ask_for_a_next_lesson_but_no_relay(cast):
    row = draft(cast, by=cast.thea, kind="guest_lesson", values=lesson(cast))
    row = assignments.submit(by=cast.thea, assignment=row, version=row.version, now=NOW)
    row = assignments.approve(by=cast.carla, assignment=row, version=row.version, now=LATER)
    with pytest.raises(Refused, match="students"):
        next_of(cast, row, "relay", by=cast.thea)
    assert next_of(cast, row, by=cast.thea).kind == "guest_lesson"


@pytest.mark.parametrize(("how", "match"), [("part", "Choose"), ("follow_up", "Choose"), ("", "Choose")])
def test_other_ways_are_refused(cast, how, match):
    with pytest.raises(Refused, match=match):
        next_of(cast, approved(cast), how)


def test_it_begins_after_the_one_it_goes_on_from(cast):
    row = approved(cast)
    for day in (row.starts_on, row.starts_on - DAY):
        with pytest.raises(Refused, match="later"):
            next_of(cast, row, starts_on=day)
    assert next_of(cast, row, starts_on=row.starts_on + DAY)


def test_the_same_form_twice_is_one_draft(cast):
    row, nonce = approved(cast), uuid4()
    assert next_of(cast, row, nonce=nonce) == next_of(cast, row, nonce=nonce)
    assert row.followed_by.count() == 1


def test_there_is_one_next_edition_and_one_relay(cast):
    row = approved(cast)
    first = next_of(cast, row)
    with pytest.raises(Refused, match="There is a next edition already: Planbord voor monteurs"):
        next_of(cast, row)
    relay = next_of(cast, row, "relay")
    with pytest.raises(Refused, match="A next team"):
        next_of(cast, row, "relay")
    assignments.withdraw(by=cast.anna, assignment=first, version=first.version, now=NOW)
    second = next_of(cast, row)
    first.refresh_from_db()
    with pytest.raises(Refused, match="already"):
        assignments.take_up_again(by=cast.anna, assignment=first, version=first.version, now=NOW)
    assignments.withdraw(by=cast.anna, assignment=second, version=second.version, now=NOW)
    assert assignments.take_up_again(by=cast.anna, assignment=first, version=first.version, now=NOW).state == "draft"
    assert chain_of(row, cast.anna).later == [first, relay, second]


def test_a_next_edition_of_what_was_taken_keeps_the_credit_and_counts_once(cast):
    template = offered(cast)
    row = taken(cast, template)
    Assignment.objects.filter(pk=row.pk).update(
        state="approved",
        mentor=cast.bram,
        submitted_by=cast.bram.user,
        submitted_at=NOW,
        decided_by=cast.carla.user,
        decided_at=NOW,
    )
    new = next_of(cast, Assignment.objects.get(pk=row.pk), by=cast.bram)
    assert new.template == template
    assert [each.count for each in takers_of(template)] == [1]
    assert with_credit(type(template).objects).get(pk=template.pk).taken == 1


# --- The chain ---------------------------------------------------------------------------------------------------
def test_the_whole_chain_is_seen_from_each_of_it(cast):
    first = approved(cast)
    second = up(cast, next_of(cast, first))
    third = up(cast, next_of(cast, second, "relay", starts_on=date(2028, 9, 4)))
    beside = approved(cast)
    assert not chain_of(beside, cast.sanne)
    for row, before, after in (
        (first, [], [second, third]),
        (second, [first], [third]),
        (third, [first, second], []),
    ):
        found = chain_of(row, cast.sanne)
        assert (found.earlier, found.later) == (before, after)


def test_only_what_the_reader_may_see_is_in_it(cast):
    first = approved(cast)
    second = next_of(cast, first)
    assert chain_of(first, cast.anna).later == [second]
    for who in (cast.sanne, cast.bram, cast.carla, cast.thea):
        assert chain_of(first, who).later == []
    second = up(cast, second)
    assert chain_of(first, cast.sanne).later == chain_of(first, None).later == [second]
    Assignment.objects.filter(pk=first.pk).update(is_public=False)
    assert chain_of(second, None).earlier == [] and chain_of(second, cast.sanne).earlier == [first]


def test_a_chain_never_becomes_a_circle(cast):
    first = approved(cast)
    second = next_of(cast, first)
    rows = Assignment.objects.filter(pk=first.pk)
    with pytest.raises(IntegrityError, match="assignment_keeps_what_it_follows"), transaction.atomic():
        rows.update(follows=second, follows_as="edition")
    with pytest.raises(IntegrityError, match="assignment_keeps_what_it_follows"), transaction.atomic():
        Assignment.objects.filter(pk=second.pk).update(follows=None, follows_as="")
    assert Assignment.objects.filter(pk=second.pk).update(title="Mag wel") == 1


def test_the_database_keeps_one_of_each(cast):
    first = approved(cast)
    new = next_of(cast, first)
    values = {"nonce": None, "pk": None, "id": None}
    for name, value in values.items():
        setattr(new, name, value)
    with pytest.raises(IntegrityError, match="assignment_goes_on_once_each_way"), transaction.atomic():
        new.save(force_insert=True)
    with pytest.raises(IntegrityError, match="assignment_hands_over_in_a_relay"), transaction.atomic():
        Assignment.objects.filter(pk=first.pk).update(delivered="Iets")


def test_a_next_edition_counts_as_follow_up_once_it_is_on_the_board(cast):
    row = approved(cast)
    new = next_of(cast, row)
    assert figures_for(cast.carla, "", NOW).chosen.follow_ups == 0
    up(cast, new)
    assert figures_for(cast.carla, "", NOW).chosen.follow_ups == 1


# --- A follow-up question ----------------------------------------------------------------------------------------
def test_a_question_that_goes_on_becomes_work_that_goes_on(cast):
    row = approved(cast)
    question = ask(cast, cast.anna, follows=row)
    rows = turn(cast, judged(cast, question), parts=2)
    assert [(each.follows, each.follows_as) for each in rows] == [(row, "follow_up"), (rows[0], "part")]
    assert chain_of(row, cast.carla).later == rows


@pytest.mark.parametrize("who", ["bram", "carla", None])
def test_a_question_goes_on_from_the_own_work_only(cast, who):
    row = approved(cast)
    with pytest.raises(Refused):
        ask(cast, who and getattr(cast, who), follows=row)
    assert not DeskQuestion.objects.exists()
    assert ask(cast, cast.mo, follows=row).follows == row


# --- Asking a satisfied company ----------------------------------------------------------------------------------
def said(cast, row, *marks):
    window = feedback.windows_of(row)[-1]
    feedback.give_feedback(
        by=cast.anna,
        placement=row,
        moment=window.moment,
        said=feedback.Said(*(marks or (4, 5, 4, 4)), "Mooi gedaan."),
        now=at(window.opens_on + DAY),
    )
    return at(row.ends_on + DAY)


def asked():
    return list(OutboxMail.objects.filter(key__startswith="follow-up:").values_list("to", flat=True))


def test_a_satisfied_company_is_asked_once(cast):
    row = completed(cast)
    when = said(cast, row)
    assert going_on.ask_for_follow_ups(now=when) == 1
    assert going_on.ask_for_follow_ups(now=when) == 0
    assert asked() == [cast.mo.user.email]
    mail = OutboxMail.objects.get(key__startswith="follow-up:")
    assert "go-on" in mail.text and "satisfied" in mail.text
    assert [ask.assignment for ask in asked_now(cast.anna)] == [row.assignment]
    assert asked_now(cast.bram) == asked_now(cast.carla) == []
    assert AuditEvent.objects.get(verb="follow_up.asked").object_id == row.assignment_id


@pytest.mark.parametrize("marks", [(4, 4, 4, 3), (5, 5, 5, 2), (1, 1, 1, 1)])
def test_who_was_not_satisfied_is_not_asked(cast, marks):
    when = said(cast, completed(cast), *marks)
    assert going_on.ask_for_follow_ups(now=when) == 0 and asked() == []


def test_nobody_is_asked_before_it_is_over_or_long_after(cast):
    row = running(cast)
    when = said(cast, row)
    assert going_on.ask_for_follow_ups(now=when) == 0
    row = fresh(row)
    feedback_given = at(feedback.windows_of(row)[-1].opens_on + DAY)
    complete_placement(by=cast.anna, placement=row, version=row.version, minutes=60, now=at(row.ends_on))
    assert going_on.ask_for_follow_ups(now=feedback_given + timedelta(days=61)) == 0
    assert going_on.ask_for_follow_ups(now=feedback_given + timedelta(days=60)) == 1


def test_what_goes_on_already_is_not_asked_for(cast):
    row = completed(cast)
    when = said(cast, row)
    new = next_of(cast, row.assignment)
    assert going_on.ask_for_follow_ups(now=when) == 0
    assignments.withdraw(by=cast.anna, assignment=new, version=new.version, now=NOW)
    assert going_on.ask_for_follow_ups(now=when) == 1
    assert asked_now(cast.anna)
    next_of(cast, row.assignment)
    assert asked_now(cast.anna) == []


def test_put_away_it_stays_away(cast):
    row = completed(cast)
    when = said(cast, row)
    going_on.ask_for_follow_ups(now=when)
    found = FollowUpAsk.objects.get()
    for who in (cast.bram, cast.carla, cast.esra, cast.sanne):
        with pytest.raises(Refused):
            going_on.put_away(by=who, ask=found, now=when)
    going_on.put_away(by=cast.mo, ask=found, now=when)
    with pytest.raises(Refused, match="already"):
        going_on.put_away(by=cast.anna, ask=found, now=when)
    assert asked_now(cast.anna) == []
    assert going_on.ask_for_follow_ups(now=when) == 0 and len(asked()) == 1
