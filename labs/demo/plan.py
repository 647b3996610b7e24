"""The plan of the demonstration: goals, milestones with what became of them, and a budget."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from lib.money import amount_of
from lib.periods import ONE_DAY, Period, add_months, today
from partnership.models import Membership, Organisation, Programme
from partnership.roles import Role

from ..kinds import ActivityKind, Outcome
from ..models import (
    Activity,
    ActivityCost,
    EarlierMilestone,
    Goal,
    Lab,
    Milestone,
    MilestoneFigure,
    MilestoneReport,
)
from ..queries.budget import years_of

GOALS = (
    ("Elke ICT-student werkt aan vragen uit de praktijk", "Minstens een project per leerjaar, met een bedrijf erbij."),
    (
        "Docenten en medewerkers blijven bij in hun vak",
        "Trainingen en masterclasses die scholen en bedrijven samen maken.",
    ),
    (
        "Ondernemende studenten vinden hun weg in de regio",
        "Van idee tot bedrijf, met coaches en een plek om te werken.",
    ),
)
GOAL_OF = {
    "Practoraat digitale veerkracht": 0,
    "Onderwijs in projecten": 0,
    "Masterclasses voor vakmensen": 1,
    "Trainingen cloud en security": 1,
    "Startplaats voor studentbedrijven": 2,
    "Ondernemend vakmanschap": 2,
}
MANAGEMENT = "Projectleiding en administratie"


@dataclass(frozen=True)
class Planned:
    """A milestone: months after the start, or days from today; what is reported days after its planned date."""

    activity: str
    name: str
    result: str
    months: int = 0
    from_today: int | None = None
    outcome: str = ""
    after: int = 0
    text: str = ""
    figures: tuple[tuple[str, int], ...] = ()

    def day(self, programme: Programme, now: date) -> date:
        wanted = add_months(programme.starts_on, self.months) - ONE_DAY
        if self.from_today is not None:
            wanted = now + timedelta(days=self.from_today)
        return min(max(wanted, programme.starts_on), programme.ends_on)


YES, PARTLY = Outcome.YES, Outcome.PARTLY
MILESTONES = (
    Planned(
        *("Practoraat digitale veerkracht", "Practor benoemd", "Een practor voor twee dagen in de week."),
        months=6,
        outcome=YES,
        after=-12,
        text="De practor begon twee weken eerder dan gepland.",
    ),
    Planned(
        *("Practoraat digitale veerkracht", "Eerste onderzoekslijn loopt", "Twee docenten en zes studenten doen mee."),
        months=18,
        outcome=YES,
        after=24,
        text="De lijn loopt, met een bedrijf meer dan gepland.",
        figures=(("Docenten", 2), ("Studenten", 9), ("Bedrijven", 4)),
    ),
    Planned(
        *(
            "Practoraat digitale veerkracht",
            "Publicatie over veerkracht",
            "Een publicatie die scholen kunnen gebruiken.",
        ),
        from_today=-24,
    ),
    Planned(
        *("Onderwijs in projecten", "Projecten in elk leerjaar", "Elke klas doet een project met een bedrijf."),
        months=24,
        outcome=YES,
        after=0,
        text="In alle drie leerjaren, ook bij de avondgroep.",
        figures=(("Klassen", 14), ("Bedrijven", 21)),
    ),
    Planned(
        "Onderwijs in projecten",
        "Projecten beschreven",
        "Alle projecten staan beschreven, zodat andere scholen ze overnemen.",
        months=45,
    ),
    Planned(
        *(
            "Masterclasses voor vakmensen",
            "Twaalf masterclasses gegeven",
            "Twaalf masterclasses met samen 240 deelnemers.",
        ),
        months=30,
        outcome=YES,
        after=9,
        text="Veertien masterclasses; de laatste was een week later.",
        figures=(("Masterclasses", 14), ("Deelnemers", 263)),
    ),
    Planned(
        "Masterclasses voor vakmensen",
        "Aanbod voor het komende jaar",
        "Tien masterclasses gekozen met bedrijven.",
        from_today=19,
    ),
    Planned(
        *(
            "Trainingen cloud en security",
            "Trainingen in het rooster",
            "Twee trainingen in het vaste rooster van drie scholen.",
        ),
        from_today=-47,
        outcome=PARTLY,
        after=30,
        text="Bij twee scholen staan ze in het rooster; de derde volgt.",
        figures=(("Scholen", 2),),
    ),
    Planned(
        "Startplaats voor studentbedrijven",
        "Startplaats open",
        "Een ruimte met twintig werkplekken.",
        months=9,
        outcome=YES,
        after=-3,
        text="Open, met vierentwintig werkplekken.",
    ),
    Planned(
        "Startplaats voor studentbedrijven",
        "Tien studentbedrijven begonnen",
        "Tien bedrijven bij de KvK.",
        from_today=33,
    ),
    Planned("Ondernemend vakmanschap", "Keuzedeel vastgesteld", "Een keuzedeel dat elke school kan geven.", months=44),
    Planned(
        MANAGEMENT,
        "Tussenrapportage ingediend",
        "De rapportage ligt op tijd bij de subsidiegever.",
        months=23,
        outcome=YES,
        after=-6,
        text="Ingediend en goedgekeurd.",
    ),
    Planned(MANAGEMENT, "Plan voor na de subsidie", "Elke partner heeft laten weten hoe het verdergaat.", months=42),
)
# Per activity: what, unit, price, how many in a whole year.
COSTS = {
    "Practoraat digitale veerkracht": (
        ("Practor", "uur", "95", 720),
        ("Inzet van bedrijven", "uur", "73", 520),
        ("Onderzoeksmateriaal", "jaar", "6000", 1),
    ),
    "Onderwijs in projecten": (
        ("Docenten ontwikkelen projecten", "uur", "73", 760),
        ("Inzet van bedrijven", "uur", "73", 1400),
    ),
    "Masterclasses voor vakmensen": (
        ("Voorbereiding en uitvoering", "masterclass", "2650", 12),
        ("Inzet van bedrijven", "uur", "73", 1000),
    ),
    "Trainingen cloud en security": (
        ("Trainers", "dag", "780", 70),
        ("Licenties en labomgeving", "jaar", "24000", 1),
        ("Inzet van bedrijven", "uur", "73", 640),
    ),
    "Startplaats voor studentbedrijven": (
        ("Ruimte en inrichting", "maand", "4350", 12),
        ("Coaches uit bedrijven", "uur", "73", 640),
    ),
    "Ondernemend vakmanschap": (("Docenten", "uur", "73", 560), ("Inzet van bedrijven", "uur", "73", 300)),
    MANAGEMENT: (("Projectleider", "uur", "95", 720), ("Administratie en accountant", "jaar", "21500", 1)),
}


def add_plan(programme: Programme, now: datetime) -> None:
    """Goals above the activities, milestones below them, and what it all costs."""
    _add_goals(programme)
    activities = {activity.name: activity for activity in programme.activities.order_by("pk")}
    _add_milestones(programme, activities, now)
    _add_costs(programme, activities)


def _add_goals(programme: Programme) -> None:
    goals = [
        Goal.objects.create(programme=programme, position=number, name=name, explanation=explanation)
        for number, (name, explanation) in enumerate(GOALS, 1)
    ]
    for name, place in GOAL_OF.items():
        Activity.objects.filter(programme=programme, name=name).update(goal=goals[place])
    lab = Lab.objects.get(partnership=programme.partnership, kind="business")
    days = {"starts_on": programme.starts_on, "ends_on": programme.ends_on}
    Activity.objects.create(programme=programme, lab=lab, name=MANAGEMENT, kind=ActivityKind.MANAGEMENT, **days)


def _add_milestones(programme: Programme, activities: dict[str, Activity], now: datetime) -> None:
    who = Membership.objects.filter(partnership=programme.partnership, role=Role.COORDINATOR).order_by("pk").first()
    for planned in MILESTONES:
        if planned.activity not in activities:
            continue
        day = planned.day(programme, today(now))
        values = {"name": planned.name, "planned_on": day, "planned_result": planned.result}
        milestone = Milestone.objects.create(activity=activities[planned.activity], **values)
        if planned.from_today and planned.from_today < 0 and not planned.outcome:
            _agree_later(milestone, who, now)
        if planned.outcome:
            _report(milestone, planned, who, now)


def _agree_later(milestone: Milestone, who: Membership, now: datetime) -> None:
    """It was put off once."""
    EarlierMilestone.objects.create(
        milestone=milestone,
        name=milestone.name,
        planned_on=milestone.planned_on - timedelta(days=90),
        planned_result=milestone.planned_result,
        reason="De interviews bij bedrijven duurden langer dan gedacht.",
        changed_at=now - timedelta(days=120),
        changed_by_id=who.user_id,
    )


def _report(milestone: Milestone, planned: Planned, who: Membership, now: datetime) -> None:
    day = min(milestone.planned_on + timedelta(days=planned.after), today(now))
    report = MilestoneReport.objects.create(
        milestone=milestone,
        outcome=planned.outcome,
        looked_on=day,
        text=planned.text,
        reported_at=now - (today(now) - day),
        reported_by_id=who.user_id,
        nonce=uuid4(),
    )
    MilestoneFigure.objects.bulk_create(
        MilestoneFigure(report=report, name=name, value=Decimal(value)) for name, value in planned.figures
    )


def _add_costs(programme: Programme, activities: dict[str, Activity]) -> None:
    """Each year by its part of the programme, so that a year of three months costs a quarter."""
    lead = Organisation.objects.get(pk=programme.lead_partner_id)
    lines = []
    for name, rows in COSTS.items():
        for position, (what, unit, price, a_year) in enumerate(rows, 1):
            partner = None if "bedrijven" in what else lead
            for year in years_of(programme):
                quantity = _quantity(programme, year, a_year)
                if name in activities and quantity:
                    values = {"position": position, "year": year, "description": what, "unit": unit}
                    money = {"unit_price": Decimal(price), "amount": amount_of(quantity, Decimal(price))}
                    line = ActivityCost(activity=activities[name], quantity=quantity, organisation=partner, **money)
                    for each, value in values.items():
                        setattr(line, each, value)
                    lines.append(line)
    ActivityCost.objects.bulk_create(lines)


def _quantity(programme: Programme, year: int, a_year: int) -> Decimal:
    within = programme.period.overlap(Period(date(year, 1, 1), date(year, 12, 31)))
    months = (within.last.month - within.first.month + 1) if within else 0
    return Decimal(a_year * months) / 12 // Decimal("0.25") * Decimal("0.25")
