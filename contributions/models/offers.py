"""Hours that follow from giving a session: one offer for each session and person, and the link to answer by mail."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.states import OfferState
from labs.models import Lab, Session
from partnership.models import Organisation, Partnership, User
from partnership.roles import Permission

from .hours import HourEntry

OFFERED, CONFIRMED, DECLINED, TAKEN_BACK = OfferState.values


class HourOfferQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Own ones; a company manager's those of the organisation; and those of sessions that one runs."""
        here = self.filter(session__lab__partnership=membership.partnership_id)
        own = Q(person=membership.user_id, organisation=membership.organisation_id)
        if membership.can(Permission.SEE_ORGANISATION_HOURS):
            own |= Q(organisation=membership.organisation_id)
        return here.filter(own | Q(session__lab__in=Lab.objects.run_by(membership)))

    def open(self):
        """What nobody answered yet."""
        return self.filter(state=OFFERED)


class HourOffer(models.Model):
    """Hours that somebody is offered after giving a session: a draft of them, or why there is none.

    Its answer follows the hours: submitting the draft confirms it, throwing the draft away declines it.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="hour_offers", verbose_name=_("session"))
    person = models.ForeignKey(User, models.PROTECT, related_name="hour_offers", verbose_name=_("person"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("partner"))
    entry = models.OneToOneField(
        HourEntry, models.PROTECT, null=True, blank=True, related_name="offer", verbose_name=_("hour entry")
    )
    state = models.CharField(_("state"), max_length=10, choices=OfferState.choices, default=OFFERED)
    version = models.PositiveIntegerField(_("version"), default=1)
    # What the draft was made of, to see what changed since: the session, and the draft as the portal wrote it.
    session_version = models.PositiveIntegerField(_("version of the session"))
    entry_version = models.PositiveIntegerField(_("version of the hour entry"), default=1)
    refusal = models.CharField(_("why there is no draft"), max_length=30, blank=True)
    offered_at = models.DateTimeField(_("offered at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    reason = models.CharField(_("why it is declined"), max_length=300, blank=True)
    settled_at = models.DateTimeField(_("left as it is at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("left as it is by")
    )
    settled_reason = models.CharField(_("why it is left as it is"), max_length=500, blank=True)

    objects = HourOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer of hours")
        verbose_name_plural = _("offers of hours")
        indexes = [models.Index(fields=["person"], condition=Q(state=OFFERED), name="hour_offer_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="hour_offer_once"),
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="hour_offer_state_known"),
            models.CheckConstraint(
                condition=Q(state=OFFERED) & (Q(entry__isnull=False, refusal="") | Q(entry=None) & ~Q(refusal=""))
                | Q(state=CONFIRMED, entry__isnull=False, refusal="")
                | Q(state__in=[DECLINED, TAKEN_BACK], entry=None),
                name="hour_offer_has_its_draft",
            ),
            models.CheckConstraint(
                condition=Q(state=OFFERED, answered_at=None) | ~Q(state=OFFERED) & Q(answered_at__isnull=False),
                name="hour_offer_answered_at",
            ),
            models.CheckConstraint(condition=Q(reason="") | Q(state=DECLINED), name="hour_offer_declined_with_reason"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, settled_reason="")
                | Q(state=CONFIRMED, settled_at__isnull=False, settled_by__isnull=False) & ~Q(settled_reason=""),
                name="hour_offer_settled_with_reason",
            ),
        ]

    def __str__(self):
        return f"{self.session_id} {self.person_id}"


class OfferLink(models.Model):
    """A link in a mail with which its reader answers offers of hours without logging in, and can do nothing else.

    Only a hash of its token is kept. `stamp` follows from password and address, so that a change of either ends it.
    """

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, related_name="offer_links", verbose_name=_("partnership")
    )
    person = models.ForeignKey(User, models.CASCADE, related_name="offer_links", verbose_name=_("person"))
    token_hash = models.CharField(_("token hash"), max_length=64, unique=True)
    stamp = models.CharField(_("stamp"), max_length=64)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("valid until"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("link to offers of hours")
        verbose_name_plural = _("links to offers of hours")
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="offer_link_expires_later")
        ]

    def __str__(self):
        return f"{self.partnership_id} {self.person_id}"
