"""Teams: made by a founder, joined by classmates, sent and decided on as one."""

from uuid import uuid4

import pytest

from lib.workflow import Refused
from matching.actions import application_teams as teams
from matching.actions import applications as actions
from matching.models import Application, Team, TeamInvitation
from tests.cast import NOW
from tests.matching.apply_helpers import DAY, WHY, application, assignment, classmate, draft, mails, step

pytestmark = pytest.mark.django_db


def asked(cast, founder, who):
    teams.ask_in(by=cast.sanne, application=founder, email=who.user.email, now=NOW)
    return TeamInvitation.objects.visible_to(who).get()


def joined(cast, founder, who, role):
    values = {"role": role, "motivation": WHY, "nonce": uuid4(), "now": NOW}
    return teams.join_team(by=who, invitation=asked(cast, founder, who), **values)


@pytest.fixture
def team(cast):
    """Sanne's team of two, not sent yet: she develops, Daan tests."""
    place = assignment(cast, roles=("developer", "tester"))
    founder = draft(cast.sanne, place, team_name="De Bitbrigade")
    return [founder, joined(cast, founder, classmate(cast), place.roles.get(name="tester"))]


def fresh(rows):
    return [Application.objects.get(pk=row.pk) for row in rows]


def test_classmates_join_with_an_application_of_their_own(cast, team):
    assert {row.team.name for row in team} == {"De Bitbrigade"}
    assert mails() == ["daan.student@example.org"]
    assert not TeamInvitation.objects.exists()
    assert not Application.objects.visible_to(cast.anna).exists()
    for row in team:
        assert Team.objects.visible_to(row.student).get().name == "De Bitbrigade"
    assert not Team.objects.visible_to(classmate(cast, "Elif")).exists()


def test_who_is_no_student_here_gets_no_mail_and_nobody_hears_that(cast):
    founder = draft(cast.sanne, assignment(cast), team_name="A")
    for address in ("niemand@example.org", "anna.terpdok@example.org", "ed.elders@example.org"):
        assert teams.ask_in(by=cast.sanne, application=founder, email=address, now=NOW)
    assert not mails()
    assert not TeamInvitation.objects.visible_to(cast.anna).exists()


def test_asking_twice_is_asking_once(cast):
    founder, daan = draft(cast.sanne, assignment(cast), team_name="A"), classmate(cast)
    first = asked(cast, founder, daan)
    again = teams.ask_in(by=cast.sanne, application=founder, email=f" {daan.user.email.upper()} ", now=NOW + DAY)
    assert again == first
    assert len(mails()) == 1


def test_asking_in_is_refused(cast, team):
    founder, daan = team
    alone = draft(classmate(cast, "Elif"), founder.assignment)
    for by, row, email in (
        (cast.sanne, founder, cast.sanne.user.email),
        (daan.student, daan, "elif@example.org"),  # not the founder
        (alone.student, alone, "x@example.org"),  # no team
        (daan.student, founder, "x@example.org"),  # somebody else's
    ):
        with pytest.raises(Refused):
            teams.ask_in(by=by, application=row, email=email, now=NOW)
    actions.submit_application(by=cast.sanne, application=founder, version=1, now=NOW)
    with pytest.raises(Refused):
        teams.ask_in(by=cast.sanne, application=founder, email="x@example.org", now=NOW)


def test_no_more_than_twenty_are_asked(cast, monkeypatch):
    monkeypatch.setattr(teams, "MOST_ASKED", 1)
    founder = draft(cast.sanne, assignment(cast), team_name="A")
    teams.ask_in(by=cast.sanne, application=founder, email="a@example.org", now=NOW)
    with pytest.raises(Refused):
        teams.ask_in(by=cast.sanne, application=founder, email="b@example.org", now=NOW)


def test_an_invitation_is_for_one_address(cast):
    founder, daan = draft(cast.sanne, assignment(cast), team_name="A"), classmate(cast)
    invitation = asked(cast, founder, daan)
    elif_ = classmate(cast, "Elif")
    for act in (
        lambda: teams.refuse_team(by=elif_, invitation=invitation, now=NOW),
        lambda: teams.join_team(
            by=elif_, invitation=invitation, role=founder.role, motivation=WHY, nonce=uuid4(), now=NOW
        ),
    ):
        with pytest.raises(Refused):
            act()
    teams.refuse_team(by=daan, invitation=invitation, now=NOW)
    assert not TeamInvitation.objects.visible_to(daan).exists()
    with pytest.raises(Refused):
        teams.refuse_team(by=daan, invitation=invitation, now=NOW)


def test_joining_twice_with_one_form_is_joining_once(cast):
    founder, daan = draft(cast.sanne, assignment(cast), team_name="A"), classmate(cast)
    values = {"role": founder.role, "motivation": WHY, "nonce": uuid4(), "now": NOW}
    invitation = asked(cast, founder, daan)
    first = teams.join_team(by=daan, invitation=invitation, **values)
    assert teams.join_team(by=daan, invitation=invitation, **values) == first


def test_names_of_teams_differ(cast):
    place = assignment(cast)
    draft(cast.sanne, place, team_name="A")
    with pytest.raises(Refused):
        draft(classmate(cast), place, team_name="A")


def test_a_team_of_one_is_not_sent(cast):
    founder = draft(cast.sanne, assignment(cast), team_name="A")
    with pytest.raises(Refused):
        actions.submit_application(by=cast.sanne, application=founder, version=1, now=NOW)


def test_a_team_is_sent_when_everybody_is_ready(cast, team):
    founder, daan = team
    Application.objects.filter(pk=founder.pk).update(motivation="")
    with pytest.raises(Refused):
        actions.submit_application(by=daan.student, application=daan, version=1, now=NOW)


def test_any_member_sends_it_for_all(cast, team):
    founder, daan = team
    teams.ask_in(by=cast.sanne, application=founder, email="later@example.org", now=NOW)
    actions.submit_application(by=daan.student, application=daan, version=1, now=NOW)
    assert {row.state for row in fresh(team)} == {"submitted"}
    assert mails("submitted") == ["anna.terpdok@example.org"]
    assert mails("team_submitted") == ["sanne.student@example.org"]
    assert not TeamInvitation.objects.exists()


@pytest.mark.parametrize(("verb", "state"), [("read", "read"), ("talk", "talking"), ("decline", "declined")])
def test_a_team_is_decided_on_together(cast, team, verb, state):
    actions.submit_application(by=cast.sanne, application=team[0], version=1, now=NOW)
    step(cast.anna, team[1], verb, reason="skills")
    assert {row.state for row in fresh(team)} == {state}


def test_an_offer_is_for_the_whole_team_or_for_nobody(cast, team):
    actions.submit_application(by=cast.sanne, application=team[0], version=1, now=NOW)
    step(cast.anna, team[0], "read")
    tester = team[1].role
    other = application(cast, "submitted", by=classmate(cast, "Elif"), row=team[0].assignment)
    Application.objects.filter(pk=other.pk).update(role=tester)
    step(cast.anna, other, "read")
    step(cast.anna, other, "offer")
    with pytest.raises(Refused):
        step(cast.anna, team[0], "offer")
    assert {row.state for row in fresh(team)} == {"read"}
    step(cast.anna, other, "decline", reason="period")
    step(cast.anna, team[0], "offer")
    assert {row.state for row in fresh(team)} == {"offered"}
    assert mails("offered") == ["daan.student@example.org", "elif@example.org", "sanne.student@example.org"]


def test_each_of_a_team_accepts_for_oneself(cast, team):
    actions.submit_application(by=cast.sanne, application=team[0], version=1, now=NOW)
    step(cast.anna, team[0], "read")
    step(cast.anna, team[0], "offer")
    first, second = fresh(team)
    actions.accept_offer(by=cast.sanne, application=first, version=first.version, now=NOW)
    assert [row.state for row in fresh(team)] == ["accepted", "offered"]
    actions.accept_offer(by=second.student, application=second, version=second.version, now=NOW)
    assert [row.state for row in fresh(team)] == ["accepted", "accepted"]


def test_a_team_ends_when_the_last_place_of_one_of_its_roles_goes(cast, team):
    actions.submit_application(by=cast.sanne, application=team[0], version=1, now=NOW)
    alone = classmate(cast, "Elif")
    row = application(cast, "offered", by=alone, row=team[0].assignment)
    actions.accept_offer(by=alone, application=row, version=row.version, now=NOW)
    assert {(row.state, row.decline_reason) for row in fresh(team)} == {("declined", "filled")}


def test_without_anybody_who_drafts_nobody_is_asked_any_more(cast):
    founder = draft(cast.sanne, assignment(cast), team_name="A")
    invitation = asked(cast, founder, classmate(cast))
    actions.withdraw_application(by=cast.sanne, application=founder, version=1, now=NOW)
    assert not TeamInvitation.objects.filter(pk=invitation.pk).exists()
