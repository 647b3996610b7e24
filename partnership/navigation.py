"""What stands in the navigation: only what this role has a page for, so that no link ends nowhere."""

from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import demo_accounts
from .roles import Permission


@dataclass(frozen=True)
class Item:
    """A page in the navigation, for roles with one of `permissions` (none: for every member), under `group`."""

    label: str | Promise
    name: str
    permissions: tuple[str, ...] = ()
    icon: str = ""
    group: str | Promise = ""
    also: tuple[str, ...] = ()  # pages that belong to it under an address of their own


P = Permission
LABS, MATCHING, INPUT = _("In the labs"), _("Matching"), _("Brought in")
MONEY, PARTNERSHIP = _("Money"), _("Partnership")
GROUPS_FROM = 9  # so many links are found sooner under headings; fewer are read in one look
MOST_IN_SIGHT, LONG_GROUP = 18, 7  # beyond the first, a group longer than the second is folded
ITEMS = (
    Item(_("Home"), "home", icon="home"),
    Item(_("Labs"), "labs", icon="labs", group=LABS),
    Item(_("Activity plan"), "plan", (P.MANAGE_PROGRAMME, P.RUN_LABS, P.SEE_FINANCING, P.SEE_OWN_PLEDGE), "plan", LABS),
    Item(_("Calendar"), "calendar", icon="calendar", group=LABS),
    Item(_("My sessions"), "my_sessions", (P.TAKE_PART,), "ticket", LABS),
    Item(_("Classes"), "student_groups", (P.ENROL_CLASSES,), "class", LABS),
    Item(_("Learning"), "learning", icon="learning", group=LABS),
    Item(_("Research"), "research", icon="research", group=LABS),
    Item(_("Skills"), "skills", icon="skills", group=LABS),
    Item(_("Rooms"), "rooms", (P.BOOK_ROOMS, P.MANAGE_ROOMS), "door", LABS),
    Item(_("Student companies"), "student_companies", icon="shop", group=LABS),
    Item(_("Teachers in practice"), "practice", (P.LOG_HOURS, P.RUN_LABS), "pair", LABS),
    Item(_("Board"), "board", icon="board", group=MATCHING),
    Item(_("Question desk"), "questions", (P.ASK_DESK, P.MATCH), "desk", MATCHING),
    Item(_("My applications"), "applications", (P.APPLY,), "inbox", MATCHING),
    Item(_("Offers"), "offers", (P.OFFER_WORK,), "bag", MATCHING),
    Item(_("Applications"), "offer_applications", (P.OFFER_WORK, P.MATCH), "inbox", MATCHING),
    Item(_("Matching"), "matching", (P.MATCH,), "knot", MATCHING),
    Item(_("Project bank"), "bank", (P.SEE_BANK,), "bank", MATCHING),
    Item(_("Placements"), "placements", (P.APPLY, P.OFFER_WORK, P.MATCH), "pin", MATCHING, ("portfolio",)),
    Item(_("Wishes"), "wishes", (P.APPLY,), "rank", MATCHING),
    Item(_("Hours"), "hours", (P.LOG_HOURS, P.SEE_ORGANISATION_HOURS, P.SEE_ALL_HOURS), "clock", INPUT),
    Item(_("Months"), "months", (P.LOG_HOURS, P.CONFIRM_MONTHS, P.ACCEPT_MONTHS, P.SEE_ALL_HOURS), "month", INPUT),
    Item(_("Approvals"), "approvals", (P.DECIDE_ON_HOURS,), "check", INPUT),
    Item(_("Other contributions"), "contributions", (P.SEE_OWN_PLEDGE, P.SEE_FINANCING), "goods", INPUT),
    Item(_("Financing"), "financing", (P.SEE_FINANCING,), "thirds", MONEY),
    Item(_("Standing"), "standing", (P.SEE_OWN_PLEDGE, P.SEE_FINANCING), "chart", MONEY),
    Item(_("Pledges"), "pledges", (P.MANAGE_PLEDGES, P.SEE_FINANCING), "pledge", MONEY),
    Item(_("Agreements"), "agreements", (P.SEE_OWN_PLEDGE, P.SEE_FINANCING), "shield", MONEY),
    Item(_("Reports"), "reports", (P.SEE_REPORTS,), "report", MONEY),
    Item(_("Programme"), "programmes", (P.MANAGE_PROGRAMME, P.SEE_FINANCING), "programme", PARTNERSHIP),
    Item(_("Partners"), "organisations", (P.MANAGE_PROGRAMME, P.SEE_FINANCING), "partners", PARTNERSHIP),
    Item(_("Impact"), "impact", (P.SEE_IMPACT, P.MANAGE_IMPACT), "impact", PARTNERSHIP),
    Item(_("Start check"), "startcheck", (P.MANAGE_PROGRAMME, P.SEE_AUDIT), "scale", PARTNERSHIP),
    Item(_("People"), "people", (P.INVITE_COLLEAGUES, P.INVITE_ANYONE), "people", PARTNERSHIP),
    Item(_("Reminders"), "reminders", (P.SEND_REMINDERS,), "mail", PARTNERSHIP),
    Item(_("Log"), "audit", (P.SEE_AUDIT,), "log", PARTNERSHIP),
)


def navigation_for(membership, path: str) -> list[dict]:
    """The links for a membership; `current` marks the longest address that the path starts with."""

    def address(name: str) -> str:
        return reverse(name, kwargs={"partnership": membership.partnership.slug})

    links = [
        {
            "label": item.label,
            "url": address(item.name),
            "icon": item.icon,
            "group": item.group,
            "under": (address(item.name), *map(address, item.also)),
        }
        for item in ITEMS
        if not item.permissions or any(membership.can(permission) for permission in item.permissions)
    ]
    current = max((each for link in links for each in link["under"] if path.startswith(each)), key=len, default="")
    return [{**link, "current": current in link["under"]} for link in links]


class Group(NamedTuple):
    """Links under one heading; `folded` when they are many and none of them is the page that is shown."""

    heading: str | Promise
    links: list[dict]
    folded: bool


def grouped(links: list[dict]) -> list[Group]:
    """The links under the heading of their group; few links stand together without any."""
    if len(links) < GROUPS_FROM:
        return [Group("", links, folded=False)]
    groups = [(heading, list(members)) for heading, members in groupby(links, key=lambda link: link["group"])]
    crowded = len(links) > MOST_IN_SIGHT
    return [
        Group(heading, members, crowded and len(members) > LONG_GROUP and not any(link["current"] for link in members))
        for heading, members in groups
    ]


def footer_links(membership) -> list[dict]:
    """The links under every page: those for everybody, and for members the rules of what counts."""
    links = [
        {"label": _("Privacy"), "url": reverse("privacy")},
        {"label": _("Check a report"), "url": reverse("verify_start")},
    ]
    if membership is not None:
        rules = reverse("rules", kwargs={"partnership": membership.partnership.slug})
        links.insert(0, {"label": _("What counts"), "url": rules})
        mine = reverse("reminders_mine", kwargs={"partnership": membership.partnership.slug})
        links.insert(1, {"label": _("My reminders"), "url": mine})
        data = reverse("own_data", kwargs={"partnership": membership.partnership.slug})
        links.insert(2, {"label": _("My data"), "url": data})
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
    navigation = navigation_for(membership, request.path)
    return {
        **values,
        "navigation": navigation,
        "navigation_groups": grouped(navigation),
        "manages": membership.can(P.MANAGE_PROGRAMME),
        "acting_as": {
            "name": request.user.name,
            "role": membership.get_role_display(),
            "organisation": membership.organisation.name,
            "others": len(request.memberships) > 1,
            "url": reverse("act_as", kwargs={"partnership": slug}),
        },
    }
