"""The life of an hour entry: one table, read by buttons, actions and tests alike."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.workflow import Transition, Workflow
from partnership.roles import Permission


class EntryState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")


class ContributionState(models.TextChoices):
    SUBMITTED = "submitted", _("submitted")
    APPROVED = "approved", _("approved")


DRAFT, SUBMITTED, RETURNED, APPROVED = EntryState.values

HOURS = Workflow(
    Transition("submit", (DRAFT, RETURNED), SUBMITTED, Permission.LOG_HOURS),
    Transition("withdraw", (SUBMITTED,), DRAFT, Permission.LOG_HOURS),
    Transition("approve", (SUBMITTED,), APPROVED, Permission.DECIDE_ON_HOURS),
    Transition("return", (SUBMITTED,), RETURNED, Permission.DECIDE_ON_HOURS),
    Transition("reopen", (APPROVED,), SUBMITTED, Permission.DECIDE_ON_HOURS),
)
EDITABLE = (DRAFT, RETURNED)
# Stands for the reason of hours that were returned in an earlier administration, which did not say why.
RETURNED_BEFORE = "returned_before"
