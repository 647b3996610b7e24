"""What the privacy page says about matching is done: profiles, accepted applications, who asked at the desk."""

from datetime import timedelta

import pytest
from time_machine import travel

from labs.enrolment_rights import KEPT
from matching.actions import application_endings, desk, placements_tidy
from matching.actions.retention import forget_profiles
from matching.models import Application, ApplicationStep, DeskQuestion, Favourite, RoundStudent, StudentProfile
from matching.queries.overview_figures import figures_for
from matching.tasks import forget_students
from partnership.models import Membership, User
from tests.cast import NOW
from tests.matching import apply_helpers as applying
from tests.matching import rounds_helpers as rounds
from tests.matching.board_stage import make_assignment, make_profile, make_tag
from tests.matching.desk_helpers import ask
from tests.matching.placement_helpers import at, running

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OVER = NOW + KEPT + DAY


@pytest.fixture
def profile(cast):
    return make_profile(cast.sanne, "mbo4", [make_tag(cast, "Python")])


def kept(now=OVER):
    forget_profiles(now=now)
    return StudentProfile.objects.exists()


def test_a_profile_goes_two_years_after_it_was_last_used(cast, profile):
    assert kept(NOW + KEPT)
    assert forget_profiles(now=OVER) == 1 and forget_profiles(now=OVER) == 0
    assert not StudentProfile.skills.through.objects.exists()
    assert Membership.objects.filter(pk=cast.sanne.pk).exists()


@pytest.mark.parametrize("used", ["login", "change", "step"])
def test_any_use_keeps_it(cast, profile, used):
    later = NOW + 30 * DAY
    if used == "login":
        User.objects.filter(pk=cast.sanne.user_id).update(last_login=later)
    elif used == "change":
        StudentProfile.objects.update(changed_at=later)
    else:
        applying.application(cast, "draft")
        Application.objects.update(moved_at=later)
    assert kept(OVER)
    assert not kept(OVER + 30 * DAY)


def test_after_the_role_ended_a_login_as_somebody_else_keeps_nothing(cast, profile):
    User.objects.filter(pk=cast.sanne.user_id).update(last_login=OVER)
    assert kept(OVER)
    Membership.objects.filter(pk=cast.sanne.pk).update(ended_at=NOW + DAY)
    assert kept(OVER)
    assert not kept(OVER + DAY)


def test_whoever_is_in_a_round_keeps_it_until_the_round_is_forgotten(cast, profile):
    rounds.opened(cast, rounds.make_round(cast, rounds.make_class(cast), {rounds.make_role(cast): 1}))
    assert kept(OVER)
    RoundStudent.objects.update(membership=None)
    assert not kept(OVER)


def test_a_placement_with_names_keeps_it_and_counts_stay_as_they_were(cast, profile):
    running(cast)
    day = at((OVER + 365 * DAY).date())
    Application.objects.update(moved_at=NOW)
    before = figures_for(cast.carla, "", NOW)
    assert kept(OVER)
    while_named = figures_for(cast.carla, "", NOW)
    assert placements_tidy.forget_placements(now=day) == 1
    assert not kept(day)
    after = figures_for(cast.carla, "", NOW)
    assert before == while_named == after and after.chosen.placed == 1


def test_the_task_forgets_profiles_and_what_people_kept_whose_role_ended(cast, profile):
    Favourite.objects.create(member=cast.sanne, assignment=make_assignment(cast), made_at=NOW)
    forget_students()
    assert StudentProfile.objects.exists() and Favourite.objects.exists()
    Membership.objects.filter(pk=cast.sanne.pk).update(ended_at=NOW)
    forget_students()
    assert StudentProfile.objects.exists() and not Favourite.objects.exists()
    with travel(OVER, tick=False):
        forget_students()
    assert not StudentProfile.objects.exists()


# --- Applications that were accepted ------------------------------------------------------------------------------
def test_what_was_written_for_a_placement_goes_with_its_names(cast):
    row = running(cast)
    application = Application.objects.get(pk=row.application_id)
    day = at((OVER + 365 * DAY).date())
    Application.objects.update(moved_at=NOW, motivation=applying.WHY)
    assert application_endings.erase_applications(now=day) == 0, "the placement still has names"
    placements_tidy.forget_placements(now=day)
    assert application_endings.erase_applications(now=day) == 1
    assert application_endings.erase_applications(now=day) == 0
    application.refresh_from_db()
    assert (application.student, application.motivation, application.state) == (None, "", "placed")
    assert not ApplicationStep.objects.exclude(by=None).exists()


def test_what_was_accepted_and_came_to_no_placement_goes_after_two_years(cast):
    row = applying.application(cast, "accepted")
    assert application_endings.erase_applications(now=NOW + KEPT - DAY) == 0
    assert application_endings.erase_applications(now=OVER) == 1
    row.refresh_from_db()
    assert (row.student, row.state) == (None, "accepted")


# --- The desk -----------------------------------------------------------------------------------------------------
def test_who_asked_and_who_answered_at_the_desk_is_forgotten(cast):
    row = ask(cast, cast.anna)
    desk.answer(by=cast.carla, question=row, version=row.version, answer="Ja", now=NOW)
    assert desk.forget_contacts(now=NOW + 729 * DAY) == 0
    assert desk.forget_contacts(now=NOW + 731 * DAY) == 1
    left = DeskQuestion.objects.get(pk=row.pk)
    assert (left.asked_by, left.handled_by, left.contact_email, left.answer) == (None, None, "", "Ja")
