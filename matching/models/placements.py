"""Placements: who works on what, where, from when until when, and whether everybody signed for it."""

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from labs.models import EducationProgramme
from partnership.models import Membership, Organisation, Partnership, User
from partnership.roles import Permission

from ..kinds import AssignmentKind
from ..placement_states import (
    BEFORE_START,
    CANCELLED,
    COMPLETED,
    ENDED_EARLY,
    PREPARING,
    STARTED,
    TONES,
    PlacementState,
    SchoolAgreement,
)
from .applications import Application
from .assignments import Assignment, AssignmentRole

INTERNSHIP = AssignmentKind.INTERNSHIP.value
# What stands in the agreement; changing any of it makes another agreement, which nobody signed yet.
CONTENT = (
    "role_id",
    "starts_on",
    "ends_on",
    "hours_total",
    "hours_a_week",
    "allowance",
    "trial_weeks",
    "confidentiality",
    "expectations",
    "is_minor",
)
CHANGED = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in CONTENT)
ALL_SIGNED = f"""
    IF NEW.kind = '{INTERNSHIP}' THEN
        IF NEW.school_agreement <> '{SchoolAgreement.SIGNED.value}' THEN
            RAISE EXCEPTION 'placement_signed_by_all'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_signed_by_all';
        END IF;
    ELSIF NEW.is_minor IS NULL OR (
        SELECT count(DISTINCT s.party) FROM matching_placementsignature s
        WHERE s.placement_id = NEW.id AND s.paper_id = NEW.paper_id AND s.cleared_at IS NULL
        AND (NEW.is_minor OR s.party <> 'representative')
    ) < 3 + NEW.is_minor::int THEN
        RAISE EXCEPTION 'placement_signed_by_all'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_signed_by_all';
    END IF;
    RETURN NEW;"""  # noqa: S608 - names of this file only


class PlacementQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """A student's own; those at the own organisation; those one mentors; all for who matches."""
        seen = Q(student=membership)
        if membership.can(Permission.OFFER_WORK):
            seen |= Q(organisation=membership.organisation_id) | Q(school_mentor=membership) | Q(mentor=membership)
        if membership.can(Permission.MATCH):
            seen |= Q(partnership=membership.partnership_id)
        return self.filter(seen, partnership=membership.partnership_id)

    def named(self):
        """Those that still say who it is about."""
        return self.filter(anonymised_at=None)


class Placement(models.Model):
    """A student in a role. It starts when all signed; two years after it is over it has no names any more (R101).

    Of an internship the agreement is the school's own: here stand only how far it is and its number there (R94).
    """

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="placements", verbose_name=_("partnership")
    )
    application = models.OneToOneField(
        Application, models.PROTECT, null=True, blank=True, related_name="placement", verbose_name=_("application")
    )
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="placements", verbose_name=_("assignment"))
    role = models.ForeignKey(AssignmentRole, models.PROTECT, related_name="placements", verbose_name=_("role"))
    kind = models.CharField(_("kind"), max_length=20, choices=AssignmentKind.choices)
    student = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="matching_placements", verbose_name=_("student")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="placements", verbose_name=_("organisation")
    )
    mentor = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mentored_placements",
        verbose_name=_("mentor at the company"),
    )
    school_mentor = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="school_mentored_placements",
        verbose_name=_("mentor at the school"),
    )
    education = models.ForeignKey(
        EducationProgramme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
        verbose_name=_("education programme"),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    hours_total = models.PositiveSmallIntegerField(
        _("hours in all"), validators=[MinValueValidator(1), MaxValueValidator(4000)]
    )
    hours_a_week = models.PositiveSmallIntegerField(
        _("hours a week"), validators=[MinValueValidator(1), MaxValueValidator(40)]
    )
    allowance = models.DecimalField(
        _("allowance per month, in euros"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    trial_weeks = models.PositiveSmallIntegerField(_("trial period, in weeks"), default=0)
    confidentiality = models.CharField(_("what stays confidential"), max_length=600, blank=True)
    expectations = models.JSONField(_("what both sides expect"), default=dict, blank=True)
    language = models.CharField(_("language of the agreement"), max_length=5, default="nl")
    is_minor = models.BooleanField(_("under 18 on the first day"), null=True)
    representative_name = models.CharField(_("name of the legal representative"), max_length=120, blank=True)
    representative_email = models.EmailField(_("e-mail address of the legal representative"), blank=True)
    school_agreement = models.CharField(
        _("the school's own agreement"),
        max_length=8,
        choices=SchoolAgreement.choices,
        default=SchoolAgreement.NONE,
    )
    school_reference = models.CharField(_("number in the school's system"), max_length=60, blank=True)
    paper = models.ForeignKey(
        "matching.PlacementPaper", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agreement")
    )
    signed_paper = models.ForeignKey(
        "matching.PlacementPaper",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agreement with the signatures"),
    )
    edition = models.PositiveSmallIntegerField(_("version of the agreement"), default=1)
    state = models.CharField(_("state"), max_length=12, choices=PlacementState.choices, default=PREPARING)
    version = models.PositiveIntegerField(_("version"), default=1)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    signed_at = models.DateTimeField(_("signed by all at"), null=True, blank=True)
    reminded_rung = models.PositiveSmallIntegerField(_("reminded, hours before the start"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    end_reason = models.CharField(_("reason"), max_length=500, blank=True)
    worked_minutes = models.PositiveIntegerField(_("hours worked"), null=True, blank=True)
    in_portfolio = models.BooleanField(_("in the portfolio"), default=False)
    shows_feedback = models.BooleanField(_("with the company's feedback"), default=False)
    shows_reference = models.BooleanField(_("with the reference"), default=False)
    anonymised_at = models.DateTimeField(_("without names since"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        indexes = [
            models.Index(fields=["partnership", "state", "starts_on"], name="placement_listed"),
            models.Index(fields=["state", "starts_on"], name="placement_to_start"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlacementState.values), name="placement_state_known"),
            models.CheckConstraint(condition=Q(kind__in=AssignmentKind.values), name="placement_kind_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="placement_ends_after_start"),
            models.CheckConstraint(
                condition=Q(hours_total__gte=1, hours_a_week__gte=1, hours_a_week__lte=40),
                name="placement_has_hours",
            ),
            models.CheckConstraint(condition=Q(allowance=None) | Q(allowance__gte=0), name="placement_allowance_paid"),
            models.UniqueConstraint(
                fields=["role", "student"],
                condition=~Q(state__in=(CANCELLED, ENDED_EARLY)),
                name="placement_once_per_role",
            ),
            models.CheckConstraint(
                condition=Q(student__isnull=False, mentor__isnull=False, anonymised_at=None)
                | Q(
                    student=None,
                    application=None,
                    mentor=None,
                    school_mentor=None,
                    anonymised_at__isnull=False,
                    representative_name="",
                    representative_email="",
                    end_reason="",
                    school_reference="",
                ),
                name="placement_of_a_student_or_of_nobody",
            ),
            models.CheckConstraint(
                condition=~Q(kind=INTERNSHIP) | Q(education__isnull=False), name="placement_internship_of_a_programme"
            ),
            models.CheckConstraint(
                condition=~Q(is_minor=True)
                | ~Q(representative_name="") & ~Q(representative_email="")
                | Q(anonymised_at__isnull=False),
                name="placement_of_a_minor_has_a_representative",
            ),
            models.CheckConstraint(
                condition=Q(is_minor=True) | Q(representative_name="", representative_email=""),
                name="placement_representative_for_minors_only",
            ),
            models.CheckConstraint(
                condition=Q(kind=INTERNSHIP) | Q(school_agreement=SchoolAgreement.NONE, school_reference=""),
                name="placement_school_agreement_of_internships",
            ),
            models.CheckConstraint(
                condition=~Q(school_agreement=SchoolAgreement.SIGNED)
                | ~Q(school_reference="")
                | Q(anonymised_at__isnull=False),
                name="placement_school_agreement_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(state=PREPARING, signed_at=None)
                | Q(state=CANCELLED)
                | ~Q(state__in=(PREPARING, CANCELLED)) & Q(signed_at__isnull=False),
                name="placement_signed_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=STARTED, started_on__gte=F("starts_on"))
                | ~Q(state__in=STARTED) & Q(started_on=None),
                name="placement_starts_on_its_first_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(COMPLETED, ENDED_EARLY, CANCELLED), ended_on__isnull=False)
                | ~Q(state__in=(COMPLETED, ENDED_EARLY, CANCELLED)) & Q(ended_on=None),
                name="placement_ended_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ENDED_EARLY, CANCELLED)) | ~Q(end_reason="") | Q(anonymised_at__isnull=False),
                name="placement_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(COMPLETED, ENDED_EARLY), worked_minutes__isnull=False)
                | ~Q(state__in=(COMPLETED, ENDED_EARLY)) & Q(worked_minutes=None),
                name="placement_hours_worked_when_over",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="placements_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="placement_signed_by_all",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"NEW.state IS DISTINCT FROM OLD.state AND NEW.state NOT IN ('{PREPARING}', '{CANCELLED}')"
                ),
                func=ALL_SIGNED,
            ),
            pgtrigger.Trigger(
                name="placement_begins_unsigned",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(f"NEW.state NOT IN ('{PREPARING}', '{CANCELLED}')"),
                func=ALL_SIGNED,
            ),
            pgtrigger.Protect(
                name="placement_changes_unsigned",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"NEW.anonymised_at IS NULL AND ({CHANGED}) AND (NEW.state <> '{PREPARING}'"
                    f" OR (NEW.kind <> '{INTERNSHIP}' AND NEW.paper_id IS NOT DISTINCT FROM OLD.paper_id))"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.pk} {self.state}"

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_internship(self) -> bool:
        return self.kind == INTERNSHIP

    @property
    def is_before_start(self) -> bool:
        return self.state in BEFORE_START

    @property
    def last_day(self):
        """The day it ended, or is to end; of what never began, the day that was agreed on."""
        return self.ended_on if self.started_on and self.ended_on else self.ends_on
