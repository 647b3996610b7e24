"""Which months of rent were brought in as a contribution."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from labs.models import RoomRental, month_range

from .goods import Contribution


class RentClaim(models.Model):
    """Months of a rental that a contribution brings in; each month once. It goes when its draft is thrown away.

    When the contribution is withdrawn or returned, the months are free for another one (`released_at`), until it is
    handed in again.
    """

    rental = models.ForeignKey(RoomRental, models.PROTECT, related_name="claims", verbose_name=_("rental of a room"))
    contribution = models.OneToOneField(
        Contribution, models.CASCADE, related_name="rent_claim", verbose_name=_("other contribution")
    )
    first_month = models.DateField(_("first month"))
    last_month = models.DateField(_("last month"))
    released_at = models.DateTimeField(_("free again since"), null=True, blank=True)

    class Meta:
        verbose_name = _("claimed rent")
        verbose_name_plural = _("claimed rent")
        constraints = [
            ExclusionConstraint(
                name="rent_claimed_once",
                expressions=[("rental", RangeOperators.EQUAL), (month_range(), RangeOperators.OVERLAPS)],
                condition=Q(released_at=None),
            ),
            models.CheckConstraint(
                condition=Q(first_month__day=1, last_month__day=1, last_month__gte=F("first_month")),
                name="rent_claimed_in_whole_months",
            ),
        ]

    def __str__(self):
        return f"{self.rental_id} {self.first_month}"
