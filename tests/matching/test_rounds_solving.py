"""The run in the background: one worker, progress, failures, and the same result as the command on files."""

import json
import time
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from lib.workflow import Refused
from matching import tasks
from matching.actions import round_edits, round_runs
from matching.models import AssignmentRole, Round, RoundRole, RoundRun, RoundStudent, RoundWish
from matching.placing import facts
from matching.queries.round_files import class_files, result_sheet
from matching.round_sentences import explained, outcome_words
from matching.round_states import RunFailure
from partnership.models import Membership, User
from partnership.roles import Role
from tests.cast import NOW, SINCE
from tests.matching.rounds_helpers import SEED, closed, make_class, make_role, make_round, opened, place_of, run, solved

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=5)


@pytest.fixture
def crowd(cast):
    """Twelve students who all want the same four roles of two seats, in turning order; nobody has a fifth."""
    roles = [make_role(cast, title=f"Opdracht {n}", seats=2) for n in range(4)]
    row = opened(cast, make_round(cast, make_class(cast, 12)))
    chosen = {role.role_id: role for role in row.roles.all()}
    wishes = []
    for student in row.students.all():
        for rank in range(1, 4):
            role = chosen[roles[(student.number % 2 + rank) % 4].pk]
            wishes.append(RoundWish(student=student, role=role, rank=rank))
    RoundWish.objects.bulk_create(wishes)
    return closed(cast, row)


def ask(cast, row, now=NOW, **values):
    return round_runs.solve_round(by=cast.carla, round_=row, now=now, **values)


def test_a_run_is_asked_for_held_and_written_down(cast, crowd):
    asked = ask(cast, crowd)
    crowd.refresh_from_db()
    assert (crowd.state, asked.state) == ("solving", "queued")
    held = round_runs.claim_run(run_id=asked.pk, now=NOW, holder="one")
    assert round_runs.claim_run(run_id=asked.pk, now=NOW, holder="two") is None
    assert round_runs.renew_lease(run=held, now=NOW)
    result = round_runs.result_for(held, lambda: NOW)
    assert round_runs.finish_run(run=held, result=result, now=NOW)
    assert not round_runs.finish_run(run=held, result=result, now=NOW)
    crowd.refresh_from_db()
    assert (crowd.state, crowd.seed, crowd.placed, crowd.cost) == ("solved", asked.seed, 8, result.cost)
    assert crowd.students.filter(outcome="nothing").count() == 4


def test_only_who_matches_solves_and_only_when_wishes_are_closed(cast, crowd):
    with override("en"), pytest.raises(Refused, match="matching board"):
        round_runs.solve_round(by=cast.thea, round_=crowd, now=NOW)
    ask(cast, crowd)
    with pytest.raises(Refused):
        ask(cast, crowd)
    assert RoundRun.objects.count() == 1


def test_the_task_does_the_whole_and_is_safe_to_run_twice(cast, crowd):
    asked = ask(cast, crowd)
    tasks.solve_round(run_id=asked.pk)
    tasks.solve_round(run_id=asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.attempts, asked.placed) == ("done", 1, 8)


def test_progress_is_written_now_and_then(cast, crowd):
    held = round_runs.claim_run(run_id=ask(cast, crowd).pk, now=NOW)
    moments = iter(NOW + timedelta(seconds=step) for step in (0, 1, 1.1, 1.2, 3, 3))
    tell = round_runs.progress_of(held, lambda: next(moments))
    tell(facts.Phase.DRAW, 3, 12)
    held.refresh_from_db()
    assert (held.phase, held.done, held.total) == ("draw", 3, 12)
    tell(facts.Phase.DRAW, 4, 12)
    held.refresh_from_db()
    assert held.done == 3


def test_a_lost_worker_is_followed_by_another_and_given_up_in_the_end(cast, crowd, settings):
    asked, now = ask(cast, crowd), NOW
    for _attempt in range(settings.JOB_ATTEMPTS):
        assert round_runs.claim_run(run_id=asked.pk, now=now, holder="lost")
        now += LATER
        round_runs.sweep_runs(now=now)
    assert round_runs.claim_run(run_id=asked.pk, now=now) is None
    asked.refresh_from_db()
    crowd.refresh_from_db()
    assert (asked.state, asked.failure, crowd.state) == ("failed", RunFailure.WORKER_LOST, "closed")
    assert solved(cast, crowd).state == "solved"


def test_a_run_that_nobody_woke_a_worker_for_is_found(cast, crowd):
    asked = ask(cast, crowd)
    assert round_runs.sweep_runs(now=NOW) == []
    assert round_runs.sweep_runs(now=NOW + LATER) == [asked.pk]


def test_a_solver_that_fails_gives_the_round_back(cast, crowd, monkeypatch, settings):
    asked = ask(cast, crowd)
    with monkeypatch.context() as patch:
        patch.setattr(round_runs, "solve", _fails)
        for _attempt in range(settings.JOB_ATTEMPTS):
            tasks.solve_round(run_id=asked.pk)
    asked.refresh_from_db()
    crowd.refresh_from_db()
    assert (asked.state, asked.failure, crowd.state) == ("failed", RunFailure.SOLVER, "closed")
    assert solved(cast, crowd).placed == 8


def _fails(*args, **kwargs):
    raise ValueError("a board that is not the best")


def test_the_same_seed_gives_the_same_result_again_and_a_new_one_may_not(cast, crowd):
    def outcome(row):
        return list(row.students.order_by("number").values_list("result", "rank", "lot"))

    first = solved(cast, crowd)
    seed, before = first.seed, outcome(first)
    again = solved(cast, first, same_seed=True)
    assert (again.seed, outcome(again)) == (seed, before)
    other = solved(cast, again)
    assert other.seed != seed and other.cost == again.cost and other.placed == again.placed
    assert list(other.runs.order_by("pk").values_list("seed", flat=True)) == [seed, seed, other.seed]


def by_command(row, folder, seed):
    with ZipFile(BytesIO(class_files(row))) as files:
        files.extractall(folder)
    out = StringIO()
    call_command("match_class", str(folder), seed=seed, as_json=True, stdout=out)
    return json.loads(out.getvalue())


def test_the_three_files_give_the_same_result_with_the_command(cast, crowd, tmp_path):
    row = solved(cast, crowd)
    told = by_command(row, tmp_path, row.seed)
    keys = {student.pk: student.key for student in row.students.all()}
    roles = {role.pk: role.key for role in row.roles.all()}
    ours = {keys[pk]: roles[role] for pk, role in row.students.exclude(result=None).values_list("pk", "result")}
    assert told["assignment"] == ours
    assert (told["placed"], told["cost"], told["refused"]) == (row.placed, row.cost, [])
    with override("en"):
        again = by_command(row, tmp_path, row.seed)["explanations"]
        names = {role.key: role.key for role in row.roles.all()}
        assert {each.key: explained(each, names) for each in row.students.all()} == {
            key: value["why"] for key, value in again.items()
        }


def test_places_that_are_kept_stand_in_the_files(cast, crowd, tmp_path):
    row = solved(cast, crowd)
    student = row.students.filter(outcome="wish").first()
    free = RoundRole.objects.create(round=row, role=make_role(cast, title="Erbij"), number=9, level="mbo4", seats=1)
    round_edits.pin(by=cast.carla, student=student, role=free, version=row.version, now=NOW)
    row.refresh_from_db()
    row = solved(cast, row, same_seed=True)
    told = by_command(row, tmp_path, row.seed)
    assert told["assignment"][student.key] == "r9"
    assert (told["placed"], told["cost"]) == (row.placed, row.cost) and row.placed == 9


def test_no_name_of_a_student_is_in_the_files_or_in_an_explanation(cast, crowd):
    row = solved(cast, crowd)
    with ZipFile(BytesIO(class_files(row))) as files:
        content = b"".join(files.read(name) for name in files.namelist()).decode()
    said = " ".join(" ".join(explained(each, {})) for each in row.students.all())
    for name in row.students.values_list("membership__user__name", flat=True):
        assert name not in content and name not in said


def test_the_sheet_tells_who_got_nothing_first(cast, crowd):
    row = solved(cast, crowd)
    with override("en"):
        sheet = result_sheet(row)
        lines = list(sheet.rows)
        assert [line[3] for line in lines[:4]] == ["no seat"] * 4
        assert lines[-1][3] == "8 / 12"
        assert ("Seed of the lottery", str(row.seed)) in sheet.about
        assert outcome_words(RoundStudent()) == "not known yet" and explained(RoundStudent(), {}) == []


def test_a_place_by_hand_is_explained_as_such(cast, crowd):
    row = solved(cast, crowd)
    student = row.students.filter(outcome="wish").first()
    done = round_edits.pin(by=cast.carla, student=student, role=student.result, version=row.version, now=NOW)
    with override("en"):
        assert outcome_words(done) == "placed by hand"
        assert explained(done, {}) == ["The coordinator gave this seat by hand."]


def test_three_hundred_students_are_placed_in_time_and_with_few_queries(cast):
    base = make_role(cast, title="Veel werk", seats=4)
    more = [AssignmentRole(assignment=base.assignment, name=f"rol {n}", level="mbo4", seats=4) for n in range(99)]
    AssignmentRole.objects.bulk_create(more)
    row = opened(cast, make_round(cast, make_class(cast, 2, prefix="Eerste")))
    row.students.exclude(membership=cast.sanne).delete()
    users = User.objects.bulk_create(User(email=f"s{n}@example.org", name=f"Student {n}") for n in range(299))
    members = Membership.objects.bulk_create(
        Membership(
            user=user, partnership=cast.werkplaats, organisation=cast.noorderpoort, role=Role.STUDENT, started_at=SINCE
        )
        for user in users
    )
    RoundStudent.objects.bulk_create(
        RoundStudent(round=row, membership=member, number=n, level="mbo4") for n, member in enumerate(members, 3)
    )
    roles = list(row.roles.order_by("number"))
    RoundWish.objects.bulk_create(
        RoundWish(student=student, role=roles[(student.number * 7 + rank * rank) % 40], rank=rank)
        for student in row.students.all()
        for rank in range(1, 6)
    )
    assert (row.students.count(), sum(role.seats for role in roles)) == (300, 400)
    asked = ask(cast, closed(cast, row))
    start = time.perf_counter()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        tasks.solve_round(run_id=asked.pk)
    assert time.perf_counter() - start < 5
    assert len(queries) < 40
    assert Round.objects.get(pk=row.pk).placed == 160


def test_a_seed_that_was_printed_can_be_repeated_by_hand(cast, crowd):
    asked = ask(cast, crowd)
    RoundRun.objects.filter(pk=asked.pk).update(seed=SEED)
    result = run(asked)
    assert result.seed == SEED
    assert place_of(crowd, cast.sanne).lot > 0
