"""The life of a report and of each file it is made of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.workflow import Transition, Workflow
from partnership.roles import Permission


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")


QUEUED, RUNNING, DONE, FAILED = JobState.values

REPORTS = Workflow(
    Transition("start", (QUEUED, RUNNING), RUNNING, Permission.MAKE_REPORTS),
    Transition("finish", (RUNNING,), DONE, Permission.MAKE_REPORTS),
    Transition("fail", (QUEUED, RUNNING), FAILED, Permission.MAKE_REPORTS),
    Transition("retry", (FAILED,), QUEUED, Permission.MAKE_REPORTS),
)
OPEN = (QUEUED, RUNNING)


class Failure(models.TextChoices):
    """Why a report could not be made."""

    NONE = "", ""
    WORKER_LOST = (
        "worker_lost",
        _("The work stopped half-way, three times. Try again; if it stays, tell the administrator."),
    )
    RENDERING = "rendering", _("The document could not be made. Try again; if it stays, tell the administrator.")
    STORAGE = "storage", _("The file could not be stored: is the disk full? Make room, then try again.")
