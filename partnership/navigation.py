"""What stands in the navigation: only what this role has a page for, so that no link ends nowhere."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import demo_accounts
from .roles import Permission


@dataclass(frozen=True)
class Item:
    """A page in the navigation, for roles with one of `permissions` (none: for every member)."""

    label: str | Promise
    name: str
    permissions: tuple[str, ...] = ()
    icon: str = ""


P = Permission
ITEMS = (
    Item(_("Home"), "home", icon="home"),
    Item(_("Hours"), "hours", (P.LOG_HOURS, P.SEE_ORGANISATION_HOURS, P.SEE_ALL_HOURS), "clock"),
    Item(_("Approvals"), "approvals", (P.DECIDE_ON_HOURS,), "check"),
    Item(_("Financing"), "financing", (P.SEE_FINANCING,), "thirds"),
    Item(_("Pledges"), "pledges", (P.MANAGE_PLEDGES, P.SEE_FINANCING), "pledge"),
    Item(_("Reports"), "reports", (P.SEE_REPORTS,), "report"),
    Item(_("Partners"), "organisations", (P.MANAGE_PROGRAMME, P.SEE_FINANCING), "partners"),
    Item(_("Programme"), "programmes", (P.MANAGE_PROGRAMME, P.SEE_FINANCING), "programme"),
    Item(_("Labs"), "labs", (P.MANAGE_PROGRAMME, P.DECIDE_ON_HOURS, P.SEE_FINANCING), "labs"),
    Item(_("People"), "people", (P.INVITE_COLLEAGUES, P.INVITE_ANYONE), "people"),
    Item(_("Log"), "audit", (P.SEE_AUDIT,), "log"),
)


def navigation_for(membership, path: str) -> list[dict]:
    """The links for a membership; `current` marks the longest address that the path starts with."""
    slug = membership.partnership.slug
    links = [
        {"label": item.label, "url": reverse(item.name, kwargs={"partnership": slug}), "icon": item.icon}
        for item in ITEMS
        if not item.permissions or any(membership.can(permission) for permission in item.permissions)
    ]
    matching = [link["url"] for link in links if path.startswith(link["url"])]
    current = max(matching, key=len, default="")
    return [{**link, "current": link["url"] == current} for link in links]


def footer_links(membership) -> list[dict]:
    """The links under every page: those for everybody, and for members the rules of what counts."""
    links = [
        {"label": _("Privacy"), "url": reverse("privacy")},
        {"label": _("Check a report"), "url": reverse("verify_start")},
    ]
    if membership is not None:
        rules = reverse("rules", kwargs={"partnership": membership.partnership.slug})
        links.insert(0, {"label": _("What counts"), "url": rules})
    return links


def context(request) -> dict:
    """Template context of every page: navigation, and as whom the person acts."""
    membership = getattr(request, "membership", None)
    values = {
        "partnership": getattr(request, "partnership", None),
        "membership": membership,
        "footer_links": footer_links(membership),
        "demo": settings.DEMO,
    }
    if settings.DEMO:
        values |= {"demo_accounts": demo_accounts.ACCOUNTS, "demo_password": demo_accounts.PASSWORD}
    if membership is None:
        return values
    slug = membership.partnership.slug
    return {
        **values,
        "navigation": navigation_for(membership, request.path),
        "manages": membership.can(P.MANAGE_PROGRAMME),
        "acting_as": {
            "name": request.user.name,
            "role": membership.get_role_display(),
            "organisation": membership.organisation.name,
            "others": len(request.memberships) > 1,
            "url": reverse("act_as", kwargs={"partnership": slug}),
        },
    }
