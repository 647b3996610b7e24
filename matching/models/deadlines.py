"""Until when something new may be handed in."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Partnership, User

from ..kinds import AssignmentKind


class DeadlineQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(partnership=membership.partnership_id)

    def closed_on(self, day):
        """Those that keep something out on `day`."""
        return self.filter(Q(again_on=None) | Q(again_on__gt=day), last_on__lt=day)


class Deadline(models.Model):
    """The last day on which assignments of a kind, or of every kind, may be handed in; and from when they may again."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="assignment_deadlines", verbose_name=_("partnership")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=AssignmentKind.choices, blank=True)
    last_on = models.DateField(_("last day"))
    again_on = models.DateField(_("open again on"), null=True, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline for assignments")
        verbose_name_plural = _("deadlines for assignments")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["", *AssignmentKind.values]), name="deadline_kind_known"),
            models.CheckConstraint(
                condition=Q(again_on=None) | Q(again_on__gt=F("last_on")), name="deadline_opens_after_it_closed"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.last_on}"
