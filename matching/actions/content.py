"""What an assignment says, as plain values that a change can keep, and writing such values to its rows.

The values: fields of the assignment by name, `roles` (a list of name, level, seats, skills and, for one that is there,
pk), and `company` (what the company expects).
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from labs.models import EducationProgramme
from lib.workflow import Refused
from partnership.models import Membership

from ..kinds import FOR_SEVERAL_TEAMS, Follows, Side
from ..models import Assignment, AssignmentRole, Expectation, SkillTag
from ..queries.assignments import possible_mentors, possible_school_mentors
from ..rules import AT_ONCE
from ..states import HOLDING

FIELDS = (
    "title",
    "text",
    "theme",
    "language",
    "starts_on",
    "ends_on",
    "hours_a_week",
    "place",
    "remote",
    "allowance",
    "apply_until",
    "is_public",
    "is_critical",
    "is_secret",
    "teams",
    "education",
    "mentor",
    "school_mentor",
    "delivered",
    "handover",
)
LINKS = ("education", "mentor", "school_mentor")
SAID = ("effort", "contact", "language", "weight", "confidentiality", "trial_weeks")
ENDS_FIRST = _("The last day is not before the first. Choose a later day.")
NO_MENTOR = _("Choose somebody of your own organisation who can guide it.")
NO_SCHOOL_MENTOR = _("Choose a teacher or coordinator of a school in this partnership.")
NO_EDUCATION = _("Choose an education programme of this partnership.")
NO_SKILL = _("Choose skills from the list.")
ONE_TEAM = _("Only a challenge has several teams.")
NO_RELAY = _("Only a relay says what is there already, and what is handed over.")
TWICE = _("Two roles have the same name. Give each its own.")
ROLE_IN_USE = _("Somebody applied for the role %(name)s, so it stays. Change it, or close the assignment.")
SEATS_IN_USE = _("More seats than that are taken in the role %(name)s. Leave at least %(count)s.")


def plain(assignment: Assignment) -> dict[str, Any]:
    """What it says now, ready to be kept or compared. Take the row through `with_parts`."""
    values = {name: _plain(assignment, name) for name in FIELDS}
    values["roles"] = [
        {
            "pk": role.pk,
            "name": role.name,
            "level": role.level,
            "seats": role.seats,
            "skills": sorted(skill.pk for skill in role.skills.all()),
        }
        for role in assignment.roles.all()
    ]
    said = next((each for each in assignment.expectations.all() if each.side == Side.COMPANY), None)
    values["company"] = {name: getattr(said, name) for name in SAID} if said else None
    return values


def _plain(assignment: Assignment, name: str) -> Any:
    value = getattr(assignment, f"{name}_id" if name in LINKS else name)
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of what is not the same."""
    return sorted(name for name in after if name in before and before[name] != after[name])


def those_that_wait(names: list[str]) -> list[str]:
    return [name for name in names if name not in AT_ONCE]


# --- Judging -----------------------------------------------------------------------------------------------------
def demand_sound(assignment: Assignment, values: Mapping[str, Any], now: datetime) -> None:
    """Raises Refused for values that no form of ours sends: people, programmes and skills of others, days backwards."""
    _demand_days(values)
    _demand_people(assignment, values, now)
    education = values.get("education")
    here = EducationProgramme.objects.filter(partnership=assignment.partnership_id)
    if education is not None and not here.filter(pk=education).exists():
        raise Refused(NO_EDUCATION)
    if values.get("teams", 1) != 1 and assignment.kind not in FOR_SEVERAL_TEAMS:
        raise Refused(ONE_TEAM)
    if assignment.follows_as != Follows.RELAY and (values.get("delivered") or values.get("handover")):
        raise Refused(NO_RELAY)
    _demand_roles(assignment, values.get("roles") or [])


def _demand_days(values: Mapping[str, Any]) -> None:
    first, last = values.get("starts_on"), values.get("ends_on")
    if first and last and last < first:  # ISO days sort as text
        raise Refused(ENDS_FIRST)


def _demand_people(assignment: Assignment, values: Mapping[str, Any], now: datetime) -> None:
    mentor, school_mentor = values.get("mentor"), values.get("school_mentor")
    partnership = assignment.partnership
    people = possible_mentors(partnership, assignment.organisation_id, now)
    if mentor not in (None, assignment.mentor_id) and not people.filter(pk=mentor).exists():
        raise Refused(NO_MENTOR)
    teachers = possible_school_mentors(partnership, now)
    if school_mentor not in (None, assignment.school_mentor_id) and not teachers.filter(pk=school_mentor).exists():
        raise Refused(NO_SCHOOL_MENTOR)


def _demand_roles(assignment: Assignment, roles: list[dict]) -> None:
    names = [role["name"].casefold() for role in roles]
    if len(set(names)) < len(names):
        raise Refused(TWICE)
    wanted = {skill for role in roles for skill in role["skills"]}
    if SkillTag.objects.filter(partnership=assignment.partnership_id, pk__in=wanted).count() < len(wanted):
        raise Refused(NO_SKILL)


# --- Writing -----------------------------------------------------------------------------------------------------
def write(assignment: Assignment, values: Mapping[str, Any], *, by: Membership, now: datetime) -> None:
    """Put values on the rows; names that are not there stay as they are. Inside a transaction, the row locked.

    Raises Refused when a role goes, or becomes smaller, that somebody applied for.
    """
    changed = [name for name in FIELDS if name in values]
    for name in changed:
        field = Assignment._meta.get_field(name)
        setattr(assignment, field.attname, values[name] if name in LINKS else field.to_python(values[name]))
    if changed:
        assignment.save(update_fields=changed)
    if "roles" in values:
        _write_roles(assignment, values["roles"])
    if "company" in values:
        write_expectation(assignment, Side.COMPANY, values["company"], by=by, now=now)


def _write_roles(assignment: Assignment, wanted: list[dict]) -> None:
    present = {role.pk: role for role in AssignmentRole.objects.filter(assignment=assignment).order_by("pk")}
    kept = {role["pk"] for role in wanted if role.get("pk") in present}
    for pk in present.keys() - kept:
        if present[pk].applications.exists():
            raise Refused(ROLE_IN_USE % {"name": present[pk].name})
        present[pk].delete()
    for pk in kept:  # two roles may change names with each other
        AssignmentRole.objects.filter(pk=pk).update(name=f"~{pk}")
    for number, values in enumerate(wanted, 1):
        role = present.get(values.get("pk")) or AssignmentRole(assignment=assignment)
        _demand_seats(role, values["seats"] * assignment.teams)
        role.name, role.level, role.seats, role.order = values["name"], values["level"], values["seats"], number
        role.save()
        role.skills.set(values["skills"])


def _demand_seats(role: AssignmentRole, seats: int) -> None:
    taken = role.applications.filter(state__in=HOLDING).count() if role.pk else 0
    if taken > seats:
        raise Refused(SEATS_IN_USE % {"name": role.name, "count": taken})


def write_expectation(
    assignment: Assignment, side: str, said: Mapping[str, Any] | None, *, by: Membership, now: datetime
) -> None:
    """What a side expects; none takes it away."""
    if said is None:
        Expectation.objects.filter(assignment=assignment, side=side).delete()
        return
    words = {name: said[name] for name in SAID} | {"told_by_id": by.user_id, "told_at": now}
    Expectation.objects.update_or_create(assignment=assignment, side=side, defaults=words)
