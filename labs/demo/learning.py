"""Modules that three members share, two learning paths, and two people half-way on one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from lib.periods import today
from partnership.models import Membership, Programme

from ..actions import learning, learning_paths
from ..kinds import LabKind
from ..learning_kinds import ModuleLevel
from ..learning_rules import DONE
from ..models import Lab, LearningPath, Module, Product, Session
from ..queries.learning_paths import of_person
from .people import companies, member
from .products import of_another_school

SCHOOL, OTHER_SCHOOL, COMPANY = "school", "other_school", "company"
WEEK = timedelta(weeks=1)
STARTER, NEXT, EXPERT = ModuleLevel.values


@dataclass(frozen=True)
class Idea:
    """A module; its sessions are those with the title `given_as`."""

    owner: str
    titles: tuple[str, str]
    summaries: tuple[str, str]
    audience: tuple[str, ...]
    level: str
    hours: int
    given_as: str = ""
    price: Decimal = Decimal(0)
    language: str = "nl"


IDEAS = {
    "safe": Idea(
        SCHOOL,
        ("Veilig programmeren", "Programming safely"),
        (
            "Invoer controleren, geheimen bewaren, en een lek dichten dat je zelf hebt gevonden.",
            "Check input, keep secrets, and close a leak that you found yourself.",
        ),
        ("mbo3", "mbo4"),
        NEXT,
        20,
        "Veilig programmeren",
    ),
    "python": Idea(
        SCHOOL,
        ("Python in tien avonden", "Python in ten evenings"),
        (
            "Van je eerste regel tot een eigen programma, naast je werk.",
            "From your first line to a program of your own, beside your job.",
        ),
        ("employees", "alumni"),
        STARTER,
        40,
        "Avondcursus Python",
    ),
    "robot": Idea(
        SCHOOL,
        ("Testen met een robotarm", "Testing with a robot arm"),
        (
            "Schrijf een test, zie hem falen, en laat de arm bewegen.",
            "Write a test, watch it fail, and make the arm move.",
        ),
        ("mbo4",),
        NEXT,
        8,
        "Testen met een robotarm",
    ),
    "cloud": Idea(
        COMPANY,
        ("Cloudarchitectuur in de praktijk", "Cloud architecture in practice"),
        (
            "Hoe een platformteam tweehonderd diensten uit elkaar houdt. In het Engels.",
            "How a platform team keeps two hundred services apart.",
        ),
        ("hbo", "wo", "employees"),
        EXPERT,
        6,
        "Cloud architecture in practice",
        language="en",
    ),
    "network": Idea(
        COMPANY,
        ("Netwerken beheren", "Managing networks"),
        (
            "Hoe een storing klinkt, wie er dan belt, en wat je als eerste doet.",
            "What a breakdown sounds like, who calls, and what you do first.",
        ),
        ("mbo2", "mbo3", "mbo4"),
        STARTER,
        12,
        "Een dag van een netwerkbeheerder",
    ),
    "phishing": Idea(
        COMPANY,
        ("Phishing herkennen op het werk", "Recognising phishing at work"),
        (
            "Een dagdeel met echte berichten, en een plan voor je eigen organisatie.",
            "Half a day with real messages, and a plan for your own organisation.",
        ),
        ("employees", "teachers"),
        STARTER,
        4,
        price=Decimal("145.00"),
    ),
    "ai": Idea(
        OTHER_SCHOOL,
        ("AI in de klas", "AI in the classroom"),
        (
            "Docenten en bedrijven vergelijken wat werkt en wat niet, en maken er een les van.",
            "Teachers and companies compare what works and what does not, and make a lesson of it.",
        ),
        ("teachers", "employees", "wo"),
        NEXT,
        10,
        "AI in the classroom",
        language="en",
    ),
    "data": Idea(
        OTHER_SCHOOL,
        ("Datagedreven onderhoud", "Maintenance driven by data"),
        (
            "Wat sensoren over machines zeggen, en wat niet.",
            "What sensors say about machines, and what they do not.",
        ),
        ("hbo", "teachers", "employees"),
        NEXT,
        16,
        "Datagedreven onderhoud",
    ),
}
STUDENT_PATH = {
    "title_nl": "Van eerste storing tot veilige software",
    "title_en": "From a first breakdown to safe software",
    "summary_nl": "Drie modules die bij elkaar horen, en een die je zelf kiest. Het kost ongeveer een half jaar.",
    "summary_en": "Three modules that belong together, and one of your own choice. It takes about half a year.",
    "audience": ["mbo3", "mbo4"],
}
EMPLOYEE_PATH = {
    "title_nl": "Blijven leren in de ICT",
    "title_en": "Keep learning in ICT",
    "summary_nl": "Voor wie al werkt: werken met data, veilig werken, en twee verdiepingen naar keuze.",
    "summary_en": "For who has a job: working with data, working safely, and two subjects of your own choice.",
    "audience": ["employees", "alumni"],
}
ELSEWHERE = "Certificaat van een andere opleiding gezien."


def add_learning(programme: Programme, now: datetime) -> None:
    """Call it after sessions, who took part in them, and products."""
    by = member(programme, "management@example.org")
    lab = Lab.objects.get(partnership=programme.partnership_id, kind=LabKind.LEARNING)
    modules = _modules(programme, lab, by, now)
    for name, idea in IDEAS.items():
        sessions = Session.objects.filter(lab__partnership=programme.partnership_id, title=idea.given_as)
        for session in sessions.exclude(state="cancelled").select_related("lab").order_by("starts_at", "pk"):
            learning.connect_session(by=by, module=modules[name], session=session, now=now - 2 * WEEK)
    _joins(programme, modules, now)
    path = _path(by, lab, STUDENT_PATH, modules, ("network", "safe", "robot"), ("cloud", "phishing"), 1, now)
    _half_way(by, member(programme, "student@example.org"), path, now)
    path = _path(by, lab, EMPLOYEE_PATH, modules, ("data", "phishing"), ("cloud", "python", "ai"), 2, now)
    _half_way(by, member(programme, "partner@example.org"), path, now)


def _modules(programme: Programme, lab: Lab, by: Membership, now: datetime) -> dict[str, Module]:
    teacher = member(programme, "teacher@example.org")
    owners = {
        SCHOOL: teacher,
        OTHER_SCHOOL: of_another_school(programme, teacher),
        COMPANY: member(programme, "partner@example.org"),
    }
    lesson = Product.objects.visible_to(teacher).filter(kind="lesson").order_by("pk").first()
    made = {}
    for number, (name, idea) in enumerate(IDEAS.items()):
        moment = now - (30 - 2 * number) * WEEK
        values = {
            "title_nl": idea.titles[0],
            "title_en": idea.titles[1],
            "summary_nl": idea.summaries[0],
            "summary_en": idea.summaries[1],
            "audience": list(idea.audience),
            "level": idea.level,
            "minutes": idea.hours * 60,
            "language": idea.language,
            "price": idea.price,
            "material": lesson if name == "safe" else None,
        }
        row = learning.add_module(by=owners[idea.owner], lab=lab, nonce=uuid4(), now=moment, **values)
        made[name] = learning.step_module(by=by, module=row, verb="publish", version=1, now=moment + WEEK)
    return made


def _joins(programme: Programme, modules: dict[str, Module], now: datetime) -> None:
    """Two companies take part, and the first school in a module of the other."""
    owner = modules["cloud"].owner_id
    first, second = [each for each in companies(programme, 3) if each.organisation_id != owner][:2]
    teacher = member(programme, "teacher@example.org")
    for who, name, weeks, places in ((first, "safe", 12, 6), (second, "python", 9, 3), (teacher, "data", 14, 24)):
        since = now - weeks * WEEK
        values = {"starts_on": today(since), "places": places, "nonce": uuid4(), "now": since}
        learning.join_module(by=who, module=modules[name], **values)
    learning.join_module(
        by=first, module=modules["python"], starts_on=today(now + 3 * WEEK), places=4, nonce=uuid4(), now=now
    )


def _path(by, lab, words, modules, asked, choice, needed, now) -> LearningPath:
    steps = [learning_paths.Step(modules[name]) for name in asked]
    steps += [learning_paths.Step(modules[name], "a") for name in choice]
    path = learning_paths.make_path(
        by=by, lab=lab, steps=steps, needed={"a": needed}, nonce=uuid4(), now=now - 14 * WEEK, **words
    )
    return learning_paths.step_path(by=by, path=path, verb="publish", version=1, now=now - 13 * WEEK)


def _half_way(by: Membership, who: Membership, path: LearningPath, now: datetime) -> None:
    """What sessions do not tell yet was done elsewhere."""
    start = learning_paths.start_path(by=who, path=path, nonce=uuid4(), now=now - 12 * WEEK)
    shown = of_person(path, start, who.user_id, who, now)
    lacking = shown.progress.asked // 2 - shown.progress.done
    still = [line.step.module for line in shown.blocks[0].lines if line.standing.code != DONE]
    for module in still[: max(lacking, 0)]:
        learning_paths.record_done(
            by=by, start=start, module=module, done_on=today(now - 8 * WEEK), note=ELSEWHERE, now=now - 7 * WEEK
        )
