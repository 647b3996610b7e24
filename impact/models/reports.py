"""What management makes of a campaign: conclusions, reports as PDF, and figures for everybody."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.jobs import DONE, FAILED, OPEN, QUEUED, Failure, JobState
from partnership.models import User
from partnership.roles import Permission

from ..kinds import Language
from .campaigns import Campaign
from .instruments import InstrumentLevel

LONGEST_CONCLUSION = 6000


class Conclusion(models.Model):
    """What management concludes on a level, or overall, in one language: each version is a row that stays."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="conclusions", verbose_name=_("campaign"))
    level = models.ForeignKey(
        InstrumentLevel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("level")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=LONGEST_CONCLUSION, blank=True)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("saved by"))
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("conclusion on a campaign")
        verbose_name_plural = _("conclusions on campaigns")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "level", "language", "version"],
                nulls_distinct=False,
                name="conclusion_version_once",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="conclusion_version_positive"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="conclusion_language_known"),
        ]
        triggers = [pgtrigger.Protect(name="conclusions_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.campaign_id} {self.version}"


class ImpactReportQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Whoever sees the figures of a campaign sees its reports."""
        return self.filter(campaign__in=Campaign.objects.visible_to(membership))


class ImpactReport(models.Model):
    """One PDF about a campaign, made once from a snapshot and kept unchanged; and the job of making it.

    `key` is the SHA-256 of template version, language and snapshot: the same content gives the same row.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="reports", verbose_name=_("campaign"))
    key = models.CharField(_("key"), max_length=64, unique=True)
    template_version = models.CharField(_("template version"), max_length=20)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    moment = models.DateTimeField(_("as things stood at"))
    file_name = models.CharField(_("file name"), max_length=120)
    snapshot = models.JSONField(_("data"))
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    held_by = models.CharField(_("held by"), max_length=64, blank=True)
    failure = models.CharField(_("reason"), max_length=20, choices=Failure.choices, blank=True)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked for by"))
    requested_at = models.DateTimeField(_("asked for at"))
    finished_at = models.DateTimeField(_("made at"), null=True, blank=True)
    path = models.CharField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)

    objects = ImpactReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report on a campaign")
        verbose_name_plural = _("reports on campaigns")
        indexes = [models.Index(fields=["state", "lease_until"], name="impact_report_waiting")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="impact_report_state_known"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="impact_report_language_known"),
            models.CheckConstraint(
                condition=Q(state=DONE, finished_at__isnull=False, sha256__regex=r"^[0-9a-f]{64}$", size__gt=0)
                | (~Q(state=DONE) & Q(finished_at=None, sha256="", path="", size=0, pages=0)),
                name="impact_report_has_its_file_when_done",
            ),
            models.CheckConstraint(
                condition=~Q(state=FAILED) | ~Q(failure=""), name="impact_report_failed_with_reason"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="finished_impact_reports_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=DONE),
            ),
        ]

    def __str__(self):
        return self.file_name

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state in OPEN

    @property
    def is_done(self) -> bool:
        return self.state == DONE


class PublicFiguresQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """What was put out and taken back: for who may put out."""
        if not membership.can(Permission.MANAGE_IMPACT):
            return self.none()
        return self.filter(campaign__partnership=membership.partnership_id)

    def out(self):
        """What everybody can read now."""
        return self.filter(withdrawn_at=None)


class PublicFigures(models.Model):
    """The main figures of a campaign for everybody, as they stood when management put them out."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="public_figures", verbose_name=_("campaign"))
    snapshot = models.JSONField(_("data"))
    published_at = models.DateTimeField(_("put out at"))
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("put out by"))
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken back by")
    )

    objects = PublicFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("public figures of a campaign")
        verbose_name_plural = _("public figures of campaigns")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(withdrawn_at=None), name="public_figures_out_once_per_campaign"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("published_at")),
                name="public_figures_withdrawn_afterwards",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="withdrawn_public_figures_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.campaign_id}"
