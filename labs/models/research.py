"""The research of the Kennis Lab: its lines, the questions that are brought to it, and the teams that work on them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partnership.models import Membership, Organisation, User
from partnership.roles import Permission

from ..research_states import ANSWERED, ASKED, DECLINED, MERGED, TONES, WORKED_ON, LineState, QuestionState
from .plan import Lab


class OfALabQuerySet(models.QuerySet):
    """What hangs under a lab: every member sees it, who runs the lab keeps it."""

    def visible_to(self, membership):
        return self.filter(lab__partnership=membership.partnership_id)

    def run_by(self, membership):
        return self.filter(lab__in=Lab.objects.run_by(membership))


class ResearchLine(models.Model):
    """A subject that the practoraat works on for years. The public sees title, summary, lead and products."""

    lab = models.ForeignKey(Lab, models.PROTECT, related_name="research_lines", verbose_name=_("lab"))
    title_nl = models.CharField(_("title, in Dutch"), max_length=160)
    title_en = models.CharField(_("title, in English"), max_length=160)
    summary_nl = models.TextField(_("summary, in Dutch"), max_length=2000)
    summary_en = models.TextField(_("summary, in English"), max_length=2000)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    lead = models.ForeignKey(Membership, models.PROTECT, related_name="led_lines", verbose_name=_("lead"))
    state = models.CharField(_("state"), max_length=10, choices=LineState.choices, default=LineState.RUNNING)
    version = models.PositiveIntegerField(_("version"), default=1)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = OfALabQuerySet.as_manager()

    class Meta:
        verbose_name = _("research line")
        verbose_name_plural = _("research lines")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="research_line_state_known"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="research_line_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(title_nl="") & ~Q(title_en=""), name="research_line_title_in_both_languages"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_nl

    @property
    def summary(self) -> str:
        return self.summary_en if get_language() == "en" else self.summary_nl


class ResearchMember(models.Model):
    """Somebody who works on a research line. Whether that is a student follows from the membership, never from here."""

    line = models.ForeignKey(ResearchLine, models.CASCADE, related_name="members", verbose_name=_("research line"))
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="research_lines", verbose_name=_("membership")
    )
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of a research line")
        verbose_name_plural = _("members of research lines")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "membership"], condition=Q(left_on=None), name="research_member_once"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="research_member_leaves_after_joining"
            ),
        ]

    def __str__(self):
        return f"{self.line_id} {self.membership_id}"


class QuestionQuerySet(OfALabQuerySet):
    def visible_to(self, membership):
        """The own organisation's, all for who runs the lab, and what is worked on for every member."""
        here = super().visible_to(membership)
        seen = Q(state__in=WORKED_ON)
        if membership.can(Permission.SHARE_KNOWLEDGE):
            seen |= Q(organisation=membership.organisation_id)
        if membership.can(Permission.RUN_LABS):
            seen |= Q(lab__in=Lab.objects.run_by(membership))
        return here.filter(seen)


class ResearchQuestion(models.Model):
    """What a company or school wants to know, in its own words, and what became of it."""

    lab = models.ForeignKey(Lab, models.PROTECT, related_name="research_questions", verbose_name=_("lab"))
    line = models.ForeignKey(
        ResearchLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("research line"),
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="research_questions", verbose_name=_("organisation")
    )
    title = models.CharField(_("question"), max_length=160)
    text = models.TextField(_("explanation"), max_length=2000)
    state = models.CharField(_("state"), max_length=10, choices=QuestionState.choices, default=ASKED)
    version = models.PositiveIntegerField(_("version"), default=1)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    outcome = models.TextField(_("what came of it"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("research question")
        verbose_name_plural = _("research questions")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=QuestionState.values), name="research_question_state_known"),
            models.CheckConstraint(
                condition=Q(state=ASKED, decided_at=None, decided_by=None)
                | ~Q(state=ASKED) & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="research_question_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="research_question_not_decided_by_who_asked",
            ),
            models.CheckConstraint(
                condition=Q(state=DECLINED) & ~Q(reason="") | ~Q(state=DECLINED) & Q(reason=""),
                name="research_question_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=MERGED) | Q(line__isnull=False), name="research_question_merged_into_a_line"
            ),
            models.CheckConstraint(
                condition=Q(state=ANSWERED, answered_at__isnull=False) & ~Q(outcome="")
                | ~Q(state=ANSWERED) & Q(answered_at=None, outcome=""),
                name="research_question_answered_in_words",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def tone(self) -> str:
        return TONES[self.state]


class ResearchTeam(models.Model):
    """People who work on a question or a line for a while."""

    lab = models.ForeignKey(Lab, models.PROTECT, related_name="research_teams", verbose_name=_("lab"))
    line = models.ForeignKey(
        ResearchLine, models.PROTECT, null=True, blank=True, related_name="teams", verbose_name=_("research line")
    )
    question = models.ForeignKey(
        ResearchQuestion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="teams",
        verbose_name=_("research question"),
    )
    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = OfALabQuerySet.as_manager()

    class Meta:
        verbose_name = _("research team")
        verbose_name_plural = _("research teams")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="research_team_ends_after_start"),
            models.CheckConstraint(
                condition=Q(line__isnull=False) | Q(question__isnull=False), name="research_team_has_work"
            ),
        ]

    def __str__(self):
        return self.name


class TeamMember(models.Model):
    """Somebody in a research team, with what he or she does there."""

    team = models.ForeignKey(ResearchTeam, models.CASCADE, related_name="members", verbose_name=_("research team"))
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="research_teams", verbose_name=_("membership")
    )
    part = models.CharField(_("part in the team"), max_length=80)

    class Meta:
        verbose_name = _("member of a research team")
        verbose_name_plural = _("members of research teams")
        constraints = [models.UniqueConstraint(fields=["team", "membership"], name="team_member_once")]

    def __str__(self):
        return f"{self.team_id} {self.membership_id}"
