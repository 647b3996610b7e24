"""What was answered. Of an anonymous campaign nothing leads to a contact: keys are random, there are no moments."""

from uuid import uuid4

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models import User
from partnership.roles import Permission

from ..kinds import Grouping, Language, Nature, Sector, Status, TextKind, YesNo
from ..states import HIDDEN, SHOWN, WAITING, Moderation
from .campaigns import Campaign
from .contacts import HASH, Contact, Invitation, group_of
from .instruments import InstrumentLevel, InstrumentOutcome, InstrumentQuestion

LONGEST_TEXT = 4000


class Draft(models.Model):
    """What somebody filled in so far. Of an anonymous campaign it is of the holder of a link, not of an invitation.

    There, `sent` is what was sent and waits in the box until it leaves with others (ADR 0017); `data` is what is being
    filled in, empty when that is the same.
    """

    invitation = models.OneToOneField(
        Invitation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="draft",
        verbose_name=_("invitation to a survey"),
    )
    campaign = models.ForeignKey(
        Campaign, models.CASCADE, null=True, blank=True, related_name="drafts", verbose_name=_("campaign")
    )
    owner_hash = models.CharField(_("hash of the link it belongs to"), max_length=64, null=True, unique=True)  # noqa: DJ001
    data = models.JSONField(_("filled in so far"), default=dict)
    sent = models.JSONField(_("sent, and waiting"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("draft of an answer")
        verbose_name_plural = _("drafts of answers")
        indexes = [models.Index(fields=["campaign"], condition=Q(sent__isnull=False), name="draft_in_the_box")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    invitation__isnull=False, campaign=None, owner_hash=None, sent__isnull=True, saved_at__isnull=False
                )
                | Q(invitation=None, campaign__isnull=False, owner_hash__regex=HASH, saved_at=None),
                name="draft_named_or_without_traces",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="drafts_fit_their_campaign",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.invitation_id IS NOT NULL AND
                       (SELECT k.anonymous FROM impact_campaign k JOIN impact_contact c ON c.campaign_id = k.id
                        JOIN impact_invitation i ON i.contact_id = c.id WHERE i.id = NEW.invitation_id)
                       OR NEW.campaign_id IS NOT NULL AND
                       NOT (SELECT anonymous FROM impact_campaign WHERE id = NEW.campaign_id) THEN
                        RAISE EXCEPTION 'a draft leads to an invitation, unless the campaign is anonymous'
                            USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"{self.pk}"


class ResponseQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Single answers are for the researcher of the partnership that holds the campaign."""
        if not membership.can(Permission.READ_IMPACT_ANSWERS):
            return self.none()
        return self.filter(campaign__partnership=membership.partnership_id)


class Response(models.Model):
    """One answer to a campaign, sent. Its groups are its own, so that counting needs no contact."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="responses", verbose_name=_("campaign"))
    contact = models.OneToOneField(
        Contact, models.PROTECT, null=True, blank=True, related_name="response", verbose_name=_("contact")
    )
    owner_hash = models.CharField(_("hash of the link it was sent with"), max_length=64, null=True, unique=True)  # noqa: DJ001
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.DUTCH)
    workplace = group_of(Grouping.WORKPLACE, _("workplace"), "answers_of_workplace")
    tranche = group_of(Grouping.TRANCHE, _("tranche"), "answers_of_tranche")
    sector = models.CharField(_("sector"), max_length=10, choices=Sector.choices, blank=True)
    material_available = models.CharField(_("has material"), max_length=3, choices=YesNo.choices, blank=True)
    material_consent = models.CharField(_("material may be shared"), max_length=3, choices=YesNo.choices, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a survey")
        verbose_name_plural = _("answers to surveys")
        indexes = [models.Index(fields=["campaign", "sector", "tranche"], name="response_groups")]
        constraints = [
            models.CheckConstraint(condition=Q(sector__in=["", *Sector.values]), name="response_sector_known"),
            models.CheckConstraint(
                condition=Q(material_available__in=["", *YesNo.values]), name="response_material_known"
            ),
            models.CheckConstraint(
                condition=Q(material_consent="") | Q(material_available=YesNo.YES, material_consent__in=YesNo.values),
                name="response_consent_for_material_only",
            ),
            models.CheckConstraint(
                condition=Q(owner_hash=None) | Q(owner_hash__regex=HASH), name="response_owner_is_a_hash"
            ),
            models.CheckConstraint(
                condition=Q(contact=None, sent_at=None, changed_at=None)
                | Q(contact__isnull=False, sent_at__isnull=False, owner_hash=None),
                name="response_named_or_without_traces",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="answers_fit_their_campaign",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF (SELECT anonymous FROM impact_campaign WHERE id = NEW.campaign_id)
                       <> (NEW.contact_id IS NULL) THEN
                        RAISE EXCEPTION 'an answer has a contact, unless the campaign is anonymous'
                            USING ERRCODE = '23514';
                    END IF;
                    IF NEW.contact_id IS NOT NULL AND NOT EXISTS
                       (SELECT FROM impact_contact WHERE id = NEW.contact_id AND campaign_id = NEW.campaign_id) THEN
                        RAISE EXCEPTION 'the contact is of another campaign' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"{self.pk}"


class NamedOutcome(models.Model):
    """An outcome that an answer ticks, with how far it is and whether it is new; `none` is one too, all by itself."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    response = models.ForeignKey(
        Response, models.CASCADE, related_name="outcomes", verbose_name=_("answer to a survey")
    )
    outcome = models.ForeignKey(InstrumentOutcome, models.PROTECT, related_name="+", verbose_name=_("outcome"))
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, blank=True)
    nature = models.CharField(_("nature"), max_length=14, choices=Nature.choices, blank=True)

    class Meta:
        verbose_name = _("named outcome")
        verbose_name_plural = _("named outcomes")
        constraints = [
            models.UniqueConstraint(fields=["response", "outcome"], name="named_outcome_once"),
            models.CheckConstraint(condition=Q(status__in=["", *Status.values]), name="named_outcome_status_known"),
            models.CheckConstraint(condition=Q(nature__in=["", *Nature.values]), name="named_outcome_nature_known"),
        ]
        triggers = [
            pgtrigger.Protect(name="named_outcomes_are_replaced", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="named_outcomes_fit",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func="""
                    IF EXISTS (
                        SELECT FROM new_rows n
                        JOIN impact_instrumentoutcome o ON o.id = n.outcome_id
                        JOIN impact_instrumentlevel l ON l.id = o.level_id
                        JOIN impact_response r ON r.id = n.response_id
                        JOIN impact_campaign k ON k.id = r.campaign_id
                        WHERE k.instrument_id <> l.instrument_id OR o.kind = 'none' AND n.status || n.nature <> ''
                    ) THEN
                        RAISE EXCEPTION 'an outcome of another list, or a status of none' USING ERRCODE = '23514';
                    END IF;
                    IF EXISTS (
                        SELECT FROM new_rows n
                        JOIN impact_instrumentoutcome o ON o.id = n.outcome_id
                        JOIN impact_namedoutcome m ON m.response_id = n.response_id
                        JOIN impact_instrumentoutcome p ON p.id = m.outcome_id AND p.level_id = o.level_id
                        WHERE (o.kind = 'none') <> (p.kind = 'none')
                    ) THEN
                        RAISE EXCEPTION 'none excludes the outcomes of its level' USING ERRCODE = '23514';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.outcome_id}"


class FreeTextQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Who moderates; what others read comes from the figures, without names and after moderation."""
        if not membership.can(Permission.READ_IMPACT_ANSWERS):
            return self.none()
        return self.filter(response__campaign__partnership=membership.partnership_id)


class FreeText(models.Model):
    """A text in an answer, and whether others may read it. A moderator may leave names out in `shown_as`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="texts", verbose_name=_("answer to a survey"))
    kind = models.CharField(_("answers"), max_length=12, choices=TextKind.choices)
    level = models.ForeignKey(
        InstrumentLevel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("level")
    )
    outcome = models.ForeignKey(
        InstrumentOutcome, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("outcome")
    )
    question = models.ForeignKey(
        InstrumentQuestion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("own question")
    )
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    state = models.CharField(_("state"), max_length=10, choices=Moderation.choices, default=WAITING)
    shown_as = models.TextField(_("shown as"), max_length=LONGEST_TEXT, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )

    objects = FreeTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text in an answer")
        verbose_name_plural = _("texts in answers")
        indexes = [models.Index(fields=["state", "kind"], name="free_text_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "kind", "level", "outcome", "question"],
                nulls_distinct=False,
                name="free_text_once_per_question",
            ),
            models.CheckConstraint(
                condition=Q(kind=TextKind.OPENING, level__isnull=False, outcome=None, question=None)
                | Q(kind__in=[TextKind.OTHER, TextKind.EXPLANATION], outcome__isnull=False, level=None, question=None)
                | Q(kind=TextKind.QUESTION, question__isnull=False, level=None, outcome=None)
                | Q(kind=TextKind.REMARKS, level=None, outcome=None, question=None),
                name="free_text_answers_one_question",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="free_text_says_something"),
            models.CheckConstraint(
                condition=Q(state=WAITING, decided_at=None, decided_by=None, shown_as="")
                | Q(state__in=[SHOWN, HIDDEN], decided_at__isnull=False, decided_by__isnull=False),
                name="free_text_decided_by_someone",
            ),
        ]

    def __str__(self):
        return f"{self.kind}"

    @property
    def readable(self) -> str:
        """What others read of it: nothing before it is decided that they may."""
        return (self.shown_as or self.text) if self.state == SHOWN else ""


class MaterialOffer(models.Model):
    """The address of somebody who lets material be shared; of an anonymous campaign it stands apart from the answer."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="material_offers", verbose_name=_("campaign"))
    response = models.OneToOneField(
        Response,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="material_offer",
        verbose_name=_("answer to a survey"),
    )
    email = models.EmailField(_("e-mail address"))

    class Meta:
        verbose_name = _("offer of material")
        verbose_name_plural = _("offers of material")
        triggers = [
            pgtrigger.Trigger(
                name="offers_stand_apart_when_anonymous",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF (SELECT anonymous FROM impact_campaign WHERE id = NEW.campaign_id)
                       <> (NEW.response_id IS NULL) THEN
                        RAISE EXCEPTION 'an address leads to no anonymous answer' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"{self.pk}"
