"""Three student companies, each in another state, with coaches, assignments, and coaching past and to come."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

from lib.periods import today
from lib.times import day_of, moment_of
from partnership.models import Membership, Programme
from partnership.roles import Role

from ..actions import companies as actions
from ..actions.companies_coaching import plan_coaching
from ..kinds import LabKind
from ..models import Activity, CompanyCoach, Lab, StudentCompany
from .research import STUDENTS, WEEK, _student, companies, member

EXAMPLES = (
    (
        "Klikklaar",
        "Websites voor winkels in de buurt: één bladzijde, binnen een week online, met een uitleg die de winkelier "
        "zelf kan volgen.",
        70,
    ),
    (
        "Tweede Leven",
        "Knapt laptops op van bedrijven die ze afschrijven, en verkoopt ze met een jaar garantie aan studenten.",
        26,
    ),
    ("Bijles op Maat", "Bijles programmeren door studenten, voor leerlingen van het vmbo.", 2),
)


def add_companies(programme: Programme, now: datetime) -> None:
    lab = Lab.objects.filter(partnership=programme.partnership_id, kind=LabKind.BUSINESS).first()
    if lab is None:
        return
    by, sanne = member(programme, "management@example.org"), member(programme, "student@example.org")
    others = [_student(programme, name, now) for name in STUDENTS]
    rows = [
        actions.propose(by=who, lab=lab, name=name, does=does, nonce=uuid4(), now=now - weeks * WEEK)
        for who, (name, does, weeks) in zip((sanne, others[0], others[1]), EXAMPLES, strict=True)
    ]
    _first(programme, by, sanne, rows[0], others, now)
    _second(programme, by, rows[1], others, now)


def _step(by: Membership, row: StudentCompany, verb: str, moment: datetime) -> None:
    row.refresh_from_db()
    actions.step_company(by=by, company=row, verb=verb, version=row.version, on=today(moment), now=moment)


def _first(programme, by, sanne, row: StudentCompany, others, now: datetime) -> None:
    """It trades, in public, and won two assignments."""
    _step(by, row, "start", now - 66 * WEEK)
    _step(by, row, "trade", now - 52 * WEEK)
    row.refresh_from_db()
    words = {"website": "https://klikklaar.example.org", "kvk": "12345678", "is_shown": True}
    actions.change_company(by=sanne, company=row, version=row.version, now=now - 50 * WEEK, **words)
    for student, part in ((others[2], "ontwerp"), (others[0], "verkoop")):
        actions.add_company_member(by=by, company=row, membership=student, part=part, now=now - 60 * WEEK)
    pien = member(programme, "partner@example.org")
    coach = actions.add_coach(by=by, company=row, membership=pien, now=now - 60 * WEEK)
    partner = companies(programme, 3)[-1].organisation
    for title, weeks, client, name, amount in (
        ("Website voor een nieuwe vestiging", 30, partner, "", Decimal("1250.00")),
        ("Webwinkel met twintig producten", 12, None, "Bakkerij De Wadvaarder", Decimal("900.00")),
    ):
        values = {"title": title, "client": client, "client_name": name, "amount": amount}
        when = now - weeks * WEEK
        actions.add_assignment(by=sanne, company=row, month=today(when), nonce=uuid4(), now=when, **values)
    _coach(row, coach, (-9, -4, 2), "De offerte voor een vaste klant", now)
    actions.wish_for(by=sanne, company=row, verb="graduate", now=now - timedelta(days=2))


def _second(programme, by, row: StudentCompany, others, now: datetime) -> None:
    """It began this season, and has a coach of another company."""
    _step(by, row, "start", now - 24 * WEEK)
    actions.add_company_member(by=by, company=row, membership=others[1], part="inkoop", now=now - 20 * WEEK)
    pien = member(programme, "partner@example.org")
    people = Membership.objects.filter(partnership=programme.partnership_id, role=Role.COMPANY_MEMBER)
    other = people.exclude(organisation=pien.organisation_id).order_by("pk")
    coach = actions.add_coach(
        by=by, company=row, membership=other.select_related("user", "partnership").first(), now=now - 20 * WEEK
    )
    _coach(row, coach, (-3, 3), "De eerste dertig laptops: wat mag een reparatie kosten?", now)


def _coach(row: StudentCompany, coach: CompanyCoach, weeks: tuple[int, ...], summary: str, now: datetime) -> None:
    for number in weeks:
        day = day_of(now + number * WEEK)
        day -= timedelta(days=max(0, day.weekday() - 4))
        running = Activity.objects.filter(lab=row.lab_id, starts_on__lte=day, ends_on__gte=day)
        activity = running.order_by("name", "pk").first()
        if activity is None:
            continue
        plan_coaching(
            by=coach.membership,
            company=row,
            coach=coach,
            starts_at=moment_of(day, time(15)),
            ends_at=moment_of(day, time(16, 30)),
            place="Werkplaats, zaal 2",
            summary=summary,
            activity=activity,
            nonce=uuid4(),
            now=min(now, moment_of(day, time(17))) - timedelta(days=0 if number < 0 else 1),
        )
