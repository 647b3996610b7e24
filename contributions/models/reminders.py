"""Reminders: at most one mail a week for each person, all in one (management sees them before they leave)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.states import RoundState
from partnership.models import OutboxMail, Partnership, User
from partnership.roles import Permission

PREPARED, SENT, STOPPED = RoundState.values


class ReminderRoundQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Who sends reminders sees those of the partnership."""
        if not membership.can(Permission.SEND_REMINDERS):
            return self.none()
        return self.filter(partnership=membership.partnership_id)


class ReminderRound(models.Model):
    """The reminders of one week in one partnership, prepared for management to look at before they leave."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="reminder_rounds", verbose_name=_("partnership")
    )
    week = models.DateField(_("week"), help_text=_("Its Monday."))
    state = models.CharField(_("state"), max_length=10, choices=RoundState.choices, default=PREPARED)
    version = models.PositiveIntegerField(_("version"), default=1)
    prepared_at = models.DateTimeField(_("prepared at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )

    objects = ReminderRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of reminders")
        verbose_name_plural = _("rounds of reminders")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "week"], name="reminder_round_once_a_week"),
            models.CheckConstraint(condition=Q(week__iso_week_day=1), name="reminder_round_week_is_its_monday"),
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="reminder_round_state_known"),
            models.CheckConstraint(
                condition=Q(state=PREPARED, decided_at=None) | (~Q(state=PREPARED) & Q(decided_at__isnull=False)),
                name="reminder_round_decided_at",
            ),
        ]

    def __str__(self):
        return f"{self.week}"


class Reminder(models.Model):
    """What one person is reminded of in one week. `sent_week` is filled when it leaves: one mail a week, whatever
    the number of partnerships somebody belongs to."""

    round = models.ForeignKey(ReminderRound, models.PROTECT, related_name="reminders", verbose_name=_("round"))
    user = models.ForeignKey(User, models.PROTECT, related_name="reminders", verbose_name=_("person"))
    topics = models.JSONField(_("subjects"), default=list)
    left_out = models.BooleanField(_("left out"), default=False)
    sent_week = models.DateField(_("sent in week"), null=True, blank=True)
    mail = models.ForeignKey(
        OutboxMail, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("mail")
    )

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], name="reminder_once_per_round"),
            models.UniqueConstraint(fields=["user", "sent_week"], name="reminder_once_a_week_per_person"),
        ]

    def __str__(self):
        return f"{self.round_id} {self.user_id}"


class ReminderChoice(models.Model):
    """Somebody's choice not to be reminded by mail in one partnership."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="reminder_choices", verbose_name=_("partnership")
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="reminder_choices", verbose_name=_("person"))
    off_at = models.DateTimeField(_("off since"), null=True, blank=True)

    class Meta:
        verbose_name = _("choice about reminders")
        verbose_name_plural = _("choices about reminders")
        constraints = [models.UniqueConstraint(fields=["partnership", "user"], name="reminder_choice_once")]

    def __str__(self):
        return f"{self.user_id}"
