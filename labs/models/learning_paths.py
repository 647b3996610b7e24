"""Learning paths: modules in an order, and the people who follow them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Membership, User

from ..learning_kinds import GROUPS
from ..learning_states import DRAFT
from .groups import StudentGroup, StudentGroupMember
from .learning import Module, Offer
from .plan import Lab
from .research import OfALabQuerySet

LETTERS = tuple(letter for letter, _label in GROUPS)


class PathQuerySet(OfALabQuerySet):
    def visible_to(self, membership):
        """Members see what is or was published; a draft is for who runs the lab."""
        return super().visible_to(membership).filter(~Q(state=DRAFT) | Q(lab__in=Lab.objects.run_by(membership)))


class LearningPath(Offer):
    """A way through modules, some obligatory, some a choice."""

    lab = models.ForeignKey(Lab, models.PROTECT, related_name="learning_paths", verbose_name=_("lab"))

    objects = PathQuerySet.as_manager()

    class Meta(Offer.Meta):
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")


class PathChoice(models.Model):
    """How many modules of a group a path asks."""

    path = models.ForeignKey(LearningPath, models.CASCADE, related_name="choices", verbose_name=_("learning path"))
    letter = models.CharField(_("group"), max_length=1, choices=GROUPS)
    needed = models.PositiveSmallIntegerField(_("so many of them"))

    class Meta:
        verbose_name = _("choice in a learning path")
        verbose_name_plural = _("choices in learning paths")
        constraints = [
            models.UniqueConstraint(fields=["path", "letter"], name="path_choice_once"),
            models.CheckConstraint(condition=Q(letter__in=LETTERS), name="path_choice_letter_known"),
            models.CheckConstraint(condition=Q(needed__gte=1), name="path_choice_asks_something"),
        ]

    def __str__(self):
        return f"{self.path_id} {self.letter}"


class PathStep(models.Model):
    """A module in a path: obligatory, or one of a group to choose from."""

    path = models.ForeignKey(LearningPath, models.CASCADE, related_name="steps", verbose_name=_("learning path"))
    module = models.ForeignKey(Module, models.PROTECT, related_name="path_steps", verbose_name=_("module"))
    position = models.PositiveSmallIntegerField(_("position"))
    choice = models.ForeignKey(
        PathChoice, models.CASCADE, null=True, blank=True, related_name="steps", verbose_name=_("choice")
    )

    class Meta:
        verbose_name = _("step of a learning path")
        verbose_name_plural = _("steps of learning paths")
        constraints = [
            models.UniqueConstraint(fields=["path", "module"], name="path_step_module_once"),
            models.UniqueConstraint(fields=["path", "position"], name="path_step_position_once"),
        ]

    def __str__(self):
        return f"{self.path_id} {self.position}"


class StartQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """The own ones, those of the own classes, and those of who follows a path of a lab that one runs."""
        here = self.filter(path__lab__partnership=membership.partnership_id)
        classes = StudentGroup.objects.visible_to(membership).lasting()
        pupils = StudentGroupMember.objects.filter(group__in=classes).values("student")
        seen = Q(membership__in=pupils) | Q(path__lab__in=Lab.objects.run_by(membership))
        return here.filter(Q(person=membership.user_id) | seen)

    def running(self):
        return self.filter(stopped_at=None)


class PathStart(models.Model):
    """Somebody follows a path, from a moment until stopping. How far somebody is follows from what was done."""

    path = models.ForeignKey(LearningPath, models.PROTECT, related_name="starts", verbose_name=_("learning path"))
    person = models.ForeignKey(User, models.PROTECT, related_name="path_starts", verbose_name=_("person"))
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("membership"))
    started_at = models.DateTimeField(_("started at"))
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = StartQuerySet.as_manager()

    class Meta:
        verbose_name = _("followed learning path")
        verbose_name_plural = _("followed learning paths")
        constraints = [
            models.UniqueConstraint(
                fields=["path", "person"], condition=Q(stopped_at=None), name="path_followed_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(stopped_at__gte=F("started_at")), name="path_stopped_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.path_id} {self.person_id}"


class ModuleDone(models.Model):
    """That somebody did a module elsewhere, as who runs the lab recorded it; what was done here, sessions tell."""

    module = models.ForeignKey(Module, models.PROTECT, related_name="done", verbose_name=_("module"))
    person = models.ForeignKey(User, models.PROTECT, related_name="modules_done", verbose_name=_("person"))
    done_on = models.DateField(_("done on"))
    note = models.CharField(_("where and how"), max_length=300)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("module done elsewhere")
        verbose_name_plural = _("modules done elsewhere")
        constraints = [
            models.UniqueConstraint(fields=["module", "person"], name="module_done_once"),
            models.CheckConstraint(condition=~Q(note=""), name="module_done_says_where"),
            models.CheckConstraint(condition=~Q(recorded_by=F("person")), name="module_done_recorded_by_another"),
        ]

    def __str__(self):
        return f"{self.module_id} {self.person_id}"
