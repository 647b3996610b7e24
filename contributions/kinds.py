"""What partners bring in. Whether a kind counts is not said here: that is a verdict of `rules.py`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContributionKind(models.TextChoices):
    """Kinds of effort that hours can be spent on."""

    CURRICULUM_ADVICE = "curriculum_advice", _("Advice on the curriculum")
    GUEST_TEACHING = "guest_teaching", _("Guest teaching")
    STUDENT_PROJECT_GUIDANCE = "student_project_guidance", _("Guidance of students in projects")
    TEACHER_PLACEMENT = "teacher_placement", _("Teacher placement")
    INTERNSHIP_SUPERVISION = "internship_supervision", _("Internship supervision")
    INTERNSHIP_FEE = "internship_fee", _("Internship fee")
    WAGE_LOSS = "wage_loss", _("Wage loss")
    VOLUNTEERING = "volunteering", _("Volunteering")


class GoodsKind(models.TextChoices):
    """Contributions that are not hours."""

    MATERIALS = "materials", _("Materials")
    ROOM = "room", _("Room in the Business Lab")
    CASH = "cash", _("Cash")


class PledgeKind(models.TextChoices):
    HOURS = "hours", _("Hours")
    MATERIALS = "materials", _("Materials")
    ROOM = "room", _("Room in the Business Lab")
    CASH = "cash", _("Cash")
