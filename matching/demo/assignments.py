"""Assignments of every kind and in every state, the mentors that go with them, and recognitions of companies."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from contributions.demo.texts import COMPANIES
from labs.actions.skills import save_education
from labs.demo.people import companies, member
from labs.models import EducationProgramme
from lib.periods import today
from partnership.models import Membership, Programme
from partnership.roles import Role

from ..actions import assignments as actions
from ..actions.recognitions import enter_recognition, set_deadline
from ..kinds import ASKED_BY_SCHOOLS, AssignmentKind
from ..models import Assignment, SkillTag
from ..queries.assignments import possible_school_mentors
from ..rules import GUIDED
from .examples import Example
from .internships import GRADUATION, INTERNSHIPS
from .practice import CHALLENGES, PRACTICE, RESEARCH
from .smaller import LESSONS, MICRO_JOBS

EXAMPLES = (*INTERNSHIPS, *PRACTICE, *GRADUATION, *RESEARCH, *CHALLENGES, *MICRO_JOBS, *LESSONS)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
EFFORTS = (
    ("Twee uur per week, door een senior ontwikkelaar", "Elke ochtend een kort gesprek, elke vrijdag een uur"),
    ("Drie uur per week, door twee collega's", "Elke dag even, en een vaste middag samen"),
    ("Vier uur per week in het begin, later twee", "Een vast moment op maandag en donderdag"),
    ("Zoveel als nodig; er zit altijd iemand naast je", "Elke dag, op de werkvloer"),
)
CONFIDENTIAL = ("", "Gegevens van klanten", "", "Namen van deelnemers en wat zij vertellen")
SCHOOL_SAYS = {
    "effort": "Een uur per twee weken, door de begeleider van de school",
    "contact": "Drie gesprekken met het bedrijf: aan het begin, halverwege en aan het eind",
    "language": "nl",
    "weight": "fitting",
    "confidentiality": "",
    "trial_weeks": 4,
}
BACK = "De omschrijving zegt nog niet wat een student van dit niveau doet. Welke taken zijn het, en wie kijkt mee?"


def add_assignments(programme: Programme, now: datetime) -> None:
    makers = _makers(programme)
    _recognitions(programme, makers, now)
    for number, example in enumerate(EXAMPLES):
        by = _by(programme, makers, example)
        _add(programme, by, example, number, now)
    keeper = member(programme, "coordinator@example.org")
    last_on, again_on = today(now) - 2 * WEEK, today(now) + 6 * WEEK
    kind = AssignmentKind.GRADUATION.value
    set_deadline(by=keeper, kind=kind, last_on=last_on, again_on=again_on, nonce=uuid4(), now=now - 10 * WEEK)


def _makers(programme: Programme) -> list[Membership]:
    """Somebody of each company in the order of the list, but first the one that can log in."""
    own = member(programme, "partner@example.org")
    of = {each.organisation.name: each for each in companies(programme, 2 * len(COMPANIES))}
    return [own, *(of[name] for name in COMPANIES[1:] if name in of)]


def _by(programme: Programme, makers: list[Membership], example: Example) -> Membership:
    if example.kind not in ASKED_BY_SCHOOLS:
        return makers[example.company % len(makers)]
    if example.company == 0:
        return member(programme, "teacher@example.org")
    rows = Membership.objects.filter(partnership=programme.partnership_id, role=Role.COORDINATOR)
    rows = rows.select_related("user", "partnership", "organisation").order_by("pk")
    keeper = member(programme, "coordinator@example.org")
    return rows.exclude(organisation=keeper.organisation_id).first() or keeper


# --- Recognitions ------------------------------------------------------------------------------------------------
def _recognitions(programme: Programme, makers: list[Membership], now: datetime) -> None:
    """For who offers internships; one of them is over, and two are for the number that came before."""
    keeper, management = member(programme, "coordinator@example.org"), member(programme, "management@example.org")
    developer, hbo = _education(programme, "mbo4"), _education(programme, "hbo")
    if developer is None:
        return
    words = {"code": "25604", "name": "Software developer (oud)", "level": "mbo4"}
    before = save_education(by=management, nonce=uuid4(), now=now - 60 * WEEK, **words)
    for number in sorted({each.company for each in INTERNSHIPS}):
        programmes = [before if number in (2, 9) else developer, *([hbo] if hbo and number in (3, 7, 9, 5) else [])]
        for education in programmes:
            enter_recognition(
                by=keeper,
                organisation=makers[number % len(makers)].organisation,
                education=education,
                equivalents=[developer] if education == before else [],
                starts_on=date(today(now).year - 2, 1, 1),
                ends_on=today(now) - 3 * WEEK if number == 28 else date(today(now).year + 2, 12, 31),
                nonce=uuid4(),
                now=now - 55 * WEEK,
            )


def _education(programme: Programme, level: str) -> EducationProgramme | None:
    rows = EducationProgramme.objects.filter(partnership=programme.partnership_id, level=level)
    return rows.order_by("pk").first()


# --- Assignments -------------------------------------------------------------------------------------------------
def _add(programme: Programme, by: Membership, example: Example, number: int, now: datetime) -> Assignment:
    """One assignment, taken along to the state that it is in."""
    entered = now + min(example.starts, 0) * WEEK - (6 + number % 9) * WEEK + timedelta(hours=number)
    if example.state == "pending":
        entered = now - (9 + number % 11) * DAY
    values = _values(programme, by, example, number, now)
    row = actions.make_assignment(by=by, kind=example.kind, values=values, nonce=uuid4(), now=entered)
    if example.state == "draft":
        return row
    row = actions.submit(by=by, assignment=row, version=row.version, now=entered + WEEK)
    keeper = member(programme, "coordinator@example.org")
    if example.kind in GUIDED and example.state != "pending":
        mentor = _teacher(programme, number, now)
        actions.tell_for_school(by=keeper, assignment=row, school_mentor=mentor, said=SCHOOL_SAYS, now=entered + WEEK)
    decided = {"assignment": row, "version": row.version, "now": entered + 2 * WEEK}
    if example.state == "rejected":
        return actions.reject(by=keeper, reason=BACK, **decided)
    if example.state == "approved":
        row = actions.approve(by=keeper, **decided)
        _afterwards(by, row, example, now)
    return row


def _afterwards(by: Membership, row: Assignment, example: Example, now: datetime) -> None:
    """What became of some after they came on the board."""
    when = {"assignment": row, "version": row.version, "now": now - timedelta(days=2)}
    if example.more == "closed":
        actions.close(by=by, **when)
    elif example.more == "withdrawn":
        actions.withdraw(by=by, **when)
    elif example.more == "changing":
        values = {"title": f"{row.title}, ook voor chauffeurs", "hours_a_week": (row.hours_a_week or 8) + 4}
        actions.change_assignment(by=by, values=values, **when)


def _values(programme: Programme, by: Membership, example: Example, number: int, now: datetime) -> dict:
    starts_on, ends_on = _days(example, now)
    values = {
        "title": example.title,
        "text": example.text,
        "theme": example.theme,
        "language": example.language,
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "hours_a_week": example.hours,
        "place": example.place,
        "remote": example.remote,
        "allowance": example.allowance,
        "apply_until": (starts_on - WEEK).isoformat() if example.starts > 4 else None,
        "is_public": number % 7 != 3,
        "teams": example.teams,
        "mentor": by.pk,
    }
    if example.kind in ASKED_BY_SCHOOLS:
        return values
    values["roles"] = [_role(programme, role) for role in example.roles]
    values["company"] = None if example.more == "company" else _said(example, number)
    if example.kind == AssignmentKind.INTERNSHIP:
        level = example.roles[0].level
        education = _education(programme, level if level == "hbo" else "mbo4")
        values["education"] = education.pk if education else None
    return values


def _days(example: Example, now: datetime) -> tuple[date, date]:
    """From a Monday to a Friday."""
    start = today(now) + example.starts * WEEK
    monday = start - timedelta(days=start.weekday())
    return monday, monday + example.weeks * WEEK - timedelta(days=3)


def _role(programme: Programme, role) -> dict:
    skills = [_skill(programme, name).pk for name in role.skills]
    return {"pk": None, "name": role.name, "level": role.level, "seats": role.seats, "skills": skills}


def _skill(programme: Programme, name: str) -> SkillTag:
    """From the list; one that is not on it is put there."""
    found = {"partnership": programme.partnership, "name_nl": name}
    return SkillTag.objects.get_or_create(**found, defaults={"name_en": name})[0]


def _said(example: Example, number: int) -> dict:
    effort, contact = EFFORTS[number % len(EFFORTS)]
    return {
        "effort": effort,
        "contact": contact,
        "language": example.language,
        "weight": ("fitting", "fitting", "heavy", "light")[number % 4],
        "confidentiality": CONFIDENTIAL[number % len(CONFIDENTIAL)],
        "trial_weeks": 4 if example.kind in GUIDED else 0,
    }


def _teacher(programme: Programme, number: int, now: datetime) -> Membership:
    people = list(possible_school_mentors(programme.partnership, now))
    return people[number % len(people)]
