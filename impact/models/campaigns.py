"""When a list of questions is put to people: campaigns, what they say, and the groups they look at."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Partnership, User
from partnership.roles import Permission

from ..kinds import HARD_MINIMUM, THRESHOLD, Grouping, Language, TextPurpose
from ..states import CLOSED, DRAFT, OPEN, TONES, CampaignState
from .instruments import Instrument


def both_languages() -> list[str]:
    return list(Language.values)


class CampaignQuerySet(models.QuerySet):
    def held_by(self, membership):
        """What the own partnership prepares, asks and reports on."""
        return self.filter(partnership=membership.partnership_id)

    def visible_to(self, membership):
        """Who manages sees the own campaigns; who may see figures those in which the partnership takes part too."""
        if not membership.can(Permission.SEE_IMPACT):
            return self.none()
        with_us = CampaignPartner.objects.filter(partnership=membership.partnership_id).values("campaign")
        here = self.filter(Q(partnership=membership.partnership_id) | Q(pk__in=with_us))
        if membership.can(Permission.MANAGE_IMPACT):
            return here.filter(~Q(state=DRAFT) | Q(partnership=membership.partnership_id))
        return here.exclude(state=DRAFT)

    def newest_first(self):
        return self.order_by("-opens_on", "-pk")


class Campaign(models.Model):
    """A list of questions put to contacts, from a day to a day, by one partnership, perhaps with others."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="campaigns", verbose_name=_("partnership")
    )
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="campaigns", verbose_name=_("list of questions")
    )
    slug = models.SlugField(_("address"), max_length=60)
    name = models.CharField(_("name"), max_length=160)
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language.choices), default=both_languages, verbose_name=_("languages")
    )
    anonymous = models.BooleanField(
        _("anonymous"),
        default=False,
        help_text=_("Then it is known who answered, never what. This can't be undone."),
    )
    threshold = models.PositiveSmallIntegerField(_("smallest group that is shown"), default=THRESHOLD)
    most_reminders = models.PositiveSmallIntegerField(_("most reminders"), default=2)
    days_between = models.PositiveSmallIntegerField(_("days between reminders"), default=7)
    reminds_itself = models.BooleanField(_("reminds by itself"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=CampaignState.choices, default=DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)
    made_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        indexes = [models.Index(fields=["partnership", "-opens_on"], name="campaign_of_partnership")]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="campaign_slug_once_per_partnership"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="campaign_closes_after_opening"),
            models.CheckConstraint(condition=Q(threshold__gte=HARD_MINIMUM), name="campaign_threshold_at_least_five"),
            models.CheckConstraint(condition=Q(most_reminders__lte=5), name="campaign_few_reminders"),
            models.CheckConstraint(condition=Q(days_between__gte=1), name="campaign_reminders_not_daily"),
            models.CheckConstraint(
                condition=Q(languages__contained_by=Language.values) & Q(languages__len__gte=1),
                name="campaign_languages_known",
            ),
            models.CheckConstraint(condition=Q(state__in=CampaignState.values), name="campaign_state_known"),
            models.CheckConstraint(
                condition=Q(state=DRAFT, opened_at=None, closed_at=None)
                | Q(state=OPEN, opened_at__isnull=False, closed_at=None)
                | Q(state=CLOSED, opened_at__isnull=False, closed_at__isnull=False),
                name="campaign_state_has_its_moments",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="campaigns_keep_their_promises",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.anonymous AND NOT NEW.anonymous THEN
                        RAISE EXCEPTION 'an anonymous campaign stays anonymous' USING ERRCODE = '23514';
                    END IF;
                    IF NEW.anonymous AND NOT OLD.anonymous
                       AND EXISTS (SELECT FROM impact_response WHERE campaign_id = NEW.id) THEN
                        RAISE EXCEPTION 'answers were given under a name' USING ERRCODE = '23514';
                    END IF;
                    IF OLD.state <> 'draft' AND (NEW.state = 'draft' OR NEW.instrument_id <> OLD.instrument_id) THEN
                        RAISE EXCEPTION 'what was asked stays' USING ERRCODE = '23514';
                    END IF;
                    IF NEW.partnership_id <> OLD.partnership_id THEN
                        RAISE EXCEPTION 'a campaign stays with its partnership' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return self.name

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return TONES[self.state]

    @property
    def sign(self) -> str:
        """The sign with its state, where the colour alone would give another one."""
        return "lock" if self.state == CLOSED else ""

    @property
    def language_names(self) -> str:
        return ", ".join(str(Language(each).label) for each in self.languages)

    def takes_answers(self, today) -> bool:
        """Whether somebody with a link may answer, or change an answer, on a day."""
        return self.state == OPEN and self.opens_on <= today <= self.closes_on


class CampaignPartner(models.Model):
    """Another partnership that takes part in a campaign, and reads its figures."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="partners", verbose_name=_("campaign"))
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="campaigns_of_others", verbose_name=_("partnership")
    )

    class Meta:
        verbose_name = _("partnership in a campaign")
        verbose_name_plural = _("partnerships in campaigns")
        constraints = [models.UniqueConstraint(fields=["campaign", "partnership"], name="campaign_partner_once")]

    def __str__(self):
        return f"{self.campaign_id} {self.partnership_id}"


class CampaignText(models.Model):
    """What a campaign says in one language: as introduction, in its mails, and afterwards."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="texts", verbose_name=_("campaign"))
    purpose = models.CharField(_("meant as"), max_length=12, choices=TextPurpose.choices)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    subject = models.CharField(_("subject"), max_length=160, blank=True)
    body = models.TextField(_("text"), max_length=4000)
    tested_at = models.DateTimeField(
        _("tested at"), null=True, blank=True, help_text=_("When somebody was sent this very text as a test.")
    )

    class Meta:
        verbose_name = _("text of a campaign")
        verbose_name_plural = _("texts of campaigns")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "purpose", "language"], name="campaign_text_once"),
            models.CheckConstraint(condition=Q(purpose__in=TextPurpose.values), name="campaign_text_purpose_known"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="campaign_text_language_known"),
        ]

    def __str__(self):
        return f"{self.purpose} {self.language}"


class CampaignGroupQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("kind", "position", "name", "pk")


class CampaignGroup(models.Model):
    """A workplace or tranche that contacts of a campaign belong to."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="groups", verbose_name=_("campaign"))
    kind = models.CharField(_("kind of group"), max_length=10, choices=Grouping.choices)
    name = models.CharField(_("name"), max_length=160)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CampaignGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group of a campaign")
        verbose_name_plural = _("groups of campaigns")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind", "name"], name="campaign_group_once"),
            models.CheckConstraint(condition=Q(kind__in=Grouping.values), name="campaign_group_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="campaign_group_has_a_name"),
        ]

    def __str__(self):
        return self.name
