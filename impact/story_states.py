"""The life of a story, and what people agree to who are named or shown in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.workflow import Transition, Workflow
from partnership.roles import Permission


class StoryState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("taken back")


class Appears(models.TextChoices):
    """How somebody can be recognised in a story."""

    NAME = "name", _("by name, or in other words of the text")
    PICTURE = "picture", _("in the picture")
    BOTH = "both", _("in the text and in the picture")


class ConsentKind(models.TextChoices):
    """How somebody agreed."""

    PAPER = "paper", _("on paper, signed")
    MAIL = "mail", _("by mail")
    SPOKEN = "spoken", _("spoken, noted by somebody who was there")


DRAFT, PUBLISHED, WITHDRAWN = StoryState.values
NAME, PICTURE, BOTH = Appears.values
RUN = Permission.MANAGE_IMPACT
STORIES = Workflow(
    Transition("publish", (DRAFT,), PUBLISHED, RUN),
    # Also by the portal itself, when a consent ends.
    Transition("withdraw", (PUBLISHED,), WITHDRAWN, RUN),
    Transition("revise", (WITHDRAWN,), DRAFT, RUN),
)
TONES = {DRAFT: "neutral", PUBLISHED: "good", WITHDRAWN: "warn"}


def covers(agreed: str, appears: str) -> bool:
    """Whether who agreed to the one may appear like the other."""
    return agreed in (appears, BOTH)
