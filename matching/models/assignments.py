"""Assignments of every kind, with their roles, what both sides expect, and changes that wait for approval."""

from datetime import date, timedelta

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from labs.models import EducationProgramme
from partnership.models import Membership, Organisation, Partnership, User
from partnership.roles import Permission

from ..bank_rules import ONCE_EACH
from ..kinds import AssignmentKind, Follows, Language, Level, Remote, Side, Theme, Weight
from ..states import APPROVED, CLOSED, DRAFT, PENDING, REJECTED, TONES, WITHDRAWN, AssignmentState
from .desk import DeskQuestion
from .skills import SkillTag

KEEPS_WHAT_IT_FOLLOWS = """
    RAISE EXCEPTION 'assignment_keeps_what_it_follows'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_keeps_what_it_follows';
    RETURN NULL;"""


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """What is on the board for every member; the own organisation's; for who matches what was handed in, came from
        the desk, or was made by a colleague for a company."""
        seen = Q(state__in=(APPROVED, CLOSED))
        if membership.can(Permission.OFFER_WORK):
            seen |= Q(organisation=membership.organisation_id)
        if membership.can(Permission.MATCH):
            seen |= ~Q(state=DRAFT) | Q(question__isnull=False) | Q(coordinator__isnull=False)
        return self.filter(seen, partnership=membership.partnership_id)

    def offered_by(self, membership):
        """What this member may change: everything of the own organisation, whoever entered it."""
        if not membership.can(Permission.OFFER_WORK):
            return self.none()
        return self.filter(partnership=membership.partnership_id, organisation=membership.organisation_id)

    def on_the_board(self, day):
        """Approved, and still open for applications on `day`."""
        return self.filter(Q(apply_until=None) | Q(apply_until__gte=day), state=APPROVED)

    def public(self):
        """What anybody may see without logging in."""
        return self.filter(state=APPROVED, is_public=True)


class Assignment(models.Model):
    """Work that a company offers to students, or that a school asks of companies.

    The row holds what is on the board. Once approved, a change of what matters waits in `AssignmentChange`.
    """

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="assignments", verbose_name=_("partnership")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="assignments", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=AssignmentKind.choices)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("description"), max_length=8000)
    theme = models.CharField(_("theme"), max_length=16, choices=Theme.choices, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=Language.choices, default=Language.DUTCH)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    hours_a_week = models.PositiveSmallIntegerField(
        _("hours a week"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(40)]
    )
    place = models.CharField(_("place"), max_length=80, blank=True)
    remote = models.CharField(_("where"), max_length=8, choices=Remote.choices, default=Remote.ON_SITE)
    allowance = models.DecimalField(
        _("allowance per month, in euros"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    apply_until = models.DateField(_("apply until"), null=True, blank=True)
    is_public = models.BooleanField(_("also visible without logging in"), default=True)
    is_critical = models.BooleanField(_("the company cannot do without the result"), default=False)
    is_secret = models.BooleanField(_("confidential"), default=False)
    teams = models.PositiveSmallIntegerField(
        _("number of teams"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
        help_text=_("More than one only for a challenge."),
    )
    education = models.ForeignKey(
        EducationProgramme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("education programme"),
    )
    mentor = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mentored_assignments",
        verbose_name=_("mentor at the company"),
    )
    school_mentor = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="school_mentored_assignments",
        verbose_name=_("mentor at the school"),
    )
    question = models.ForeignKey(
        DeskQuestion, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("question")
    )
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("goes on from")
    )
    follows_as = models.CharField(_("how it goes on"), max_length=10, choices=Follows.choices, blank=True)
    delivered = models.TextField(_("what is there already"), max_length=2000, blank=True)
    handover = models.TextField(_("hand-over note"), max_length=2000, blank=True)
    template = models.ForeignKey(
        "matching.BankTemplate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("based on"),
    )
    coordinator = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="coordinated_assignments",
        verbose_name=_("coordinator"),
    )
    state = models.CharField(_("state"), max_length=10, choices=AssignmentState.choices, default=DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    made_at = models.DateTimeField(_("entered at"))
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("submitted by")
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        indexes = [models.Index(fields=["partnership", "state", "-decided_at"], name="assignment_board")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AssignmentState.values), name="assignment_state_known"),
            models.CheckConstraint(condition=Q(kind__in=AssignmentKind.values), name="assignment_kind_known"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="assignment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(DRAFT, WITHDRAWN)) | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="assignment_submitted_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(APPROVED, REJECTED, CLOSED))
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="assignment_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(APPROVED, REJECTED, CLOSED)) | ~Q(decided_by=F("submitted_by")),
                name="assignment_not_decided_by_who_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state=REJECTED) | ~Q(reason=""), name="assignment_rejected_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(PENDING, APPROVED, CLOSED))
                | Q(mentor__isnull=False, starts_on__isnull=False, ends_on__isnull=False),
                name="assignment_offered_with_mentor",
            ),
            models.CheckConstraint(
                condition=Q(follows=None, follows_as="") | Q(follows__isnull=False) & ~Q(follows_as=""),
                name="assignment_follows_somehow",
            ),
            models.CheckConstraint(condition=~Q(follows=F("id")), name="assignment_does_not_follow_itself"),
            models.UniqueConstraint(
                fields=["follows", "follows_as"],
                condition=Q(follows_as__in=ONCE_EACH) & ~Q(state=WITHDRAWN),
                name="assignment_goes_on_once_each_way",
            ),
            models.CheckConstraint(
                condition=Q(follows_as=Follows.RELAY) | Q(delivered="", handover=""),
                name="assignment_hands_over_in_a_relay",
            ),
            models.CheckConstraint(condition=Q(teams__gte=1), name="assignment_has_a_team"),
            models.CheckConstraint(condition=Q(allowance=None) | Q(allowance__gte=0), name="assignment_allowance_paid"),
        ]
        triggers = [
            # A row can only follow one that is there already, so without changes there are no circles.
            pgtrigger.Trigger(
                name="assignment_keeps_what_it_follows",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.follows_id IS DISTINCT FROM NEW.follows_id"),
                func=KEEPS_WHAT_IT_FOLLOWS,
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def tone(self) -> str:
        return TONES[self.state]


class AssignmentRole(models.Model):
    """A role in an assignment: what somebody does there, at which level, and how many seats there are per team."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="roles", verbose_name=_("assignment"))
    name = models.CharField(_("role"), max_length=80)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    seats = models.PositiveSmallIntegerField(
        _("seats"), default=1, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    skills = models.ManyToManyField(SkillTag, blank=True, related_name="roles", verbose_name=_("skills"))
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = _("role in an assignment")
        verbose_name_plural = _("roles in assignments")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "name"], name="assignment_role_once"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="assignment_role_level_known"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="assignment_role_has_a_seat"),
        ]

    def __str__(self):
        return self.name


class Expectation(models.Model):
    """What one side, the company or the school, expects and promises."""

    assignment = models.ForeignKey(
        Assignment, models.CASCADE, related_name="expectations", verbose_name=_("assignment")
    )
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    effort = models.CharField(_("effort: hours of guidance a week, and by whom"), max_length=300)
    contact = models.CharField(_("contact: how often, and how"), max_length=300)
    language = models.CharField(_("language spoken"), max_length=8, choices=Language.choices)
    weight = models.CharField(_("weight"), max_length=8, choices=Weight.choices)
    confidentiality = models.CharField(_("what stays confidential"), max_length=300, blank=True)
    trial_weeks = models.PositiveSmallIntegerField(
        _("trial period, in weeks"), default=0, validators=[MaxValueValidator(26)]
    )
    told_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    told_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("what a side expects")
        verbose_name_plural = _("what sides expect")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "side"], name="expectation_once_per_side"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="expectation_side_known"),
        ]

    def __str__(self):
        return f"{self.assignment_id} {self.side}"


class AssignmentChange(models.Model):
    """A change of an assignment on the board that waits for approval; until then the board shows what it showed."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="changes", verbose_name=_("assignment"))
    values = models.JSONField(_("new values"))
    before = models.JSONField(_("values before"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    approved = models.BooleanField(_("approved"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("change of an assignment")
        verbose_name_plural = _("changes of assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(approved=None), name="assignment_change_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(approved=None, decided_by=None, decided_at=None)
                | Q(approved__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="assignment_change_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="assignment_change_not_decided_by_who_asked",
            ),
            models.CheckConstraint(
                condition=~Q(approved=False) | ~Q(reason=""), name="assignment_change_refused_with_reason"
            ),
        ]

    def __str__(self):
        return f"{self.assignment_id} {self.asked_at:%Y-%m-%d}"


class RecognitionQuerySet(models.QuerySet):
    def visible_to(self, membership):
        here = self.filter(organisation__partnership=membership.partnership_id)
        return here if membership.can(Permission.MATCH) else here.filter(organisation=membership.organisation_id)


class Recognition(models.Model):
    """That a company is a recognised training company for an education programme, from and until when (R92)."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="recognitions", verbose_name=_("organisation")
    )
    education = models.ForeignKey(
        EducationProgramme, models.PROTECT, related_name="recognitions", verbose_name=_("education programme")
    )
    equivalents = models.ManyToManyField(
        EducationProgramme, blank=True, related_name="+", verbose_name=_("also valid for")
    )
    valid = DateRangeField(_("valid"))
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("recognition of a training company")
        verbose_name_plural = _("recognitions of training companies")
        constraints = [
            models.CheckConstraint(condition=Q(valid__isempty=False), name="recognition_lasts"),
        ]

    def __str__(self):
        return f"{self.organisation_id} {self.education_id}"

    @property
    def first_on(self) -> date:
        return self.valid.lower

    @property
    def last_on(self) -> date:
        """The last day of it; the database keeps the day after."""
        return self.valid.upper - timedelta(days=1)
