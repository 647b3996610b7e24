"""What a list of assignments says about each: the company, roles and skills, how it fits, and whether it is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, OuterRef, Q

from lib.periods import today
from partnership.models import Membership, Partnership
from partnership.roles import Permission

from ..fit import Fit, RoleAsked, fit_of, needs_applicants
from ..kinds import Level
from ..models import Assignment, AssignmentRole, Favourite, SkillTag, StudentProfile
from .board import Asker

MOST_SKILLS_SHOWN = 8


@dataclass(frozen=True)
class SkillShown:
    """A skill that is asked for, and whether the asker has it."""

    name: str
    is_own: bool


@dataclass(frozen=True)
class Card:
    """An assignment as a list and its own page show it."""

    assignment: Assignment
    roles: list[AssignmentRole]
    skills: list[SkillShown]
    fit: Fit | None
    needs_applicants: bool
    is_favourite: bool

    @property
    def levels(self) -> str:
        asked = {role.level for role in self.roles}
        return ", ".join(str(level.label) for level in Level if level.value in asked)

    @property
    def seats(self) -> int:
        return sum(role.seats for role in self.roles) * self.assignment.teams

    @property
    def skills_shown(self) -> list[SkillShown]:
        return self.skills[:MOST_SKILLS_SHOWN]

    @property
    def skills_more(self) -> int:
        return len(self.skills) - len(self.skills_shown)


def tags_of(partnership: Partnership) -> dict[int, SkillTag]:
    """The whole list of skills, also those that ended: what names one keeps it."""
    return {tag.pk: tag for tag in SkillTag.objects.filter(partnership=partnership).order_by("pk")}


def asker_of(partnership: Partnership, membership: Membership | None, now) -> Asker:
    """Who looks at the board; a student with a profile sees what fits."""
    row = None
    if membership is not None and membership.can(Permission.APPLY):
        rows = StudentProfile.objects.filter(student=membership)
        keys = ArrayAgg("skills", filter=Q(skills__isnull=False), default=[])
        row = rows.annotate(keys=keys).values("level", "keys").first()
    level, keys = (row["level"], row["keys"]) if row else ("", ())
    return Asker(partnership, membership, today(now), level, frozenset(keys))


def cards_of(keys: Sequence[int], asker: Asker, tags: Mapping[int, SkillTag]) -> list[Card]:
    """The cards of these assignments, in this order. The asker may see them: that was judged before."""
    rows = Assignment.objects.filter(pk__in=keys).select_related("organisation", "education")
    applied = Count("applications", filter=Q(applications__submitted_at__isnull=False))
    kept = Favourite.objects.filter(member=asker.membership, assignment=OuterRef("pk"))
    rows = rows.annotate(applied=applied, is_kept=Exists(kept))
    found = {row.pk: row for row in rows}
    roles = _roles(found)
    return [_card(found[key], roles.get(key, []), asker, tags) for key in keys if key in found]


def _roles(keys: Iterable[int]) -> dict[int, list[AssignmentRole]]:
    rows = AssignmentRole.objects.filter(assignment__in=list(keys))
    asked = ArrayAgg("skills", filter=Q(skills__isnull=False), default=[])
    of = {}
    for role in rows.annotate(keys=asked).order_by("assignment", "order", "pk"):
        of.setdefault(role.assignment_id, []).append(role)
    return of


def _card(row: Assignment, roles: list[AssignmentRole], asker: Asker, tags: Mapping[int, SkillTag]) -> Card:
    asked = [RoleAsked(each.name, each.level, {key: tags[key].name for key in each.keys}) for each in roles]
    for role, compared in zip(roles, asked, strict=True):
        role.skill_names = sorted(compared.skills.values(), key=str.lower)
    named = {key: name for each in asked for key, name in each.skills.items()}
    shown = sorted((SkillShown(name, key in asker.skills) for key, name in named.items()), key=_own_first)
    since, until = today(row.decided_at), row.apply_until
    return Card(
        assignment=row,
        roles=roles,
        skills=shown,
        fit=fit_of(asker.level, asker.skills, asked) if asker.has_profile else None,
        needs_applicants=needs_applicants(since=since, apply_until=until, applied=row.applied, day=asker.day),
        is_favourite=row.is_kept,
    )


def _own_first(skill: SkillShown) -> tuple:
    return (not skill.is_own, skill.name.lower())
