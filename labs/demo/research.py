"""Two research lines with their people, questions in several states, and a team."""

from datetime import datetime, timedelta
from uuid import uuid4

from lib.periods import today
from partnership.models import Membership, Programme, User
from partnership.roles import Role

from ..actions import research
from ..kinds import LabKind
from ..models import Lab, ResearchLine, ResearchQuestion
from .people import companies, member
from .products import add_products

WEEK = timedelta(weeks=1)
SAFE = {
    "title_nl": "Veilig bouwen vanaf de eerste les",
    "title_en": "Building safely from the first lesson",
    "summary_nl": "Hoe leren studenten software maken die veilig is, zonder dat het een vak apart wordt? We volgen "
    "klassen die vanaf het begin met echte kwetsbaarheden werken, met bedrijven die hun eigen fouten laten zien.",
    "summary_en": "How do students learn to build safe software without making it a subject of its own? We follow "
    "classes that work with real vulnerabilities from the start, with companies that show their own mistakes.",
}
AIDS = {
    "title_nl": "Leren programmeren met een AI-hulp naast je",
    "title_en": "Learning to program with an AI assistant beside you",
    "summary_nl": "Studenten gebruiken taalmodellen bij hun opdrachten, of we dat nu willen of niet. Wat leren ze "
    "ervan, en wat leren ze juist niet? We vergelijken opdrachten, gesprekken en toetsen.",
    "summary_en": "Students use language models for their assignments, whether we like it or not. What do they learn "
    "from it, and what not? We compare assignments, talks and tests.",
}
# Weeks ago, who asks (0: the demo company, 1: another), the question, more about it.
QUESTIONS = (
    (
        1,
        0,
        "Hoe houden we nieuwe collega's na hun eerste jaar?",
        "Van de vijf starters die we aannamen zijn er na een jaar drie weg. Wij denken dat het aan de begeleiding "
        "ligt, maar weten het niet.",
    ),
    (
        22,
        0,
        "Werkt onze phishingtraining ook na drie maanden nog?",
        "We trainen iedereen één keer per jaar. De eerste weken klikt niemand meer, daarna zakt het weg.",
    ),
    (
        12,
        1,
        "Kunnen stagiairs code van een taalmodel beoordelen?",
        "Onze stagiairs leveren twee keer zoveel code in als vorig jaar. Begrijpen ze wat ze inleveren?",
    ),
    (8, 1, "Willen jullie onze licenties uitzoeken?", "We hebben 40 pakketten en geen overzicht."),
)
NO = "Dit is een opdracht en geen onderzoeksvraag. Zet het uit als praktijkopdracht, dan pakt een klas het op."
STUDENTS = ("Fenna Wierda", "Idris Haan", "Lotte Meerman")


def add_research(programme: Programme, now: datetime) -> None:
    lab = Lab.objects.filter(partnership=programme.partnership_id, kind=LabKind.KENNIS).first()
    if lab is None:
        return
    lines = _lines(programme, lab, now)
    _questions_and_team(programme, lab, lines, now)
    add_products(programme, lab, lines, now)


def _lines(programme: Programme, lab: Lab, now: datetime) -> list[ResearchLine]:
    by = member(programme, "management@example.org")
    teacher, coordinator = member(programme, "teacher@example.org"), member(programme, "coordinator@example.org")
    found = []
    for lead, weeks, until, words in ((teacher, 90, None, SAFE), (coordinator, 40, 60, AIDS)):
        since = now - weeks * WEEK
        days = {"starts_on": today(since), "ends_on": today(now + until * WEEK) if until else None}
        found.append(research.make_line(by=by, lab=lab, nonce=uuid4(), now=since, lead=lead, **days, **words))
    safe, aids = found
    students = [_student(programme, name, now) for name in STUDENTS]
    sanne = member(programme, "student@example.org")
    for line, people in ((safe, [teacher, sanne, *students[:2]]), (aids, [coordinator, teacher, students[2]])):
        for each in [*people, *companies(programme, 2)]:
            research.add_member(by=by, line=line, membership=each, now=now - 30 * WEEK)
    return found


def _student(programme: Programme, name: str, now: datetime) -> Membership:
    email = f"{name.lower().replace(' ', '.')}@students.example.org"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
    found, _made = Membership.objects.get_or_create(
        user=user,
        partnership=programme.partnership,
        organisation=programme.lead_partner,
        role=Role.STUDENT,
        defaults={"started_at": now - 60 * WEEK},
    )
    return found


def _questions_and_team(programme: Programme, lab: Lab, lines: list[ResearchLine], now: datetime) -> None:
    """One waits, one is worked on by a team, one became part of a line, one was declined."""
    by, pien = member(programme, "management@example.org"), member(programme, "partner@example.org")
    other = next(each for each in companies(programme, 5) if each.organisation_id != pien.organisation_id)
    asked = []
    for number, (weeks, who, title, text) in enumerate(QUESTIONS):
        line = lines[0] if number == 1 else None
        values = {"title": title, "text": text, "line": line, "nonce": uuid4(), "now": now - weeks * WEEK}
        asked.append(research.ask(by=(pien, other)[who], lab=lab, **values))
    _waits, phishing, review, licences = asked
    research.take_up(by=by, question=phishing, version=phishing.version, now=now - 21 * WEEK)
    research.merge(by=by, question=review, version=review.version, line=lines[1], now=now - 11 * WEEK)
    research.decline(by=by, question=licences, version=licences.version, reason=NO, now=now - 7 * WEEK)
    _team(programme, lab, lines[0], phishing, now)


def _team(programme: Programme, lab: Lab, line: ResearchLine, question: ResearchQuestion, now: datetime) -> None:
    by = member(programme, "management@example.org")
    team = research.make_team(
        by=by,
        lab=lab,
        name="Team Drie Maanden Later",
        starts_on=today(now - 20 * WEEK),
        ends_on=today(now + 6 * WEEK),
        question=question,
        line=line,
        nonce=uuid4(),
        now=now - 20 * WEEK,
    )
    parts = (
        ("teacher@example.org", "begeleidt het onderzoek"),
        ("student@example.org", "maakt de testmails"),
        ("partner@example.org", "opdrachtgever en expert"),
    )
    people = [(member(programme, email), part) for email, part in parts]
    people.append((_student(programme, STUDENTS[0], now), "verwerkt de cijfers"))
    for membership, part in people:
        research.add_to_team(by=by, team=team, membership=membership, part=part, now=now - 20 * WEEK)
