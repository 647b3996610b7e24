"""The life of a round of wishes, from preparing until its result is told, and of a run of the solver."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.workflow import Transition, Workflow
from partnership.roles import Permission

MATCH = Permission.MATCH


class RoundState(models.TextChoices):
    PREPARING = "preparing", _("being prepared")
    OPEN = "open", _("open for wishes")
    CLOSED = "closed", _("wishes closed")
    SOLVING = "solving", _("being solved")
    SOLVED = "solved", _("solved, not told yet")
    PUBLISHED = "published", _("published")
    CANCELLED = "cancelled", _("cancelled")


PREPARING, OPEN, CLOSED, SOLVING, SOLVED, PUBLISHED, CANCELLED = RoundState.values
# Who solves the round is a worker: `finish` and `fail` are steps of the portal, which ask nobody for a right.
ROUNDS = Workflow(
    Transition("open", (PREPARING, CLOSED), OPEN, MATCH),
    Transition("close", (OPEN,), CLOSED, MATCH),
    Transition("solve", (CLOSED, SOLVED), SOLVING, MATCH),
    Transition("finish", (SOLVING,), SOLVED, MATCH),
    Transition("fail", (SOLVING,), CLOSED, MATCH),
    Transition("publish", (SOLVED,), PUBLISHED, MATCH),
    Transition("cancel", (PREPARING, OPEN, CLOSED, SOLVED), CANCELLED, MATCH),
)
# Where a place can be given or kept by hand.
EDITABLE = (OPEN, CLOSED, SOLVED)
# Where there is a result to look at.
WITH_RESULT = (SOLVED, PUBLISHED)
OVER = (PUBLISHED, CANCELLED)
TONES = {
    PREPARING: "neutral",
    OPEN: "wait",
    CLOSED: "wait",
    SOLVING: "wait",
    SOLVED: "wait",
    PUBLISHED: "good",
    CANCELLED: "neutral",
}


class RunFailure(models.TextChoices):
    """Why a run came to nothing."""

    NONE = "", ""
    WORKER_LOST = (
        "worker_lost",
        _("The work stopped half-way, three times. Try again; if it stays, tell the administrator."),
    )
    SOLVER = "solver", _("The class could not be placed. Try again; if it stays, tell the administrator.")
