"""Mail leaves through the outbox: a row in the same transaction as its cause, sent by a worker, once per key."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F, Q

from lib.queue import wake, wake_each

from ..mails import Letter, rendered
from ..models import OutboxMail

State = OutboxMail.State
# Longer than a worker can be busy with one mail (EMAIL_TIMEOUT per step, the task's own limit), so that a row whose
# lease is over belongs to a worker that is gone.
LEASE = timedelta(minutes=3)
WAITS = (timedelta(minutes=1), timedelta(minutes=5))
KEPT_FOR = timedelta(days=90)
SWEPT_AT_ONCE = 100
log = structlog.get_logger(__name__)


def post(*, key: str, to: str, letter: Letter, now: datetime) -> OutboxMail:
    """Put a letter in the outbox. The same key twice is one mail. Call it inside the transaction of its cause."""
    subject, text, html = rendered(letter)
    mail, created = OutboxMail.objects.get_or_create(
        key=key, defaults={"to": to, "subject": subject, "text": text, "html": html, "due_at": now}
    )
    if created:
        wake("partnership.tasks.send_mail", mail_id=mail.pk)
    return mail


def post_many(*, letters: Iterable[tuple[str, str, Letter]], now: datetime) -> int:
    """Many letters in the outbox at once, each as key, address and letter; says how many are new."""
    rows = []
    for key, to, letter in letters:
        subject, text, html = rendered(letter)
        rows.append(OutboxMail(key=key, to=to, subject=subject, text=text, html=html, due_at=now))
    keys = [row.key for row in rows]
    known = set(OutboxMail.objects.filter(key__in=keys).values_list("key", flat=True))
    OutboxMail.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    ids = OutboxMail.objects.filter(key__in=set(keys) - known).order_by("pk").values_list("pk", flat=True)
    wake_each("partnership.tasks.send_mail", [{"mail_id": pk} for pk in ids])
    return len(ids)


def deliver(*, mail_id: int, now: datetime) -> bool:
    """Send a mail that waits and that nobody else is sending. Says whether it left."""
    mail = _claim(mail_id, now)
    if mail is None:
        return False
    try:
        _message(mail).send()
    except (SMTPException, OSError) as error:
        _put_back(mail, now, type(error).__name__)
        return False
    _mine(mail).update(state=State.DONE, sent_at=now, lease_until=None, text="", html="", error="")
    log.info("mail_sent", mail=mail.pk)
    return True


def sweep(*, now: datetime) -> list[int]:
    """Give up on what failed too often, remove what left long ago, and return the ids of what waits to be sent."""
    gone = OutboxMail.objects.filter(state=State.RUNNING, lease_until__lt=now, attempts__gte=settings.JOB_ATTEMPTS)
    gone.update(state=State.FAILED, error="WorkerStopped", lease_until=None, text="", html="")
    OutboxMail.objects.filter(state=State.DONE, sent_at__lt=now - KEPT_FOR).delete()
    waiting = _waiting(now).order_by("due_at", "pk")
    return list(waiting.values_list("pk", flat=True)[:SWEPT_AT_ONCE])


def _waiting(now):
    held_by_nobody = Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lt=now)
    return OutboxMail.objects.filter(held_by_nobody, due_at__lte=now, attempts__lt=settings.JOB_ATTEMPTS)


def _claim(mail_id: int, now: datetime) -> OutboxMail | None:
    """One conditional UPDATE: of two workers exactly one gets the mail."""
    claimed = _waiting(now).filter(pk=mail_id)
    if not claimed.update(state=State.RUNNING, attempts=F("attempts") + 1, lease_until=now + LEASE):
        return None
    return OutboxMail.objects.get(pk=mail_id)


def _mine(mail: OutboxMail):
    """The row, as long as no other worker took it over."""
    return OutboxMail.objects.filter(pk=mail.pk, state=State.RUNNING, attempts=mail.attempts)


def _put_back(mail: OutboxMail, now: datetime, error: str) -> None:
    log.warning("mail_failed", mail=mail.pk, attempt=mail.attempts, error=error)
    if mail.attempts >= settings.JOB_ATTEMPTS:
        _mine(mail).update(state=State.FAILED, error=error, lease_until=None, text="", html="")
    else:
        due_at = now + WAITS[min(mail.attempts, len(WAITS)) - 1]
        _mine(mail).update(state=State.QUEUED, error=error, lease_until=None, due_at=due_at)


def _message(mail: OutboxMail) -> EmailMultiAlternatives:
    """The same Message-ID at every attempt: a receiver that got it twice after all can show it once."""
    name = hashlib.sha256(f"{settings.SECRET_KEY}:{mail.key}".encode()).hexdigest()[:40]
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
    headers = {"Message-ID": f"<{name}@{domain}>", "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message
