"""Solving a round in the background: asked for, held by one worker, told how far it is, and written down at once."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from lib.jobs import Jobs
from lib.workflow import take_step
from partnership import audit
from partnership.models import Membership

from ..models import Round, RoundRun, RoundStudent
from ..placing.facts import Phase, Placement, Problem, Progress, Result
from ..placing.lottery import draw_seed
from ..placing.solver import solve
from ..queries.round_files import problem_of
from ..queries.rounds import rows_of
from ..round_rights import can_step
from ..round_sentences import as_codes
from ..round_states import ROUNDS, SOLVING, RunFailure
from .rounds import demand, keep_earlier, locked

JOBS = Jobs(RoundRun, "matching.tasks.solve_round", "run_id", given_up=RunFailure.WORKER_LOST)
TOLD_EVERY = timedelta(seconds=0.5)  # of progress
RESULT = ("outcome", "result", "rank", "lot", "missed")


def solve_round(*, by: Membership, round_: Round, same_seed: bool = False, now: datetime) -> RoundRun:
    """Have a worker place everybody, with a new seed or with the one of the last result. Raises Refused.

    Places that are kept are written down first, and what came of an earlier run is gone.
    """
    with locked(round_) as row:
        demand(can_step(by, row, "solve"))
        take_step(row, ROUNDS["solve"])
        row.students.update(outcome="", result=None, rank=0, lot=0, missed=[])
        keep_earlier(row, now)
        seed = row.seed if same_seed and row.seed else draw_seed()
        run = RoundRun.objects.create(round=row, seed=seed, requested_by_id=by.user_id, requested_at=now)
        audit.record(by=by, verb="round.solving", row=row, at=now, seed=seed)
        JOBS.wake(run.pk)
        return run


# --- For the worker ----------------------------------------------------------------------------------------------
def claim_run(*, run_id: int, now: datetime, holder: str = "") -> RoundRun | None:
    """Take a run, for the task with id `holder`. Of two workers exactly one gets it."""
    if not JOBS.claim(run_id, now=now, holder=holder, phase="", done=0, total=1):
        return None
    return RoundRun.objects.select_related("round").get(pk=run_id)


def renew_lease(*, run: RoundRun, now: datetime) -> bool:
    """Hold a run a little longer. False when it was given to another worker."""
    return JOBS.renew(run, now=now)


def progress_of(run: RoundRun, clock: Callable[[], datetime]) -> Progress:
    """Writes down how far the run is, now and then."""
    told = clock() - TOLD_EVERY

    def tell(phase: Phase, done: int, total: int) -> None:
        nonlocal told
        if clock() - told >= TOLD_EVERY:
            told = clock()
            JOBS.mine(run).update(phase=phase.value, done=done, total=max(total, 1))

    return tell


def problem_for(run: RoundRun) -> Problem:
    """The class as it stands; nobody changes it while its round is being solved."""
    return problem_of(rows_of(run.round))


def result_for(run: RoundRun, clock: Callable[[], datetime]) -> Result:
    return solve(problem_for(run), seed=run.seed, progress=progress_of(run, clock))


@transaction.atomic
def finish_run(*, run: RoundRun, result: Result, now: datetime) -> bool:
    """Write the whole result down. False when another worker took over meanwhile."""
    with locked(run.round) as row:
        figures = {"placed": result.placed, "cost": result.cost}
        if not JOBS.finish(run, now=now, **figures):
            return False
        _write(row, result)
        take_step(row, ROUNDS["finish"], seed=result.seed, solved_at=now, **figures)
        where = {"partnership_id": row.partnership_id, "seed": result.seed}
        audit.record(by=None, verb="round.solved", row=row, at=now, **where, **figures)
        return True


def _write(row: Round, result: Result) -> None:
    students = {student.key: student for student in row.students.all()}
    roles = {role.key: role for role in row.roles.all()}
    for placement in result.placements:
        _write_one(students[placement.student], placement, roles)
    RoundStudent.objects.bulk_update(students.values(), RESULT, batch_size=500)


def _write_one(student: RoundStudent, placement: Placement, roles: dict) -> None:
    student.outcome, student.rank, student.lot = placement.outcome.value, placement.rank, placement.lot
    student.result = roles.get(placement.role)
    student.missed = as_codes(placement)


@transaction.atomic
def fail_run(*, run: RoundRun, failure: RunFailure, now: datetime) -> None:
    """An attempt went wrong: another follows, or after the last one the round can be solved anew."""
    with locked(run.round) as row:
        if JOBS.fail(run, failure):
            _give_up(row, now)


def _give_up(row: Round, now: datetime) -> None:
    take_step(row, ROUNDS["fail"])
    audit.record(by=None, verb="round.failed", row=row, at=now, partnership_id=row.partnership_id)


def sweep_runs(*, now: datetime) -> list[int]:
    """Give up on what was lost too often, and wake a worker for every run that nobody holds."""
    for run in JOBS.lost(now).select_related("round").order_by("pk"):
        with locked(run.round) as row:
            if JOBS.give_up(JOBS.lost(now).filter(pk=run.pk)) and row.state == SOLVING:
                _give_up(row, now)
    with transaction.atomic():
        return JOBS.wake_waiting(now)
