"""Teachers in practice: days in a company, or a teacher and a professional who meet some eight times."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Membership, Organisation, Partnership, User
from partnership.roles import Permission

from ..practice_states import (
    ENDED,
    HIGHEST,
    LOWEST,
    MATCHED,
    OPEN,
    RUNNING,
    TONES,
    WITHDRAWN,
    PracticeKind,
    PracticeState,
    Side,
)
from .plan import Activity
from .sessions import Session


class PracticeQuerySet(models.QuerySet):
    def of(self, membership):
        """Those that somebody takes part in, or asked for."""
        return self.filter(
            Q(teacher=membership) | Q(professional=membership) | Q(asked_as=membership),
            partnership=membership.partnership_id,
        )

    def visible_to(self, membership):
        """The own ones; all for who runs labs."""
        if membership.can(Permission.RUN_LABS):
            return self.filter(partnership=membership.partnership_id)
        return self.of(membership)


class PracticePlacement(models.Model):
    """A question of a teacher or an offer of a company, matched by a coordinator and worked out by two people."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="practice_placements", verbose_name=_("partnership")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=PracticeKind.choices)
    subject = models.CharField(_("subject"), max_length=160)
    wish = models.TextField(_("what is looked for"), max_length=1000)
    state = models.CharField(_("state"), max_length=10, choices=PracticeState.choices, default=OPEN)
    version = models.PositiveIntegerField(_("version"), default=1)
    asked_side = models.CharField(_("asked by the side of"), max_length=12, choices=Side.choices)
    asked_as = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("asked as"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    asked_at = models.DateTimeField(_("asked at"))
    teacher = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="placements", verbose_name=_("teacher")
    )
    professional = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="guided_placements",
        verbose_name=_("professional"),
    )
    goal = models.TextField(_("goal"), max_length=1000, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    planned_meetings = models.PositiveSmallIntegerField(_("planned days or meetings"), null=True, blank=True)
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="placements", verbose_name=_("activity")
    )
    matched_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("matched by")
    )
    matched_at = models.DateTimeField(_("matched at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("teacher in practice")
        verbose_name_plural = _("teachers in practice")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PracticeState.values), name="practice_state_known"),
            models.CheckConstraint(condition=Q(kind__in=PracticeKind.values), name="practice_kind_known"),
            models.CheckConstraint(condition=Q(asked_side__in=Side.values), name="practice_side_known"),
            models.CheckConstraint(
                condition=~Q(state__in=MATCHED)
                | Q(
                    teacher__isnull=False,
                    professional__isnull=False,
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                    planned_meetings__gte=1,
                    activity__isnull=False,
                    matched_by__isnull=False,
                    matched_at__isnull=False,
                )
                & ~Q(goal=""),
                name="practice_matched_in_full",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="practice_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(OPEN, RUNNING), ended_at=None, ended_by=None)
                | ~Q(state__in=(OPEN, RUNNING)) & Q(ended_at__isnull=False, ended_by__isnull=False),
                name="practice_ended_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(ENDED, WITHDRAWN)) & ~Q(reason="")
                | ~Q(state__in=(ENDED, WITHDRAWN)) & Q(reason=""),
                name="practice_ended_early_with_reason",
            ),
        ]

    def __str__(self):
        return self.subject

    @property
    def tone(self) -> str:
        return TONES[self.state]

    def side_of(self, membership: Membership) -> str:
        """On which side somebody takes part; empty for everybody else."""
        sides = {self.teacher_id: Side.TEACHER, self.professional_id: Side.PROFESSIONAL}
        return str(sides.get(membership.pk, ""))


class PracticeMeeting(models.Model):
    """A day or meeting that was planned; when, where and whether it goes on stands on the session."""

    placement = models.ForeignKey(
        PracticePlacement, models.PROTECT, related_name="meetings", verbose_name=_("teacher in practice")
    )
    session = models.OneToOneField(Session, models.PROTECT, related_name="practice_meeting", verbose_name=_("session"))
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("meeting in practice")
        verbose_name_plural = _("meetings in practice")

    def __str__(self):
        return f"{self.placement_id} {self.session_id}"


class PracticeLog(models.Model):
    """What one of the two says about a meeting: that it took place, and what was learnt."""

    meeting = models.ForeignKey(PracticeMeeting, models.PROTECT, related_name="logs", verbose_name=_("meeting"))
    side = models.CharField(_("side"), max_length=12, choices=Side.choices)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"))
    learnt = models.CharField(_("what was learnt"), max_length=500)

    class Meta:
        verbose_name = _("note of a meeting")
        verbose_name_plural = _("notes of meetings")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "side"], name="practice_log_once_per_side"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="practice_log_side_known"),
            models.CheckConstraint(condition=~Q(learnt=""), name="practice_log_says_something"),
        ]

    def __str__(self):
        return f"{self.meeting_id} {self.side}"


def _score(label):
    return models.PositiveSmallIntegerField(label, validators=[MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)])


class PracticeEvaluation(models.Model):
    """How one of the two looks back on it."""

    placement = models.ForeignKey(
        PracticePlacement, models.PROTECT, related_name="evaluations", verbose_name=_("teacher in practice")
    )
    side = models.CharField(_("side"), max_length=12, choices=Side.choices)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given at"))
    goal_reached = _score(_("goal reached"))
    worked_together = _score(_("worked together"))
    use_for_work = _score(_("use for the own work"))
    text = models.TextField(_("in own words"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        constraints = [
            models.UniqueConstraint(fields=["placement", "side"], name="practice_evaluation_once_per_side"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="practice_evaluation_side_known"),
            models.CheckConstraint(
                condition=Q(
                    goal_reached__range=(LOWEST, HIGHEST),
                    worked_together__range=(LOWEST, HIGHEST),
                    use_for_work__range=(LOWEST, HIGHEST),
                ),
                name="practice_evaluation_scores",
            ),
        ]

    def __str__(self):
        return f"{self.placement_id} {self.side}"
