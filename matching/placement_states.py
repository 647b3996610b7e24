"""The life of a placement, who signs for it, and the moments of feedback."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.workflow import Transition, Workflow
from partnership.roles import Permission


class PlacementState(models.TextChoices):
    PREPARING = "preparing", _("being prepared")
    SIGNED = "signed", _("signed by all")
    RUNNING = "running", _("running")
    COMPLETED = "completed", _("completed")
    ENDED_EARLY = "ended_early", _("ended early")
    CANCELLED = "cancelled", _("cancelled")


class Party(models.TextChoices):
    """Who signs an agreement. The representative only for a student who is not of age on the first day."""

    STUDENT = "student", _("student")
    COMPANY = "company", _("company")
    SCHOOL = "school", _("school")
    REPRESENTATIVE = "representative", _("legal representative")


class SchoolAgreement(models.TextChoices):
    """How far the school's own agreement of an internship is, in the school's own system (R94)."""

    NONE = "none", _("not made yet")
    MADE = "made", _("made, not signed by all")
    SIGNED = "signed", _("signed by all")


class Moment(models.TextChoices):
    START = "start", _("at the start")
    MIDDLE = "middle", _("half-way")
    END = "end", _("at the end")


class FeedbackSide(models.TextChoices):
    STUDENT = "student", _("student")
    COMPANY = "company", _("company")


PREPARING, SIGNED, RUNNING, COMPLETED, ENDED_EARLY, CANCELLED = PlacementState.values
BEFORE_START = (PREPARING, SIGNED)
STARTED = (RUNNING, COMPLETED, ENDED_EARLY)
OVER = (COMPLETED, ENDED_EARLY, CANCELLED)
# The portal itself signs off what everybody signed, and starts what has begun; these ask nobody for a right.
PLACEMENTS = Workflow(
    Transition("sign", (PREPARING,), SIGNED, Permission.MATCH),
    Transition("change", BEFORE_START, PREPARING, Permission.MATCH),
    Transition("start", (SIGNED,), RUNNING, Permission.MATCH),
    Transition("complete", (RUNNING,), COMPLETED, Permission.OFFER_WORK),
    Transition("end_early", (RUNNING,), ENDED_EARLY, Permission.OFFER_WORK),
    Transition("cancel", BEFORE_START, CANCELLED, Permission.MATCH),
)
TONES = {
    PREPARING: "wait",
    SIGNED: "good",
    RUNNING: "good",
    COMPLETED: "good",
    ENDED_EARLY: "warn",
    CANCELLED: "bad",
}
