"""Who is asked: contacts, their invitations and personal links, and who does not want to be asked."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from partnership.models import Partnership, User
from partnership.roles import Permission

from ..kinds import Grouping, Language, Sector
from .campaigns import Campaign, CampaignGroup

HASH = r"^[0-9a-f]{64}$"


def group_of(kind: str, label, related_name: str) -> models.ForeignKey:
    """A contact's or answer's group of one kind."""
    return models.ForeignKey(
        CampaignGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name=label,
        limit_choices_to={"kind": kind},
    )


class ContactQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Addresses are for who invites: the management of the partnership that holds the campaign."""
        if not membership.can(Permission.MANAGE_IMPACT):
            return self.none()
        return self.filter(campaign__partnership=membership.partnership_id)

    def to_invite(self):
        """Who can still get a mail of the campaign."""
        return self.filter(opted_out_at=None, bounced_at=None, handed_to=None)


class Contact(models.Model):
    """Somebody who is asked in one campaign, with the groups by which answers are counted."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="contacts", verbose_name=_("campaign"))
    key = models.CharField(_("key"), max_length=40)
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=160, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.DUTCH)
    workplace = group_of(Grouping.WORKPLACE, _("workplace"), "contacts_of_workplace")
    tranche = group_of(Grouping.TRANCHE, _("tranche"), "contacts_of_tranche")
    sector = models.CharField(_("sector"), max_length=10, choices=Sector.choices)
    partnership = models.ForeignKey(
        Partnership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="impact_contacts",
        verbose_name=_("partnership that the contact belongs to"),
    )
    handed_to = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handed_by",
        verbose_name=_("colleague who answers instead"),
    )
    came_from_colleague = models.BooleanField(_("named by a colleague"), default=False)
    opted_out_at = models.DateTimeField(_("does not want to be asked since"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("mail came back at"), null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "key"], name="contact_key_once_per_campaign"),
            models.UniqueConstraint(fields=["campaign", "email"], name="contact_address_once_per_campaign"),
            models.CheckConstraint(condition=~Q(key=""), name="contact_has_a_key"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="contact_address_lower"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="contact_language_known"),
            models.CheckConstraint(condition=Q(sector__in=Sector.values), name="contact_sector_known"),
            models.CheckConstraint(condition=~Q(handed_to=F("id")), name="contact_not_handed_to_itself"),
        ]

    def __str__(self):
        return self.key


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if not membership.can(Permission.MANAGE_IMPACT):
            return self.none()
        return self.filter(contact__campaign__partnership=membership.partnership_id)


class Invitation(models.Model):
    """How asking one contact goes: when it was sent, how often reminded, and whether an answer came.

    Of an anonymous campaign it holds that somebody answered, not when: no moment leads to an answer.
    """

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="invitation", verbose_name=_("contact"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    has_answered = models.BooleanField(_("has answered"), default=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a survey")
        verbose_name_plural = _("invitations to surveys")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(has_answered=True), name="survey_invitation_answered_at"
            ),
            models.CheckConstraint(
                condition=Q(reminders=0, reminded_at=None)
                | Q(reminders__gt=0, reminded_at__isnull=False, sent_at__isnull=False),
                name="survey_invitation_reminded_after_it",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="anonymous_answers_have_no_moment",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.answered_at IS NOT NULL"),
                func="""
                    IF EXISTS (SELECT FROM impact_contact c JOIN impact_campaign k ON k.id = c.campaign_id
                               WHERE c.id = NEW.contact_id AND k.anonymous) THEN
                        RAISE EXCEPTION 'when somebody answered anonymously is not kept' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"{self.contact_id}"


class InvitationLink(models.Model):
    """A personal link of an invitation. Each mail brings one of its own, as only hashes are kept; all of them work."""

    invitation = models.ForeignKey(
        Invitation, models.CASCADE, related_name="links", verbose_name=_("invitation to a survey")
    )
    token_hash = models.CharField(_("token hash"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("link of an invitation")
        verbose_name_plural = _("links of invitations")
        constraints = [models.CheckConstraint(condition=Q(token_hash__regex=HASH), name="invitation_link_is_a_hash")]

    def __str__(self):
        return f"{self.invitation_id}"


class BlockedAddress(models.Model):
    """An address that a partnership never asks again."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, related_name="blocked_addresses", verbose_name=_("partnership")
    )
    email = models.EmailField(_("e-mail address"))
    blocked_at = models.DateTimeField(_("blocked at"))
    blocked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("blocked by")
    )

    class Meta:
        verbose_name = _("address that is not asked")
        verbose_name_plural = _("addresses that are not asked")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "email"], name="blocked_address_once"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="blocked_address_lower"),
        ]

    def __str__(self):
        return f"{self.pk}"
