"""The first member of management: everybody after that is invited in the portal. Only the terminal comes here."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account import app_settings as account_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.urls import resolve, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lib.workflow import Refused

from .. import audit
from ..kinds import OrganisationKind
from ..models import Membership, Organisation, Partnership, User
from ..models.organisations import RESERVED
from ..roles import Role

KEY_LENGTH = 50


@dataclass(frozen=True)
class Founded:
    """A member of management, and the address to choose a password at; empty when there is a password already."""

    membership: Membership
    link: str


@transaction.atomic
def found(
    *, slug: str, partnership: str, organisation: str, email: str, name: str, kind: str, now: datetime
) -> Founded:
    """Give a partnership its first manager; makes what is not there yet. Again for the same person: a new link.

    Raises Refused.
    """
    _refuse(wrong_names(slug, partnership) or _wrong_person(email, name, kind))
    place, made = Partnership.objects.get_or_create(
        slug=slug, defaults={"name": partnership or slug.replace("-", " ").capitalize()}
    )
    place = Partnership.objects.select_for_update().get(pk=place.pk)
    if made:
        audit.record(by=None, verb="partnership.founded", row=place, at=now, partnership_id=place.pk)
    user = _user(email.lower(), name)
    _refuse_second(place, user, now)
    membership, new = Membership.objects.get_or_create(
        user=user,
        partnership=place,
        organisation=_organisation(place, organisation, kind, now),
        role=Role.MANAGEMENT,
        ended_at=None,
        defaults={"started_at": now},
    )
    if new:
        audit.record(by=None, verb="membership.founded", row=membership, at=now, partnership_id=place.pk)
    return Founded(membership, "" if user.has_usable_password() else _link(user))


def wrong_names(slug: str, name: str) -> str:
    """Why a partnership cannot have this address or name; empty when it can."""
    try:
        validate_slug(slug)
    except ValidationError:
        slug = ""
    if not slug or len(slug) > 50:
        return _("A partnership's address has letters, digits, - and _ only, at most 50.")
    if slug in RESERVED or resolve(f"/{slug}/").kwargs.get("partnership") != slug:
        return _("Another page of the portal has the address %(slug)s. Choose another.") % {"slug": slug}
    if len(name) > 120 or not name.isprintable():
        return _("The name of a partnership has at most 120 characters.")
    return ""


def _wrong_person(email: str, name: str, kind: str) -> str:
    try:
        validate_email(email)
    except ValidationError:
        return _("%(email)s is no e-mail address.") % {"email": email}
    if len(name) > 120 or not name.isprintable():
        return _("The name of a person has at most 120 characters.")
    if kind not in OrganisationKind.values:
        return _("There is no kind %(kind)s. Choose from %(kinds)s.") % {
            "kind": kind,
            "kinds": ", ".join(OrganisationKind.values),
        }
    return ""


def _user(email: str, name: str) -> User:
    """Who was known from earlier books keeps name and account."""
    known = User.objects.filter(email=email).first()
    _refuse("" if known is None or known.is_active else _("The account of %(email)s is closed.") % {"email": email})
    return known or User.objects.create_user(email, name=name or email.partition("@")[0])


def _refuse_second(place: Partnership, user: User, now: datetime) -> None:
    managers = Membership.objects.active(now).filter(partnership=place, role=Role.MANAGEMENT)
    other = managers.exclude(user=user).select_related("user").first()
    if other is not None:
        words = _("%(partnership)s has management already: %(email)s. They invite others, on the page People.")
        raise Refused(words % {"partnership": place.name, "email": other.user.email})


def _organisation(place: Partnership, name: str, kind: str, now: datetime) -> Organisation:
    """The one of this name or key, or a new one."""
    here = list(Organisation.objects.filter(partnership=place).order_by("key"))
    chosen = [item for item in here if name in (item.name, item.key)]
    if chosen:
        return chosen[0]
    key = slugify(name)[:KEY_LENGTH].strip("-")
    if not key or len(name) > 160 or key in {item.key for item in here}:
        known = ", ".join(f"{item.key} ({item.name})" for item in here)
        raise Refused(
            _("Name the organisation of the manager with --organisation. There are: %(known)s.")
            % {"known": known or _("none")}
        )
    made = Organisation.objects.create(partnership=place, key=key, name=name, kind=kind)
    audit.record(by=None, verb="organisation.entered", row=made, at=now, partnership_id=place.pk)
    return made


def _link(user: User) -> str:
    token = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    keys = {"uidb36": user_pk_to_url_str(user), "key": token}
    return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=keys)


def _refuse(reason: str) -> None:
    if reason:
        raise Refused(reason)
