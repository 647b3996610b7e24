"""Sending mail (the row is the truth, the task only does the work) and tidying up."""

from celery import shared_task
from django.utils import timezone

from lib.queue import wake

from .actions.mail import deliver, sweep
from .actions.tidy import tidy as remove_what_is_over


@shared_task(time_limit=90, soft_time_limit=75)
def send_mail(*, mail_id: int) -> None:
    """Send one mail, if it still waits."""
    deliver(mail_id=mail_id, now=timezone.now())


@shared_task
def sweep_mail() -> None:
    """Wake a worker for every mail that waits: its message got lost, its worker died, or its pause is over."""
    for mail_id in sweep(now=timezone.now()):
        wake("partnership.tasks.send_mail", mail_id=mail_id)


@shared_task
def tidy() -> None:
    """Once a day: remove what has no reason to be kept."""
    remove_what_is_over(now=timezone.now())
