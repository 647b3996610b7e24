"""What activities cost: quantity times price, per calendar year (R61)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from partnership.models import Organisation

from .plan import Activity, of_programmes


class CostQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return of_programmes(self, membership, "activity__programme")

    def in_order(self):
        return self.order_by("activity", "position", "year", "pk")


class ActivityCost(models.Model):
    """What one row of an activity's budget costs in one calendar year, and at which partner when that is known.

    A row has its description, unit, price and partner in each of its years; `position` says which row it is.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="costs", verbose_name=_("activity"))
    position = models.PositiveSmallIntegerField(_("row"))
    year = models.PositiveSmallIntegerField(_("calendar year"))
    description = models.CharField(_("description"), max_length=120)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=9, decimal_places=2)
    unit_price = models.DecimalField(_("unit price"), max_digits=10, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="planned_costs", verbose_name=_("partner")
    )

    objects = CostQuerySet.as_manager()

    class Meta:
        verbose_name = _("budgeted cost")
        verbose_name_plural = _("budgeted costs")
        constraints = [
            models.UniqueConstraint(fields=["activity", "position", "year"], name="activity_cost_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="activity_cost_of_something"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="activity_cost_not_negative"),
            models.CheckConstraint(
                condition=Q(amount=Round(F("quantity") * F("unit_price"), precision=2)), name="activity_cost_adds_up"
            ),
        ]

    def __str__(self):
        return f"{self.description} {self.year}"
