"""A pair half-way, a placement that was completed, and a question that looks for a match."""

from datetime import datetime, time, timedelta
from uuid import uuid4

from lib.periods import today
from lib.times import day_of, moment_of
from partnership.models import Membership, Programme, User
from partnership.roles import Role

from ..actions import practice as actions
from ..actions import practice_meetings as meetings
from ..kinds import LabKind
from ..models import Activity, PracticePlacement
from ..practice_states import PracticeKind
from .research import WEEK, member

NOTES = (
    ("Hoe het team een storing bespreekt zonder schuldige.", "Meegekeken met de les over logboeken."),
    ("Een wijziging gaat langs twee paar ogen; dat doe ik nu ook in de klas.", "Uitgelegd hoe wij code bekijken."),
    ("Zelf een test geschreven in hun straat.", "Een opdracht bedacht die op ons werk lijkt."),
    ("Wat een starter moet kunnen in week één.", ""),
)


def add_practice(programme: Programme, now: datetime) -> None:
    teacher, pien = member(programme, "teacher@example.org"), member(programme, "partner@example.org")
    activity = _activity(programme, now)
    if activity is None:
        return
    _half_way(programme, activity, teacher, pien, now)
    _completed(programme, activity, pien, now)
    actions.ask_practice(
        by=teacher,
        kind=PracticeKind.PLACEMENT,
        subject="Werken in een beveiligingsteam",
        wish="Ik geef volgend jaar het keuzedeel security en wil een week zien hoe een team meldingen afhandelt. Het "
        "liefst in de week na de toetsen.",
        nonce=uuid4(),
        now=now - timedelta(days=6),
    )


def _activity(programme: Programme, now: datetime) -> Activity | None:
    """One of the Learning Lab that runs long enough."""
    first, last = today(now - 40 * WEEK), today(now + 12 * WEEK)
    rows = Activity.objects.filter(programme=programme, starts_on__lte=first, ends_on__gte=last)
    return rows.select_related("lab").filter(lab__kind=LabKind.LEARNING).order_by("name", "pk").first()


def _match(programme, row: PracticePlacement, activity, first: int, last: int, count: int, now, **values) -> None:
    """Matched by the management, a week after it was asked."""
    actions.match(
        by=member(programme, "management@example.org"),
        placement=row,
        version=row.version,
        starts_on=today(now + first * WEEK),
        ends_on=today(now + last * WEEK),
        planned_meetings=count,
        activity=activity,
        now=now + (first - 1) * WEEK,
        **values,
    )
    row.refresh_from_db()


def _half_way(programme, activity, teacher: Membership, pien: Membership, now: datetime) -> None:
    row = actions.ask_practice(
        by=pien,
        kind=PracticeKind.TWINNING,
        subject="Software maken met een team",
        wish="Ik laat graag zien hoe wij samenwerken, en leer hoe jullie daar les over geven. Donderdag past mij goed.",
        nonce=uuid4(),
        now=now - 20 * WEEK,
    )
    goal = "De lessen over samenwerken in code lijken na dit jaar op hoe een team van nu werkt."
    _match(programme, row, activity, -14, 12, 8, now, teacher=teacher, professional=pien, goal=goal)
    for number, (learnt, done) in enumerate(NOTES):
        found = _meeting(row, teacher, now + (3 * number - 11) * WEEK, time(15), time(16, 30), "Bij het bedrijf")
        moment = found.session.ends_at + timedelta(hours=2)
        meetings.tell(by=teacher, meeting=found, learnt=learnt, now=moment)
        if done:
            meetings.tell(by=pien, meeting=found, learnt=done, now=moment)
    _meeting(row, pien, now + 2 * WEEK, time(15), time(16, 30), "Op school, B1.04")
    _meeting(row, pien, now + 5 * WEEK, time(15), time(16, 30), "Bij het bedrijf")


def _meeting(row: PracticePlacement, by: Membership, moment: datetime, start: time, end: time, place: str):
    day = day_of(moment)
    day -= timedelta(days=max(0, day.weekday() - 4))
    when = {"starts_at": moment_of(day, start), "ends_at": moment_of(day, end), "place": place}
    return meetings.plan_meeting(by=by, placement=row, nonce=uuid4(), now=moment - 3 * WEEK, **when)


def _completed(programme, activity, expert: Membership, now: datetime) -> None:
    """Another teacher, three days in the same company, looked back on by both."""
    teacher = _teacher(programme, now)
    row = actions.ask_practice(
        by=teacher,
        kind=PracticeKind.PLACEMENT,
        subject="Beheer van een cloudplatform",
        wish="Drie dagen meelopen met beheerders, zodat ik weet wat onze studenten in hun stage tegenkomen.",
        nonce=uuid4(),
        now=now - 34 * WEEK,
    )
    goal = "De docent maakt een praktijkopdracht over beheer, met een storing die echt is gebeurd."
    _match(programme, row, activity, -30, -24, 3, now, teacher=teacher, professional=expert, goal=goal)
    for number, learnt in enumerate(
        (
            "Een dag aan de wachtlijst: hoe je kiest wat eerst moet.",
            "Meegedaan met een overzetting.",
            "Opdracht gemaakt.",
        )
    ):
        found = _meeting(row, teacher, now + (number - 29) * WEEK, time(9), time(16, 30), expert.organisation.name)
        moment = found.session.ends_at + timedelta(hours=1)
        meetings.tell(by=teacher, meeting=found, learnt=learnt, now=moment)
        meetings.tell(by=expert, meeting=found, learnt="De docent werkte de hele dag mee.", now=moment)
    scores = {"goal_reached": 5, "worked_together": 5, "use_for_work": 4}
    later = now - 24 * WEEK
    text = "De opdracht draait nu in twee klassen. Volgend jaar graag weer."
    actions.evaluate(by=teacher, placement=row, text=text, now=later, **scores)
    scores |= {"goal_reached": 4, "use_for_work": 3}
    text = "Leuk om mee te doen. Plan de dagen een week uit elkaar, dan blijft er werk voor liggen."
    actions.evaluate(by=expert, placement=row, text=text, now=later, **scores)
    by = member(programme, "management@example.org")
    actions.complete(by=by, placement=row, version=row.version, now=later + WEEK)


def _teacher(programme: Programme, now: datetime) -> Membership:
    user = User.objects.filter(email="docent.praktijk@example.org").first() or User.objects.create_user(
        "docent.praktijk@example.org", name="Wietse Noordhof"
    )
    found, _made = Membership.objects.get_or_create(
        user=user,
        partnership=programme.partnership,
        organisation=programme.lead_partner,
        role=Role.TEACHER,
        defaults={"started_at": now - 80 * WEEK},
    )
    return found
