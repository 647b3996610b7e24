"""Kinds of what the research brings forth, and of what is agreed about skills."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .kinds import Audience


class ProductKind(models.TextChoices):
    """Publications first, then material for education."""

    ARTICLE = "article", _("Article")
    REPORT = "report", _("Research report")
    LESSON = "lesson", _("Lesson material")
    ASSIGNMENT = "assignment", _("Assignment")
    TOOL = "tool", _("Tool or template")


PUBLICATIONS = (ProductKind.ARTICLE.value, ProductKind.REPORT.value)


class Licence(models.TextChoices):
    """What others may do with a product."""

    CC_BY = "cc_by", "CC BY 4.0"
    CC_BY_SA = "cc_by_sa", "CC BY-SA 4.0"
    CC_BY_NC = "cc_by_nc", "CC BY-NC 4.0"
    RESERVED = "reserved", _("All rights reserved")


LICENCE_MEANS = {
    Licence.CC_BY: _("Use, change and share it, also for money, as long as you name the authors."),
    Licence.CC_BY_SA: _("Use, change and share it with the names of the authors, under this same licence."),
    Licence.CC_BY_NC: _("Use, change and share it with the names of the authors, but never for money."),
    Licence.RESERVED: _("Read it. Ask the authors before you use it in a lesson or change it."),
}


class Weight(models.IntegerChoices):
    """How much a skill matters for who leaves the education with a diploma."""

    USEFUL = 1, _("useful")
    IMPORTANT = 2, _("important")
    ESSENTIAL = 3, _("essential")


EDUCATION_LEVELS = tuple(
    (level.value, level.label) for level in (Audience.MBO2, Audience.MBO3, Audience.MBO4, Audience.HBO, Audience.WO)
)
