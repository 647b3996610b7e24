"""The labs of a partnership, and the activity plan that every hour hangs under."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partnership.models import Membership, Partnership, Programme, User
from partnership.roles import Permission

from ..kinds import STARTING_KINDS, ActivityKind, LabKind

# Parts of addresses below /labs/ that are pages of their own.
RESERVED = ("new", "open")


class LabQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(partnership=membership.partnership_id)

    def run_by(self, membership):
        """The labs whose sessions and milestones a membership keeps: the coordinated ones, or all for management."""
        here = self.visible_to(membership)
        if membership.can(Permission.MANAGE_PROGRAMME):
            return here
        if membership.can(Permission.RUN_LABS):
            return here.filter(pk__in=LabCoordinator.objects.filter(membership=membership).values("lab"))
        return here.none()


class Lab(models.Model):
    """One of a partnership's labs: a place with its own purpose, coordinator and activities. The public sees it."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="labs", verbose_name=_("partnership"))
    kind = models.CharField(_("kind"), max_length=20, choices=LabKind.choices)
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=50)
    purpose_nl = models.TextField(_("purpose, in Dutch"), max_length=1000, blank=True)
    purpose_en = models.TextField(_("purpose, in English"), max_length=1000, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = LabQuerySet.as_manager()

    class Meta:
        verbose_name = _("lab")
        verbose_name_plural = _("labs")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "kind"], condition=Q(kind__in=STARTING_KINDS), name="lab_once_per_partnership"
            ),
            models.UniqueConstraint(fields=["partnership", "slug"], name="lab_address_once"),
            models.CheckConstraint(condition=~Q(slug__in=RESERVED), name="lab_address_is_free"),
            models.CheckConstraint(condition=Q(kind__in=LabKind.values), name="lab_kind_known"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """A lab of the first three lives under its kind."""
        self.slug = self.slug or self.kind
        return super().save(*args, **kwargs)

    @property
    def purpose(self) -> str:
        """What the lab is for, in the language of the page, or else in the other."""
        both = [self.purpose_en, self.purpose_nl] if get_language() == "en" else [self.purpose_nl, self.purpose_en]
        return next(filter(None, both), "")


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


def of_programmes(rows, membership, path: str):
    """The rows whose programme, found along `path`, a membership may see: of one for an auditor, else of all."""
    visible = rows.filter(**{f"{path}__partnership": membership.partnership_id})
    return visible.filter(**{path: membership.programme_id}) if membership.programme_id else visible


class GoalQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return of_programmes(self, membership, "programme")

    def in_order(self):
        return self.order_by("programme", "position", "pk")


class Goal(models.Model):
    """What a programme is to reach; its activities hang under it (R60)."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="goals", verbose_name=_("programme"))
    position = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=200)
    explanation = models.TextField(_("explanation"), max_length=1000, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="goal_once_per_programme"),
            models.CheckConstraint(condition=Q(position__gte=1), name="goals_count_from_one"),
        ]

    def __str__(self):
        return f"{self.position}. {self.name}"


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return of_programmes(self, membership, "programme")

    def run_by(self, membership):
        """The activities whose milestones a membership keeps: those of the labs that it runs."""
        return self.visible_to(membership).filter(lab__in=Lab.objects.run_by(membership))


class Activity(models.Model):
    """A line of a programme's activity plan, in one lab; hours are booked under it by its name in the plan."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="activities", verbose_name=_("programme"))
    lab = models.ForeignKey(Lab, models.PROTECT, related_name="activities", verbose_name=_("lab"))
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("goal")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ActivityKind.choices, default=ActivityKind.ACTIVITY)
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
            models.UniqueConstraint(
                fields=["programme"], condition=Q(kind=ActivityKind.MANAGEMENT), name="project_management_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=ActivityKind.values), name="activity_kind_known"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_management(self) -> bool:
        return self.kind == ActivityKind.MANAGEMENT


class EarlierActivity(models.Model):
    """What an activity was called, and when it ran, until it was changed (R41)."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="earlier", verbose_name=_("activity"))
    name = models.CharField(_("name"), max_length=160)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("changed by"))

    class Meta:
        verbose_name = _("earlier version of an activity")
        verbose_name_plural = _("earlier versions of activities")
        triggers = [
            pgtrigger.Protect(name="earlier_activities_are_kept", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return self.name
