"""The life of a teacher's placement in a company, or of a teacher and a professional who work together."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.workflow import Transition, Workflow
from partnership.roles import Permission


class PracticeKind(models.TextChoices):
    PLACEMENT = "placement", _("Teacher placement")
    TWINNING = "twinning", _("Job twinning")


class PracticeState(models.TextChoices):
    OPEN = "open", _("looks for a match")
    RUNNING = "running", _("running")
    COMPLETED = "completed", _("completed")
    ENDED = "ended", _("ended early")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Side(models.TextChoices):
    """The two who take part; what one of them says, nobody says for the other."""

    TEACHER = "teacher", _("teacher")
    PROFESSIONAL = "professional", _("professional")


OPEN, RUNNING, COMPLETED, ENDED, WITHDRAWN = PracticeState.values
MATCHED, OVER = (RUNNING, COMPLETED, ENDED), (COMPLETED, ENDED, WITHDRAWN)
# LOG_HOURS is what teachers and people of companies have; the rights beside this table say whose placement it is.
PRACTICE = Workflow(
    Transition("match", (OPEN,), RUNNING, Permission.RUN_LABS),
    Transition("withdraw", (OPEN,), WITHDRAWN, Permission.LOG_HOURS),
    Transition("complete", (RUNNING,), COMPLETED, Permission.RUN_LABS),
    Transition("end", (RUNNING,), ENDED, Permission.LOG_HOURS),
)
TONES = {OPEN: "wait", RUNNING: "good", COMPLETED: "good", ENDED: "warn", WITHDRAWN: "neutral"}
USUAL_MEETINGS = {PracticeKind.PLACEMENT: 5, PracticeKind.TWINNING: 8}
# The questions of the evaluation, each scored 1 to 5 by both.
QUESTIONS = {
    "goal_reached": _("Did you reach the goal?"),
    "worked_together": _("How did you work together?"),
    "use_for_work": _("How much use is it for your own work?"),
}
LOWEST, HIGHEST = 1, 5
