"""Templates of the project bank as lists and pages show them, and what a draft of one needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from partnership.models import Membership, Organisation, Partnership, User
from partnership.roles import Permission, Role, allows

from ..bank_rights import BUSINESS
from ..models import Application, Assignment, BankTemplate, Placement, SkillTag
from ..states import WITHDRAWN

OFFERING = [role for role in Role.values if allows(role, Permission.OFFER_WORK)]
TAKEN_FIRST = Count("assignments", filter=Q(assignments__follows=None), distinct=True)
MOST_WORDS = 8


def with_credit(rows: QuerySet[BankTemplate]) -> QuerySet[BankTemplate]:
    """With what the credit names, and how often each was taken; a next edition of what was taken counts once."""
    return rows.select_related("partnership", "school").annotate(taken=TAKEN_FIRST)


def templates_for(by: Membership, asked: Mapping[str, str]) -> QuerySet[BankTemplate]:
    """What this member sees, as far as it fits: words of the title or description, level, kind, theme."""
    rows = with_credit(BankTemplate.objects.visible_to(by))
    for word in asked.get("q", "").split()[:MOST_WORDS]:
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word))
    if asked.get("level"):
        rows = rows.filter(levels__contains=[asked["level"]])
    exactly = {name: asked[name] for name in ("kind", "theme") if asked.get(name)}
    if asked.get("whose") == "own":
        exactly["partnership"] = by.partnership_id
    return rows.filter(**exactly)


@dataclass(frozen=True)
class Taker:
    """A partnership, and how often it took a template."""

    name: str
    count: int


def takers_of(template: BankTemplate) -> list[Taker]:
    """Which partnerships took it, the one that did most often first."""
    rows = Partnership.objects.filter(assignments__template=template, assignments__follows=None)
    rows = rows.annotate(count=Count("assignments")).order_by("-count", "name", "pk")
    return [Taker(row.name, row.count) for row in rows]


def taken_by(template: BankTemplate, by: Membership) -> list[Assignment]:
    """What became of it in the own partnership, as far as this member may see those."""
    rows = Assignment.objects.visible_to(by).filter(template=template).select_related("organisation")
    return list(rows.order_by("-made_at", "-pk"))


def alive_at(template: BankTemplate, organisation: Organisation) -> Assignment | None:
    """What this company has of it already, unless it was withdrawn."""
    rows = Assignment.objects.filter(template=template, organisation=organisation).exclude(state=WITHDRAWN)
    return rows.order_by("-pk").first()


def companies_for(by: Membership, template: BankTemplate | None = None) -> QuerySet[Organisation]:
    """Companies of the own region; not the one whose assignment it was, which makes a next edition instead."""
    rows = Organisation.objects.visible_to(by).filter(kind__in=BUSINESS)
    if template is not None:
        rows = rows.exclude(assignments=template.assignment_id)
    return rows.order_by("name", "pk")


def people_to_tell(organisation_id: int, now: datetime) -> list[Membership]:
    """Who hears something on behalf of a company: its managers; without one, everybody who offers its work."""
    rows = Membership.objects.active(now).filter(organisation=organisation_id, role__in=OFFERING)
    people = list(rows.select_related("user", "partnership", "organisation").order_by("pk"))
    return [each for each in people if each.role == Role.COMPANY_MANAGER] or people


def names_around(assignment: Assignment) -> list[str]:
    """The names of people that have to do with an assignment, which a template never says."""
    students = Placement.objects.filter(assignment=assignment, student__isnull=False).values("student__user")
    applied = Application.objects.filter(assignment=assignment).values("student__user")
    guides = [key for key in (assignment.mentor_id, assignment.school_mentor_id, assignment.coordinator_id) if key]
    found = Q(memberships__in=guides) | Q(pk__in=students) | Q(pk__in=applied) | Q(pk=assignment.made_by_id)
    return list(User.objects.filter(found).distinct().order_by("pk").values_list("name", flat=True))


# --- Skills ------------------------------------------------------------------------------------------------------
def own_skills(partnership_id: int, roles: Iterable[dict]) -> tuple[dict[str, SkillTag], list[dict]]:
    """The skills of a template on the own list by their Dutch name, and those that are not on it."""
    known: dict[str, SkillTag] = {}
    for tag in SkillTag.objects.filter(partnership=partnership_id, ended_at=None).order_by("-pk"):
        known |= {tag.name_nl.casefold(): tag, tag.name_en.casefold(): tag}
    found, missing = {}, []
    for skill in (skill for role in roles for skill in role["skills"]):
        tag = known.get(skill["nl"].casefold()) or known.get(skill["en"].casefold())
        if tag is None:
            missing.append(skill)
        else:
            found[skill["nl"]] = tag
    return found, missing
