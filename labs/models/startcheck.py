"""The start check: ten conditions for a partnership that lasts, scored once a year."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Partnership, User

from ..startcheck_conditions import CODES, HIGHEST
from .skills import OfAPartnershipQuerySet


class StartCheck(models.Model):
    """How a partnership stood in one year. Until the year is over it can be put right."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="start_checks", verbose_name=_("partnership")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveIntegerField(_("version"), default=1)
    filled_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("filled in by"))
    filled_at = models.DateTimeField(_("filled in at"))

    objects = OfAPartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("start check")
        verbose_name_plural = _("start checks")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "year"], name="start_check_once_a_year"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2099), name="start_check_year_possible"),
        ]

    def __str__(self):
        return f"{self.partnership_id} {self.year}"


class StartScore(models.Model):
    """One condition in one year, with the management's note."""

    check_of = models.ForeignKey(StartCheck, models.CASCADE, related_name="scores", verbose_name=_("start check"))
    condition = models.CharField(_("condition"), max_length=12)
    score = models.PositiveSmallIntegerField(_("score"))
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("score of a condition")
        verbose_name_plural = _("scores of conditions")
        constraints = [
            models.UniqueConstraint(fields=["check_of", "condition"], name="start_score_once"),
            models.CheckConstraint(condition=Q(condition__in=CODES), name="start_score_condition_known"),
            models.CheckConstraint(condition=Q(score__lte=HIGHEST), name="start_score_from_0_to_2"),
        ]

    def __str__(self):
        return f"{self.condition} {self.score}"
