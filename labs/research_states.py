"""The life of research lines, questions, products and sets of skills: one table per workflow."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.workflow import Transition, Workflow
from partnership.roles import Permission


class LineState(models.TextChoices):
    RUNNING = "running", _("running")
    FINISHED = "finished", _("finished")


class QuestionState(models.TextChoices):
    ASKED = "asked", _("waits for an answer")
    TAKEN_UP = "taken_up", _("taken up")
    MERGED = "merged", _("part of a research line")
    DECLINED = "declined", _("declined")
    ANSWERED = "answered", _("answered")


class ProductState(models.TextChoices):
    """Who finds a product: nobody yet, the members, or everybody."""

    DRAFT = "draft", _("draft")
    MEMBERS = "members", _("for members")
    EVERYONE = "everyone", _("for everyone")


class SkillSetState(models.TextChoices):
    PROPOSING = "proposing", _("collecting proposals")
    DISCUSSING = "discussing", _("under discussion")
    AGREED = "agreed", _("agreed")


ASKED, TAKEN_UP, MERGED, DECLINED, ANSWERED = QuestionState.values
WORKED_ON = (TAKEN_UP, MERGED, ANSWERED)
DRAFT, MEMBERS, EVERYONE = ProductState.values
PROPOSING, DISCUSSING, AGREED = SkillSetState.values
RUN = Permission.RUN_LABS

LINES = Workflow(
    Transition("finish", (LineState.RUNNING.value,), LineState.FINISHED.value, RUN),
    Transition("resume", (LineState.FINISHED.value,), LineState.RUNNING.value, RUN),
)
QUESTIONS = Workflow(
    Transition("take_up", (ASKED,), TAKEN_UP, RUN),
    Transition("decline", (ASKED,), DECLINED, RUN),
    Transition("merge", (ASKED, TAKEN_UP), MERGED, RUN),
    Transition("answer", (TAKEN_UP, MERGED), ANSWERED, RUN),
)
PRODUCTS = Workflow(
    Transition("publish", (DRAFT, MEMBERS), EVERYONE, RUN),
    Transition("share", (DRAFT, EVERYONE), MEMBERS, RUN),
    Transition("withdraw", (MEMBERS, EVERYONE), DRAFT, RUN),
)
# What is new in a product goes out to whom the product is out for already.
RENEWALS = {state: Transition("renew", (state,), state, RUN) for state in (MEMBERS, EVERYONE)}
SKILL_SETS = Workflow(
    Transition("discuss", (PROPOSING,), DISCUSSING, RUN),
    Transition("propose_again", (DISCUSSING,), PROPOSING, RUN),
    Transition("agree", (DISCUSSING,), AGREED, RUN),
)

# How a state looks: the tones of `state_pill`.
TONES = {
    ASKED: "wait",
    TAKEN_UP: "good",
    MERGED: "good",
    DECLINED: "bad",
    ANSWERED: "good",
    DRAFT: "neutral",
    MEMBERS: "good",
    EVERYONE: "good",
    PROPOSING: "wait",
    DISCUSSING: "wait",
    AGREED: "good",
    LineState.RUNNING.value: "good",
    LineState.FINISHED.value: "neutral",
}
