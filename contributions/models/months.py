"""Months: one person's timesheet (R37, R38), and when a month of a programme locks (R39, R40)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.states import TimesheetState
from partnership.models import Organisation, Programme, User
from partnership.roles import Permission, Role

from .common import in_scope, labs_of, own_organisations
from .guards import locking_waits_for_who_is_logging

DRAFT, SUBMITTED, CONFIRMED, ACCEPTED, LOCKED = TimesheetState.values
HASH = r"^[0-9a-f]{64}$"


class TimesheetQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Own months; a company manager's those of the organisation; a coordinator's with hours in the own labs; all.

        A month that was not submitted is for the person and the company's manager only.
        """
        here = in_scope(self, membership)
        own, handed_in = Q(person=membership.user_id, organisation=membership.organisation_id), ~Q(state=DRAFT)
        if membership.can(Permission.SEE_ALL_HOURS):
            return here.filter(own | handed_in)
        if membership.can(Permission.SEE_ORGANISATION_HOURS):
            own |= Q(organisation=membership.organisation_id)
        if membership.can(Permission.ACCEPT_MONTHS):
            labs = labs_of(membership)
            theirs = Timesheet.objects.filter(hours__activity__lab__in=labs).values("pk")
            own |= handed_in & Q(pk__in=theirs)
        return here.filter(own)

    def colleagues_of(self, membership):
        """Months of others at the own organisation."""
        here = in_scope(self, membership).filter(organisation=membership.organisation_id)
        return here.exclude(person=membership.user_id)

    def confirmable_by(self, membership):
        """What waits for the company: submitted months of colleagues, never one's own."""
        return self.colleagues_of(membership).filter(state=SUBMITTED)

    def judgeable_by(self, membership):
        """Months that are the partnership's to judge: of others, never of one's own organisations."""
        visible = self.visible_to(membership).exclude(person=membership.user_id)
        return visible.exclude(organisation__in=own_organisations(membership))

    def acceptable_by(self, membership):
        """What waits for the partnership; never what one confirmed oneself, for the company, before."""
        return self.judgeable_by(membership).filter(state=CONFIRMED).exclude(confirmed_by=membership.user_id)


class Timesheet(models.Model):
    """One person's month for one organisation in one programme: what was done, who stands for it, and its fingerprint.

    The fingerprint is the SHA-256 of the content that was submitted; the content is the lines that point here.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="timesheets", verbose_name=_("programme"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="timesheets", verbose_name=_("partner"))
    person = models.ForeignKey(User, models.PROTECT, related_name="timesheets", verbose_name=_("person"))
    month = models.DateField(_("month"), help_text=_("Its first day."))
    state = models.CharField(_("state"), max_length=10, choices=TimesheetState.choices, default=DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)
    nothing = models.BooleanField(_("nothing this month"), default=False)
    no_double_funding = models.BooleanField(_("not declared under another subsidy"), default=False)
    minutes = models.IntegerField(_("minutes"), default=0)
    lines = models.PositiveIntegerField(_("lines"), default=0)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True)
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("accepted by")
    )
    locked_at = models.DateTimeField(_("locked at"), null=True, blank=True)
    return_reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = TimesheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly timesheet")
        verbose_name_plural = _("monthly timesheets")
        indexes = [models.Index(fields=["programme", "month", "state"], name="timesheet_month_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organisation", "person", "month"], name="timesheet_once_a_month"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="timesheet_month_is_its_first_day"),
            models.CheckConstraint(condition=Q(state__in=TimesheetState.values), name="timesheet_state_known"),
            models.CheckConstraint(
                condition=Q(state=DRAFT, submitted_at=None, fingerprint="")
                | (~Q(state=DRAFT) & Q(submitted_at__isnull=False, fingerprint__regex=HASH)),
                name="timesheet_submitted_with_fingerprint",
            ),
            models.CheckConstraint(
                condition=Q(state=DRAFT) | Q(nothing=True, lines=0) | Q(nothing=False, no_double_funding=True),
                name="timesheet_submitted_with_statement",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DRAFT, SUBMITTED], confirmed_at=None, confirmed_by=None)
                | Q(state__in=[CONFIRMED, ACCEPTED, LOCKED], confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="timesheet_confirmed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DRAFT, SUBMITTED, CONFIRMED], accepted_at=None, accepted_by=None)
                | Q(state__in=[ACCEPTED, LOCKED], accepted_at__isnull=False, accepted_by__isnull=False),
                name="timesheet_accepted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state=LOCKED, locked_at__isnull=False) | (~Q(state=LOCKED) & Q(locked_at=None)),
                name="timesheet_locked_at",
            ),
            models.CheckConstraint(
                condition=(Q(confirmed_by=None) | ~Q(confirmed_by=F("person")))
                & (Q(accepted_by=None) | ~Q(accepted_by=F("person"))),
                name="timesheet_not_judged_by_oneself",
            ),
            models.CheckConstraint(
                condition=(Q(confirmed_at=None) | Q(confirmed_at__gte=F("submitted_at")))
                & (Q(accepted_at=None) | Q(accepted_at__gte=F("confirmed_at"))),
                name="timesheet_steps_in_order",
            ),
        ]
        triggers = [pgtrigger.Protect(name="timesheets_are_kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.month:%Y-%m}"


class TimesheetStep(models.Model):
    """One step in the life of a month: who, in which role, for whom, when, and over which content (R38)."""

    timesheet = models.ForeignKey(Timesheet, models.PROTECT, related_name="steps", verbose_name=_("monthly timesheet"))
    verb = models.CharField(_("step"), max_length=20)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("on behalf of")
    )
    at = models.DateTimeField(_("at"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("step of a month")
        verbose_name_plural = _("steps of months")
        triggers = [pgtrigger.Protect(name="timesheet_steps_are_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.timesheet_id} {self.verb}"


class LockRule(models.Model):
    """When the months of a programme lock: so many days after their end, and then so many days of grace.

    During the grace period late lines need an explanation; after it the month is locked.
    """

    programme = models.OneToOneField(Programme, models.PROTECT, related_name="lock_rule", verbose_name=_("programme"))
    days_after = models.PositiveSmallIntegerField(_("days after the end of the month"))
    grace_days = models.PositiveSmallIntegerField(_("days of grace"))
    version = models.PositiveIntegerField(_("version"), default=1)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        verbose_name = _("rule for locking months")
        verbose_name_plural = _("rules for locking months")
        constraints = [
            models.CheckConstraint(condition=Q(days_after__gte=1, days_after__lte=365), name="lock_rule_days_sensible"),
            models.CheckConstraint(condition=Q(grace_days__lte=90), name="lock_rule_grace_sensible"),
        ]

    def __str__(self):
        return f"{self.days_after} + {self.grace_days}"


class MonthLock(models.Model):
    """A month of a programme that is locked; the database lets nobody log, change or remove hours in it."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="month_locks", verbose_name=_("programme"))
    month = models.DateField(_("month"))
    locked_at = models.DateTimeField(_("locked at"))
    locked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("locked by")
    )

    class Meta:
        verbose_name = _("locked month")
        verbose_name_plural = _("locked months")
        constraints = [
            models.UniqueConstraint(fields=["programme", "month"], name="month_locked_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="month_lock_month_is_its_first_day"),
        ]
        triggers = [
            locking_waits_for_who_is_logging,
            pgtrigger.Protect(name="month_locks_are_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m}"


class LockException(models.Model):
    """Leave to log and change hours of a locked month after all, for one partner or for all, until a day."""

    lock = models.ForeignKey(MonthLock, models.PROTECT, related_name="exceptions", verbose_name=_("locked month"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("partner")
    )
    until = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=500)
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("granted by"))
    granted_at = models.DateTimeField(_("granted at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("exception to a lock")
        verbose_name_plural = _("exceptions to locks")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="lock_exception_with_reason"),
            models.CheckConstraint(condition=Q(until__gt=F("granted_at")), name="lock_exception_ends_later"),
        ]
        triggers = [pgtrigger.Protect(name="lock_exceptions_are_kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.lock_id} {self.until}"
