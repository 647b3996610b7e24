"""The skills that companies and schools agree on, per education programme and school year."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from partnership.models import Organisation, Partnership, User

from ..research_kinds import EDUCATION_LEVELS, Weight
from ..research_states import AGREED, PROPOSING, TONES, SkillSetState


def frozen_when_agreed(name: str, skill_set: str) -> pgtrigger.Trigger:
    """Refuses any change under an agreed set; waits for who is agreeing on it at this moment.

    `skill_set` is SQL for the key of the set, in which {row} stands for the row that is touched.
    """
    check = """
        SELECT s.state INTO found FROM labs_skillset s WHERE s.id = {key} FOR SHARE;
        IF found = '{agreed}' THEN
            RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
        END IF;"""
    old, new = (
        check.format(key=skill_set.format(row=row), agreed=AGREED, name=name)  # names of this file only
        for row in ("OLD", "NEW")
    )
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("found", "TEXT")],
        func=f"""
    IF TG_OP <> 'INSERT' THEN {old}
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF; {new}
    RETURN NEW;""",
    )


class OfAPartnershipQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(partnership=membership.partnership_id)


class EducationProgramme(models.Model):
    """What a school teaches for a diploma, under its number in the register of the government."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="education_programmes", verbose_name=_("partnership")
    )
    code = models.CharField(_("number in the register"), max_length=5)
    name = models.CharField(_("name"), max_length=120)
    level = models.CharField(_("level"), max_length=12, choices=EDUCATION_LEVELS)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = OfAPartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("education programme")
        verbose_name_plural = _("education programmes")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "code"], name="education_programme_once"),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{5}$"), name="education_programme_code_5_digits"),
            models.CheckConstraint(
                condition=Q(level__in=[value for value, _label in EDUCATION_LEVELS]),
                name="education_programme_level_known",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def register(self) -> str:
        """The register that the number stands in: crebo for mbo, croho for higher education."""
        return "crebo" if self.level.startswith("mbo") else "croho"


class SkillSetQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(education__partnership=membership.partnership_id)


class SkillSet(models.Model):
    """The skills of one education programme in one school year: proposed, discussed, agreed. Agreed is for good."""

    education = models.ForeignKey(
        EducationProgramme, models.PROTECT, related_name="skill_sets", verbose_name=_("education programme")
    )
    year = models.PositiveSmallIntegerField(_("school year that begins in"))
    state = models.CharField(_("state"), max_length=10, choices=SkillSetState.choices, default=PROPOSING)
    version = models.PositiveIntegerField(_("version"), default=1)
    propose_until = models.DateField(_("proposals until"), null=True, blank=True)
    discuss_until = models.DateField(_("discussion until"), null=True, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("opened by"))
    opened_at = models.DateTimeField(_("opened at"))
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    agreed_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    # What the programme was when it was agreed on: its number, name or level can change afterwards.
    agreed_code = models.CharField(_("number in the register, as agreed"), max_length=5, blank=True)
    agreed_name = models.CharField(_("name, as agreed"), max_length=120, blank=True)
    agreed_level = models.CharField(_("level, as agreed"), max_length=12, choices=EDUCATION_LEVELS, blank=True)

    objects = SkillSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("set of skills")
        verbose_name_plural = _("sets of skills")
        constraints = [
            models.UniqueConstraint(fields=["education", "year"], name="skill_set_once_a_year"),
            models.CheckConstraint(condition=Q(state__in=SkillSetState.values), name="skill_set_state_known"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2099), name="skill_set_year_possible"),
            models.CheckConstraint(
                condition=Q(state=AGREED, agreed_on__isnull=False, agreed_by__isnull=False, agreed_at__isnull=False)
                | ~Q(state=AGREED) & Q(agreed_on=None, agreed_by=None, agreed_at=None),
                name="skill_set_agreed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state=AGREED) & ~Q(agreed_code="") & ~Q(agreed_name="") & ~Q(agreed_level="")
                | ~Q(state=AGREED) & Q(agreed_code="", agreed_name="", agreed_level=""),
                name="skill_set_agreed_for_a_programme",
            ),
            models.CheckConstraint(
                condition=Q(propose_until=None) | Q(discuss_until=None) | Q(discuss_until__gte=F("propose_until")),
                name="skill_set_discussed_after_proposing",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="agreed_skill_sets_stay",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=AGREED),
            )
        ]

    def __str__(self):
        return f"{self.education_id} {self.year}"

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def programme(self) -> EducationProgramme:
        """The education programme as it was agreed on; until then, as it is now."""
        if self.state != AGREED:
            return self.education
        return EducationProgramme(
            pk=self.education_id, code=self.agreed_code, name=self.agreed_name, level=self.agreed_level
        )

    @property
    def has_moved_on(self) -> bool:
        """Whether the programme is called otherwise today than when this was agreed."""
        as_agreed = self.programme
        return any(getattr(as_agreed, name) != getattr(self.education, name) for name in ("code", "name", "level"))

    @property
    def years(self) -> str:
        """The school year as people write it."""
        return f"{self.year}/{(self.year + 1) % 100:02d}"


class SkillSetPartner(models.Model):
    """An organisation that took part when a set was agreed."""

    skill_set = models.ForeignKey(SkillSet, models.PROTECT, related_name="partners", verbose_name=_("set of skills"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))

    class Meta:
        verbose_name = _("who agreed on a set of skills")
        verbose_name_plural = _("who agreed on sets of skills")
        constraints = [models.UniqueConstraint(fields=["skill_set", "organisation"], name="skill_set_partner_once")]
        triggers = [frozen_when_agreed("agreed_partners_stay", "{row}.skill_set_id")]

    def __str__(self):
        return f"{self.skill_set_id} {self.organisation_id}"


class SkillQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(skill_set__education__partnership=membership.partnership_id)


class Skill(models.Model):
    """Something that who leaves the education can do. `earlier` is the same skill in the set of the year before."""

    skill_set = models.ForeignKey(SkillSet, models.PROTECT, related_name="skills", verbose_name=_("set of skills"))
    name = models.CharField(_("skill"), max_length=120)
    weight = models.PositiveSmallIntegerField(_("weight"), choices=Weight.choices)
    why = models.CharField(_("why it matters"), max_length=500)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="proposed_skills", verbose_name=_("proposed by")
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    proposed_at = models.DateTimeField(_("entered at"))
    earlier = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="later", verbose_name=_("a year before")
    )
    dropped_why = models.CharField(_("why it goes"), max_length=300, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = SkillQuerySet.as_manager()

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        constraints = [
            models.UniqueConstraint("skill_set", Lower("name"), name="skill_once_per_set"),
            models.CheckConstraint(condition=Q(weight__in=Weight.values), name="skill_weight_known"),
        ]
        triggers = [frozen_when_agreed("agreed_skills_stay", "{row}.skill_set_id")]

    def __str__(self):
        return self.name


SET_OF_SKILL = "(SELECT k.skill_set_id FROM labs_skill k WHERE k.id = {row}.skill_id)"


class SkillVoice(models.Model):
    """An organisation that supports a skill: one voice, whoever of it gives it."""

    skill = models.ForeignKey(Skill, models.PROTECT, related_name="voices", verbose_name=_("skill"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("support for a skill")
        verbose_name_plural = _("support for skills")
        constraints = [models.UniqueConstraint(fields=["skill", "organisation"], name="skill_voice_once")]
        triggers = [frozen_when_agreed("agreed_voices_stay", SET_OF_SKILL)]

    def __str__(self):
        return f"{self.skill_id} {self.organisation_id}"


class SkillComment(models.Model):
    """What somebody says about a skill, for an organisation."""

    skill = models.ForeignKey(Skill, models.PROTECT, related_name="comments", verbose_name=_("skill"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    text = models.CharField(_("comment"), max_length=1000)
    said_at = models.DateTimeField(_("said at"))
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("comment on a skill")
        verbose_name_plural = _("comments on skills")
        triggers = [frozen_when_agreed("agreed_comments_stay", SET_OF_SKILL)]

    def __str__(self):
        return f"{self.skill_id} {self.author_id}"
