"""The file of own data holds all that matching knows of somebody, and nothing that they may not read yet."""

import json

import pytest
from django.urls import reverse

from matching.actions import favourites, placements_feedback
from matching.models import Application, DeskQuestion, PlacementFeedback
from matching.own_data import own_data
from matching.queries.placements_feedback import windows_of
from matching.searching import Search
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.matching import rounds_helpers as rounds
from tests.matching.apply_helpers import WHY, application, classmate
from tests.matching.board_stage import make_assignment, make_profile, make_tag
from tests.matching.desk_helpers import ask
from tests.matching.placement_helpers import DAY, at, completed, fresh, running

pytestmark = pytest.mark.django_db
PAGE, FILE = ("own_data", "own_data_file")
SAID = placements_feedback.Said(4, 5, 4, 3, "Het gaat goed.")


def url(name):
    return reverse(name, args=["werkplaats"])


def taken(client):
    answer = client.post(url(FILE))
    assert answer["Content-Type"] == "application/json" and answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store, private"
    return json.loads(answer.content)


def test_what_a_student_has_on_the_board(cast, log_in):
    make_profile(cast.sanne, "mbo4", [make_tag(cast, "Python")])
    favourites.keep(by=cast.sanne, assignment=make_assignment(cast), now=NOW)
    favourites.save_search(by=cast.sanne, search=Search(q="molen"), name="Molens", by_mail=True, now=NOW)
    application(cast, "declined")
    application(cast, "read", by=classmate(cast))
    told = taken(log_in(cast.sanne))
    assert told["person"]["email"] == "sanne.student@example.org"
    assert [row["role"] for row in told["roles"]] == ["student"]
    found = told["matching"]
    assert (found["profile"][0]["level"], found["profile"][0]["skills"]) == ("mbo4", ["Python"])
    assert [row["assignment__title"] for row in found["favourites"]] == ["Website voor een molen"]
    assert found["saved_searches"] == [{"name": "Molens", "query": "q=molen", "by_mail": True}]
    mine = found["applications"]
    assert [(row["state"], row["motivation"], row["reason"]) for row in mine] == [("declined", WHY, "skills")]
    assert [step["state"] for step in mine[0]["steps"]] == ["draft", "submitted", "declined"]


def test_wishes_and_their_result_once_it_is_published(cast):
    row = rounds.opened(cast, rounds.make_round(cast, rounds.make_class(cast), {rounds.make_role(cast): 1}))
    rounds.wish(row, cast.sanne, row.roles.get().role)
    rounds.solved(cast, row)

    def told():
        return own_data(cast.sanne.user, [cast.sanne], NOW)["wishes"][0]

    assert told()["wishes"] == [{"rank": 1, "role": "Voorraad in beeld: ontwikkelaar"}]
    assert (told()["outcome"], told()["result"]) == ("", "")
    place = rounds.place_of(row, cast.sanne)
    type(row).objects.filter(pk=row.pk).update(state="published", published_at=NOW)
    assert (told()["outcome"], bool(told()["result"])) == (place.outcome, place.outcome == "wish")


def test_placements_with_feedback_reference_and_portfolio(cast, log_in):
    row = completed(cast)
    opens = windows_of(row)[-1].due_on
    placements_feedback.give_feedback(by=cast.anna, placement=fresh(row), moment="end", said=SAID, now=at(opens))
    placements_feedback.write_reference(
        by=cast.anna, placement=fresh(row), text="Een vakvrouw.", name="Anna", now=at(opens)
    )
    placements_feedback.make_portfolio_link(by=cast.sanne, nonce="00000000-0000-4000-8000-000000000001", now=NOW)
    before = own_data(cast.sanne.user, [cast.sanne], at(opens))["placements"][0]
    assert before["feedback"] == [], "the other side opens once both gave it, or it is due"
    found = own_data(cast.sanne.user, [cast.sanne], at(opens + DAY))
    mine = found["placements"][0]
    assert [(said["side"], said["text"]) for said in mine["feedback"]] == [("company", "Het gaat goed.")]
    assert mine["reference"] == {"text": "Een vakvrouw.", "name": "Anna"}
    assert (mine["mentor"], mine["worked_minutes"], mine["portfolio"]["shown"]) == (cast.anna.user.name, 16800, False)
    assert len(found["portfolio_links"]) == 1 and len(found["signatures"]) == 1


def test_what_a_company_did(cast, log_in):
    row = running(cast)
    opens = windows_of(row)[0].opens_on
    for who in (cast.anna, cast.sanne):
        placements_feedback.give_feedback(by=who, placement=fresh(row), moment="start", said=SAID, now=at(opens))
    ask(cast, cast.anna)
    found = own_data(cast.anna.user, [cast.anna], at(opens))
    assert [said["side"] for said in found["feedback_given"]] == ["company"]
    assert len(found["questions"]) == DeskQuestion.objects.count() == 1
    assert [each["title"] for each in found["assignments"]] == [row.assignment.title]
    assert found["placements"] == found["applications"] == [], "whom somebody guides is in the data of those students"
    assert PlacementFeedback.objects.count() == 2


def test_nobody_elses_data_is_in_it(cast, log_in):
    running(cast)
    assert Application.objects.exists()
    for who in (classmate(cast), cast.bram, cast.ed):
        assert not any(own_data(who.user, [who], NOW).values())


def test_it_is_taken_by_members_only_and_the_log_says_so(cast, log_in, client):
    assert log_in(cast.sanne).get(url(PAGE)).status_code == 200
    assert log_in(cast.sanne).get(url(FILE)).status_code == 405
    assert not AuditEvent.objects.filter(verb="own_data.taken").exists()
    taken(log_in(cast.sanne))
    event = AuditEvent.objects.get(verb="own_data.taken")
    assert event.actor == cast.sanne.user
    assert log_in(cast.ed).post(url(FILE)).status_code == 404
    client.logout()
    assert client.post(url(FILE)).status_code == 302
