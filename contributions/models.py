"""Pledges, hours and other contributions of partners to a programme."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labs.models import Activity, LabCoordinator
from lib.money import QUARTER
from partnership.models import Membership, Organisation, Programme, User
from partnership.roles import Permission

from .kinds import ContributionKind, GoodsKind, PledgeKind
from .sentences import RETURN_CODES
from .states import APPROVED, DRAFT, RETURNED, SUBMITTED, ContributionState, EntryState

# What an approval freezes on a line: the columns that every euro is traced by.
FROZEN = (
    "programme_id",
    "organisation_id",
    "person_id",
    "activity_id",
    "worked_on",
    "minutes",
    "kind",
    "description",
    "rate",
    "amount",
    "decided_by_id",
    "decided_at",
)


def changed(*columns: str) -> str:
    """SQL for a trigger: any of these columns gets another value."""
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


def in_scope(queryset, membership):
    """Narrow a queryset with a `programme` to what a membership may know to exist."""
    here = queryset.filter(programme__partnership=membership.partnership_id)
    return here.filter(programme=membership.programme_id) if membership.programme_id else here


def labs_of(membership):
    """The labs a membership coordinates, as a subquery: a join would repeat a line for every coordinator of its lab."""
    return LabCoordinator.objects.filter(membership=membership).values("lab")


def own_organisations(membership):
    """Every organisation the person of a membership belongs to now, also by other memberships, as a subquery."""
    return Membership.objects.active(timezone.now()).filter(user=membership.user_id).values("organisation")


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


class HourEntryQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Own hours; a company manager's those of the organisation; a coordinator's those of the own labs; or all.

        A draft is for who logged it and for the company's manager only.
        """
        here = in_scope(self, membership)
        own = Q(person=membership.user_id, organisation=membership.organisation_id)
        if membership.can(Permission.SEE_ALL_HOURS):
            return here.filter(own | ~Q(state=DRAFT))
        if membership.can(Permission.SEE_ORGANISATION_HOURS):
            own |= Q(organisation=membership.organisation_id)
        if membership.can(Permission.DECIDE_ON_HOURS):
            own |= Q(activity__lab__in=labs_of(membership)) & ~Q(state=DRAFT)
        return here.filter(own)

    def decidable_by(self, membership):
        """Hours that are this coordinator's to judge: of the own labs, of others, and of organisations not the own."""
        return (
            in_scope(self, membership)
            .filter(activity__lab__in=labs_of(membership))
            .exclude(person=membership.user_id)
            .exclude(organisation__in=own_organisations(membership))
            .exclude(state=DRAFT)
        )

    def inbox_of(self, membership):
        """What waits for this coordinator."""
        return self.decidable_by(membership).filter(state=SUBMITTED)


class HourEntry(models.Model):
    """One person's effort on one day for one activity, on behalf of one organisation (R30)."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="hours", verbose_name=_("programme"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="hours", verbose_name=_("partner"))
    person = models.ForeignKey(User, models.PROTECT, related_name="hours", verbose_name=_("person"))
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="hours", verbose_name=_("activity"))
    worked_on = models.DateField(_("date"))
    minutes = models.PositiveIntegerField(_("minutes"))
    kind = models.CharField(_("kind of effort"), max_length=30, choices=ContributionKind.choices)
    description = models.CharField(_("description"), max_length=500)
    place = models.CharField(_("place"), max_length=120, blank=True)
    explanation = models.CharField(_("explanation"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=EntryState.choices, default=DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    return_reason = models.CharField(_("reason"), max_length=500, blank=True)
    rate = models.DecimalField(_("hourly rate"), max_digits=6, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    reported_at = models.DateTimeField(_("in a report since"), null=True, blank=True)
    history_id = models.CharField(_("number in the earlier administration"), max_length=40, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, blank=True)

    objects = HourEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("hour entry")
        verbose_name_plural = _("hours")
        indexes = [
            models.Index(fields=["programme", "state", "worked_on"], name="hours_programme_state"),
            models.Index(fields=["person", "worked_on"], name="hours_person_day"),
            models.Index(fields=["organisation", "worked_on"], name="hours_organisation_day"),
            models.Index(fields=["submitted_at"], condition=Q(state=SUBMITTED), name="hours_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["entered_by", "nonce"], name="hours_once_per_form"),
            models.UniqueConstraint(
                fields=["programme", "history_id"], condition=~Q(history_id=""), name="hours_history_once"
            ),
            models.CheckConstraint(condition=Q(state__in=EntryState.values), name="hours_state_known"),
            models.CheckConstraint(condition=Q(kind__in=ContributionKind.values), name="hours_kind_known"),
            models.CheckConstraint(condition=Q(minutes__gt=0, minutes__lte=1440), name="hours_within_a_day"),
            models.CheckConstraint(condition=Q(minutes=F("minutes") / QUARTER * QUARTER), name="hours_in_quarters"),
            models.CheckConstraint(condition=Q(state=DRAFT) | Q(submitted_at__isnull=False), name="hours_submitted_at"),
            models.CheckConstraint(
                condition=Q(state__in=[DRAFT, SUBMITTED], decided_at=None, decided_by=None)
                | Q(state=RETURNED, decided_at__isnull=False)
                | Q(state=APPROVED, decided_at__isnull=False, decided_by__isnull=False),
                name="hours_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(decided_at__gte=F("submitted_at")),
                name="hours_decided_after_submitting",
            ),
            models.CheckConstraint(
                condition=~Q(state=RETURNED) | ~Q(return_reason=""), name="hours_returned_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(state=APPROVED, rate__isnull=False, amount__isnull=False)
                | (~Q(state=APPROVED) & Q(rate=None, amount=None)),
                name="hours_rate_frozen_at_approval",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("person")), name="hours_not_decided_by_oneself"
            ),
            models.CheckConstraint(
                condition=Q(reported_at=None) | Q(state=APPROVED), name="hours_reported_when_approved"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="approved_hours_are_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=APPROVED),
            ),
            pgtrigger.Protect(
                name="approved_hours_do_not_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.state = '{APPROVED}' AND NEW.state = '{APPROVED}' AND ({changed(*FROZEN)})"
                ),
            ),
            pgtrigger.Protect(
                name="reported_hours_stay_approved",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.reported_at IS NOT NULL AND ({changed('state', 'reported_at')})"),
            ),
        ]

    def __str__(self):
        return f"{self.worked_on} {self.minutes}"

    @property
    def remark(self) -> str:
        """Why these hours came back: what the coordinator wrote, or words for an earlier administration's code."""
        return str(RETURN_CODES.get(self.return_reason, self.return_reason))


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
    evidence = models.CharField(_("proof"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ContributionState.choices)
    history_id = models.CharField(_("number in the earlier administration"), max_length=40, blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by"))

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
        ]

    def __str__(self):
        return f"{self.kind} {self.amount}"
