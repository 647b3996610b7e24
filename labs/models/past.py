"""What is kept of who took part, and of who was in a student company, once their names are gone: counts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Organisation
from partnership.roles import Permission

from ..learning_kinds import AudienceKind, CountedIn
from .companies import StudentCompany
from .sessions import Session


class PastAttendanceQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """All of the partnership for who runs labs, for others those of the own organisation."""
        here = self.filter(session__lab__partnership=membership.partnership_id)
        if membership.can(Permission.RUN_LABS):
            return here
        return here.filter(organisation=membership.organisation_id)


class PastAttendance(models.Model):
    """That somebody of an organisation was at a session, of whom nothing else is known any more.

    Nothing here tells whether two rows are of one person. To go on counting people and not only attendances, a row says
    in which counts it stood for a person: of all that one person attended within a count, one row does.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="past_attendances", verbose_name=_("session"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    kind = models.CharField(_("who"), max_length=10, choices=AudienceKind.choices)
    counted_in = ArrayField(
        models.CharField(max_length=24, choices=CountedIn.choices),
        default=list,
        blank=True,
        verbose_name=_("counts as a person in"),
    )

    objects = PastAttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("past attendance")
        verbose_name_plural = _("past attendances")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AudienceKind.values), name="past_attendance_kind_known"),
            models.CheckConstraint(
                condition=Q(counted_in__contained_by=CountedIn.values), name="past_attendance_counts_known"
            ),
        ]

    def __str__(self):
        return f"{self.session_id} {self.organisation_id}"


class PastCompanyMemberQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Those of the companies that somebody sees in full."""
        return self.filter(company__in=StudentCompany.objects.known_to(membership))


class PastCompanyMember(models.Model):
    """That a student was in a student company that is over, of whom nothing else is known any more.

    `years` are the calendar years in which this row stands for a student: who was in two companies counts once.
    """

    company = models.ForeignKey(
        StudentCompany, models.PROTECT, related_name="past_members", verbose_name=_("student company")
    )
    stayed = models.BooleanField(_("was in it to the end"))
    years = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("counts in"))

    objects = PastCompanyMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("past member of a student company")
        verbose_name_plural = _("past members of student companies")

    def __str__(self):
        return f"{self.company_id}"
