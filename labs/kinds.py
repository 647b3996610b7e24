"""The three labs that every partnership starts with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LabKind(models.TextChoices):
    KENNIS = "kennis", _("Kennis Lab")
    LEARNING = "learning", _("Learning Lab")
    BUSINESS = "business", _("Business Lab")
