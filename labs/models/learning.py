"""What there is to learn: modules that members share, who joins in, and the sessions that give them."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partnership.models import Organisation, User

from ..kinds import Audience, SessionLanguage
from ..learning_kinds import ModuleLevel
from ..learning_states import DRAFT, PUBLISHED, TONES, OfferState
from .plan import Lab
from .products import Product
from .research import OfALabQuerySet
from .sessions import Session

MOST_MINUTES = 60_000  # a thousand hours


class Offer(models.Model):
    """What modules and paths have in common: words in two languages, for whom, and a state."""

    title_nl = models.CharField(_("title, in Dutch"), max_length=160)
    title_en = models.CharField(_("title, in English"), max_length=160)
    summary_nl = models.TextField(_("summary, in Dutch"), max_length=2000)
    summary_en = models.TextField(_("summary, in English"), max_length=2000)
    audience = ArrayField(
        models.CharField(max_length=12, choices=Audience.choices), default=list, blank=True, verbose_name=_("for")
    )
    state = models.CharField(_("state"), max_length=10, choices=OfferState.choices, default=DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"))
    published_at = models.DateTimeField(_("in the catalogue since"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="%(class)s_state_known"),
            models.CheckConstraint(
                condition=Q(audience__contained_by=Audience.values), name="%(class)s_audience_known"
            ),
            models.CheckConstraint(
                condition=~Q(title_nl="") & ~Q(title_en=""), name="%(class)s_title_in_both_languages"
            ),
            models.CheckConstraint(
                condition=Q(state=DRAFT) | Q(published_at__isnull=False), name="%(class)s_out_since_a_moment"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_nl

    @property
    def summary(self) -> str:
        return self.summary_en if get_language() == "en" else self.summary_nl

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def levels(self) -> str:
        """For whom it is, in the order of the levels; empty when it is for everybody."""
        return ", ".join(str(Audience(each).label) for each in Audience.values if each in self.audience)


class ModuleQuerySet(OfALabQuerySet):
    def public(self, partnership):
        """What anybody may see of a partnership: in the catalogue, and open to the public."""
        return self.filter(lab__partnership=partnership, state=PUBLISHED, is_public=True)

    def visible_to(self, membership):
        """Members see what is or was in the catalogue; a draft is for who added it and who runs the lab."""
        own = Q(added_by=membership.user_id) | Q(lab__in=Lab.objects.run_by(membership))
        return super().visible_to(membership).filter(~Q(state=DRAFT) | own)


class Module(Offer):
    """A course that a member shares with the others: what is learned, by whom, in how many hours, at which price."""

    lab = models.ForeignKey(Lab, models.PROTECT, related_name="modules", verbose_name=_("lab"))
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="modules", verbose_name=_("shared by"))
    level = models.CharField(_("level"), max_length=10, choices=ModuleLevel.choices, default=ModuleLevel.STARTER)
    minutes = models.PositiveIntegerField(_("study in minutes"))
    language = models.CharField(
        _("language"), max_length=2, choices=SessionLanguage.choices, default=SessionLanguage.DUTCH
    )
    price = models.DecimalField(_("price for each participant"), max_digits=8, decimal_places=2, default=Decimal(0))
    is_public = models.BooleanField(_("in the public catalogue"), default=True)
    material = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="modules", verbose_name=_("material")
    )

    objects = ModuleQuerySet.as_manager()

    class Meta(Offer.Meta):
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        constraints = [
            *Offer.Meta.constraints,
            models.CheckConstraint(condition=Q(level__in=ModuleLevel.values), name="module_level_known"),
            models.CheckConstraint(condition=Q(language__in=SessionLanguage.values), name="module_language_known"),
            models.CheckConstraint(condition=Q(price__gte=0), name="module_price_not_below_zero"),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES), name="module_takes_time"),
        ]


class ModuleJoin(models.Model):
    """Another organisation that takes part in a module from a day, with about so many people."""

    module = models.ForeignKey(Module, models.PROTECT, related_name="joins", verbose_name=_("module"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="module_joins", verbose_name=_("organisation")
    )
    starts_on = models.DateField(_("from"))
    places = models.PositiveSmallIntegerField(_("number of places expected"))
    joined_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("joined by"))
    joined_at = models.DateTimeField(_("joined at"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("part in a module")
        verbose_name_plural = _("parts in modules")
        constraints = [
            models.UniqueConstraint(
                fields=["module", "organisation"], condition=Q(ended_on=None), name="module_joined_once"
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="module_join_has_a_place"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by=None) | Q(ended_on__gte=F("starts_on"), ended_by__isnull=False),
                name="module_join_ends_after_start",
            ),
        ]

    def __str__(self):
        return f"{self.module_id} {self.organisation_id}"


class ModuleSession(models.Model):
    """That a session gives a module; a session gives one at most."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="module_link", verbose_name=_("session"))
    module = models.ForeignKey(Module, models.PROTECT, related_name="session_links", verbose_name=_("module"))
    connected_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("connected by"))
    connected_at = models.DateTimeField(_("connected at"))

    class Meta:
        verbose_name = _("session of a module")
        verbose_name_plural = _("sessions of modules")

    def __str__(self):
        return f"{self.module_id} {self.session_id}"
