"""Rounds of wishes: a whole class ranks roles, and is placed at once."""

import pgtrigger
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from labs.models import StudentGroup
from lib.jobs import DONE, FAILED, QUEUED, JobState
from lib.jobs import OPEN as UNFINISHED
from partnership.models import Membership, Partnership, User
from partnership.roles import Permission

from ..kinds import Level
from ..placing.facts import Outcome, Phase
from ..round_states import (
    CANCELLED,
    EDITABLE,
    OPEN,
    OVER,
    PREPARING,
    PUBLISHED,
    SOLVED,
    TONES,
    WITH_RESULT,
    RoundState,
    RunFailure,
)
from .assignments import AssignmentRole

MOST_WISHES = 5


class RoundQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """All for who matches; for a student those one takes part in, from the moment they opened."""
        here = self.filter(partnership=membership.partnership_id)
        if membership.can(Permission.MATCH):
            return here
        if membership.can(Permission.APPLY):
            return here.joined_by(membership)
        return here.none()

    def joined_by(self, membership):
        mine = RoundStudent.objects.filter(membership=membership)
        return self.filter(pk__in=mine.values("round"), opened_at__isnull=False)


class Round(models.Model):
    """One or more classes that rank the same roles until a day, and are placed together."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="rounds", verbose_name=_("partnership"))
    name = models.CharField(_("name"), max_length=80)
    coordinator = models.ForeignKey(
        Membership, models.PROTECT, related_name="coordinated_rounds", verbose_name=_("coordinator")
    )
    groups = models.ManyToManyField(StudentGroup, related_name="+", verbose_name=_("classes"))
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    state = models.CharField(_("state"), max_length=10, choices=RoundState.choices, default=PREPARING)
    version = models.PositiveIntegerField(_("version"), default=1)
    made_at = models.DateTimeField(_("made at"))
    wishes_until = models.DateField(_("wishes until"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    seed = models.PositiveIntegerField(_("seed of the lottery"), null=True, blank=True)
    placed = models.PositiveIntegerField(_("students placed"), null=True, blank=True)
    cost = models.PositiveIntegerField(_("cost"), null=True, blank=True)
    solved_at = models.DateTimeField(_("solved at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("names and wishes erased at"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of wishes")
        verbose_name_plural = _("rounds of wishes")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state_known"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="round_level_known"),
            models.CheckConstraint(
                condition=~Q(state=OPEN) | Q(wishes_until__isnull=False, opened_at__isnull=False),
                name="round_open_until_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WITH_RESULT)
                | Q(seed__isnull=False, placed__isnull=False, cost__isnull=False, solved_at__isnull=False),
                name="round_solved_with_its_seed",
            ),
            models.CheckConstraint(
                condition=Q(state=PUBLISHED, published_at__isnull=False) | ~Q(state=PUBLISHED) & Q(published_at=None),
                name="round_published_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(state=CANCELLED, cancelled_at__isnull=False) | ~Q(state=CANCELLED) & Q(cancelled_at=None),
                name="round_cancelled_at_some_time",
            ),
            models.CheckConstraint(condition=Q(erased_at=None) | Q(state__in=OVER), name="round_erased_when_over"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="rounds_that_are_over_stay_so",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=OVER) & ~pgtrigger.Q(new__state=pgtrigger.F("old__state")),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def has_result(self) -> bool:
        return self.state in WITH_RESULT

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def is_solved(self) -> bool:
        return self.state == SOLVED


class RoundRole(models.Model):
    """A role that can be wished for in a round. `seats` are given out in it; `earlier` ones were given before."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="roles", verbose_name=_("round"))
    role = models.ForeignKey(AssignmentRole, models.PROTECT, related_name="rounds", verbose_name=_("role"))
    number = models.PositiveSmallIntegerField(_("number"))
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    seats = models.PositiveSmallIntegerField(_("seats"), validators=[MaxValueValidator(500)])
    earlier = models.PositiveSmallIntegerField(_("placed before"), default=0)

    class Meta:
        verbose_name = _("role in a round")
        verbose_name_plural = _("roles in rounds")
        constraints = [
            models.UniqueConstraint(fields=["round", "role"], name="round_role_once"),
            models.UniqueConstraint(fields=["round", "number"], name="round_role_number_once"),
        ]

    def __str__(self):
        return self.key

    @property
    def key(self) -> str:
        """What the role is called in the files and the lottery."""
        return f"r{self.number}"

    @property
    def total(self) -> int:
        return self.seats + self.earlier


class RoundStudent(models.Model):
    """A student in a round, and what came of it. `pinned` is a place that was given before or, when `manual`, by hand.

    Some weeks after the end the student's name and wishes are erased; what came of it stays, to be counted.
    """

    class Outcome(models.TextChoices):
        UNKNOWN = "", _("not known yet")
        NOTHING = Outcome.NOTHING.value, _("no seat")
        WISH = Outcome.WISH.value, _("a wish")
        PINNED = Outcome.PINNED.value, _("placed before or by hand")

    round = models.ForeignKey(Round, models.CASCADE, related_name="students", verbose_name=_("round"))
    membership = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="round_places", verbose_name=_("student")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    wished_at = models.DateTimeField(_("wishes saved at"), null=True, blank=True)
    pinned = models.ForeignKey(
        RoundRole, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("seat that is kept")
    )
    manual = models.BooleanField(_("given by hand"), default=False)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, blank=True)
    result = models.ForeignKey(
        RoundRole, models.PROTECT, null=True, blank=True, related_name="placed", verbose_name=_("role")
    )
    rank = models.PositiveSmallIntegerField(_("which wish"), default=0)
    lot = models.PositiveSmallIntegerField(_("place in the draw"), default=0)
    missed = models.JSONField(_("wishes that were not met"), default=list, blank=True)

    class Meta:
        verbose_name = _("student in a round")
        verbose_name_plural = _("students in rounds")
        constraints = [
            models.UniqueConstraint(fields=["round", "membership"], name="round_student_once"),
            models.UniqueConstraint(fields=["round", "number"], name="round_student_number_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=("", "nothing"), result=None, rank=0)
                | Q(outcome="wish", result__isnull=False, rank__gte=1)
                | Q(outcome="pinned", result__isnull=False),
                name="round_student_outcome_fits",
            ),
            models.CheckConstraint(
                condition=Q(manual=False) | Q(pinned__isnull=False), name="round_student_by_hand_somewhere"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="pinned") | Q(pinned=None) | Q(pinned=F("result")),
                name="round_student_kept_is_got",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def key(self) -> str:
        """What the student is called in the files and the lottery."""
        return f"s{self.number}"


class RoundWish(models.Model):
    """A student's wish for a role of the round; rank 1 is wanted most."""

    student = models.ForeignKey(RoundStudent, models.CASCADE, related_name="wishes", verbose_name=_("student"))
    role = models.ForeignKey(RoundRole, models.PROTECT, related_name="wishes", verbose_name=_("role"))
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [
            models.UniqueConstraint(fields=["student", "role"], name="round_wish_once"),
            models.UniqueConstraint(fields=["student", "rank"], name="round_wish_rank_once"),
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=MOST_WISHES), name="round_wish_rank_from_1_to_5"),
        ]

    def __str__(self):
        return f"{self.student_id} {self.rank}"


class RoundRun(models.Model):
    """One run of the solver: the job of a worker, how far it is, and what it came to."""

    class Phase(models.TextChoices):
        WAITING = "", _("waiting")
        SOLVE = Phase.SOLVE.value, _("finding the best result")
        DRAW = Phase.DRAW.value, _("drawing lots")
        EXPLAIN = Phase.EXPLAIN.value, _("explaining")

    round = models.ForeignKey(Round, models.CASCADE, related_name="runs", verbose_name=_("round"))
    seed = models.PositiveIntegerField(_("seed of the lottery"))
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    held_by = models.CharField(_("held by"), max_length=64, blank=True)
    failure = models.CharField(_("reason"), max_length=20, choices=RunFailure.choices, blank=True)
    phase = models.CharField(_("part of the work"), max_length=8, choices=Phase.choices, blank=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=1)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked for by"))
    requested_at = models.DateTimeField(_("asked for at"))
    finished_at = models.DateTimeField(_("made at"), null=True, blank=True)
    placed = models.PositiveIntegerField(_("students placed"), null=True, blank=True)
    cost = models.PositiveIntegerField(_("cost"), null=True, blank=True)

    class Meta:
        verbose_name = _("run of the solver")
        verbose_name_plural = _("runs of the solver")
        indexes = [models.Index(fields=["state", "lease_until"], name="round_run_waiting")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="round_run_state_known"),
            models.UniqueConstraint(
                fields=["round"], condition=Q(state__in=UNFINISHED), name="round_run_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state=DONE, finished_at__isnull=False, placed__isnull=False, cost__isnull=False)
                | ~Q(state=DONE) & Q(finished_at=None, placed=None, cost=None),
                name="round_run_has_its_result_when_done",
            ),
            models.CheckConstraint(condition=~Q(state=FAILED) | ~Q(failure=""), name="round_run_failed_with_reason"),
        ]

    def __str__(self):
        return f"{self.round_id} {self.seed}"

    @property
    def is_open(self) -> bool:
        return self.state in UNFINISHED
