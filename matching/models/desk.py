"""The desk: what companies ask in their own words, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Organisation, Partnership, User
from partnership.roles import Permission

from ..kinds import Level, Size, Theme
from ..states import TONES, DeskState


class DeskQuestionQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """All for who matches; for others those of the own organisation."""
        here = self.filter(partnership=membership.partnership_id)
        if membership.can(Permission.MATCH):
            return here
        if membership.can(Permission.ASK_DESK):
            return here.filter(organisation=membership.organisation_id)
        return here.none()


class Cluster(models.Model):
    """Like questions of several companies, taken together."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="clusters", verbose_name=_("partnership"))
    name = models.CharField(_("name"), max_length=120)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("cluster of questions")
        verbose_name_plural = _("clusters of questions")
        constraints = [models.UniqueConstraint(fields=["partnership", "name"], name="cluster_once")]

    def __str__(self):
        return self.name


class DeskQuestion(models.Model):
    """A question of a company in plain words, also of one that is no partner yet; its state says what became of it."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="desk_questions", verbose_name=_("partnership")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="desk_questions",
        verbose_name=_("organisation"),
    )
    company_name = models.CharField(_("name of the company"), max_length=120)
    contact_name = models.CharField(_("your name"), max_length=120)
    contact_email = models.EmailField(_("e-mail address"))
    contact_phone = models.CharField(_("telephone"), max_length=30, blank=True)
    title = models.CharField(_("question in one sentence"), max_length=160)
    text = models.TextField(_("explanation"), max_length=4000)
    state = models.CharField(_("state"), max_length=10, choices=DeskState.choices, default=DeskState.NEW)
    version = models.PositiveIntegerField(_("version"), default=1)
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"))
    level = models.CharField(_("level"), max_length=12, choices=Level.choices, blank=True)
    theme = models.CharField(_("theme"), max_length=16, choices=Theme.choices, blank=True)
    size = models.CharField(_("size"), max_length=12, choices=Size.choices, blank=True)
    is_secret = models.BooleanField(_("confidential"), default=False)
    is_critical = models.BooleanField(_("the company cannot do without the result"), default=False)
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("taken together with")
    )
    handled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handled by")
    )
    passed_to = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("passed on to")
    )
    answer = models.TextField(_("answer to the company"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    follows = models.ForeignKey(
        "matching.Assignment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_up_questions",
        verbose_name=_("goes on from"),
    )
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = DeskQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question at the desk")
        verbose_name_plural = _("questions at the desk")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DeskState.values), name="desk_question_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=(DeskState.NEW, DeskState.TAKEN), decided_at=None)
                | ~Q(state__in=(DeskState.NEW, DeskState.TAKEN))
                & Q(decided_at__isnull=False)
                & (Q(handled_by__isnull=False) | Q(contact_email="")),  # after two years nobody knows any more
                name="desk_question_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(DeskState.ANSWERED, DeskState.DECLINED)) | ~Q(answer=""),
                name="desk_question_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(state=DeskState.PASSED_ON, passed_to__isnull=False)
                | ~Q(state=DeskState.PASSED_ON) & Q(passed_to=None),
                name="desk_question_passed_on_to_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeskState.TURNED) | ~Q(level="") & ~Q(theme="") & ~Q(size=""),
                name="desk_question_turned_when_triaged",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "neutral")
