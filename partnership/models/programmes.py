from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lib.periods import Period, programme_years

from ..kinds import BudgetSource
from ..schemes import PRESETS, Terms, terms_from_json
from .organisations import Organisation, Partnership

MOST_PREPARATION = 240  # minutes for each hour of a session


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """An auditor sees the one programme of the assignment, others all of the partnership."""
        visible = self.filter(partnership=membership.partnership_id)
        return visible.filter(pk=membership.programme_id) if membership.programme_id else visible

    def current_first(self, today):
        """The programme that runs today first, then the newest."""
        running = models.Case(models.When(starts_on__lte=today, ends_on__gte=today, then=0), default=1)
        return self.annotate(is_over=running).order_by("is_over", "-starts_on", "pk")


class Programme(models.Model):
    """A grant with its own scheme, dates and rate (R01). The terms are this programme's copy of what was granted."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="programmes", verbose_name=_("partnership")
    )
    name = models.CharField(_("name"), max_length=160)
    scheme = models.CharField(_("scheme"), max_length=10, choices=[(name, name) for name in PRESETS])
    grant_number = models.CharField(_("grant number"), max_length=40, unique=True)
    decided_on = models.DateField(_("decision date"), null=True, blank=True)
    applied_on = models.DateField(_("application date"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    extension_approved_on = models.DateField(_("extension approved on"), null=True, blank=True)
    rate = models.DecimalField(_("hourly rate"), max_digits=6, decimal_places=2)
    budget_total = models.DecimalField(_("total budget"), max_digits=12, decimal_places=2)
    subsidy_granted = models.DecimalField(_("subsidy granted"), max_digits=12, decimal_places=2)
    lead_partner = models.ForeignKey(Organisation, models.PROTECT, related_name="leads", verbose_name=_("lead partner"))
    terms_granted = models.JSONField(_("terms"))
    override_reason = models.TextField(_("why the terms differ from the preset"), blank=True)
    counts_preparation = models.BooleanField(_("preparation of sessions counts"), default=False)
    preparation_per_hour = models.PositiveSmallIntegerField(
        _("most minutes of preparation for each hour of a session"), null=True, blank=True
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="programme_ends_after_start"),
            models.CheckConstraint(condition=Q(applied_on__lte=F("starts_on")), name="programme_applied_before_start"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="programme_rate_positive"),
            models.CheckConstraint(condition=Q(budget_total__gt=0), name="programme_budget_positive"),
            models.CheckConstraint(condition=Q(subsidy_granted__gte=0), name="programme_subsidy_not_negative"),
            models.CheckConstraint(
                condition=Q(preparation_per_hour=None)
                | Q(preparation_per_hour__gte=1, preparation_per_hour__lte=MOST_PREPARATION),
                name="programme_preparation_possible",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def terms(self) -> Terms:
        """The shares, bounds and exclusions this grant was given under."""
        return terms_from_json(self.terms_granted)

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)

    @property
    def years(self) -> list[Period]:
        """The programme's years, counted from its first day."""
        return list(programme_years(self.starts_on, self.ends_on))

    def year_of(self, day) -> Period:
        """The programme year that holds `day`; before the start the first, after the end the last."""
        years = self.years
        return next((year for year in years if day <= year.last), years[-1])


class BudgetLine(models.Model):
    """What one source is to bring in one calendar year, in euros, as the multi-year budget says."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="budget_lines", verbose_name=_("programme"))
    year = models.PositiveSmallIntegerField(_("calendar year"))
    source = models.CharField(_("source"), max_length=20, choices=BudgetSource.choices)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, default=Decimal("0.00"))

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        constraints = [
            models.UniqueConstraint(fields=["programme", "year", "source"], name="budget_line_once"),
            models.CheckConstraint(condition=Q(source__in=BudgetSource.values), name="budget_line_source_known"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_line_not_negative"),
        ]

    def __str__(self):
        return f"{self.year} {self.source}"
