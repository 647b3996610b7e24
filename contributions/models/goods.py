"""Contributions that are not hours."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.kinds import GoodsKind, Valuation
from contributions.states import APPROVED, DRAFT, RETURNED, SUBMITTED, ContributionState
from partnership.models import Organisation, Programme, User
from partnership.roles import Permission

from .common import changed, in_scope

# What an approval freezes on a contribution: every euro is traced by it.
FROZEN_GOODS = (
    "programme_id",
    "organisation_id",
    "received_on",
    "kind",
    "quantity",
    "unit_price",
    "amount",
    "valuation",
    "starts_on",
    "ends_on",
    "decided_by_id",
    "decided_at",
)


class ContributionQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Who sees the financing sees all that was handed in; a partner's people those of the own organisation."""
        here = in_scope(self, membership)
        own, handed_in = Q(organisation=membership.organisation_id), ~Q(state=DRAFT)
        if membership.can(Permission.SEE_FINANCING):
            visible = handed_in
        elif membership.can(Permission.SEE_OWN_PLEDGE):
            visible = own & handed_in
        else:
            return here.none()
        return here.filter(visible | own if membership.can(Permission.BRING_GOODS) else visible)


class Contribution(models.Model):
    """What a partner brought in that is not hours: materials, a room, cash. Without proof it is worth nothing (R50)."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="contributions", verbose_name=_("programme"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="contributions", verbose_name=_("partner")
    )
    received_on = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=20, choices=GoodsKind.choices)
    quantity = models.DecimalField(_("quantity"), max_digits=9, decimal_places=2)
    unit_price = models.DecimalField(_("price per unit"), max_digits=10, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    description = models.CharField(_("description"), max_length=500, blank=True)
    valuation = models.CharField(_("how the price was found"), max_length=20, choices=Valuation.choices, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    evidence = models.CharField(_("proof"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ContributionState.choices)
    version = models.PositiveIntegerField(_("version"), default=1)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    return_reason = models.CharField(_("reason"), max_length=500, blank=True)
    reported_at = models.DateTimeField(_("in a report since"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, blank=True)
    history_id = models.CharField(_("number in the earlier administration"), max_length=40, blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by"))

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("other contribution")
        verbose_name_plural = _("other contributions")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "history_id"], condition=~Q(history_id=""), name="contribution_history_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=GoodsKind.values), name="contribution_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ContributionState.values), name="contribution_state_known"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="contribution_amount_not_negative"),
            models.UniqueConstraint(fields=["entered_by", "nonce"], name="contribution_once_per_form"),
            models.CheckConstraint(
                condition=Q(valuation="") | Q(valuation__in=Valuation.values), name="contribution_valuation_known"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None, ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contribution_ends_after_start",
            ),
            # What came from an earlier administration says nothing of who handed it in and who decided.
            models.CheckConstraint(
                condition=~Q(history_id="")
                | Q(state__in=[DRAFT, SUBMITTED], decided_at=None, decided_by=None)
                | Q(state__in=[RETURNED, APPROVED], decided_at__isnull=False, decided_by__isnull=False),
                name="contribution_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state=RETURNED) | ~Q(return_reason=""), name="contribution_returned_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("entered_by")),
                name="contribution_not_decided_by_who_entered",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="approved_goods_are_kept", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__state=APPROVED)
            ),
            pgtrigger.Trigger(
                name="goods_bring_in_rent_of_their_own",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state__in=(SUBMITTED, APPROVED)),
                func="""
    IF EXISTS (
        SELECT 1 FROM contributions_rentclaim c WHERE c.contribution_id = NEW.id AND c.released_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'goods_bring_in_rent_of_their_own'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'goods_bring_in_rent_of_their_own';
    END IF;
    RETURN NEW;""",
            ),
            pgtrigger.Protect(
                name="approved_goods_do_not_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.state = '{APPROVED}' AND NEW.state = '{APPROVED}' AND ({changed(*FROZEN_GOODS)})"
                ),
            ),
            pgtrigger.Protect(
                name="reported_goods_stay_approved",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.reported_at IS NOT NULL AND ({changed('state', 'reported_at')})"),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.amount}"
