"""The life of what happens in the labs: one table per workflow."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.workflow import Transition, Workflow
from partnership.roles import Permission


class SessionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CANCELLED = "cancelled", _("cancelled")


class EnrolmentState(models.TextChoices):
    """A seat, a place on the waiting list, or neither any more."""

    SEATED = "seated", _("signed up")
    WAITING = "waiting", _("on the waiting list")
    WITHDRAWN = "withdrawn", _("withdrawn")


TAKING_PART = (EnrolmentState.SEATED.value, EnrolmentState.WAITING.value)
# The portal moves people up by itself; that asks nobody for a right, but stands in the table as a step.
ENROLMENTS = Workflow(
    Transition("move_up", (EnrolmentState.WAITING.value,), EnrolmentState.SEATED.value, Permission.TAKE_PART),
    Transition("withdraw", TAKING_PART, EnrolmentState.WITHDRAWN.value, Permission.TAKE_PART),
)
SESSIONS = Workflow(
    Transition("publish", (SessionState.DRAFT.value,), SessionState.PUBLISHED.value, Permission.RUN_LABS),
    Transition("cancel", (SessionState.PUBLISHED.value,), SessionState.CANCELLED.value, Permission.RUN_LABS),
)
