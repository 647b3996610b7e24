"""Two education programmes: one with an agreed set of last year and this year's under discussion, one that begins."""

from datetime import datetime, timedelta
from uuid import uuid4

from lib.periods import today
from partnership.models import Membership, Programme

from ..actions import skills
from ..models import EducationProgramme, Skill, SkillSet
from ..research_kinds import Weight
from .people import companies, member

YEAR = timedelta(days=365)
FIRST = (
    ("Code schrijven die een ander kan lezen", Weight.ESSENTIAL, "Bijna niemand begint nog aan iets nieuws."),
    ("Werken met versiebeheer in een team", Weight.ESSENTIAL, "De eerste werkdag begint ermee."),
    ("Een databank ontwerpen en bevragen", Weight.IMPORTANT, "Elke toepassing bewaart iets."),
    ("Geautomatiseerd testen", Weight.USEFUL, "We leren het ze nu zelf, dat kost een half jaar."),
    ("Websites maken met een pagina-editor", Weight.USEFUL, "Kleine klanten vragen erom."),
    ("Een gesprek voeren met een klant", Weight.IMPORTANT, "Wie doorvraagt, bouwt de helft minder."),
)
NEW = (
    ("Uitleggen wat code van een taalmodel doet", Weight.ESSENTIAL, "Wie het niet uitlegt, mag het niet inleveren."),
    ("Kwetsbaarheden herkennen en melden", Weight.IMPORTANT, "Klanten vragen ernaar bij elke aanbesteding."),
)


SAID = (
    (0, "Wij laten sollicitanten dit op een bord uitleggen. De helft valt dan af."),
    (1, "Kunnen we dit toetsen? Wij denken aan een gesprek van tien minuten per opdracht."),
)


def add_skills(programme: Programme, now: datetime) -> None:
    keeper, teacher = member(programme, "management@example.org"), member(programme, "teacher@example.org")
    speakers = [member(programme, "partner@example.org"), teacher, *companies(programme, 3)]
    developer = skills.save_education(
        by=keeper, code="25998", name="Software developer", level="mbo4", nonce=uuid4(), now=now - 2 * YEAR
    )
    skills.save_education(by=keeper, code="34479", name="HBO-ICT", level="hbo", nonce=uuid4(), now=now - YEAR)
    school_year = today(now).year if today(now).month >= 8 else today(now).year - 1
    _last_year(keeper, speakers, developer, school_year - 1, now - YEAR)
    _this_year(keeper, speakers, developer, school_year, now)


def _propose(by: Membership, skill_set: SkillSet, values: tuple, now: datetime) -> Skill:
    name, weight, why = values
    return skills.propose(by=by, skill_set=skill_set, name=name, weight=weight, why=why, nonce=uuid4(), now=now)


def _last_year(
    keeper: Membership, speakers: list[Membership], developer: EducationProgramme, year: int, now: datetime
) -> None:
    skill_set = skills.open_set(by=keeper, education=developer, year=year, now=now - timedelta(days=60))
    for number, values in enumerate(FIRST):
        skill = _propose(speakers[number % len(speakers)], skill_set, values, now - timedelta(days=50))
    skills.step_set(by=keeper, skill_set=skill_set, verb="discuss", version=1, now=now - timedelta(days=40))
    for number, skill in enumerate(skill_set.skills.order_by("pk")):
        for by in speakers[: 1 + number % len(speakers)]:
            skills.support(by=by, skill=skill, now=now - timedelta(days=30))
    partners = list({by.organisation_id: by.organisation for by in speakers}.values())
    skills.agree(by=keeper, skill_set=skill_set, agreed_on=today(now), partners=partners, version=2, now=now)


def _this_year(
    keeper: Membership, speakers: list[Membership], developer: EducationProgramme, year: int, now: datetime
) -> None:
    skill_set = skills.open_set(
        by=keeper,
        education=developer,
        year=year,
        propose_until=today(now - timedelta(days=14)),
        discuss_until=today(now + timedelta(days=28)),
        now=now - timedelta(days=40),
    )
    for by, values in zip(speakers, NEW, strict=False):
        _propose(by, skill_set, values, now - timedelta(days=30))
    skills.step_set(by=keeper, skill_set=skill_set, verb="discuss", version=1, now=now - timedelta(days=13))
    named = {skill.name: skill for skill in skill_set.skills.select_related("skill_set")}
    _change(keeper, named["Geautomatiseerd testen"], now, weight=Weight.IMPORTANT)
    _change(keeper, named["Een databank ontwerpen en bevragen"], now, weight=Weight.USEFUL)
    gone = "Geen bedrijf vroeg er dit jaar nog om."
    _change(keeper, named["Websites maken met een pagina-editor"], now, dropped_why=gone)
    first = named[NEW[0][0]]
    for by in speakers[:3]:
        skills.support(by=by, skill=first, now=now - timedelta(days=6))
    for number, name in enumerate((NEW[1][0], FIRST[0][0], FIRST[1][0], FIRST[3][0])):
        for by in speakers[number % 2 : 2 + number]:
            skills.support(by=by, skill=named[name], now=now - timedelta(days=5))
    for number, (who, text) in enumerate(SAID):
        moment = now - timedelta(days=5 - number)
        skills.comment(by=speakers[who], skill=first, text=text, nonce=uuid4(), now=moment)


def _change(by: Membership, skill: Skill, now: datetime, **values) -> None:
    as_it_is = {name: getattr(skill, name) for name in ("name", "weight", "why", "dropped_why")}
    skills.change_skill(by=by, skill=skill, now=now - timedelta(days=10), **as_it_is | values)
