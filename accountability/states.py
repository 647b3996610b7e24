"""The life of a report and of each file it is made of, and of a notification duty."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lib.jobs import DONE, FAILED, OPEN, QUEUED, RUNNING, Failure, JobState
from lib.workflow import Transition, Workflow
from partnership.roles import Permission

__all__ = ["DONE", "DUTIES", "FAILED", "OPEN", "QUEUED", "REPORTS", "RUNNING", "DutyState", "Failure", "JobState"]

REPORTS = Workflow(
    Transition("start", (QUEUED, RUNNING), RUNNING, Permission.MAKE_REPORTS),
    Transition("finish", (RUNNING,), DONE, Permission.MAKE_REPORTS),
    Transition("fail", (QUEUED, RUNNING), FAILED, Permission.MAKE_REPORTS),
    Transition("retry", (FAILED,), QUEUED, Permission.MAKE_REPORTS),
)


class DutyState(TextChoices):
    """Of a notification duty: what management made of it, or that it went by before anybody did."""

    OPEN = "open", _("to be assessed")
    TO_REPORT = "to_report", _("to be reported")
    NO_REPORT = "no_report", _("need not be reported")
    LAPSED = "lapsed", _("went by")


ASSESSED = (DutyState.TO_REPORT, DutyState.NO_REPORT)
DUTIES = Workflow(
    Transition(DutyState.TO_REPORT, (DutyState.OPEN,), DutyState.TO_REPORT, Permission.ASSESS_DUTIES),
    Transition(DutyState.NO_REPORT, (DutyState.OPEN,), DutyState.NO_REPORT, Permission.ASSESS_DUTIES),
    Transition("sent", (DutyState.TO_REPORT,), DutyState.TO_REPORT, Permission.ASSESS_DUTIES),
)
