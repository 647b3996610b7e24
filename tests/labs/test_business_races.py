"""Two people at the same company or placement at the same moment; each on a connection of its own."""

from uuid import uuid4

import pytest

from labs.actions import companies, practice, practice_meetings
from labs.models import CompanyStep, PracticeMeeting, PracticePlacement, Session, StudentCompany
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.contributions.test_races import at_once
from tests.labs.business_helpers import DAY, IDEA, asked, company, matched, meeting, tell

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_change_the_state_of_a_company_one_wins(cast):
    row = company(cast, "idea")

    def change(by, verb, **values):
        mine = StudentCompany.objects.get(pk=row.pk)
        return companies.step_company(by=by, company=mine, verb=verb, version=1, on=NOW.date(), now=NOW, **values)

    answers = at_once(lambda: change(cast.joost, "start"), lambda: change(cast.mirjam, "stop", reason="Geen plan"))
    assert sum(isinstance(answer, SomeoneWasFirst) for answer in answers) == 1
    row.refresh_from_db()
    assert CompanyStep.objects.filter(company=row).count() == 2
    assert CompanyStep.objects.latest("pk").state == row.state


def test_an_idea_that_is_sent_twice_at_once_is_one(cast):
    nonce = uuid4()

    def send():
        return companies.propose(by=cast.sanne, lab=cast.business_lab, nonce=nonce, now=NOW, **IDEA).pk

    first, second = at_once(send, send)
    assert first == second
    assert StudentCompany.objects.get().members.count() == 1


def test_of_two_who_match_one_wins(cast):
    row = asked(cast)
    answers = at_once(
        lambda: matched(cast, placement=row),
        lambda: matched(cast, placement=row, professional=cast.bram, by=cast.mirjam),
    )
    assert sum(isinstance(answer, SomeoneWasFirst) for answer in answers) == 1
    assert PracticePlacement.objects.get().state == "running"
    assert AuditEvent.objects.filter(verb="practice.matched").count() == 1


def test_completing_and_ending_at_once(cast):
    row = matched(cast)
    meeting(cast, row)
    answers = at_once(
        lambda: practice.complete(by=cast.carla, placement=row, version=row.version, now=NOW),
        lambda: practice.end_early(by=cast.anna, placement=row, version=row.version, reason="Ziek", now=NOW),
    )
    assert sum(isinstance(answer, SomeoneWasFirst) for answer in answers) == 1


def test_saying_that_it_took_place_and_cancelling_at_once(cast):
    row = meeting(cast, matched(cast))
    answers = at_once(
        lambda: tell(cast.thea, PracticeMeeting.objects.get(pk=row.pk)),
        lambda: practice_meetings.cancel_meeting(by=cast.anna, meeting=row, version=1, reason="Ziek", now=NOW),
    )
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert (Session.objects.get().state == "cancelled") is not row.logs.exists()


def test_a_meeting_that_is_sent_twice_at_once_is_one(cast):
    row, nonce = matched(cast), uuid4()
    first, second = at_once(*(lambda: meeting(cast, row, NOW + DAY, nonce=nonce).pk for _ in range(2)))
    assert first == second
    assert Session.objects.count() == 1
