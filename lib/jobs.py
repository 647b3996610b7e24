"""Jobs are rows: what workers make in the background, and how far that is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
