"""Accountability reports, made once and never changed; and what management makes of a forecast that breaks a limit."""

from fractions import Fraction

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.rules import LimitCheck, Side, check_limit
from lib.periods import today
from partnership.models import Programme, User
from partnership.roles import Permission
from partnership.schemes import Limit

from .states import ASSESSED, DONE, FAILED, OPEN, QUEUED, DutyState, Failure, JobState


class AccountabilityReportQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Who may see reports sees those of the partnership; an auditor those of the one programme."""
        if not membership.can(Permission.SEE_REPORTS):
            return self.none()
        here = self.filter(programme__partnership=membership.partnership_id)
        return here.filter(programme=membership.programme_id) if membership.programme_id else here


class AccountabilityReport(models.Model):
    """A numbered account of one period of a programme, as the books stood at its cut-off moment.

    It is a job as well: a row from the moment it is asked for, so that no request is lost with a message.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="reports", verbose_name=_("programme"))
    number = models.CharField(_("number"), max_length=60, unique=True)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    language = models.CharField(_("language"), max_length=5)
    cutoff_at = models.DateTimeField(_("cut-off moment"))
    template_version = models.CharField(_("template version"), max_length=20)
    data_hash = models.CharField(_("hash of the data"), max_length=64)
    line_count = models.PositiveIntegerField(_("hour lines"))
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=QUEUED)
    failure = models.CharField(_("reason"), max_length=20, choices=Failure.choices, blank=True)
    requested_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("asked for by"))
    requested_at = models.DateTimeField(_("asked for at"))
    nonce = models.UUIDField(_("form nonce"), null=True)
    finished_at = models.DateTimeField(_("made at"), null=True, blank=True)
    path = models.CharField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)

    objects = AccountabilityReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("accountability report")
        verbose_name_plural = _("accountability reports")
        indexes = [
            models.Index(fields=["programme", "-cutoff_at"], name="report_newest"),
            models.Index(fields=["sha256"], condition=~Q(sha256=""), name="report_by_hash"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "first_on", "last_on", "language", "template_version", "data_hash"],
                name="report_once_for_the_same_data",
            ),
            models.UniqueConstraint(fields=["requested_by", "nonce"], name="report_once_per_form"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="report_ends_after_start"),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="report_state_known"),
            models.CheckConstraint(
                condition=Q(state=DONE, finished_at__isnull=False, sha256__regex=r"^[0-9a-f]{64}$", size__gt=0)
                | (~Q(state=DONE) & Q(finished_at=None, sha256="", path="", size=0)),
                name="report_has_its_file_when_done",
            ),
            models.CheckConstraint(
                condition=(Q(state=FAILED) & ~Q(failure="")) | (~Q(state=FAILED) & Q(failure="")),
                name="report_failed_with_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="reports_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="finished_reports_do_not_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=DONE),
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state in OPEN

    @property
    def is_done(self) -> bool:
        return self.state == DONE

    @property
    def language_name(self):
        return dict(settings.LANGUAGES).get(self.language, self.language)

    @property
    def runs_on(self) -> bool:
        """Whether the period goes on after the cut-off moment."""
        return self.last_on > today(self.cutoff_at)

    @property
    def is_bundle(self) -> bool:
        """Whether the download is a ZIP of the main document and its annex volumes."""
        return self.path.endswith(".zip")


class Snapshot(models.Model):
    """The books as they stood when a report was asked for: all that its files are made from, packed."""

    report = models.OneToOneField(
        AccountabilityReport, models.PROTECT, primary_key=True, related_name="snapshot", verbose_name=_("report")
    )
    packed = models.BinaryField(_("data"))
    maker = models.CharField(_("made by"), max_length=254, blank=True)

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        triggers = [pgtrigger.Protect(name="snapshots_do_not_change", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return str(self.report_id)


class ReportPart(models.Model):
    """One PDF of a report, and the job of making it: number 0 is the main document, 1 and up are annex volumes.

    A worker holds it by a lease; who finds the lease expired may take over.
    """

    MAIN = 0

    report = models.ForeignKey(AccountabilityReport, models.PROTECT, related_name="parts", verbose_name=_("report"))
    number = models.PositiveSmallIntegerField(_("number"))
    first_line = models.PositiveIntegerField(_("first line"), null=True, blank=True)
    last_line = models.PositiveIntegerField(_("last line"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    held_by = models.CharField(_("held by"), max_length=64, blank=True, help_text=_("The id of the task at work."))
    failure = models.CharField(_("reason"), max_length=20, choices=Failure.choices, blank=True)
    finished_at = models.DateTimeField(_("made at"), null=True, blank=True)
    path = models.CharField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)

    class Meta:
        verbose_name = _("part of a report")
        verbose_name_plural = _("parts of reports")
        indexes = [
            models.Index(fields=["state", "lease_until"], name="report_part_waiting"),
            models.Index(fields=["sha256"], condition=~Q(sha256=""), name="report_part_by_hash"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_part_once"),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="report_part_state_known"),
            models.CheckConstraint(
                condition=Q(state=DONE, finished_at__isnull=False, sha256__regex=r"^[0-9a-f]{64}$", size__gt=0)
                | (~Q(state=DONE) & Q(finished_at=None, sha256="", path="", size=0, pages=0)),
                name="report_part_has_its_file_when_done",
            ),
            models.CheckConstraint(
                condition=Q(number=0, first_line=None, last_line=None)
                | Q(number__gt=0, first_line__gte=1, last_line__gte=F("first_line")),
                name="report_part_volumes_have_lines",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="finished_parts_do_not_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=DONE),
            ),
            pgtrigger.Protect(name="report_parts_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.report_id}.{self.number}"

    @property
    def is_main(self) -> bool:
        return self.number == self.MAIN

    @property
    def file_name(self) -> str:
        return self.path.rpartition("/")[2]


class NotificationDutyQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Who may see the financing sees those of the partnership; an auditor those of the one programme."""
        if not membership.can(Permission.SEE_FINANCING):
            return self.none()
        here = self.filter(programme__partnership=membership.partnership_id)
        return here.filter(programme=membership.programme_id) if membership.programme_id else here

    def running(self):
        """Those whose limit the forecast still breaks, also when they were assessed."""
        return self.filter(recovered_at=None)

    def waiting(self):
        """Those that management has to assess."""
        return self.filter(state=DutyState.OPEN)


FOUND = ("programme", "side", "opened_at", "amount", "total", "at_least", "at_most", "source", "ends_on")


class NotificationDuty(models.Model):
    """The forecast of a programme broke a legal limit, so management assesses whether the funder must be told (R17).

    It keeps the amounts of the day it was found. It runs until the forecast holds again; one that is assessed and still
    runs keeps the same limit from being brought up every day.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="duties", verbose_name=_("programme"))
    side = models.CharField(_("side"), max_length=10, choices=[(side.value, side.value) for side in Side])
    opened_at = models.DateTimeField(_("found at"))
    ends_on = models.DateField(_("forecast for"))
    amount = models.DecimalField(_("forecast"), max_digits=14, decimal_places=2)
    total = models.DecimalField(_("budget"), max_digits=14, decimal_places=2)
    at_least = models.CharField(_("at least"), max_length=20, blank=True)
    at_most = models.CharField(_("at most"), max_length=20, blank=True)
    source = models.CharField(_("source"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=DutyState.choices, default=DutyState.OPEN)
    version = models.PositiveIntegerField(_("version"), default=1)
    explanation = models.TextField(_("explanation"), blank=True)
    assessed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assessed by")
    )
    assessed_at = models.DateTimeField(_("assessed at"), null=True, blank=True)
    reported_on = models.DateField(_("told the funder on"), null=True, blank=True)
    recovered_at = models.DateTimeField(_("holds again since"), null=True, blank=True)

    objects = NotificationDutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification duty")
        verbose_name_plural = _("notification duties")
        indexes = [models.Index(fields=["programme", "-opened_at"], name="duty_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "side"], condition=Q(recovered_at=None), name="duty_runs_once_per_side"
            ),
            models.CheckConstraint(condition=Q(state__in=DutyState.values), name="duty_state_known"),
            models.CheckConstraint(condition=Q(side__in=[side.value for side in Side]), name="duty_side_known"),
            models.CheckConstraint(condition=~Q(at_least="", at_most=""), name="duty_has_its_limit"),
            models.CheckConstraint(
                condition=(
                    Q(state__in=ASSESSED, assessed_at__isnull=False, assessed_by__isnull=False) & ~Q(explanation="")
                )
                | (~Q(state__in=ASSESSED) & Q(assessed_at=None, assessed_by=None, explanation="")),
                name="duty_assessed_by_somebody_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(reported_on=None) | Q(state=DutyState.TO_REPORT), name="duty_reported_only_when_needed"
            ),
            models.CheckConstraint(
                condition=~Q(state=DutyState.OPEN, recovered_at__isnull=False)
                & ~Q(state=DutyState.LAPSED, recovered_at=None),
                name="duty_goes_by_when_the_limit_holds",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="duties_are_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="duties_keep_their_facts", fields=FOUND),
            pgtrigger.Protect(
                name="assessments_do_not_change",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__explanation="")
                & (
                    pgtrigger.Q(old__explanation__df=pgtrigger.F("new__explanation"))
                    | pgtrigger.Q(old__state__df=pgtrigger.F("new__state"))
                ),
            ),
        ]

    def __str__(self):
        return f"{self.programme_id} {self.side}"

    @property
    def limit_check(self) -> LimitCheck:
        """The limit beside what was expected when this was found."""
        least, most = (Fraction(text) if text else None for text in (self.at_least, self.at_most))
        return check_limit(Side(self.side), Limit(self.source, least, most), self.amount, self.total)

    @property
    def tone(self) -> str:
        return {DutyState.OPEN: "wait", DutyState.TO_REPORT: "warn", DutyState.NO_REPORT: "good"}.get(
            DutyState(self.state), "neutral"
        )
