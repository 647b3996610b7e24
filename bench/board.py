"""The matching board with 10,000 assignments and 50,000 applications: searching against a page of known assignments."""

import random
import time
from datetime import date, timedelta
from types import SimpleNamespace
from unittest.mock import patch

from django.db import connection
from django.test import Client
from django.utils import timezone

from matching.models import Application, Assignment, AssignmentRole, SkillTag, StudentProfile
from matching.views import board
from partnership.models import Membership, User
from partnership.roles import Role

from . import data
from .measures import Measured, ratio

ASSIGNMENTS, APPLICATIONS, STUDENTS, PAIRS, BATCH = 10_000, 50_000, 500, 15, 2_000
SEARCHES = (
    ("everything", ""),
    ("a word and filters", "q=python&kind=internship&kind=graduation&level=hbo&remote=partly"),
    ("words with typing errors", "q=pyhton+dashbord"),
    ("a word that most have", "q=team&allowance=yes"),
)
MOST = 3.0
WHAT = (
    ("Dashboard voor", "Een dashboard dat in één oogopslag laat zien hoe het ervoor staat."),
    ("Build a scheduling tool for", "You build a tool with which planners make a week in minutes instead of hours."),
    ("Beveiliging doorlichten van", "Je zoekt naar kwetsbaarheden, meldt ze netjes en helpt ze te verhelpen."),
    ("Voorspellend onderhoud bij", "Sensoren geven elke minuut waarden; jij maakt er een voorspelling van."),
    (
        "Webwinkel vernieuwen van",
        "De oude webwinkel is traag en slecht te lezen op een telefoon. Jij maakt een nieuwe.",
    ),
    ("Onderzoek naar toegankelijkheid bij", "Wat houdt mensen tegen die met een schermlezer werken? Zoek het uit."),
    ("Move to the cloud of", "Together with an engineer you move services to the cloud, one at a time."),
    ("Koppeling tussen kassa en voorraad van", "De kassa weet niet wat er op de plank ligt. Jij verbindt ze."),
)
WHOM = (
    "een bakkerij",
    "de haven",
    "een ziekenhuis",
    "a shipyard",
    "de gemeente",
    "een transporteur",
    "a museum",
    "een molen",
)
MORE = (
    "Je werkt in een team van vier, met elke ochtend een korte start en elke vrijdag een demonstratie.",
    "Je begeleider heeft elke week een uur voor je, en vaker als het nodig is.",
    "We gebruiken Python en SQL, maar leren je wat je nog niet kent.",
    "You speak Dutch or English with us; most of the code and its comments are in English.",
    "Aan het eind presenteer je wat je gemaakt hebt aan de directie.",
    "De klanten zijn bedrijven in het noorden met tien tot tweehonderd medewerkers.",
    "We expect that you ask questions early and show what you have often.",
    "Je krijgt een laptop, een vaste plek en toegang tot alles wat je nodig hebt.",
)
SKILLS = (
    "Python",
    "SQL",
    "Java",
    "JavaScript",
    "Linux",
    "Docker",
    "Scrum",
    "React",
    "C#",
    "Netwerken",
    "Power BI",
    "Git",
)
PLACES = ("Groningen", "Assen", "Emmen", "Leeuwarden", "Hoogezand", "Delfzijl", "")
KINDS = ("internship", "practice", "graduation", "research", "micro_job", "challenge")
LEVELS, REMOTE = ("mbo2", "mbo3", "mbo4", "hbo", "wo"), ("on_site", "partly", "remote")
THEMES = ("software", "data", "infrastructure", "security", "web", "hardware", "business", "")


def measure() -> list[Measured]:
    _programme, manager = data.partnership("board", 10)
    student = fill(manager)
    client = Client(headers={"host": "localhost"})
    client.force_login(student.user)
    return [_measured(client, name, query) for name, query in SEARCHES]


def _measured(client: Client, name: str, query: str) -> Measured:
    """The same page in the same template, once searched and once with what was found given."""
    kept = SimpleNamespace(found=None)
    find = board.find

    def remember(*args, **values):
        kept.found = find(*args, **values)
        return kept.found

    def visit():
        response = client.get(f"/board/board/?{query}")
        if response.status_code != 200:
            raise SystemExit(f"/board/board/?{query} answered {response.status_code}")

    def plain():
        with patch.object(board, "find", lambda *args, **values: kept.found):
            visit()

    with patch.object(board, "find", remember):
        visit()
    plain()
    found, slow, quick = ratio(visit, plain, PAIRS, time.perf_counter)
    note = f"({1000 * slow:.0f} ms against {1000 * quick:.0f} ms, {kept.found.total} found)"
    return Measured(f"board: {name}", found, MOST, note=note)


def fill(manager: Membership) -> Membership:
    """The board, and a student with a profile; always the same for the same numbers."""
    choose, here, now = random.Random(73), manager.partnership, timezone.now()
    tags = SkillTag.objects.bulk_create(SkillTag(partnership=here, name_nl=each, name_en=each) for each in SKILLS)
    staff = list(Membership.objects.filter(partnership=here, role=Role.COMPANY_MEMBER).order_by("pk"))
    rows = [_assignment(choose, manager, choose.choice(staff), now) for _number in range(ASSIGNMENTS)]
    for first in range(0, ASSIGNMENTS, BATCH):
        Assignment.objects.bulk_create(rows[first : first + BATCH])
    roles = [
        AssignmentRole(assignment=row, name=f"Rol {order}", level=choose.choice(LEVELS), seats=2, order=order)
        for row in rows
        for order in range(1, choose.choice((2, 2, 3)))
    ]
    AssignmentRole.objects.bulk_create(roles, batch_size=BATCH)
    through = AssignmentRole.skills.through
    links = [through(assignmentrole_id=role.pk, skilltag_id=tag.pk) for role in roles for tag in choose.sample(tags, 3)]
    through.objects.bulk_create(links, batch_size=BATCH)
    student = _apply(choose, manager, roles, now)
    profile = StudentProfile.objects.create(student=student, level="hbo", changed_at=now)
    profile.skills.set(tags[:4])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself, some time after so much came in
    return student


def _assignment(choose: random.Random, manager: Membership, mentor: Membership, now) -> Assignment:
    (title, about), begins = choose.choice(WHAT), date(2027, choose.choice((2, 5, 9)), 1)
    since = now - timedelta(minutes=choose.randint(1, 200_000))
    return Assignment(
        partnership=manager.partnership,
        organisation_id=mentor.organisation_id,
        kind=choose.choice(KINDS),
        title=f"{title} {choose.choice(WHOM)}",
        text="\n".join([about, *choose.sample(MORE, 5)]),
        theme=choose.choice(THEMES),
        starts_on=begins,
        ends_on=begins + timedelta(days=140),
        hours_a_week=choose.choice((16, 32, 40)),
        place=choose.choice(PLACES),
        remote=choose.choice(REMOTE),
        allowance=choose.choice((None, 250, 400)),
        mentor=mentor,
        state="approved",
        made_by=mentor.user,
        made_at=since,
        submitted_by=mentor.user,
        submitted_at=since,
        decided_by=manager.user,
        decided_at=since,
    )


def _apply(choose: random.Random, manager: Membership, roles: list[AssignmentRole], now) -> Membership:
    """Many students with a hundred applications each; the first of them."""
    users = User.objects.bulk_create(
        User(email=f"student-{number}@example.org", name=f"Student {number}") for number in range(STUDENTS)
    )
    students = Membership.objects.bulk_create(
        Membership(
            user=user,
            partnership=manager.partnership,
            organisation=manager.organisation,
            role=Role.STUDENT,
            started_at=now - timedelta(days=100),
        )
        for user in users
    )
    Application.objects.bulk_create(
        (
            Application(
                assignment_id=role.assignment_id,
                role=role,
                student=student,
                motivation="Ik leer graag van mensen die dit elke dag doen.",
                state="submitted",
                made_at=now,
                submitted_at=now,
                moved_at=now,
            )
            for student in students
            for role in choose.sample(roles, APPLICATIONS // STUDENTS)
        ),
        batch_size=BATCH,
    )
    return students[0]
