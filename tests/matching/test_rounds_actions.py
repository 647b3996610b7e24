"""Rounds of wishes from making to publishing: one test for every way an action ends."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from lib.workflow import Refused, SomeoneWasFirst
from matching.actions import placements, round_edits, round_publish, rounds
from matching.actions.wishes import save_wishes
from matching.models import Application, ApplicationStep, Round, RoundStudent, RoundWish, StudentProfile
from matching.round_states import ROUNDS
from matching.states import APPLICATIONS
from partnership.models import AuditEvent, OutboxMail
from partnership.roles import Role
from tests.cast import NOW, make_member
from tests.matching import placement_helpers
from tests.matching.rounds_helpers import (
    UNTIL,
    accepted,
    closed,
    make_class,
    make_role,
    make_round,
    opened,
    others_of,
    place_of,
    solved,
    wish,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def mails(kind):
    return OutboxMail.objects.filter(key__startswith=f"round-{kind}:")


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def roles(cast):
    return [make_role(cast, title=title) for title in ("Voorraad in beeld", "Rekenen aan wind", "Kassa die telt")]


# --- Making ------------------------------------------------------------------------------------------------------
def test_a_round_has_every_student_of_its_classes_once(cast, roles):
    group = make_class(cast)
    again = make_class(cast, 2, name="ICT3B", prefix="Nieuw")
    row = make_round(cast, groups=[group, again])
    assert [each.number for each in row.students.order_by("number")] == [1, 2, 3, 4]
    assert row.state == "preparing" and row.coordinator == cast.carla
    assert verbs() == ["round.made", "round.roles_chosen"]


def test_the_same_form_twice_makes_one_round(cast):
    values = {"by": cast.carla, "name": "Stages", "groups": [make_class(cast)], "level": "mbo4", "nonce": uuid4()}
    assert rounds.make_round(**values, now=NOW) == rounds.make_round(**values, now=NOW)
    assert Round.objects.count() == 1 and verbs() == ["round.made"]


def test_a_level_that_a_student_told_goes_before_that_of_the_round(cast):
    StudentProfile.objects.create(student=cast.sanne, level="hbo", changed_at=NOW)
    row = make_round(cast, seats={})
    assert place_of(row, cast.sanne).level == "hbo"
    assert {each.level for each in others_of(row, cast.sanne)} == {"mbo4"}


@pytest.mark.parametrize("name", ["thea", "anna", "sanne", "aad"])
def test_only_who_matches_makes_a_round(cast, name):
    with pytest.raises(Refused, match="matching board"):
        make_round(cast, by=getattr(cast, name), seats={})
    row = make_round(cast, by=cast.mirjam, seats={}, group=make_class(cast, 2, "B", prefix="B"))
    assert row.coordinator == cast.mirjam


def test_classes_of_another_partnership_are_not_for_a_round(cast):
    teacher = make_member("Els Elders", cast.other_programme.lead_partner, Role.TEACHER)
    with pytest.raises(Refused, match="this partnership"):
        make_round(cast, groups=[make_class(cast, 3, keeper=teacher)])


def test_a_class_without_students_gives_no_round(cast):
    group = make_class(cast)
    group.members.all().delete()
    with pytest.raises(Refused, match="no students"):
        make_round(cast, group)
    assert not Round.objects.exists()


def test_a_round_is_changed_until_students_see_it(cast, roles):
    row = make_round(cast)
    other = make_class(cast, 5, name="ICT4", prefix="Nieuw")
    values = {"by": cast.carla, "name": "Andere naam", "groups": [other], "level": "mbo4", "now": NOW}
    row = rounds.change_round(round_=row, **values)
    assert (row.name, row.students.count()) == ("Andere naam", 5)
    opened(cast, row)
    with pytest.raises(Refused, match="see the round already"):
        rounds.change_round(round_=row, **values)
    with pytest.raises(Refused, match="see the round already"):
        rounds.set_roles(by=cast.carla, round_=row, seats={roles[0]: 1}, now=NOW)


def test_roles_are_of_assignments_on_the_board_here(cast, roles):
    row = make_round(cast, seats={})
    draft = make_role(cast, title="Nog niet", state="draft")
    foreign = make_role(cast, title="Elders", partnership=cast.elders, organisation=cast.kleibyte)
    lesson = make_role(cast, title="Gastles", kind="guest_lesson")
    for role in (draft, foreign, lesson):
        with pytest.raises(Refused, match="on the board"):
            rounds.set_roles(by=cast.carla, round_=row, seats={role: 1, roles[0]: 1}, now=NOW)
    rounds.set_roles(by=cast.carla, round_=row, seats={roles[0]: 1, roles[1]: 0}, now=NOW)
    assert sorted(row.roles.values_list("seats", flat=True)) == [0, 1]


# --- Opening and closing -----------------------------------------------------------------------------------------
def test_opening_tells_every_student_until_when(cast, roles):
    row = opened(cast)
    assert (row.state, row.wishes_until) == ("open", UNTIL)
    assert mails("opened").count() == 3
    assert "23 maart 2026" in mails("opened").first().text


def test_a_round_opens_with_roles_for_each_level_and_a_day_to_come(cast, roles):
    with pytest.raises(Refused, match="Choose the roles first"):
        opened(cast, make_round(cast, seats={}))
    StudentProfile.objects.create(student=cast.sanne, level="hbo", changed_at=NOW)
    row = make_round(cast, group=make_class(cast, 2, "B", prefix="B"))
    with pytest.raises(Refused, match="level hbo"):
        opened(cast, row)
    StudentProfile.objects.all().delete()
    row = make_round(cast, group=make_class(cast, 2, "C", prefix="C"))
    with pytest.raises(Refused, match="today or a later"):
        opened(cast, row, until=NOW.date() - DAY)
    assert opened(cast, row, until=NOW.date()).state == "open"


def test_closed_wishes_can_be_opened_again(cast, roles):
    row = closed(cast, opened(cast))
    row = opened(cast, row, until=UNTIL + DAY)
    assert (row.state, row.wishes_until) == ("open", UNTIL + DAY)
    assert mails("opened").count() == 6


def test_who_has_not_ranked_is_reminded_once_a_day(cast, roles):
    row = opened(cast)
    wish(row, cast.sanne, roles[0])
    assert rounds.remind(by=cast.carla, round_=row, now=NOW) == 2
    assert rounds.remind(by=cast.carla, round_=row, now=NOW) == 0
    assert rounds.remind(by=cast.carla, round_=row, now=NOW + DAY) == 2
    assert not mails("reminded").filter(to=cast.sanne.user.email).exists()
    with pytest.raises(Refused):
        rounds.remind(by=cast.carla, round_=closed(cast, row), now=NOW)


# --- Wishes ------------------------------------------------------------------------------------------------------
def test_wishes_replace_what_was_saved(cast, roles):
    row = opened(cast)
    wish(row, cast.sanne, roles[0], roles[1])
    wish(row, cast.sanne, roles[2], roles[0])
    saved = list(place_of(row, cast.sanne).wishes.order_by("rank").values_list("role__role", "rank"))
    assert saved == [(roles[2].pk, 1), (roles[0].pk, 2)]
    assert wish(row, cast.sanne).wished_at is None
    assert not RoundWish.objects.exists()


def test_wishes_are_refused_to_others_twice_too_many_of_another_level_and_too_late(cast, roles):
    more = [make_role(cast, title=f"Nog een {n}") for n in range(3)]
    hbo = make_role(cast, title="Hogerop", level="hbo")
    row = opened(cast)
    mine = place_of(row, cast.sanne)

    def save(*chosen, by=cast.sanne, now=NOW, student=mine):
        return wish_of(row, by, student, chosen, now)

    with pytest.raises(Refused, match="students of the round"):
        save(roles[0], by=others_of(row, cast.sanne)[0].membership)
    with pytest.raises(Refused, match="students of the round"):
        save(roles[0], by=cast.carla)
    with pytest.raises(Refused, match="once"):
        save(roles[0], roles[0])
    with pytest.raises(Refused, match="at most 5"):
        save(*roles, *more)
    with pytest.raises(Refused, match="your level"):
        save(hbo)
    with pytest.raises(Refused, match="last day"):
        save(roles[0], now=NOW + 8 * DAY)
    assert save(*roles, *more[:2], now=NOW + 7 * DAY).wished_at
    closed(cast, row)
    with pytest.raises(Refused, match="not open now"):
        save(roles[0])
    assert RoundWish.objects.count() == 5


def wish_of(row, by, student, chosen, now):
    return save_wishes(by=by, student=student, roles=[row.roles.get(role=role) for role in chosen], now=now)


# --- Places by hand ----------------------------------------------------------------------------------------------
def test_a_place_by_hand_is_kept_by_the_next_run(cast, roles):
    row = opened(cast)
    first, other = cast.sanne, others_of(row, cast.sanne)[0].membership
    wish(row, first, roles[0])
    wish(row, other, roles[0])
    row = solved(cast, row)
    loser = row.students.get(membership__in=[first, other], outcome="nothing")
    free = row.roles.get(role=roles[2])
    moved = round_edits.pin(by=cast.carla, student=loser, role=free, version=row.version, now=NOW)
    row.refresh_from_db()
    assert (moved.outcome, moved.rank, moved.manual) == ("pinned", 0, True)
    assert (row.placed, row.cost) == (2, 0)
    row = solved(cast, row, same_seed=True)
    kept = row.students.get(pk=loser.pk)
    assert kept.result == free and kept.manual and row.placed == 2
    round_edits.unpin(by=cast.carla, student=kept, version=row.version, now=NOW)
    row.refresh_from_db()
    assert solved(cast, row, same_seed=True).students.get(pk=loser.pk).outcome == "nothing"


def test_a_place_by_hand_needs_a_free_seat_the_level_and_a_fresh_look(cast, roles):
    hbo = make_role(cast, title="Hogerop", level="hbo")
    row = opened(cast)
    mine, other = place_of(row, cast.sanne), others_of(row, cast.sanne)[0]
    role = row.roles.get(role=roles[0])

    def pin(student, chosen=role, by=cast.carla, version=None):
        version = version or Round.objects.get(pk=row.pk).version
        return round_edits.pin(by=by, student=student, role=chosen, version=version, now=NOW)

    pin(mine)
    assert pin(mine).pinned == role
    with pytest.raises(Refused, match="seats of this role"):
        pin(other)
    with pytest.raises(Refused, match="for the level"):
        pin(other, row.roles.get(role=hbo))
    with pytest.raises(SomeoneWasFirst):
        pin(other, row.roles.get(role=roles[1]), version=row.version)
    with pytest.raises(Refused, match="matching board"):
        pin(other, row.roles.get(role=roles[1]), by=cast.thea)
    assert pin(other, row.roles.get(role=roles[1])).manual
    third, version = others_of(row, cast.sanne)[1], Round.objects.get(pk=row.pk).version
    with pytest.raises(Refused, match="by hand"):
        round_edits.unpin(by=cast.carla, student=third, version=version, now=NOW)


def test_who_accepted_a_place_before_keeps_it_also_outside_the_round(cast, roles):
    elsewhere = make_role(cast, title="Buiten de ronde", level="hbo")
    row = make_round(cast, seats={roles[0]: 1})
    accepted(cast.sanne, elsewhere)
    friend, last = [each.membership for each in others_of(row, cast.sanne)]
    accepted(friend, roles[0], "placed")
    row = opened(cast, row)
    wish(row, last, roles[0])
    assert mails("opened").count() == 1
    row = solved(cast, row)
    got = {each.membership_id: (each.outcome, each.result.role_id) for each in row.students.select_related("result")}
    assert got == {
        cast.sanne.pk: ("pinned", elsewhere.pk),
        friend.pk: ("pinned", roles[0].pk),
        last.pk: ("wish", roles[0].pk),
    }
    student = row.students.select_related("result").get(membership=friend)
    with pytest.raises(Refused, match="earlier placement"):
        round_edits.pin(by=cast.carla, student=student, role=student.result, version=row.version, now=NOW)


def test_a_place_that_is_over_keeps_nobody_from_another(cast, roles):
    last_year = make_role(cast, title="Vorig jaar", starts_on=NOW.date() - 90 * DAY, ends_on=NOW.date() - DAY)
    accepted(cast.sanne, last_year, "placed")
    row = opened(cast, make_round(cast, seats={roles[0]: 1}))
    assert place_of(row, cast.sanne).pinned is None
    ends_today = make_role(cast, title="Nu nog", starts_on=NOW.date() - 90 * DAY, ends_on=NOW.date())
    accepted(cast.sanne, ends_today)
    closed(cast, row)
    assert place_of(row, cast.sanne).pinned.role == ends_today


def test_who_left_the_school_takes_no_part_any_more(cast, roles):
    row = opened(cast)
    wish(row, cast.sanne, roles[0])
    cast.sanne.ended_at = NOW - DAY
    cast.sanne.save()
    row = closed(cast, row)
    assert row.students.count() == 2 and not RoundWish.objects.exists()


# --- Publishing --------------------------------------------------------------------------------------------------
@pytest.fixture
def ready(cast, roles):
    """Two have a wish each, one has nothing."""
    row = opened(cast)
    friend = others_of(row, cast.sanne)[0].membership
    wish(row, cast.sanne, roles[0])
    wish(row, friend, roles[1])
    return solved(cast, row)


def publish(cast, row, by=None, version=None):
    version = row.version if version is None else version
    return round_publish.publish_round(by=by or cast.carla, round_=row, version=version, now=NOW)


def test_publishing_tells_everybody_and_places_who_got_a_role(cast, ready, roles):
    row = publish(cast, ready)
    assert (row.state, row.published_at) == ("published", NOW)
    assert mails("published").count() == 3
    states = dict(Application.objects.values_list("role", "state"))
    assert states == {roles[0].pk: "accepted", roles[1].pk: "accepted"}
    assert list(ApplicationStep.objects.values_list("state", "by")) == [("accepted", cast.carla.user_id)] * 2
    assert verbs().count("application.accepted") == 2


def test_publishing_goes_on_with_what_was_applied_for_and_ends_the_rest(cast, ready, roles):
    same = accepted(cast.sanne, roles[0], "talking")
    rest = accepted(cast.sanne, roles[2], "submitted")
    publish(cast, ready)
    same.refresh_from_db()
    rest.refresh_from_db()
    assert (same.state, rest.state) == ("accepted", "cancelled")
    assert Application.objects.count() == 3


def test_a_placement_follows_from_what_was_published(cast, ready, roles):
    publish(cast, ready)
    application = Application.objects.get(student=cast.sanne)
    values = {"application": application, "terms": placement_helpers.terms(cast), "nonce": uuid4(), "now": NOW}
    placed = placements.place(by=cast.carla, **values)
    application.refresh_from_db()
    assert (placed.student, application.state) == (cast.sanne, "placed")
    again = opened(cast, make_round(cast, ready.groups.first(), seats={roles[2]: 1}))
    assert place_of(again, cast.sanne).pinned.role == roles[0]


def test_companies_hear_who_comes_and_who_is_elsewhere(cast, ready, roles):
    accepted(cast.sanne, roles[2], "talking")
    publish(cast, ready)
    assert mails("placed").count() == 2
    text = mails("placed").get(key__contains=f":{roles[0].assignment_id}:").text
    assert f"Sanne Student, {roles[0].name}" in text
    assert OutboxMail.objects.filter(key__contains=":elsewhere:").count() == 1


def test_who_waits_for_a_role_that_is_full_now_hears_so(cast, ready, roles):
    stranger = make_member("Vreemde", cast.noorderpoort, Role.STUDENT)
    waits, free = accepted(stranger, roles[0], "read"), accepted(stranger, roles[2], "read")
    publish(cast, ready)
    waits.refresh_from_db()
    free.refresh_from_db()
    assert (waits.state, waits.decline_reason, free.state) == ("declined", "filled", "read")


def test_a_draft_that_is_given_counts_as_submitted(cast, ready, roles):
    draft = Application.objects.create(
        assignment=roles[0].assignment, role=roles[0], student=cast.sanne, made_at=NOW, moved_at=NOW
    )
    publish(cast, ready)
    draft.refresh_from_db()
    assert (draft.state, draft.submitted_at) == ("accepted", NOW)


@pytest.mark.parametrize("name", ["thea", "mo", "sanne", "esra"])
def test_only_who_matches_here_publishes(cast, ready, name):
    with pytest.raises(Refused, match="matching board"):
        publish(cast, ready, by=getattr(cast, name))
    assert publish(cast, ready, by=cast.joost).state == "published"


def test_publishing_is_refused_and_undone_when_the_world_changed(cast, ready, roles):
    stranger = make_member("Vreemde", cast.noorderpoort, Role.STUDENT)
    taken = accepted(stranger, roles[1])
    with pytest.raises(Refused, match="too few seats"):
        publish(cast, ready)
    taken.delete()
    elsewhere = accepted(cast.sanne, roles[2])
    with pytest.raises(Refused, match="1 student accepted a seat"):
        publish(cast, ready)
    elsewhere.delete()
    roles[0].assignment.state = "withdrawn"
    roles[0].assignment.save()
    with pytest.raises(Refused, match="not on the board"):
        publish(cast, ready)
    with pytest.raises(SomeoneWasFirst):
        publish(cast, ready, version=ready.version - 1)
    assert not Application.objects.exists() and not mails("published").exists()
    roles[0].assignment.state = "approved"
    roles[0].assignment.save()
    assert publish(cast, ready).state == "published"


def test_nothing_happens_to_a_round_that_is_over(cast, ready):
    row = publish(cast, ready)
    student = row.students.first()
    with pytest.raises(Refused):
        publish(cast, row)
    with pytest.raises(Refused):
        rounds.cancel_round(by=cast.carla, round_=row, now=NOW)
    with pytest.raises(Refused):
        round_edits.unpin(by=cast.carla, student=student, version=row.version, now=NOW)


def test_a_cancelled_round_is_told_to_who_saw_it(cast, roles):
    row = rounds.cancel_round(by=cast.carla, round_=opened(cast), now=NOW)
    assert row.state == "cancelled" and mails("cancelled").count() == 3
    unseen = make_round(cast, group=make_class(cast, 2, "B", prefix="B"))
    rounds.cancel_round(by=cast.carla, round_=unseen, now=NOW)
    assert mails("cancelled").count() == 3


# --- Forgetting --------------------------------------------------------------------------------------------------
def test_names_and_wishes_are_erased_eight_weeks_after_publishing(cast, ready):
    publish(cast, ready)
    assert round_publish.erase_rounds(now=NOW + 55 * DAY) == 0
    assert round_publish.erase_rounds(now=NOW + 56 * DAY) == 1
    assert round_publish.erase_rounds(now=NOW + 57 * DAY) == 0
    left = RoundStudent.objects.order_by("number").values_list("membership", "outcome", "rank", "missed")
    assert sorted(each[1:3] for each in left) == [("nothing", 0), ("wish", 1), ("wish", 1)]
    assert {each[0] for each in left} == {None} and not RoundWish.objects.exists()
    assert Application.objects.filter(student=cast.sanne).exists()


# --- The table and the database ----------------------------------------------------------------------------------
@pytest.mark.parametrize("verb", ROUNDS.transitions)
def test_every_step_of_a_round_is_of_who_matches(verb):
    assert ROUNDS[verb].permission == "match"


def test_giving_a_place_starts_where_nothing_was_decided():
    assert set(APPLICATIONS["give"].sources) == {"draft", "submitted", "read", "talking", "offered"}


def refuses(name, **values):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        RoundStudent.objects.filter(number=1).update(**values)


def test_the_database_refuses_impossible_places(cast, ready):
    role = ready.roles.first()
    RoundStudent.objects.filter(number=1).update(outcome="", result=None, rank=0)
    refuses("round_student_outcome_fits", outcome="wish", result=None, rank=1)
    refuses("round_student_outcome_fits", outcome="wish", result=role, rank=0)
    refuses("round_student_outcome_fits", outcome="nothing", result=role)
    refuses("round_student_by_hand_somewhere", manual=True, pinned=None)
    refuses("round_student_kept_is_got", outcome="pinned", result=role, pinned=ready.roles.last())


def test_the_database_refuses_impossible_rounds(cast, ready):
    def refused(name, **values):
        with pytest.raises(Exception, match=name), transaction.atomic():
            Round.objects.filter(pk=ready.pk).update(**values)

    refused("round_published_at_some_time", state="published")
    refused("round_solved_with_its_seed", seed=None)
    refused("round_cancelled_at_some_time", cancelled_at=NOW)
    refused("round_erased_when_over", erased_at=NOW)
    publish(cast, ready)
    refused("Cannot update", state="solved", published_at=None)
