"""Pledges: what partners promise."""

import pgtrigger
from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contributions.kinds import PledgeKind
from contributions.states import AgreementState
from partnership.models import Organisation, Programme, User
from partnership.roles import Permission

from .common import in_scope


class PledgeQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Management and the auditor see all pledges, a partner's people their own organisation's."""
        here = in_scope(self, membership)
        if membership.can(Permission.SEE_FINANCING):
            return here
        if membership.can(Permission.SEE_OWN_PLEDGE):
            return here.filter(organisation=membership.organisation_id)
        return here.none()

    def current(self):
        """The newest version of each pledge that was not withdrawn."""
        return self.filter(successor=None, withdrawn_at=None)

    def with_signature(self):
        """Adds `is_signed`: a signed agreement covers the whole period, or a signature was recorded on it (R21).

        Before there were agreements in the portal, who signed, when and on which document stood on the pledge itself.
        """
        covering = self.model.agreements.through.objects.filter(
            pledge_id=OuterRef("pk"),
            agreement__state=AgreementState.SIGNED,
            agreement__starts_on__lte=OuterRef("starts_on"),
            agreement__ends_on__gte=OuterRef("ends_on"),
        )
        before = ~Q(signed_by="") & Q(signed_on__isnull=False) & ~Q(document="")
        return self.annotate(
            is_signed=ExpressionWrapper(before | Q(Exists(covering)), output_field=BooleanField()),
        )


class Pledge(models.Model):
    """What a partner promised for a period of a programme (R20). A change makes a new version; none is overwritten."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="pledges", verbose_name=_("programme"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="pledges", verbose_name=_("partner"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    kind = models.CharField(_("kind"), max_length=20, choices=PledgeKind.choices)
    quantity = models.DecimalField(_("quantity"), max_digits=9, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=20)
    unit_price = models.DecimalField(_("price per unit"), max_digits=10, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    signed_by = models.CharField(_("signed by"), max_length=120, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    document = models.CharField(_("agreement"), max_length=200, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name=_("replaces")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))
    nonce = models.UUIDField(_("form nonce"), null=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        constraints = [
            models.UniqueConstraint(fields=["entered_by", "nonce"], name="pledge_once_per_form"),
            models.UniqueConstraint(
                fields=["programme", "organisation", "kind", "starts_on", "version"], name="pledge_version_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=PledgeKind.values), name="pledge_kind_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="pledge_ends_after_start"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="pledge_quantity_positive"),
            models.CheckConstraint(
                condition=Q(unit_price__gte=0) & Q(amount__gte=0), name="pledge_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces=None) | Q(version__gt=1, replaces__isnull=False),
                name="pledge_later_versions_replace",
            ),
        ]
        triggers = [pgtrigger.Protect(name="pledges_are_kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.kind} {self.quantity}"
