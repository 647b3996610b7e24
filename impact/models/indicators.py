"""Figures per school year: own indicators, what was typed in for a year, and what was reported when it was closed."""

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partnership.models import Partnership, User
from partnership.roles import Permission

from ..indicator_kinds import BY_CODE, FIRST_YEAR, LAST_YEAR, OWN, Bound, Unit

YEARS = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]


def _kept(name: str) -> pgtrigger.Protect:
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


def _one_indicator(name: str) -> models.CheckConstraint:
    """Of the portal, by its code, or an own one."""
    own = Q(code="", indicator__isnull=False)
    return models.CheckConstraint(condition=own | Q(code__in=list(BY_CODE), indicator=None), name=name)


def _possible_year(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name=name)


class OfPartnershipQuerySet(models.QuerySet):
    """Rows with a partnership of their own, for who may see what the impact is."""

    def visible_to(self, membership):
        if not membership.can(Permission.SEE_IMPACT):
            return self.none()
        return self.filter(partnership=membership.partnership_id)


class Indicator(models.Model):
    """An indicator of a partnership's own, beside those that come with the portal. It is always typed in."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="indicators", verbose_name=_("partnership")
    )
    name_nl = models.CharField(_("name in Dutch"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    meaning_nl = models.CharField(_("what is counted, in Dutch"), max_length=400)
    meaning_en = models.CharField(_("what is counted, in English"), max_length=400)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices)
    version = models.PositiveIntegerField(_("version"), default=1)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    ended_at = models.DateTimeField(_("not kept any longer since"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = OfPartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("own indicator")
        verbose_name_plural = _("own indicators")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name_nl"], name="indicator_name_once"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="indicator_unit_known"),
        ]

    def __str__(self):
        return self.name

    @property
    def key(self) -> str:
        """Its part of an address."""
        return f"{OWN}{self.pk}"

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_nl

    @property
    def meaning(self) -> str:
        return self.meaning_en if get_language() == "en" else self.meaning_nl


class OfAYear(models.Model):
    """An indicator of the portal or an own one, in one school year, which its first calendar year names."""

    code = models.CharField(_("indicator of the portal"), max_length=40, blank=True)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("own indicator")
    )
    year = models.PositiveSmallIntegerField(_("school year"), validators=YEARS)

    class Meta:
        abstract = True

    @property
    def key(self) -> str:
        return self.code or f"{OWN}{self.indicator_id}"


class IndicatorYear(OfAYear):
    """What is typed in about one indicator in one year. The latest of its entries tells; `version` counts them."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="indicator_years", verbose_name=_("partnership")
    )
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = OfPartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("year of an indicator")
        verbose_name_plural = _("years of indicators")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "code", "indicator", "year"], nulls_distinct=False, name="indicator_year_once"
            ),
            _one_indicator("indicator_year_of_one_indicator"),
            _possible_year("indicator_year_possible"),
        ]

    def __str__(self):
        return f"{self.key} {self.year}"


class IndicatorEntry(models.Model):
    """A value and a target as somebody entered them, with the source. None is ever changed: who corrects adds one."""

    year = models.ForeignKey(IndicatorYear, models.PROTECT, related_name="entries", verbose_name=_("year"))
    number = models.PositiveIntegerField(_("number"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2, null=True, blank=True)
    bound = models.CharField(_("less or more than"), max_length=5, choices=Bound.choices, blank=True)
    told = models.PositiveIntegerField(_("of how many students it is known"), null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2, null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    corrects = models.BooleanField(_("corrects what was reported"), default=False)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("entry of an indicator")
        verbose_name_plural = _("entries of indicators")
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="indicator_entry_number_once"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=0), name="indicator_entry_not_negative"),
            models.CheckConstraint(condition=Q(target=None) | Q(target__gte=0), name="indicator_target_not_negative"),
            models.CheckConstraint(condition=Q(value=None) | ~Q(source=""), name="indicator_entry_has_a_source"),
            models.CheckConstraint(condition=Q(bound__in=["", *Bound.values]), name="indicator_entry_bound_known"),
            models.CheckConstraint(
                condition=Q(corrects=False) | Q(value__isnull=False) & ~Q(note=""),
                name="indicator_correction_says_why",
            ),
        ]
        triggers = [_kept("indicator_entries_are_kept")]

    def __str__(self):
        return f"{self.year_id} {self.number}"


class IndicatorClosing(models.Model):
    """That management confirmed the figures of a school year. What was reported stays, whatever is erased later."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="indicator_closings", verbose_name=_("partnership")
    )
    year = models.PositiveSmallIntegerField(_("school year"), validators=YEARS)
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("closed by"))
    closed_at = models.DateTimeField(_("closed at"))

    objects = OfPartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("closed year of indicators")
        verbose_name_plural = _("closed years of indicators")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "year"], name="indicator_closing_once"),
            _possible_year("indicator_closing_year_possible"),
        ]
        triggers = [_kept("indicator_closings_are_kept")]

    def __str__(self):
        return f"{self.partnership_id} {self.year}"


class IndicatorSnapshot(models.Model):
    """What was reported of one indicator when its year was closed."""

    closing = models.ForeignKey(IndicatorClosing, models.PROTECT, related_name="snapshots", verbose_name=_("closing"))
    code = models.CharField(_("indicator of the portal"), max_length=40, blank=True)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("own indicator")
    )
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2, null=True, blank=True)
    bound = models.CharField(_("less or more than"), max_length=5, choices=Bound.choices, blank=True)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2, null=True, blank=True)
    counted = models.BooleanField(_("counted by the portal"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("reported figure")
        verbose_name_plural = _("reported figures")
        constraints = [
            models.UniqueConstraint(
                fields=["closing", "code", "indicator"], nulls_distinct=False, name="indicator_snapshot_once"
            ),
            _one_indicator("indicator_snapshot_of_one_indicator"),
            models.CheckConstraint(condition=Q(bound__in=["", *Bound.values]), name="indicator_snapshot_bound_known"),
        ]
        triggers = [_kept("indicator_snapshots_are_kept")]

    def __str__(self):
        return f"{self.closing_id} {self.key}"

    @property
    def key(self) -> str:
        return self.code or f"{OWN}{self.indicator_id}"


# The latest entry of each year, which tells.
LATEST = Q(number=F("year__version"))
