"""Jobs are rows: what workers make in the background, how far that is, and who holds it.

A worker claims a row with one conditional UPDATE and holds it by a lease; every later step names the attempt it belongs
to, so a worker that was given up on cannot write over the one that took over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import structlog
from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from .queue import wake_each

LEASE = timedelta(seconds=60)  # renewed while a worker is at it, so a lease that is over means a worker that is gone
# A row whose message got lost is woken again by the sweeper, but not while its message may just be on its way.
PATIENCE = timedelta(seconds=20)
log = structlog.get_logger(__name__)
Row = TypeVar("Row", bound=models.Model)


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")


class Failure(models.TextChoices):
    """Why a file could not be made."""

    NONE = "", ""
    WORKER_LOST = (
        "worker_lost",
        _("The work stopped half-way, three times. Try again; if it stays, tell the administrator."),
    )
    RENDERING = "rendering", _("The document could not be made. Try again; if it stays, tell the administrator.")
    STORAGE = "storage", _("The file could not be stored: is the disk full? Make room, then try again.")


QUEUED, RUNNING, DONE, FAILED = JobState.values
OPEN = (QUEUED, RUNNING)


@dataclass(frozen=True)
class Jobs(Generic[Row]):
    """The rows of a model that workers make.

    The model has `state` (a JobState), `attempts`, `lease_until`, `held_by`, `failure`. `task` is the full name of what
    makes one row, told its key as `argument`; `asked` is the field with the moment at which a row was asked for.
    """

    model: type[Row]
    task: str
    argument: str
    asked: str = "requested_at"
    given_up: str = Failure.WORKER_LOST

    @property
    def rows(self) -> QuerySet[Row]:
        return self.model._default_manager.all()

    def wake(self, *keys: int) -> None:
        """Have workers make these rows, after the commit."""
        wake_each(self.task, [{self.argument: key} for key in keys])

    def ready(self, now: datetime, holder: str = "") -> QuerySet[Row]:
        """Rows that a worker may take: nobody holds them, and they did not fail too often.

        A task that comes again under the same id was lost with its worker: it may have its row back at once.
        """
        free = Q(state=QUEUED) | Q(state=RUNNING, lease_until__lt=now)
        if holder:
            free |= Q(state=RUNNING, held_by=holder)
        return self.rows.filter(free, attempts__lt=settings.JOB_ATTEMPTS)

    def claim(self, key: int, *, now: datetime, holder: str = "", among: Q | None = None, **changes) -> bool:
        """Take a row, for the task with id `holder`. Of two workers one gets it. `among`: which may be taken."""
        held = {"state": RUNNING, "lease_until": now + LEASE, "held_by": holder}
        free = self.ready(now, holder).filter(among or Q(), pk=key)
        return bool(free.update(attempts=F("attempts") + 1, **held, **changes))

    def mine(self, row: Row) -> QuerySet[Row]:
        """The row, as long as this attempt is the one that makes it."""
        return self.rows.filter(pk=row.pk, state=RUNNING, attempts=row.attempts)

    def renew(self, row: Row, *, now: datetime) -> bool:
        """Hold a row a little longer. False when it was given to another worker."""
        return bool(self.mine(row).update(lease_until=now + LEASE))

    def finish(self, row: Row, *, now: datetime, **values) -> bool:
        """It is made. False, and nothing changes, when another worker took over meanwhile."""
        done = {"state": DONE, "lease_until": None, "finished_at": now, "failure": ""}
        return bool(self.mine(row).update(**done, **values))

    def fail(self, row: Row, failure: str) -> bool:
        """An attempt went wrong, and another follows. True when it was the last one, and the row failed."""
        name = self.model._meta.model_name
        log.warning("job_failed", job=name, row=row.pk, attempt=row.attempts, failure=str(failure))
        if row.attempts < settings.JOB_ATTEMPTS:
            if self.mine(row).update(state=QUEUED, lease_until=None, failure=failure):
                self.wake(row.pk)
            return False
        return bool(self.mine(row).update(state=FAILED, lease_until=None, failure=failure))

    def retry(self, row: Row) -> bool:
        """Try a failed row again; the caller wakes a worker. False when somebody else just did, or it did not fail."""
        again = {"state": QUEUED, "attempts": 0, "lease_until": None, "failure": ""}
        return bool(self.rows.filter(pk=row.pk, state=FAILED).update(**again))

    def lost(self, now: datetime) -> QuerySet[Row]:
        """Rows whose worker died too often."""
        return self.rows.filter(state=RUNNING, lease_until__lt=now, attempts__gte=settings.JOB_ATTEMPTS)

    def give_up(self, rows: QuerySet[Row]) -> int:
        """These rows, of which workers died too often, failed."""
        return rows.update(state=FAILED, failure=self.given_up, lease_until=None)

    def wake_waiting(self, now: datetime, among: Q | None = None, order: Iterable[str] = ("pk",)) -> list[int]:
        """Wake a worker for every row that nobody holds, and say which."""
        waiting = self.ready(now).filter(among or Q(), **{f"{self.asked}__lt": now - PATIENCE})
        keys = list(waiting.order_by(*order).values_list("pk", flat=True))
        self.wake(*keys)
        return keys

    def sweep(self, now: datetime) -> list[int]:
        """Give up on what was lost too often, and wake a worker for every row that nobody holds; says which."""
        self.give_up(self.lost(now))
        return self.wake_waiting(now)
