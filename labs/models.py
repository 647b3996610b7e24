"""The labs of a partnership, and the activity plan that every hour hangs under."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Membership, Partnership, Programme

from .kinds import LabKind


class LabQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(partnership=membership.partnership_id)


class Lab(models.Model):
    """One of a partnership's labs: a place with its own purpose, coordinator and activities."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="labs", verbose_name=_("partnership"))
    kind = models.CharField(_("kind"), max_length=20, choices=LabKind.choices)
    name = models.CharField(_("name"), max_length=80)

    objects = LabQuerySet.as_manager()

    class Meta:
        verbose_name = _("lab")
        verbose_name_plural = _("labs")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "kind"], name="lab_once_per_partnership"),
            models.CheckConstraint(condition=Q(kind__in=LabKind.values), name="lab_kind_known"),
        ]

    def __str__(self):
        return self.name


class LabCoordinator(models.Model):
    """A coordinator's charge of one lab."""

    lab = models.ForeignKey(Lab, models.CASCADE, related_name="coordinators", verbose_name=_("lab"))
    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="coordinated_labs", verbose_name=_("membership")
    )

    class Meta:
        verbose_name = _("lab coordinator")
        verbose_name_plural = _("lab coordinators")
        constraints = [models.UniqueConstraint(fields=["lab", "membership"], name="lab_coordinator_once")]

    def __str__(self):
        return f"{self.membership_id} {self.lab_id}"


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, membership):
        visible = self.filter(programme__partnership=membership.partnership_id)
        return visible.filter(programme=membership.programme_id) if membership.programme_id else visible


class Activity(models.Model):
    """A line of a programme's activity plan, in one lab; hours are booked under it by its name in the plan."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="activities", verbose_name=_("programme"))
    lab = models.ForeignKey(Lab, models.PROTECT, related_name="activities", verbose_name=_("lab"))
    name = models.CharField(_("name"), max_length=160)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.UniqueConstraint(fields=["programme", "lab", "name"], name="activity_once_per_lab"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="activity_ends_after_start"),
        ]

    def __str__(self):
        return self.name
