from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ..roles import Permission, Role, allows
from .organisations import Organisation, Partnership


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """A person who logs in with an e-mail address; without a password nobody can log in as them."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username):
        return self.get(email=username.lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known everywhere by one e-mail address. What they may do follows from memberships."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("may log in"), default=True)
    is_staff = models.BooleanField(_("may look in the administration"), default=False)
    joined_at = models.DateTimeField(_("since"), auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case"),
        ]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0] if self.name else self.email


class MembershipQuerySet(models.QuerySet):
    def active(self, now):
        """Memberships that have begun and not ended at the moment `now`."""
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=now), started_at__lte=now, user__is_active=True)

    def visible_to(self, membership):
        """Management sees everyone; a company manager the own organisation; others only themselves."""
        here = self.filter(partnership=membership.partnership_id)
        if membership.can(Permission.INVITE_ANYONE):
            return here
        if membership.can(Permission.INVITE_COLLEAGUES):
            return here.filter(organisation=membership.organisation_id)
        return here.filter(user=membership.user_id)


class Membership(models.Model):
    """A person's role at one organisation in one partnership. It ends; it is never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="memberships", verbose_name=_("partnership")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    programme = models.ForeignKey(
        "partnership.Programme",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="auditors",
        verbose_name=_("programme"),
        help_text=_("Only for an auditor: the one programme that may be read."),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ended_at=None, programme=None),
                name="membership_once_while_it_lasts",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "programme"],
                condition=Q(ended_at=None) & ~Q(programme=None),
                name="membership_once_per_programme",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(role=Role.AUDITOR, programme__isnull=False)
                | (~Q(role=Role.AUDITOR) & Q(programme__isnull=True)),
                name="membership_programme_for_auditors_only",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="membership_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.role} {self.organisation_id}"

    def can(self, permission: str) -> bool:
        """Whether this membership's role carries a permission of `partnership.roles.Permission`."""
        return allows(self.role, permission)


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, membership):
        here = self.filter(partnership=membership.partnership_id)
        if membership.can(Permission.INVITE_ANYONE):
            return here
        if membership.can(Permission.INVITE_COLLEAGUES):
            return here.filter(organisation=membership.organisation_id)
        return here.none()

    def open(self, now):
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """An offer of a membership to whoever reads mail at one address. The token itself is not kept, only its hash."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="invitations", verbose_name=_("partnership")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="invitations", verbose_name=_("organisation")
    )
    programme = models.ForeignKey(
        "partnership.Programme", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    token_hash = models.CharField(_("token hash"), max_length=64, unique=True)
    nonce = models.UUIDField(_("form nonce"))
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("invited by"))
    invited_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("accepted by")
    )
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(fields=["invited_by", "nonce"], name="invitation_once_per_form"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="invitation_expires_later"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_accepted_or_withdrawn"
            ),
        ]

    def __str__(self):
        return f"{self.role} {self.organisation_id}"
