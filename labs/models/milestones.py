"""Milestones: what was agreed, what was agreed before, and what was reported about it (R60)."""

import pgtrigger
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from partnership.models import User
from partnership.roles import Permission

from ..kinds import Outcome
from .plan import Activity, Lab, of_programmes

MEDIA = ("application/pdf", "image/png", "image/jpeg")
# Reports show how things went; their files may hold more than partners are meant to see of each other.
SEE_FILES = (Permission.MANAGE_PROGRAMME, Permission.RUN_LABS, Permission.SEE_FINANCING)


def _kept(name: str) -> pgtrigger.Protect:
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


class MilestoneQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return of_programmes(self, membership, "activity__programme")

    def run_by(self, membership):
        """The milestones that a membership keeps and reports on."""
        return self.visible_to(membership).filter(activity__lab__in=Lab.objects.run_by(membership))

    def there(self):
        """What was not taken out of the plan."""
        return self.filter(removed_at=None)

    def with_latest(self):
        """Each with what its latest report says: `outcome` (None without report), `looked_on` and `reported`."""
        latest = MilestoneReport.objects.filter(milestone=OuterRef("pk")).order_by("-reported_at", "-pk")
        return self.annotate(
            outcome=Subquery(latest.values("outcome")[:1]),
            looked_on=Subquery(latest.values("looked_on")[:1]),
            reported=Subquery(latest.values("pk")[:1]),
        )


class Milestone(models.Model):
    """A result that an activity is to have by a day. What was agreed earlier is kept beside it."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="milestones", verbose_name=_("activity"))
    name = models.CharField(_("name"), max_length=160)
    planned_on = models.DateField(_("planned date"))
    planned_result = models.TextField(_("planned result"), max_length=1000)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    removed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("removed by")
    )

    objects = MilestoneQuerySet.as_manager()
    programme_path = "activity__programme"  # so that its auditor reads in the log what was agreed and reported

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="milestone_removed_by_someone",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="milestones_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="reported_milestones_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.removed_at IS NOT NULL AND OLD.removed_at IS NULL"),
                func="""
                    IF EXISTS (SELECT FROM labs_milestonereport WHERE milestone_id = NEW.id) THEN
                        RAISE EXCEPTION 'a milestone with a report stays' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.name


class EarlierMilestone(models.Model):
    """What was agreed about a milestone until it was changed, and why it was."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="earlier", verbose_name=_("milestone"))
    name = models.CharField(_("name"), max_length=160)
    planned_on = models.DateField(_("planned date"))
    planned_result = models.TextField(_("planned result"), max_length=1000)
    reason = models.CharField(_("reason of the change"), max_length=300)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("changed by"))

    class Meta:
        verbose_name = _("earlier version of a milestone")
        verbose_name_plural = _("earlier versions of milestones")
        triggers = [_kept("earlier_milestones_are_kept")]

    def __str__(self):
        return self.name


class MilestoneReportQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return of_programmes(self, membership, "milestone__activity__programme")

    def latest_first(self):
        return self.order_by("-reported_at", "-pk")


class MilestoneReport(models.Model):
    """What somebody reported about a milestone. The latest one tells how it stands; none is ever changed."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="reports", verbose_name=_("milestone"))
    outcome = models.CharField(_("reached"), max_length=10, choices=Outcome.choices)
    looked_on = models.DateField(_("day"))
    text = models.TextField(_("what came of it"), max_length=2000)
    reported_at = models.DateTimeField(_("reported at"))
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("reported by"))
    nonce = models.UUIDField(_("form nonce"), unique=True, editable=False)

    objects = MilestoneReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report on a milestone")
        verbose_name_plural = _("reports on milestones")
        constraints = [models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="milestone_outcome_known")]
        triggers = [_kept("milestone_reports_are_kept")]

    def __str__(self):
        return f"{self.milestone_id} {self.outcome}"


class MilestoneFigure(models.Model):
    """A number in a report: how many people took part, for example."""

    report = models.ForeignKey(MilestoneReport, models.PROTECT, related_name="figures", verbose_name=_("report"))
    name = models.CharField(_("name"), max_length=80)
    value = models.DecimalField(_("number"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("figure of a milestone")
        verbose_name_plural = _("figures of milestones")
        triggers = [_kept("milestone_figures_are_kept")]

    def __str__(self):
        return f"{self.name}: {self.value}"


class MilestoneFileQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Partners read what was reported; the files are for who runs labs, manages or oversees the programme."""
        if not any(membership.can(permission) for permission in SEE_FILES):
            return self.none()
        return of_programmes(self, membership, "report__milestone__activity__programme")


class MilestoneFile(models.Model):
    """A file that came with a report."""

    report = models.ForeignKey(MilestoneReport, models.PROTECT, related_name="files", verbose_name=_("report"))
    name = models.CharField(_("file name"), max_length=120)
    media_type = models.CharField(_("type"), max_length=20)
    path = models.CharField(_("file"), max_length=200, unique=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("bytes"))

    objects = MilestoneFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a milestone")
        verbose_name_plural = _("files of milestones")
        constraints = [
            models.CheckConstraint(condition=Q(media_type__in=MEDIA), name="milestone_file_type_known"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$", size__gt=0), name="milestone_file_has_its_file"
            ),
        ]
        triggers = [_kept("milestone_files_are_kept")]

    def __str__(self):
        return self.name
