"""Classes: students whom a teacher signs up together."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Membership, Organisation
from partnership.roles import Permission


class StudentGroupQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """A class is for the teacher who keeps it, and for nobody else."""
        if not membership.can(Permission.ENROL_CLASSES):
            return self.none()
        return self.filter(kept_by=membership)

    def lasting(self):
        return self.filter(ended_at=None)


class StudentGroup(models.Model):
    """A class of a school: its students, as the teacher who keeps it chose them. It ends; it is never deleted."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="student_groups", verbose_name=_("school")
    )
    name = models.CharField(_("name"), max_length=80)
    kept_by = models.ForeignKey(Membership, models.PROTECT, related_name="student_groups", verbose_name=_("kept by"))
    made_at = models.DateTimeField(_("made at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = StudentGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        constraints = [
            models.UniqueConstraint(
                fields=["kept_by", "name"], condition=Q(ended_at=None), name="student_group_once_while_it_lasts"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="student_group_has_a_name"),
        ]

    def __str__(self):
        return self.name


class StudentGroupMember(models.Model):
    """A student in a class."""

    group = models.ForeignKey(StudentGroup, models.CASCADE, related_name="members", verbose_name=_("class"))
    student = models.ForeignKey(Membership, models.PROTECT, related_name="student_of", verbose_name=_("student"))

    class Meta:
        verbose_name = _("student of a class")
        verbose_name_plural = _("students of classes")
        constraints = [models.UniqueConstraint(fields=["group", "student"], name="student_group_member_once")]

    def __str__(self):
        return f"{self.group_id} {self.student_id}"
