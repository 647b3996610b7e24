"""Contacts on their way in from a file: what was read, row by row, before anything of it is written."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Partnership, User
from partnership.roles import Permission

from ..kinds import RowOutcome
from .campaigns import Campaign


class ContactSheetQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if not membership.can(Permission.MANAGE_IMPACT):
            return self.none()
        return self.filter(campaign__partnership=membership.partnership_id)


class ContactSheet(models.Model):
    """A file with contacts; only its rows are kept, until they are written or thrown away."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="sheets", verbose_name=_("campaign"))
    partnership = models.ForeignKey(
        Partnership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partnership that the contacts belong to"),
    )
    name = models.CharField(_("file name"), max_length=120)
    columns = models.JSONField(_("column names"), default=list)
    version = models.PositiveIntegerField(_("version"), default=1)
    accepted = models.PositiveIntegerField(_("accepted"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    already_there = models.PositiveIntegerField(_("already there"), default=0)
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded at"))
    written_at = models.DateTimeField(_("written at"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True)

    objects = ContactSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("file with contacts")
        verbose_name_plural = _("files with contacts")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "nonce"], name="contact_sheet_once_per_form"),
        ]

    def __str__(self):
        return f"{self.pk}"


class ContactSheetRow(models.Model):
    """One row of such a file and the verdict on it; `contact` is what was understood."""

    sheet = models.ForeignKey(ContactSheet, models.CASCADE, related_name="rows", verbose_name=_("file with contacts"))
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=RowOutcome.choices)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    column = models.CharField(_("column"), max_length=20, blank=True)
    cells = models.JSONField(_("cells"), default=dict)
    contact = models.JSONField(_("contact"), default=dict)

    class Meta:
        verbose_name = _("row with a contact")
        verbose_name_plural = _("rows with contacts")
        indexes = [models.Index(fields=["sheet", "outcome", "number"], name="contact_row_of_sheet")]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="contact_row_once"),
            models.CheckConstraint(condition=Q(outcome__in=RowOutcome.values), name="contact_row_outcome_known"),
            models.CheckConstraint(
                condition=~Q(outcome=RowOutcome.REFUSED) | ~Q(reason=""), name="contact_row_refused_with_reason"
            ),
        ]

    def __str__(self):
        return f"{self.number}"
