"""What is asked: lists of questions with their versions. Their texts are data in both languages, not our own words."""

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Partnership, User

from ..kinds import OutcomeKind
from ..states import CLOSED, DRAFT, OPEN

KEY = r"^[a-z][a-z0-9_]{0,39}$"
IN_USE = "impact_campaign WHERE state <> 'draft' AND instrument_id"


def _stays(name: str, instrument: str) -> pgtrigger.Trigger:
    """What a campaign asks or asked does not change; `instrument` is where a row (`ROW`) says whose it is."""
    old, new = (f"EXISTS (SELECT FROM {IN_USE} = {instrument.replace('ROW', row)})" for row in ("OLD", "NEW"))
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP <> 'INSERT' AND {old} OR TG_OP <> 'DELETE' AND {new} THEN
                RAISE EXCEPTION 'an instrument in use stays as it is' USING ERRCODE = '23514';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


class InstrumentQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """The own ones, and those that came with the portal."""
        return self.filter(Q(partnership=None) | Q(partnership=membership.partnership_id))

    def with_use(self):
        """Each with `used`: whether it can't change any more."""
        used = self.model.objects.filter(pk=OuterRef("pk"), campaigns__state__in=[OPEN, CLOSED])
        return self.annotate(used=Exists(used))


class Instrument(models.Model):
    """A version of a list of questions: levels with outcomes, and what is asked about them."""

    partnership = models.ForeignKey(
        Partnership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instruments",
        verbose_name=_("partnership"),
        help_text=_("Empty: it came with the portal."),
    )
    key = models.CharField(_("key"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name_nl = models.CharField(_("name in Dutch"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160)
    made_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies", verbose_name=_("made from")
    )
    made_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of questions")
        verbose_name_plural = _("lists of questions")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "key", "version"], nulls_distinct=False, name="instrument_version_once"
            ),
            models.CheckConstraint(condition=Q(key__regex=KEY), name="instrument_key_readable"),
            models.CheckConstraint(condition=Q(version__gte=1), name="instrument_version_positive"),
        ]
        triggers = [_stays("used_instruments_stay", "ROW.id")]

    def __str__(self):
        return f"{self.name_nl} ({self.version})"

    @property
    def is_used(self) -> bool:
        """Whether a campaign asked it, so that it stays as it is. Comes with `with_use()`, or is asked for."""
        if not hasattr(self, "used"):
            self.used = self.campaigns.exclude(state=DRAFT).exists()
        return self.used


class InstrumentWording(models.Model):
    """A text of a list of questions that belongs to no single level: `opening`, `none`, `status.realised` and so on."""

    instrument = models.ForeignKey(
        Instrument, models.CASCADE, related_name="wordings", verbose_name=_("list of questions")
    )
    key = models.CharField(_("key"), max_length=40)
    text_nl = models.CharField(_("text in Dutch"), max_length=300)
    text_en = models.CharField(_("text in English"), max_length=300)

    class Meta:
        verbose_name = _("wording of a list of questions")
        verbose_name_plural = _("wordings of lists of questions")
        constraints = [models.UniqueConstraint(fields=["instrument", "key"], name="wording_once_per_instrument")]
        triggers = [_stays("used_wordings_stay", "ROW.instrument_id")]

    def __str__(self):
        return self.key


class InstrumentLevel(models.Model):
    """Where outcomes are looked for: the institution, the programme, the student."""

    instrument = models.ForeignKey(
        Instrument, models.CASCADE, related_name="levels", verbose_name=_("list of questions")
    )
    key = models.CharField(_("key"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))
    name_nl = models.CharField(_("name in Dutch"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160)
    intro_nl = models.CharField(_("introduction in Dutch"), max_length=500, blank=True)
    intro_en = models.CharField(_("introduction in English"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("level of a list of questions")
        verbose_name_plural = _("levels of lists of questions")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "key"], name="level_once_per_instrument"),
            models.UniqueConstraint(fields=["instrument", "position"], name="level_place_once_per_instrument"),
            models.CheckConstraint(condition=Q(key__regex=KEY), name="level_key_readable"),
        ]
        triggers = [_stays("used_levels_stay", "ROW.instrument_id")]

    def __str__(self):
        return self.key


class InstrumentOutcome(models.Model):
    """An outcome that can be named at a level. Each level also has one of kind `other` and one of kind `none`."""

    level = models.ForeignKey(InstrumentLevel, models.CASCADE, related_name="outcomes", verbose_name=_("level"))
    key = models.CharField(_("key"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=OutcomeKind.choices, default=OutcomeKind.NAMED)
    position = models.PositiveSmallIntegerField(_("position"))
    name_nl = models.CharField(_("name in Dutch"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)

    class Meta:
        verbose_name = _("outcome of a list of questions")
        verbose_name_plural = _("outcomes of lists of questions")
        constraints = [
            models.UniqueConstraint(fields=["level", "key"], name="outcome_once_per_level"),
            models.UniqueConstraint(fields=["level", "position"], name="outcome_place_once_per_level"),
            models.UniqueConstraint(
                fields=["level", "kind"], condition=~Q(kind=OutcomeKind.NAMED), name="outcome_other_and_none_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=OutcomeKind.values), name="outcome_kind_known"),
            models.CheckConstraint(condition=Q(key__regex=KEY), name="outcome_key_readable"),
            models.CheckConstraint(
                condition=Q(kind=OutcomeKind.OTHER, key="other")
                | Q(kind=OutcomeKind.NONE, key="none")
                | Q(kind=OutcomeKind.NAMED)
                & ~Q(key__in=["other", "none", "opening", "status", "nature", "explanation", "text"]),
                name="outcome_key_is_its_own",
            ),
        ]
        triggers = [
            _stays("used_outcomes_stay", "(SELECT instrument_id FROM impact_instrumentlevel WHERE id = ROW.level_id)")
        ]

    def __str__(self):
        return self.key


class InstrumentQuestion(models.Model):
    """An open question of a partnership's own, asked after the levels."""

    instrument = models.ForeignKey(
        Instrument, models.CASCADE, related_name="questions", verbose_name=_("list of questions")
    )
    key = models.CharField(_("key"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))
    text_nl = models.CharField(_("question in Dutch"), max_length=300)
    text_en = models.CharField(_("question in English"), max_length=300)

    class Meta:
        verbose_name = _("own question of a list of questions")
        verbose_name_plural = _("own questions of lists of questions")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "key"], name="question_once_per_instrument"),
            models.UniqueConstraint(fields=["instrument", "position"], name="question_place_once_per_instrument"),
            models.CheckConstraint(condition=Q(key__regex=KEY), name="question_key_readable"),
        ]
        triggers = [_stays("used_questions_stay", "ROW.instrument_id")]

    def __str__(self):
        return self.key
