"""The project bank: assignments as templates for other schools; and asking a satisfied company for a follow-up."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Organisation, Partnership, User
from partnership.roles import Permission

from ..bank_rules import MOST_WEEKS
from ..kinds import FOR_STUDENTS, AssignmentKind, Language, Remote, Theme
from .assignments import Assignment
from .placements import Placement


class BankTemplateQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """What is in the bank, of every partnership; and what the own partnership withdrew, for who can put it back."""
        if not membership.can(Permission.SEE_BANK):
            return self.none()
        seen = Q(withdrawn_at=None)
        if membership.can(Permission.MATCH):
            seen |= Q(partnership=membership.partnership_id)
        return self.filter(seen)


class BankTemplate(models.Model):
    """An assignment as another school can use it: what is done, never by whom.

    Everything is a plain value, skills by their names, because who takes it has another list of skills. The company is
    named only while it agrees; whatever was taken says so from this row, so that taking the name back works everywhere.
    """

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="bank_templates", verbose_name=_("partnership")
    )
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="bank_templates", verbose_name=_("school"))
    assignment = models.OneToOneField(
        Assignment, models.PROTECT, related_name="bank_template", verbose_name=_("assignment")
    )
    company_name = models.CharField(_("name of the company, if it agreed"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=AssignmentKind.choices)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("description"), max_length=8000)
    learned = models.TextField(_("what was learnt from it"), max_length=2000, blank=True)
    theme = models.CharField(_("theme"), max_length=16, choices=Theme.choices, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=Language.choices, default=Language.DUTCH)
    remote = models.CharField(_("where"), max_length=8, choices=Remote.choices, default=Remote.ON_SITE)
    weeks = models.PositiveSmallIntegerField(
        _("weeks"), validators=[MinValueValidator(1), MaxValueValidator(MOST_WEEKS)]
    )
    hours_a_week = models.PositiveSmallIntegerField(
        _("hours a week"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(40)]
    )
    teams = models.PositiveSmallIntegerField(_("number of teams"), default=1)
    roles = models.JSONField(_("roles"), default=list, blank=True)
    levels = ArrayField(models.CharField(max_length=12), verbose_name=_("levels"), default=list, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("offered by"))
    made_at = models.DateTimeField(_("offered at"))
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("withdrawn by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = BankTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template in the project bank")
        verbose_name_plural = _("templates in the project bank")
        indexes = [models.Index(fields=["-made_at"], name="bank_template_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FOR_STUDENTS), name="bank_template_for_students"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="bank_template_says_something"),
            models.CheckConstraint(condition=Q(weeks__gte=1), name="bank_template_lasts"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="bank_template_withdrawn_by_someone",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_live(self) -> bool:
        return self.withdrawn_at is None


class FollowUpAskQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """The company that was asked, and who looks after the board."""
        here = self.filter(assignment__partnership=membership.partnership_id)
        if membership.can(Permission.MATCH):
            return here
        if membership.can(Permission.OFFER_WORK):
            return here.filter(assignment__organisation=membership.organisation_id)
        return self.none()


class FollowUpAsk(models.Model):
    """That a satisfied company was asked whether it wants to go on: once per assignment, whoever was placed in it."""

    assignment = models.OneToOneField(
        Assignment, models.CASCADE, related_name="follow_up_ask", verbose_name=_("assignment")
    )
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="+", verbose_name=_("placement"))
    asked_at = models.DateTimeField(_("asked at"))
    put_away_at = models.DateTimeField(_("put away at"), null=True, blank=True)
    put_away_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("put away by")
    )

    objects = FollowUpAskQuerySet.as_manager()

    class Meta:
        verbose_name = _("question for a follow-up")
        verbose_name_plural = _("questions for a follow-up")
        constraints = [
            models.CheckConstraint(
                condition=Q(put_away_at=None, put_away_by=None)
                | Q(put_away_at__isnull=False, put_away_by__isnull=False),
                name="follow_up_put_away_by_someone",
            ),
        ]

    def __str__(self):
        return str(self.assignment_id)
