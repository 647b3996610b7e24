"""Agreements: what a partner signs, and the pledges that it covers (R20 to R23)."""

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contributions.states import UNSIGNED, AgreementState
from partnership.models import Organisation, Programme, User
from partnership.roles import Permission

from .common import changed, in_scope
from .pledges import Pledge

PREPARED, SENT, SIGNED, WITHDRAWN = AgreementState.values


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Who sees the financing sees all; a partner's people what was sent to the own organisation."""
        here = in_scope(self, membership)
        if membership.can(Permission.SEE_FINANCING):
            return here
        if membership.can(Permission.SEE_OWN_PLEDGE):
            shown = Q(sent_at__isnull=False) | Q(state=SIGNED)
            return here.filter(shown, organisation=membership.organisation_id)
        return here.none()

    def with_staleness(self):
        """Adds `is_stale`: a pledge in it was changed or withdrawn since, so it no longer says what was agreed."""
        changed_since = Q(pledge__successor__isnull=False) | Q(pledge__withdrawn_at__isnull=False)
        covered = self.model.pledges.through.objects.filter(agreement_id=OuterRef("pk"))
        return self.annotate(is_stale=Exists(covered.filter(changed_since)))


class Agreement(models.Model):
    """A document that a partner signs, in the browser or on paper. Its pledges count once it is signed (R21)."""

    class Method(models.TextChoices):
        BROWSER = "browser", _("signed in the portal")
        PAPER = "paper", _("signed on paper")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="agreements", verbose_name=_("programme"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="agreements", verbose_name=_("partner"))
    pledges = models.ManyToManyField(Pledge, related_name="agreements", verbose_name=_("pledges"))
    number = models.CharField(_("number"), max_length=60, unique=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    language = models.CharField(_("language"), max_length=5)
    state = models.CharField(_("state"), max_length=10, choices=AgreementState.choices, default=PREPARED)
    version = models.PositiveIntegerField(_("version"), default=1)
    document = models.ForeignKey(
        "contributions.Document", models.PROTECT, null=True, related_name="+", verbose_name=_("document")
    )
    signed_document = models.ForeignKey(
        "contributions.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document with the signature"),
    )
    signatory = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who is to sign")
    )
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("prepared by"))
    prepared_at = models.DateTimeField(_("prepared at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    method = models.CharField(_("how"), max_length=10, choices=Method.choices, blank=True)
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )
    signed_name = models.CharField(_("name under the signature"), max_length=120, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    signed_from = models.CharField(_("from which address"), max_length=45, blank=True)
    signed_sha256 = models.CharField(_("fingerprint of what was signed"), max_length=64, blank=True)
    scan_path = models.CharField(_("scan"), max_length=200, blank=True)
    scan_sha256 = models.CharField(_("fingerprint of the scan"), max_length=64, blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("reason"), max_length=500, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.UniqueConstraint(fields=["prepared_by", "nonce"], name="agreement_once_per_form"),
            models.CheckConstraint(condition=Q(state__in=AgreementState.values), name="agreement_state_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_start"),
            models.CheckConstraint(condition=~Q(state=SENT) | Q(sent_at__isnull=False), name="agreement_sent_at"),
            models.CheckConstraint(
                condition=(
                    Q(state=SIGNED, signed_at__isnull=False, signed_on__isnull=False)
                    & ~Q(signed_name="")
                    & (
                        Q(method="browser", signed_by__isnull=False, signed_sha256__regex=r"^[0-9a-f]{64}$")
                        | (Q(method="paper", scan_sha256__regex=r"^[0-9a-f]{64}$") & ~Q(scan_path=""))
                    )
                )
                | ~Q(state=SIGNED),
                name="agreement_signed_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state=WITHDRAWN) | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="agreement_withdrawn_with_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="agreements_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="signed_agreements_do_not_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.signed_at IS NOT NULL AND ("
                    + changed(
                        "programme_id",
                        "organisation_id",
                        "number",
                        "state",
                        "starts_on",
                        "ends_on",
                        "document_id",
                        "signed_document_id",
                        "method",
                        "signed_by_id",
                        "signed_name",
                        "signed_on",
                        "signed_at",
                        "signed_from",
                        "signed_sha256",
                        "scan_path",
                        "scan_sha256",
                        "recorded_by_id",
                    )
                    + ")"
                ),
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether it can still be signed."""
        return self.state in UNSIGNED
