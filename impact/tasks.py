"""What workers do for this room. Rows are the truth; a task may be lost or run twice without harm."""

import structlog
from celery import shared_task
from django.db import DatabaseError
from django.utils import timezone

from lib.jobs import Failure
from lib.leases import held

from .actions import (
    answers_box,
    answers_copies,
    answers_tidy,
    campaign_retention,
    campaigns,
    contact_sheets,
    mailings,
    reports,
    story_tidy,
)
from .kinds import MailingFailure
from .reports import own_answers
from .reports.report import build

log = structlog.get_logger(__name__)


@shared_task(bind=True)
def render_answer_copy(self, *, copy_id: str) -> None:
    """Make the PDF of somebody's own answers, unless somebody else has it."""
    copy = answers_copies.claim_copy(copy_id=copy_id, now=timezone.now(), holder=self.request.id or "")
    if copy is None:
        return
    try:
        with held(lambda: answers_copies.renew_lease(copy=copy, now=timezone.now()), "answer-copy"):
            stored = own_answers.build(copy)
        answers_copies.finish_copy(copy=copy, stored=stored, now=timezone.now())
    except DatabaseError:
        raise  # the row can't be written either; its lease ends by itself
    except Exception as error:
        failure = Failure.STORAGE if isinstance(error, OSError) else Failure.RENDERING
        log.warning("answer_copy_error", error=type(error).__name__)
        answers_copies.fail_copy(copy=copy, failure=failure)


@shared_task
def sweep_answer_copies() -> None:
    """Find the copies that no message woke a worker for, and throw away the old ones."""
    answers_copies.sweep_copies(now=timezone.now())


@shared_task
def empty_boxes() -> None:
    """Every ten minutes: let sent answers without names leave, many at once."""
    answers_box.empty_boxes(now=timezone.now())


@shared_task
def forget_drafts() -> None:
    """Once a day: what a survey that is over need not keep."""
    answers_tidy.forget_drafts(now=timezone.now())


@shared_task(bind=True)
def send_mailing(self, *, mailing_id: int) -> None:
    """Send a round of mail, unless somebody else has it."""
    row = mailings.claim_mailing(mailing_id=mailing_id, now=timezone.now(), holder=self.request.id or "")
    if row is None:
        return
    try:
        with held(lambda: mailings.renew_lease(mailing=row, now=timezone.now()), f"mailing-{row.pk}"):
            mailings.send(mailing=row, clock=timezone.now)
    except DatabaseError:
        raise  # the row can't be written either; its lease ends by itself
    except Exception as error:
        log.warning("mailing_error", mailing=row.pk, error=type(error).__name__)
        mailings.fail_mailing(mailing=row, failure=MailingFailure.MAIL)


@shared_task
def sweep_mailings() -> None:
    """Find the rounds of mail that nobody holds any more, or that no message woke a worker for."""
    mailings.sweep_mailings(now=timezone.now())


@shared_task
def remind_campaigns() -> None:
    """Once a day: remind who did not answer, in campaigns that do so by themselves."""
    mailings.remind_by_day(now=timezone.now())


@shared_task
def tidy_contact_sheets() -> None:
    """Once a day: throw away the rows of files with contacts of long ago."""
    contact_sheets.tidy_sheets(now=timezone.now())


@shared_task
def forget_surveys() -> None:
    """Once a day: what is over closes; links go a month after that, names and addresses after two years."""
    campaigns.close_what_is_over(now=timezone.now())
    campaign_retention.forget(now=timezone.now())


@shared_task(bind=True)
def render_impact_report(self, *, report_id: int) -> None:
    """Make one report, unless somebody else has it."""
    row = reports.claim_report(report_id=report_id, now=timezone.now(), holder=self.request.id or "")
    if row is None:
        return
    try:
        with held(lambda: reports.renew_lease(report=row, now=timezone.now()), f"impact-report-{row.pk}"):
            stored, pages = build(row)
        reports.finish_report(report=row, stored=stored, pages=pages, now=timezone.now())
    except DatabaseError:
        raise  # the row can't be written either; its lease ends by itself
    except Exception as error:
        failure = Failure.STORAGE if isinstance(error, OSError) else Failure.RENDERING
        log.warning("impact_report_error", report=row.pk, error=type(error).__name__)
        reports.fail_report(report=row, failure=failure)


@shared_task
def sweep_impact_reports() -> None:
    """Find the reports that nobody holds any more, or that no message woke a worker for."""
    reports.sweep_reports(now=timezone.now())


@shared_task
def tidy_impact_reports() -> None:
    """Once a day: remove files whose worker was cut off before their row was written."""
    reports.tidy_reports(now=timezone.now())


@shared_task
def tend_stories() -> None:
    """Take back stories that not everybody in them agrees to any more, and forget what was taken back long ago."""
    now = timezone.now()
    story_tidy.hide_stories(now=now)
    story_tidy.forget_stories(now=now)
    story_tidy.tidy_pictures(now=now)
