"""A change that waits, side by side with what the board shows, in words."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from labs.models import EducationProgramme
from lib.figures import day_plain, money

from ..kinds import Language, Level, Remote, Theme, Weight
from ..models import Assignment, AssignmentChange, Expectation, SkillTag

CHOICES = {"theme": Theme, "language": Language, "remote": Remote, "level": Level, "weight": Weight}


class Line(NamedTuple):
    """One thing that changes."""

    label: str
    before: str
    after: str


class Names(NamedTuple):
    """Of what a change refers to."""

    skills: dict[int, str]
    programmes: dict[int, str]


def lines_of(change: AssignmentChange) -> list[Line]:
    """What changes, in the order of the form."""
    names = _names_of(change)
    found = []
    for name, after in change.values.items():
        before = change.before.get(name)
        if name == "company":
            found += _said(before or {}, after or {})
        elif name == "roles":
            found.append(Line(_("Roles"), _roles(before, names), _roles(after, names)))
        else:
            label = capfirst(Assignment._meta.get_field(name).verbose_name)
            found.append(Line(label, _words(name, before, names), _words(name, after, names)))
    return found


def _names_of(change: AssignmentChange) -> Names:
    both = (change.before, change.values)
    skills = {pk for side in both for role in side.get("roles") or [] for pk in role["skills"]}
    programmes = {side["education"] for side in both if side.get("education")}
    tags = SkillTag.objects.filter(pk__in=skills) if skills else ()
    rows = EducationProgramme.objects.filter(pk__in=programmes) if programmes else ()
    return Names({tag.pk: tag.name for tag in tags}, {row.pk: row.name for row in rows})


def _words(name: str, value: Any, names: Names) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in CHOICES:
        return str(CHOICES[name](value).label)
    if name == "education":
        return names.programmes.get(value, "–")
    if name == "allowance":
        return money(Decimal(value))
    return day_plain(date.fromisoformat(value)) if name.endswith("_on") else str(value)


def _roles(roles: Iterable[dict], names: Names) -> str:
    said = []
    for role in roles:
        words = {"name": role["name"], "level": Level(role["level"]).label, "seats": role["seats"]}
        line = _("%(name)s, %(level)s, seats: %(seats)s") % words
        skills = sorted(names.skills[pk] for pk in role["skills"] if pk in names.skills)
        said.append(f"{line} ({', '.join(skills)})" if skills else line)
    return "\n".join(said) or "–"


def _said(before: dict, after: dict) -> list[Line]:
    names = Names({}, {})
    return [
        Line(
            capfirst(Expectation._meta.get_field(name).verbose_name),
            _words(name, before.get(name), names),
            _words(name, after.get(name), names),
        )
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    ]
