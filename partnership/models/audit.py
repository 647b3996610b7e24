import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..roles import Permission
from .organisations import Organisation, Partnership
from .people import User


class AuditEventQuerySet(models.QuerySet):
    def visible_to(self, membership):
        here = self.filter(partnership=membership.partnership_id)
        return here if membership.can(Permission.SEE_AUDIT) else here.filter(actor=membership.user_id)

    def about(self, row: models.Model):
        """What happened to one row, oldest first."""
        return self.filter(object_type=row._meta.label_lower, object_id=row.pk).order_by("at", "pk")


class AuditEvent(models.Model):
    """Who did what to what, when and for whom. Append-only; holds ids and names of fields, no personal values."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, null=True, related_name="audit_events", verbose_name=_("partnership")
    )
    at = models.DateTimeField(_("at"), db_index=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    acting_for = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("acting for")
    )
    role = models.CharField(_("role"), max_length=20, blank=True)
    verb = models.CharField(_("verb"), max_length=60)
    object_type = models.CharField(_("kind of object"), max_length=60)
    object_id = models.BigIntegerField(_("object"))
    data = models.JSONField(_("details"), default=dict)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [models.Index(fields=["object_type", "object_id", "at"], name="audit_event_object")]
        triggers = [
            pgtrigger.Protect(name="audit_events_are_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.verb} {self.object_type} {self.object_id}"
