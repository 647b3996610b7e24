"""The life of a campaign, and of a text that somebody wrote in an answer: one table per workflow."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.workflow import Transition, Workflow
from partnership.roles import Permission


class CampaignState(models.TextChoices):
    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class Moderation(models.TextChoices):
    WAITING = "waiting", _("to be read")
    SHOWN = "shown", _("shown")
    HIDDEN = "hidden", _("not shown")


DRAFT, OPEN, CLOSED = CampaignState.values
WAITING, SHOWN, HIDDEN = Moderation.values
RUN, READ = Permission.MANAGE_IMPACT, Permission.READ_IMPACT_ANSWERS
CAMPAIGNS = Workflow(
    Transition("open", (DRAFT,), OPEN, RUN),
    Transition("close", (OPEN,), CLOSED, RUN),
    Transition("reopen", (CLOSED,), OPEN, RUN),
)
TEXTS = Workflow(
    Transition("show", (WAITING, HIDDEN), SHOWN, READ),
    Transition("hide", (WAITING, SHOWN), HIDDEN, READ),
    Transition("undo", (SHOWN, HIDDEN), WAITING, READ),
)
TONES = {DRAFT: "neutral", OPEN: "good", CLOSED: "neutral", WAITING: "wait", SHOWN: "good", HIDDEN: "neutral"}
