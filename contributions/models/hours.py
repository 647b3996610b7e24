"""Hours: what people did, day by day."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.kinds import ContributionKind
from contributions.sentences import RETURN_CODES
from contributions.states import APPROVED, DRAFT, RETURNED, SUBMITTED, EntryState
from labs.models import Activity
from lib.money import QUARTER
from partnership.models import Organisation, Programme, User
from partnership.roles import Permission

from .common import changed, in_scope, labs_of, own_organisations
from .guards import corrections_balance, hours_of_a_locked_month_stay

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
    "corrects_id",
    "correction_reason",
)


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
    minutes = models.IntegerField(_("minutes"))
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
    timesheet = models.ForeignKey(
        "contributions.Timesheet",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hours",
        verbose_name=_("monthly timesheet"),
    )
    sheet = models.ForeignKey(
        "contributions.SheetImport",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hours",
        verbose_name=_("from spreadsheet"),
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    correction_reason = models.CharField(_("why it is corrected"), max_length=500, blank=True)
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
            models.CheckConstraint(
                condition=Q(corrects=None, minutes__gt=0, minutes__lte=1440)
                | Q(corrects__isnull=False, minutes__gte=-1440, minutes__lte=1440),
                name="hours_within_a_day",
            ),
            models.CheckConstraint(condition=~Q(minutes=0), name="hours_not_nothing"),
            models.CheckConstraint(
                condition=Q(corrects=None, correction_reason="")
                | (Q(corrects__isnull=False) & ~Q(correction_reason="")),
                name="hours_corrected_with_reason",
            ),
            models.UniqueConstraint(fields=["corrects"], condition=Q(minutes__lt=0), name="hours_taken_back_once"),
            models.UniqueConstraint(fields=["corrects"], condition=Q(minutes__gt=0), name="hours_replaced_once"),
            models.CheckConstraint(
                condition=Q(timesheet=None) | Q(state__in=[SUBMITTED, APPROVED]), name="hours_in_a_month_when_submitted"
            ),
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
            hours_of_a_locked_month_stay,
            corrections_balance,
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
