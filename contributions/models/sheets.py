"""Spreadsheets that partners bring in: the file, what was read in it, and what became of each row."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.states import SheetState
from partnership.models import Organisation, Programme, User
from partnership.roles import Permission

from .common import in_scope


class SheetImportQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Who brings in hours sees the sheets of the own organisation."""
        here = in_scope(self, membership)
        if not membership.can(Permission.IMPORT_HOURS):
            return here.none()
        return here.filter(organisation=membership.organisation_id)


class SheetImport(models.Model):
    """One spreadsheet on its way in, and the jobs of reading and writing it. Nothing is written until confirmed."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="sheets", verbose_name=_("programme"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sheets", verbose_name=_("partner"))
    name = models.CharField(_("file name"), max_length=120)
    path = models.CharField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    sheet = models.CharField(_("sheet"), max_length=120, blank=True)
    columns = models.JSONField(_("column names"), default=list)
    header_row = models.PositiveIntegerField(_("row with the column names"), default=0)
    mapping = models.JSONField(_("columns"), default=dict, help_text=_("Field to column name."))
    constants = models.JSONField(_("values for every row"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=SheetState.choices, default=SheetState.UPLOADED)
    version = models.PositiveIntegerField(_("version"), default=1)
    submit = models.BooleanField(_("submit at once"), default=True)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    accepted = models.PositiveIntegerField(_("accepted"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    already_there = models.PositiveIntegerField(_("already there"), default=0)
    minutes = models.PositiveIntegerField(_("minutes"), default=0)
    failure = models.CharField(_("reason"), max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    held_by = models.CharField(_("held by"), max_length=64, blank=True)
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )  # nobody: brought in by an administrator, at a terminal
    uploaded_at = models.DateTimeField(_("uploaded at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("spreadsheet")
        verbose_name_plural = _("spreadsheets")
        indexes = [models.Index(fields=["state", "lease_until"], name="sheet_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["uploaded_by", "nonce"], name="sheet_once_per_form"),
            models.CheckConstraint(condition=Q(state__in=SheetState.values), name="sheet_state_known"),
            models.CheckConstraint(
                condition=~Q(state=SheetState.FAILED) | ~Q(failure=""), name="sheet_failed_with_reason"
            ),
        ]

    def __str__(self):
        return self.name


class SheetRow(models.Model):
    """What was read in one row of a spreadsheet, and the verdict on it."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        ALREADY_THERE = "already_there", _("there already")

    sheet = models.ForeignKey(SheetImport, models.CASCADE, related_name="rows", verbose_name=_("spreadsheet"))
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    value = models.CharField(_("value"), max_length=200, blank=True)
    flags = models.JSONField(_("flags"), default=list)
    cells = models.JSONField(_("as it stood"), default=dict)
    effort = models.JSONField(_("as it was understood"), default=dict)

    class Meta:
        verbose_name = _("row of a spreadsheet")
        verbose_name_plural = _("rows of spreadsheets")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="sheet_row_once"),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(reason=""), name="sheet_row_refused_with_reason"
            ),
        ]

    def __str__(self):
        return f"{self.sheet_id}:{self.number}"


class SheetMapping(models.Model):
    """Which column means what in the spreadsheets of one company: remembered for the next one."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="sheet_mappings", verbose_name=_("partner")
    )
    header = models.CharField(_("column names"), max_length=64, help_text=_("SHA-256 of the column names in order."))
    mapping = models.JSONField(_("columns"), default=dict)
    constants = models.JSONField(_("values for every row"), default=dict)
    remembered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("remembered for"))
    remembered_at = models.DateTimeField(_("remembered at"))

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        constraints = [models.UniqueConstraint(fields=["organisation", "header"], name="sheet_mapping_once")]

    def __str__(self):
        return self.header
