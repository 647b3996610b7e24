"""Assignments as tests of the board want them: short to write, complete for the database."""

from datetime import date, timedelta

from matching.models import Assignment, AssignmentRole, SkillTag, StudentProfile
from tests.cast import NOW


def make_tag(cast, name, english=None, **values):
    partnership = values.pop("partnership", cast.werkplaats)
    return SkillTag.objects.create(partnership=partnership, name_nl=name, name_en=english or name, **values)


def make_assignment(cast, title="Website voor een molen", *, roles=(("Stagiair", "mbo4", ()),), **values):
    """On the board since two days ago, of Terpdok with Anna as its mentor, unless `values` say otherwise."""
    mentor = values.pop("mentor", cast.anna)
    decided_by = values.pop("decided_by", cast.carla.user)
    defaults = {
        "partnership": mentor.partnership,
        "organisation": mentor.organisation,
        "kind": "internship",
        "title": title,
        "text": "Je bouwt met ons mee en leert hoe een team werkt.",
        "theme": "software",
        "starts_on": date(2026, 9, 1),
        "ends_on": date(2027, 1, 31),
        "place": "Groningen",
        "mentor": mentor,
        "state": "approved",
        "made_by": mentor.user,
        "made_at": NOW - timedelta(days=9),
        "submitted_by": mentor.user,
        "submitted_at": NOW - timedelta(days=5),
        "decided_by": decided_by,
        "decided_at": NOW - timedelta(days=2),
    }
    row = Assignment.objects.create(**defaults | values)
    for order, (name, level, skills) in enumerate(roles, 1):
        role = AssignmentRole.objects.create(assignment=row, name=name, level=level, order=order)
        role.skills.set(skills)
    return row


def make_profile(student, level="mbo4", skills=()):
    row = StudentProfile.objects.create(student=student, level=level, changed_at=NOW)
    row.skills.set(skills)
    return row
