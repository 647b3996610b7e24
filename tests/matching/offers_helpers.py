"""What the tests of offers share: an assignment that is whole, in any state."""

from datetime import date, timedelta
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from labs.models import EducationProgramme
from matching.actions import assignments as actions
from matching.models import Assignment, Recognition, SkillTag
from tests.cast import NOW, TODAY

LATER = NOW + timedelta(hours=1)
TEXT = "Maak een planbord waarop onze monteurs zien waar ze morgen zijn. Nu doen we dat met de telefoon en een lijst."
SAID = {
    "effort": "Twee uur per week, door een senior ontwikkelaar",
    "contact": "Elke dag een kort gesprek",
    "language": "nl",
    "weight": "fitting",
    "confidentiality": "",
    "trial_weeks": 2,
}


def url(name, *keys):
    return reverse(name, args=["werkplaats", *keys])


def skill(cast, name="Python"):
    return SkillTag.objects.get_or_create(partnership=cast.werkplaats, name_nl=name, name_en=name)[0]


def education(cast, code="25998", **values):
    defaults = {"name": "Software developer", "level": "mbo4"} | values
    return EducationProgramme.objects.get_or_create(partnership=cast.werkplaats, code=code, defaults=defaults)[0]


def recognise(cast, organisation=None, programme=None, first=date(2025, 1, 1), last=date(2028, 12, 31)):
    return Recognition.objects.create(
        organisation=organisation or cast.terpdok,
        education=programme or education(cast),
        valid=DateRange(first, last, "[]"),
        entered_by=cast.carla.user,
        entered_at=NOW,
    )


def role(cast, **values):
    return {"pk": None, "name": "Ontwikkelaar", "level": "mbo4", "seats": 1, "skills": [skill(cast).pk]} | values


def content(cast, kind="practice", **values):
    """Everything that a company has to fill in for this kind, as plain values."""
    found = {
        "title": "Planbord voor monteurs",
        "text": TEXT,
        "theme": "software",
        "language": "nl",
        "starts_on": date(2026, 9, 1).isoformat(),
        "ends_on": date(2027, 1, 31).isoformat(),
        "hours_a_week": 16,
        "place": "Groningen",
        "remote": "partly",
        "allowance": "350.00",
        "apply_until": None,
        "is_public": True,
        "is_critical": False,
        "is_secret": False,
        "education": education(cast).pk if kind == "internship" else None,
        "mentor": cast.anna.pk,
        "school_mentor": cast.thea.pk,
        "roles": [role(cast)],
        "company": SAID,
    }
    return found | values


def lesson(cast, **values):
    """A guest lesson that a school asks for."""
    found = {
        "title": "Gastles over veilig programmeren",
        "text": TEXT,
        "theme": "security",
        "starts_on": "2026-05-01",
        "ends_on": "2026-06-30",
        "place": "Groningen",
        "remote": "on_site",
        "is_public": True,
        "mentor": cast.thea.pk,
    }
    return found | values


def draft(cast, by=None, kind="practice", values=None, **more):
    values = content(cast, kind, **more) if values is None else values
    return actions.make_assignment(by=by or cast.anna, kind=kind, values=values, nonce=uuid4(), now=NOW)


def told_by_school(cast, row, by=None):
    actions.tell_for_school(by=by or cast.carla, assignment=row, school_mentor=cast.thea, said=SAID, now=NOW)


def pending(cast, kind="practice", **values):
    if kind == "internship":
        recognise(cast)
    row = draft(cast, kind=kind, **values)
    told = actions.submit(by=cast.anna, assignment=row, version=row.version, now=NOW)
    told_by_school(cast, told)
    return Assignment.objects.get(pk=row.pk)


def approved(cast, kind="practice", **values):
    row = pending(cast, kind, **values)
    return actions.approve(by=cast.carla, assignment=row, version=row.version, now=LATER)


def posted(cast, kind="practice", then="", row=None, **values):
    """What a browser sends of the form."""
    data = content(cast, kind) | values
    fields = {
        name: value for name, value in data.items() if name not in ("roles", "company") and value not in (None, False)
    }
    fields["allowance"] = "350"
    for number, each in enumerate(data["roles"]):
        fields |= {f"roles-{number}-{name}": value for name, value in each.items() if value is not None}
    fields |= {"roles-TOTAL_FORMS": len(data["roles"]), "roles-INITIAL_FORMS": 0}
    fields |= {f"company-{name}": value for name, value in (data["company"] or {}).items()}
    fields |= {"version": row.version} if row else {"nonce": uuid4()}
    return fields | {"then": then}


def day(days):
    return (TODAY + timedelta(days=days)).isoformat()
