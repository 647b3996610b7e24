"""Two real connections at the same moment. Each test was seen to fail with its lock taken away; two requests to solve
are held by a constraint as well, and two workers by a conditional UPDATE."""

import threading

import pytest

from lib.workflow import Refused
from matching.actions import round_edits, round_publish, round_runs, rounds
from matching.actions import wishes as wish_actions
from matching.actions.wishes import save_wishes
from matching.models import Application, RoundRun, RoundStudent, RoundWish
from partnership.models import AuditEvent, OutboxMail
from tests.cast import NOW
from tests.contributions.test_races import at_once
from tests.matching.rounds_helpers import closed, make_role, make_round, opened, others_of, place_of, solved, wish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def roles(cast):
    return [make_role(cast, title=f"Opdracht {n}") for n in range(3)]


def slow(monkeypatch, module, name):
    """Between looking and writing passes a moment, as on a busy server."""
    looked = getattr(module, name)

    def look(*args, **kwargs):
        found = looked(*args, **kwargs)
        threading.Event().wait(0.3)
        return found

    monkeypatch.setattr(module, name, look)


def test_publishing_twice_at_once_publishes_once(cast, roles, monkeypatch):
    slow(monkeypatch, round_publish, "can_step")
    row = opened(cast)
    wish(row, cast.sanne, roles[0])
    row = solved(cast, row)

    def publish(by):
        return lambda: round_publish.publish_round(by=by, round_=row, version=row.version, now=NOW)

    answers = at_once(publish(cast.carla), publish(cast.mirjam))
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert Application.objects.count() == 1
    assert AuditEvent.objects.filter(verb="round.published").count() == 1
    assert OutboxMail.objects.filter(key__startswith="round-published:").count() == 3


def test_a_wish_while_the_round_closes_is_saved_before_or_refused(cast, roles, monkeypatch):
    slow(monkeypatch, wish_actions, "can_wish")
    row = opened(cast)
    mine, role = place_of(row, cast.sanne), row.roles.get(role=roles[0])
    saved, _closed = at_once(
        lambda: save_wishes(by=cast.sanne, student=mine, roles=[role], now=NOW),
        lambda: rounds.close_round(by=cast.carla, round_=row, now=NOW),
    )
    order = list(AuditEvent.objects.filter(verb__in=["round.wishes_saved", "round.closed"]).order_by("pk"))
    if isinstance(saved, Refused):
        assert not RoundWish.objects.exists()
    else:
        assert [event.verb for event in order] == ["round.wishes_saved", "round.closed"]


def test_a_place_by_hand_while_the_class_is_solved_counts_or_is_refused(cast, roles, monkeypatch):
    slow(monkeypatch, round_edits, "can_pin")
    row = closed(cast, opened(cast))
    mine, role = place_of(row, cast.sanne), row.roles.get(role=roles[2])

    def solve():
        asked = round_runs.solve_round(by=cast.mirjam, round_=row, now=NOW)
        held = round_runs.claim_run(run_id=asked.pk, now=NOW)
        return round_runs.finish_run(run=held, result=round_runs.result_for(held, lambda: NOW), now=NOW)

    pinned, _solved = at_once(
        lambda: round_edits.pin(by=cast.carla, student=mine, role=role, version=row.version, now=NOW), solve
    )
    mine.refresh_from_db()
    if isinstance(pinned, Refused):
        assert (mine.pinned, mine.result) == (None, None)
    else:
        assert (mine.pinned, mine.result, mine.outcome) == (role, role, "pinned")


def test_the_last_seat_goes_to_one_of_two(cast, roles, monkeypatch):
    slow(monkeypatch, round_edits, "taken_in")
    row = closed(cast, opened(cast))
    role = row.roles.get(role=roles[0])
    first, second = others_of(row, cast.sanne)

    def give(student):
        return lambda: round_edits.pin(by=cast.carla, student=student, role=role, version=row.version, now=NOW)

    answers = at_once(give(first), give(second))
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert RoundStudent.objects.filter(pinned=role).count() == 1


def test_two_requests_to_solve_give_one_run(cast, roles):
    row = closed(cast, opened(cast))
    answers = at_once(*(lambda: round_runs.solve_round(by=cast.carla, round_=row, now=NOW) for _ in range(2)))
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert RoundRun.objects.count() == 1


def test_of_two_workers_one_gets_the_run(cast, roles):
    row = closed(cast, opened(cast, make_round(cast)))
    asked = round_runs.solve_round(by=cast.carla, round_=row, now=NOW)
    claims = at_once(*(lambda: round_runs.claim_run(run_id=asked.pk, now=NOW) for _ in range(2)))
    assert sum(claim is None for claim in claims) == 1
