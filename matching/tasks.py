"""What workers do for this room. Rows are the truth; a task may be lost or run twice without harm."""

import structlog
from celery import shared_task
from django.db import DatabaseError
from django.utils import timezone

from lib.jobs import Failure
from lib.leases import held

from .actions import (
    application_endings,
    board_words,
    desk,
    favourites,
    going_on,
    placements,
    placements_feedback,
    placements_papers,
    placements_signing,
    placements_tidy,
    retention,
    round_publish,
    round_runs,
    search_mail,
)
from .actions.application_files import tidy_application_files
from .reports.placements import build
from .round_states import RunFailure

log = structlog.get_logger(__name__)


@shared_task
def follow_applications() -> None:
    """Every hour: remind who has to answer an application, and end what nobody answered."""
    application_endings.follow_applications(now=timezone.now())


@shared_task
def erase_applications() -> None:
    """Once a day: erase what was written in applications that came to nothing, and files that no row came for."""
    application_endings.erase_applications(now=timezone.now())
    tidy_application_files(now=timezone.now())


@shared_task
def forget_contacts() -> None:
    """Once a day: of questions decided on long ago, who asked them."""
    desk.forget_contacts(now=timezone.now())


@shared_task
def forget_students() -> None:
    """Once a day: what students told of themselves and did not use for two years, and what people kept of the board
    whose role ended."""
    retention.forget_profiles(now=timezone.now())
    favourites.forget(now=timezone.now())


@shared_task
def tidy_board_words() -> None:
    """Once a day: throw away the words that stand nowhere on the board any more."""
    board_words.tidy_words()


@shared_task
def tell_news() -> None:
    """Every Monday morning: mail what is new for saved searches; run again, it tells only who was not told yet."""
    search_mail.tell_news(now=timezone.now())


@shared_task(bind=True)
def render_placement_paper(self, *, paper_id: int) -> None:
    """Make one agreement, unless somebody else has it."""
    row = placements_papers.claim_paper(paper_id=paper_id, now=timezone.now(), holder=self.request.id or "")
    if row is None:
        return
    try:
        with held(lambda: placements_papers.renew_lease(paper=row, now=timezone.now()), f"placement-{row.pk}"):
            stored, pages = build(row)
        placements_papers.finish_paper(paper=row, stored=stored, pages=pages, now=timezone.now())
    except DatabaseError:
        raise  # the row can't be written either; its lease ends by itself
    except Exception as error:
        failure = Failure.STORAGE if isinstance(error, OSError) else Failure.RENDERING
        log.warning("placement_paper_error", paper=row.pk, error=type(error).__name__)
        placements_papers.fail_paper(paper=row, failure=failure)


@shared_task
def sweep_placement_papers() -> None:
    """Find the agreements that nobody holds any more, or that no message woke a worker for."""
    placements_papers.sweep_papers(now=timezone.now())


@shared_task
def follow_placements() -> None:
    """Start what begins today, ask who has not signed again, ask for feedback, and ask who was satisfied to go on."""
    now = timezone.now()
    placements.start_placements(now=now)
    placements_signing.remind_to_sign(now=now)
    placements_feedback.ask_for_feedback(now=now)
    going_on.ask_for_follow_ups(now=now)


@shared_task
def forget_placements() -> None:
    """Names go two years after a placement is over, and files that nothing refers to."""
    placements_tidy.forget_placements(now=timezone.now())
    placements_tidy.tidy_papers(now=timezone.now())


@shared_task(bind=True)
def solve_round(self, *, run_id: int) -> None:
    """Place the class of one run, unless somebody else has it."""
    run = round_runs.claim_run(run_id=run_id, now=timezone.now(), holder=self.request.id or "")
    if run is None:
        return
    try:
        with held(lambda: round_runs.renew_lease(run=run, now=timezone.now()), f"round-{run.pk}"):
            result = round_runs.result_for(run, timezone.now)
        round_runs.finish_run(run=run, result=result, now=timezone.now())
    except DatabaseError:
        raise  # the row can't be written either; its lease ends by itself
    except Exception as error:
        log.warning("round_error", run=run.pk, error=type(error).__name__)
        round_runs.fail_run(run=run, failure=RunFailure.SOLVER, now=timezone.now())


@shared_task
def sweep_rounds() -> None:
    """Find the runs that nobody holds any more, or that no message woke a worker for."""
    round_runs.sweep_runs(now=timezone.now())


@shared_task
def erase_rounds() -> None:
    """Once a day: forget names and wishes of rounds that are over for some weeks."""
    round_publish.erase_rounds(now=timezone.now())
