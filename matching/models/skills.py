"""The list of skills that assignments ask for and students say they have, and what a student says of the own level."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from labs.models import EducationProgramme
from partnership.models import Membership, Partnership
from partnership.roles import Permission

from ..kinds import Level


class SkillTagQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(partnership=membership.partnership_id)

    def in_use(self):
        """Those that can be chosen."""
        return self.filter(ended_at=None)


class SkillTag(models.Model):
    """A skill of the maintained list, for searching and matching. It ends; what names it keeps it."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="skill_tags", verbose_name=_("partnership")
    )
    name_nl = models.CharField(_("name, in Dutch"), max_length=60)
    name_en = models.CharField(_("name, in English"), max_length=60)
    ended_at = models.DateTimeField(_("not chosen any more since"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = SkillTagQuerySet.as_manager()

    class Meta:
        verbose_name = _("skill of the list")
        verbose_name_plural = _("skills of the list")
        constraints = [
            models.UniqueConstraint("partnership", Lower("name_nl"), name="skill_tag_once"),
            models.CheckConstraint(condition=~Q(name_nl="") & ~Q(name_en=""), name="skill_tag_in_both_languages"),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_nl


class StudentProfileQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """The own one; all for who matches."""
        here = self.filter(student__partnership=membership.partnership_id)
        return here if membership.can(Permission.MATCH) else here.filter(student=membership)


class StudentProfile(models.Model):
    """What a student tells of level, education and skills, so that the portal can say what fits."""

    class Gender(models.TextChoices):
        """Told only by who wants to; counted, never shown of one person."""

        UNTOLD = "", _("I would rather not say")
        WOMAN = "woman", _("woman")
        MAN = "man", _("man")
        OTHER = "other", _("other")

    student = models.OneToOneField(
        Membership, models.PROTECT, related_name="student_profile", verbose_name=_("student")
    )
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    education = models.ForeignKey(
        EducationProgramme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("education programme"),
    )
    skills = models.ManyToManyField(SkillTag, blank=True, related_name="+", verbose_name=_("skills"))
    gender = models.CharField(_("gender"), max_length=8, choices=Gender.choices, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    objects = StudentProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("profile of a student")
        verbose_name_plural = _("profiles of students")
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="student_profile_level_known"),
        ]

    def __str__(self):
        return f"{self.student_id} {self.level}"
