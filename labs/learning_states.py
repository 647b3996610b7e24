"""The life of modules and learning paths: both are made, published and retired."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.workflow import Transition, Workflow
from partnership.roles import Permission


class OfferState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("in the catalogue")
    RETIRED = "retired", _("retired")


DRAFT, PUBLISHED, RETIRED = OfferState.values
OFFERS = Workflow(
    Transition("publish", (DRAFT, RETIRED), PUBLISHED, Permission.RUN_LABS),
    Transition("retire", (PUBLISHED,), RETIRED, Permission.RUN_LABS),
)
# How a state looks: the tones of `state_pill`.
TONES = {DRAFT: "neutral", PUBLISHED: "good", RETIRED: "warn"}
