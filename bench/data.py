"""A partnership with any number of approved hour lines, made up by a fixed recipe."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from contributions.history.write import refresh_statistics
from contributions.models import HourEntry, Pledge
from labs.models import Activity, Lab
from lib.money import amount_for
from partnership.kinds import OrganisationKind
from partnership.models import Membership, Organisation, Participation, Partnership, Programme, User
from partnership.roles import Role
from partnership.schemes import preset, terms_to_json

FIRST, LAST = date(2023, 8, 1), date(2027, 7, 31)
UNTIL = date(2026, 7, 31)
DECIDED = datetime(2026, 8, 20, 12, tzinfo=UTC)
TEXTS = (
    "Gastles over incident response aan klas 3",
    "Overleg kwalificatiedossier; eisen aan beginnend developer",
    "Begeleiding projectgroep 4: sprint review",
    "Docent dag meegelopen op security-afdeling",
)
KINDS = ("guest_teaching", "curriculum_advice", "student_project_guidance", "teacher_placement")


def partnership(slug: str, lines: int) -> tuple[Programme, Membership]:
    """A partnership with one programme of 40 companies and so many lines; and who manages it."""
    here = Partnership.objects.create(slug=slug, name=slug.capitalize())
    school = Organisation.objects.create(
        partnership=here, key="school", name="Noorderpoort", kind=OrganisationKind.APPLICANT_SCHOOL
    )
    terms = preset("RIF19")
    programme = Programme.objects.create(
        partnership=here,
        name="Digitaal Vakmanschap",
        scheme="RIF19",
        grant_number=f"RIF19-{slug}",
        applied_on=FIRST - timedelta(days=180),
        starts_on=FIRST,
        ends_on=LAST,
        rate=terms.rate,
        budget_total=Decimal("3e6"),
        subsidy_granted=Decimal("1e6"),
        lead_partner=school,
        terms_granted=terms_to_json(terms),
    )
    Participation.objects.create(programme=programme, organisation=school, group="applicant", joined_on=FIRST)
    manager = _member(here, school, f"management-{slug}@example.org", "Mirjam Management", Role.MANAGEMENT)
    staff = [_company(programme, number) for number in range(40)]
    add_lines(programme, staff, _activities(programme), manager.user, lines)
    return programme, manager


def _member(here, organisation, email: str, name: str, role: str) -> Membership:
    user = User.objects.create_user(email, name=name)
    return Membership.objects.create(
        user=user, partnership=here, organisation=organisation, role=role, started_at=datetime(2023, 1, 1, tzinfo=UTC)
    )


def _company(programme: Programme, number: int) -> Membership:
    here = programme.partnership
    company = Organisation.objects.create(
        partnership=here,
        key=f"company-{number:02d}",
        name=f"Terpbyte {number:02d} Software",
        kind=OrganisationKind.COMPANY,
    )
    Participation.objects.create(programme=programme, organisation=company, group="business", joined_on=FIRST)
    amount = amount_for(120 * 60, programme.rate)
    Pledge.objects.create(
        programme=programme,
        organisation=company,
        starts_on=FIRST,
        ends_on=LAST,
        kind="hours",
        quantity=120,
        unit="hour",
        unit_price=programme.rate,
        amount=amount,
        entered_at=DECIDED,
        nonce=uuid4(),
    )
    return _member(
        here, company, f"{here.slug}-{number:02d}@example.org", f"Hüseyin {number:02d} Yılmaz", Role.COMPANY_MEMBER
    )


def _activities(programme: Programme) -> list[Activity]:
    labs = [
        Lab.objects.create(partnership=programme.partnership, kind=kind, name=f"{kind.capitalize()} Lab")
        for kind in ("kennis", "learning", "business")
    ]
    return [
        Activity.objects.create(programme=programme, lab=lab, name=name, starts_on=FIRST, ends_on=LAST)
        for lab, name in zip(labs, ("Practoraat digitaal vakmanschap", "Masterclasses", "MBO-incubator"), strict=True)
    ]


def add_lines(programme, staff, activities, decided_by, count: int) -> None:
    """So many approved lines, spread over the programme's first three years."""
    choose = random.Random(73)
    days = (UNTIL - FIRST).days
    rows = []
    for number in range(count):
        member, minutes = choose.choice(staff), 15 * choose.randint(1, 24)
        rows.append(
            HourEntry(
                programme=programme,
                organisation_id=member.organisation_id,
                person_id=member.user_id,
                activity=choose.choice(activities),
                worked_on=FIRST + timedelta(days=choose.randint(0, days)),
                minutes=minutes,
                kind=KINDS[number % 4],
                description=TEXTS[number % 4],
                state="approved",
                entered_at=DECIDED,
                submitted_at=DECIDED,
                decided_at=DECIDED,
                decided_by=decided_by,
                rate=programme.rate,
                amount=amount_for(minutes, programme.rate),
            )
        )
    HourEntry.objects.bulk_create(rows, batch_size=2000)
    refresh_statistics()


def wanted(programme: Programme):
    """A request for a report over everything that there is."""
    from accountability.actions import Wanted
    from accountability.reports.documents import TEMPLATE_VERSION
    from lib.periods import Period

    return Wanted(programme, Period(FIRST, UNTIL), "nl", TEMPLATE_VERSION, uuid4())
