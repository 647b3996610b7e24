"""The project bank of the demonstration: templates of two partnerships, one taken, a chain, and a follow-up asked."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from labs.demo.people import member
from lib.periods import today
from partnership.kinds import OrganisationKind
from partnership.models import Membership, Organisation, Partnership, Programme, User
from partnership.roles import Role

from ..actions import assignments, bank, going_on
from ..kinds import FOR_STUDENTS, AssignmentKind, Follows
from ..models import Assignment, BankTemplate, Placement
from ..placement_states import COMPLETED
from ..rules import GUIDED
from ..states import APPROVED
from .assignments import EFFORTS, SCHOOL_SAYS

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
ELSEWHERE = ("rivierenland", "Campus Digitaal Rivierenland")
LEARNED = (
    "Laat studenten eerst een dag meelopen. Daarna stelden ze betere vragen dan wij hadden bedacht, en aan het eind "
    "stond er iets dat echt gebruikt werd.",
    "Spreek vooraf af wie de gegevens mag zien. Dat kostte ons de eerste drie weken.",
    "",
    "Twee teams naast elkaar werkte beter dan één groot team. Plan halverwege een moment waarop ze elkaar "
    "hun werk laten zien.",
)
FROM_ELSEWHERE = (
    "Wachttijden voorspellen bij een fruitveiling",
    "Vrachtwagens staan in het seizoen lang te wachten. Gebruik de gegevens van drie jaar om te voorspellen hoe druk "
    "het wordt, en laat het zien op een scherm bij de poort. Je begint klein: één poort, één dag vooruit.",
)
DELIVERED = (
    "Een meting van alle pagina's op drie telefoons, en een site die in twee tellen staat in plaats van vijf. Alleen "
    "de zoekpagina is nog traag. Bij elke verbetering staat wat ze opleverde."
)
HANDOVER = (
    "De metingen staan in de map van de opdracht, met een beschrijving van hoe je ze herhaalt. Begin bij de "
    "zoekpagina, en meet eerst zelf: sinds de laatste keer zijn er producten bij gekomen."
)


def add_bank(programme: Programme, now: datetime) -> None:
    """After the placements: a satisfied company is asked to go on from one of them."""
    keeper, pien = member(programme, "coordinator@example.org"), member(programme, "partner@example.org")
    own = _offer_own(keeper, now)
    there = _elsewhere(now)
    theirs = _offer_theirs(there, now)
    _take(keeper, theirs, pien.organisation, now - 2 * WEEK)
    _take(there, own[0], there.partnership.organisations.get(kind=OrganisationKind.COMPANY), now - 3 * WEEK)
    _take(there, own[1], there.partnership.organisations.get(kind=OrganisationKind.COMPANY), now - WEEK)
    bank.withdraw_template(by=keeper, template=own[-1], version=own[-1].version, now=now - 4 * DAY)
    _chain(keeper, pien, now)
    _ask(programme)


# --- Templates ---------------------------------------------------------------------------------------------------
def _offer_own(keeper: Membership, now: datetime) -> list[BankTemplate]:
    """Of what is on the board: of each kind the first, the company named in some of them."""
    rows = Assignment.objects.filter(partnership=keeper.partnership_id, state=APPROVED, kind__in=FOR_STUDENTS)
    first = {row.kind: row for row in rows.exclude(kind=AssignmentKind.INTERNSHIP).order_by("-pk")}
    return [
        bank.offer_template(
            by=keeper,
            assignment=row,
            values=bank.first_values(row) | {"learned": LEARNED[number % len(LEARNED)]},
            names_company=number % 2 == 0,
            now=now - (number + 3) * WEEK,
        )
        for number, (_kind, row) in enumerate(sorted(first.items()))
    ]


def _elsewhere(now: datetime) -> Membership:
    """Another partnership with a school and a company, for what comes from there and goes there."""
    slug, name = ELSEWHERE
    there, _new = Partnership.objects.get_or_create(slug=slug, defaults={"name": name})
    school = Organisation.objects.create(
        partnership=there, key="mbo-betuwe", name="MBO Betuwe", kind=OrganisationKind.APPLICANT_SCHOOL
    )
    Organisation.objects.create(
        partnership=there, key="fruitbits", name="Fruitbits", kind=OrganisationKind.COMPANY, sector="ICT"
    )
    user = User.objects.create_user("rika.rivier@example.org", None, name="Rika Rivier")
    return Membership.objects.create(
        user=user, partnership=there, organisation=school, role=Role.COORDINATOR, started_at=now - 60 * WEEK
    )


def _offer_theirs(keeper: Membership, now: datetime) -> BankTemplate:
    """What they did last year; who did it there is nobody in this demonstration."""
    company = keeper.partnership.organisations.get(kind=OrganisationKind.COMPANY)
    title, text = FROM_ELSEWHERE
    begun = today(now) - 40 * WEEK
    mentor = User.objects.create_user("fien.fruit@example.org", None, name="Fien Fruit")
    guide = Membership.objects.create(
        user=mentor,
        partnership=keeper.partnership,
        organisation=company,
        role=Role.COMPANY_MANAGER,
        started_at=now - 60 * WEEK,
    )
    values = {
        "title": title,
        "text": text,
        "theme": "data",
        "starts_on": begun.isoformat(),
        "ends_on": (begun + 60 * WEEK).isoformat(),
        "hours_a_week": 12,
        "place": "Geldermalsen",
        "mentor": guide.pk,
        "roles": [{"pk": None, "name": "Data-analist", "level": "hbo", "seats": 3, "skills": []}],
        "company": SCHOOL_SAYS | {"effort": EFFORTS[0][0], "contact": EFFORTS[0][1]},
    }
    kind = AssignmentKind.RESEARCH.value
    when = now - 42 * WEEK
    row = assignments.make_assignment(by=guide, kind=kind, values=values, nonce=uuid4(), now=when)
    row = assignments.submit(by=guide, assignment=row, version=row.version, now=when)
    row = assignments.approve(by=keeper, assignment=row, version=row.version, now=when)
    words = bank.first_values(row) | {"learned": LEARNED[1], "weeks": 20}
    return bank.offer_template(by=keeper, assignment=row, values=words, names_company=True, now=now - 5 * WEEK)


def _take(by: Membership, template: BankTemplate, company: Organisation, now: datetime) -> Assignment:
    first = today(now) + 14 * WEEK
    monday = first - first.weekday() * DAY
    return bank.take_template(by=by, template=template, organisation=company, starts_on=monday, nonce=uuid4(), now=now)


# --- Going on ----------------------------------------------------------------------------------------------------
def _chain(keeper: Membership, pien: Membership, now: datetime) -> None:
    """What the own company did, its next edition on the board, and a relay that is still a draft."""
    rows = Assignment.objects.filter(organisation=pien.organisation, state=APPROVED, kind=AssignmentKind.PRACTICE)
    first = rows.filter(theme="web").order_by("pk").first() or rows.order_by("pk").first()
    starts_on = first.starts_on + 26 * WEEK
    words = {"starts_on": starts_on, "nonce": uuid4(), "now": now - 2 * WEEK}
    edition = going_on.go_on(by=pien, assignment=first, how=Follows.EDITION, **words)
    values = {"mentor": pien.pk}
    when = now - 12 * DAY
    assignments.change_assignment(by=pien, assignment=edition, version=edition.version, values=values, now=when)
    edition = assignments.submit(by=pien, assignment=edition, version=edition.version + 1, now=when)
    if edition.kind in GUIDED:
        assignments.tell_for_school(
            by=keeper, assignment=edition, school_mentor=first.school_mentor, said=SCHOOL_SAYS, now=when
        )
    edition = assignments.approve(by=keeper, assignment=edition, version=edition.version, now=now - 10 * DAY)
    words = {"starts_on": starts_on + 26 * WEEK, "nonce": uuid4(), "now": now - DAY}
    going_on.go_on(by=pien, assignment=edition, how=Follows.RELAY, delivered=DELIVERED, handover=HANDOVER, **words)


def _ask(programme: Programme) -> None:
    """As the worker did it when the placement that is completed was over."""
    row = Placement.objects.filter(partnership=programme.partnership_id, state=COMPLETED).order_by("pk").first()
    if row is not None:
        over = timezone.make_aware(datetime.combine(row.last_day + 2 * WEEK, datetime.min.time()))
        going_on.ask_for_follow_ups(now=over)
