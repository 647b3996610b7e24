"""What the research brings forth, with its files, and who took it over."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Organisation, User

from ..kinds import Audience, SessionLanguage
from ..research_kinds import LICENCE_MEANS, Licence, ProductKind
from ..research_states import DRAFT, EVERYONE, TONES, ProductState
from .plan import Lab
from .research import OfALabQuerySet, ResearchLine, ResearchTeam

MEDIA = ("application/pdf", "image/png", "image/jpeg")


class ProductQuerySet(OfALabQuerySet):
    def public(self, partnership):
        """What anybody may see of a partnership."""
        return self.filter(lab__partnership=partnership, state=EVERYONE)

    def visible_to(self, membership):
        """Members see everything that is out; a draft is for who made it and who runs the lab."""
        own = Q(added_by=membership.user_id) | Q(lab__in=Lab.objects.run_by(membership))
        return super().visible_to(membership).filter(~Q(state=DRAFT) | own)


class Described(models.Model):
    """What a product says about itself, as it is out or as somebody would like it to be."""

    kind = models.CharField(_("kind"), max_length=12, choices=ProductKind.choices)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("summary"), max_length=2000)
    audience = ArrayField(
        models.CharField(max_length=12, choices=Audience.choices), default=list, blank=True, verbose_name=_("for")
    )
    language = models.CharField(
        _("language"), max_length=2, choices=SessionLanguage.choices, default=SessionLanguage.DUTCH
    )
    licence = models.CharField(_("licence"), max_length=10, choices=Licence.choices, default=Licence.CC_BY)
    authors = models.CharField(_("authors"), max_length=300)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ProductKind.values), name="%(class)s_kind_known"),
            models.CheckConstraint(condition=Q(licence__in=Licence.values), name="%(class)s_licence_known"),
            models.CheckConstraint(
                condition=Q(audience__contained_by=Audience.values), name="%(class)s_audience_known"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def licence_means(self):
        return LICENCE_MEANS[Licence(self.licence)]

    @property
    def levels(self) -> str:
        return ", ".join(str(Audience(each).label) for each in self.audience)


# What changes when a product is described otherwise, in the order of its page.
DESCRIPTION = ("title", "kind", "summary", "authors", "audience", "language", "licence", "line", "team")


class Product(Described):
    """A publication, or material for education. Its files are its versions.

    Its own fields are what readers see. What was written or added after `texts_out` and `files_out` waits until
    somebody else puts it out; in a draft, which nobody reads yet, the fields follow the newest text.
    """

    lab = models.ForeignKey(Lab, models.PROTECT, related_name="products", verbose_name=_("lab"))
    line = models.ForeignKey(
        ResearchLine, models.PROTECT, null=True, blank=True, related_name="products", verbose_name=_("research line")
    )
    team = models.ForeignKey(
        ResearchTeam, models.PROTECT, null=True, blank=True, related_name="products", verbose_name=_("research team")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="products", verbose_name=_("organisation")
    )
    state = models.CharField(_("state"), max_length=10, choices=ProductState.choices, default=DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)
    texts_out = models.PositiveSmallIntegerField(_("number of the text that is out"), default=0)
    files_out = models.PositiveSmallIntegerField(_("number of the newest file that is out"), default=0)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"))
    published_at = models.DateTimeField(_("out since"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            *Described.Meta.constraints,
            models.CheckConstraint(condition=Q(state__in=ProductState.values), name="product_state_known"),
            models.CheckConstraint(
                condition=Q(state=DRAFT) | Q(published_at__isnull=False), name="product_out_since_a_moment"
            ),
            models.CheckConstraint(condition=Q(state=DRAFT) | Q(files_out__gte=1), name="product_out_with_a_file"),
        ]

    @property
    def tone(self) -> str:
        return TONES[self.state]


class ProductText(Described):
    """How somebody described a product anew. The newest one counts; none is ever changed or thrown away."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="texts", verbose_name=_("product"))
    number = models.PositiveSmallIntegerField(_("number"))
    line = models.ForeignKey(
        ResearchLine, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("research line")
    )
    team = models.ForeignKey(
        ResearchTeam, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("research team")
    )
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("text of a product")
        verbose_name_plural = _("texts of products")
        constraints = [
            *Described.Meta.constraints,
            models.UniqueConstraint(fields=["product", "number"], name="product_text_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="product_text_counts_from_one"),
        ]
        triggers = [pgtrigger.Protect(name="product_texts_are_kept", operation=pgtrigger.Update | pgtrigger.Delete)]


class ProductVersion(models.Model):
    """A file of a product. A newer one comes beside it; none is ever changed, and none that was out is thrown away."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="versions", verbose_name=_("product"))
    number = models.PositiveSmallIntegerField(_("number"))
    note = models.CharField(_("what is new"), max_length=300, blank=True)
    name = models.CharField(_("file name"), max_length=120)
    media_type = models.CharField(_("type"), max_length=20)
    path = models.CharField(_("file"), max_length=200, unique=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("version of a product")
        verbose_name_plural = _("versions of products")
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="product_version_once"),
            models.UniqueConstraint(fields=["product", "sha256"], name="product_file_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="product_version_counts_from_one"),
            models.CheckConstraint(condition=Q(media_type__in=MEDIA), name="product_version_type_known"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$", size__gt=0), name="product_version_has_its_file"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="product_versions_stay_the_same", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="product_versions_are_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                declare=[("newest", "INTEGER")],
                func="""
    SELECT p.files_out INTO newest FROM labs_product p WHERE p.id = OLD.product_id FOR SHARE;
    IF OLD.number <= newest THEN
        RAISE EXCEPTION 'product_versions_are_kept'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'product_versions_are_kept';
    END IF;
    RETURN OLD;""",
            ),
        ]

    def __str__(self):
        return f"{self.product_id} {self.number}"


class Reuse(models.Model):
    """Another school that took a product over, and what came of it."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="reuses", verbose_name=_("product"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reuses", verbose_name=_("school"))
    used_for = models.CharField(_("for which class or programme"), max_length=160)
    starts_on = models.DateField(_("from"))
    taken_over_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("taken over by"))
    taken_over_at = models.DateTimeField(_("taken over at"))
    outcome = models.TextField(_("what came of it"), max_length=2000, blank=True)
    students = models.PositiveSmallIntegerField(_("number of students"), null=True, blank=True)
    told_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("told by")
    )
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("reuse of a product")
        verbose_name_plural = _("reuses of products")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "organisation", "used_for", "starts_on"], name="reuse_once_per_class"
            ),
            models.CheckConstraint(
                condition=Q(told_at=None, told_by=None, outcome="", students=None)
                | Q(told_at__isnull=False, told_by__isnull=False) & ~Q(outcome=""),
                name="reuse_told_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(told_at=None) | Q(told_at__gte=F("taken_over_at")), name="reuse_told_after_taking_over"
            ),
        ]

    def __str__(self):
        return f"{self.product_id} {self.organisation_id}"
