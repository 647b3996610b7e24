"""Proof: files that hang on hours, months and other contributions (R30, R44, R50)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.kinds import ProofKind
from partnership.models import Organisation, Programme, User

from .common import changed, in_scope
from .goods import Contribution
from .hours import HourEntry
from .months import Timesheet

MEDIA = ("application/pdf", "image/png", "image/jpeg")
IN_ONE_PLACE = (
    Q(entry__isnull=False, timesheet=None, contribution=None)
    | Q(entry=None, timesheet__isnull=False, contribution=None)
    | Q(entry=None, timesheet=None, contribution__isnull=False)
)


class ProofQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Who sees what it hangs on sees the proof."""
        return in_scope(self, membership).filter(
            Q(entry__in=HourEntry.objects.visible_to(membership).values("pk"))
            | Q(timesheet__in=Timesheet.objects.visible_to(membership).values("pk"))
            | Q(contribution__in=Contribution.objects.visible_to(membership).values("pk"))
        )

    def there(self):
        """What was not taken away."""
        return self.filter(removed_at=None)


class Proof(models.Model):
    """A file that shows that something was done or paid. What was decided on with it is never removed."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="proofs", verbose_name=_("programme"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="proofs", verbose_name=_("partner"))
    entry = models.ForeignKey(
        HourEntry, models.PROTECT, null=True, blank=True, related_name="proofs", verbose_name=_("hour entry")
    )
    timesheet = models.ForeignKey(
        Timesheet, models.PROTECT, null=True, blank=True, related_name="proofs", verbose_name=_("monthly timesheet")
    )
    contribution = models.ForeignKey(
        Contribution, models.PROTECT, null=True, blank=True, related_name="proofs", verbose_name=_("contribution")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ProofKind.choices, default=ProofKind.PROOF)
    name = models.CharField(_("file name"), max_length=120)
    media_type = models.CharField(_("type"), max_length=20)
    path = models.CharField(_("file"), max_length=200, unique=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"))
    removed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("removed by")
    )
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        constraints = [
            models.CheckConstraint(condition=IN_ONE_PLACE, name="proof_hangs_in_one_place"),
            models.CheckConstraint(condition=Q(media_type__in=MEDIA), name="proof_type_known"),
            models.CheckConstraint(condition=Q(kind__in=ProofKind.values), name="proof_kind_known"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$", size__gt=0), name="proof_has_its_file"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="proof_removed_by_someone",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="proofs_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="proofs_do_not_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    changed("path", "sha256", "size", "name", "entry_id", "timesheet_id", "contribution_id")
                ),
            ),
        ]

    def __str__(self):
        return self.name
