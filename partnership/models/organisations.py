from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..kinds import GROUP_OF_KIND, FinancingGroup, OrganisationKind
from ..validators import branch_number, kvk_number

# First parts of addresses that belong to the portal itself.
RESERVED = (
    "accounts",
    "admin",
    "gallery",
    "healthz",
    "invitation",
    "language",
    "privacy",
    "resume",
    "s",
    "static",
    "verify",
)


class Partnership(models.Model):
    """A regional public-private partnership: the tenant whose pages all live under its slug."""

    slug = models.SlugField(_("address"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=120)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints = [
            models.CheckConstraint(condition=~Q(slug__in=RESERVED), name="partnership_address_not_the_portals_own"),
        ]

    def __str__(self):
        return self.name


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Every member sees who takes part; nobody sees another partnership's organisations."""
        return self.filter(partnership=membership.partnership_id)


class Organisation(models.Model):
    """A company, school or government that takes part in one partnership."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="organisations", verbose_name=_("partnership")
    )
    key = models.SlugField(_("key"), max_length=60)
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    kvk = models.CharField(_("KvK number"), max_length=8, blank=True, validators=[kvk_number])
    branch = models.CharField(_("branch number"), max_length=12, blank=True, validators=[branch_number])
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    sector = models.CharField(_("sector"), max_length=60, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "key"], name="organisation_key_once_per_partnership"),
            models.CheckConstraint(condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_known"),
            models.CheckConstraint(condition=Q(kvk="") | Q(kvk__regex=r"^\d{8}$"), name="organisation_kvk_8_digits"),
            models.CheckConstraint(
                condition=Q(branch="") | Q(branch__regex=r"^\d{12}$"), name="organisation_branch_12_digits"
            ),
        ]

    def __str__(self):
        return self.name


class ParticipationQuerySet(models.QuerySet):
    def visible_to(self, membership):
        visible = self.filter(programme__partnership=membership.partnership_id)
        return visible.filter(programme=membership.programme_id) if membership.programme_id else visible


class Participation(models.Model):
    """An organisation in a programme, on one side of the financing (R10). Who leaves keeps its history (R26)."""

    programme = models.ForeignKey(
        "partnership.Programme", models.PROTECT, related_name="participations", verbose_name=_("programme")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="participations", verbose_name=_("organisation")
    )
    group = models.CharField(_("financing group"), max_length=20, choices=FinancingGroup.choices)
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(fields=["programme", "organisation"], name="participation_once_per_programme"),
            models.CheckConstraint(condition=Q(group__in=FinancingGroup.values), name="participation_group_known"),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=models.F("joined_on")),
                name="participation_leaves_after_joining",
            ),
        ]

    def __str__(self):
        return f"{self.organisation_id} / {self.programme_id}"

    @staticmethod
    def group_for(kind: str) -> FinancingGroup:
        """The side of the financing that follows from an organisation's kind."""
        return GROUP_OF_KIND[OrganisationKind(kind)]
