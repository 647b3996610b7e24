"""Mail to the contacts of a campaign as work for a worker: rounds of invitations and of reminders."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.jobs import DONE, FAILED, OPEN, QUEUED, JobState
from partnership.models import User
from partnership.roles import Permission

from ..kinds import MailingFailure, MailingKind
from .campaigns import Campaign


class MailingQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if not membership.can(Permission.MANAGE_IMPACT):
            return self.none()
        return self.filter(campaign__partnership=membership.partnership_id)

    def waiting(self):
        return self.filter(state__in=OPEN)


class Mailing(models.Model):
    """One round of mail of a campaign. Whom it still has to reach follows from the invitations, batch by batch."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="mailings", verbose_name=_("campaign"))
    kind = models.CharField(_("kind of mail"), max_length=12, choices=MailingKind.choices)
    total = models.PositiveIntegerField(_("to send"), default=0)
    done = models.PositiveIntegerField(_("handed to the mail"), default=0)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    held_by = models.CharField(_("held by"), max_length=64, blank=True)
    failure = models.CharField(_("reason"), max_length=20, choices=MailingFailure.choices, blank=True)
    requested_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked for by")
    )
    requested_at = models.DateTimeField(_("asked for at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of mail")
        verbose_name_plural = _("rounds of mail")
        indexes = [models.Index(fields=["state", "lease_until"], name="mailing_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(state__in=OPEN), name="mailing_one_at_a_time_per_campaign"
            ),
            models.CheckConstraint(condition=Q(kind__in=MailingKind.values), name="mailing_kind_known"),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="mailing_state_known"),
            models.CheckConstraint(
                condition=Q(state=DONE, finished_at__isnull=False) | ~Q(state=DONE) & Q(finished_at=None),
                name="mailing_finished_when_done",
            ),
            models.CheckConstraint(condition=~Q(state=FAILED) | ~Q(failure=""), name="mailing_failed_with_reason"),
            models.CheckConstraint(condition=Q(stopped_at=None) | Q(state=DONE), name="mailing_stopped_is_done"),
        ]

    def __str__(self):
        return f"{self.campaign_id} {self.kind}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
