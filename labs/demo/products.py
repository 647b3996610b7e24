"""Products of the research, and the schools that took them over."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from lib.pdf.render import render
from lib.pdf.style import style
from lib.periods import today
from partnership.kinds import OrganisationKind
from partnership.models import Membership, Organisation, Programme, User
from partnership.roles import Role

from ..actions import products, products_out
from ..models import Lab, Product, ResearchLine, ResearchTeam
from ..research_kinds import Licence, ProductKind
from .people import member

WEEK = timedelta(weeks=1)
CAME_OF_IT = (
    "De eerste drie lessen gingen beter dan de laatste: zonder Linux-ervaring kost les vier twee weken. We hebben er "
    "een voorbereiding bij gemaakt, die nu ook in versie 2 staat."
)
SECOND_SUMMARY = (
    "De metingen bij 180 medewerkers: voor de training, erna en een half jaar later. Wie twee keer oefende, klikte "
    "minder."
)
# How many weeks ago, how many files, which step, what it is; the first one is what other schools take over.
MADE = (
    (
        50,
        2,
        "publish",
        {
            "kind": ProductKind.LESSON,
            "title": "Zes lessen met echte kwetsbaarheden",
            "summary": "Zes lessen van twee uur. Studenten breken in bij een winkeltje dat daarvoor lek is gemaakt, "
            "en maken het daarna dicht. Met handleiding, antwoorden en een toets.",
            "audience": ["mbo4", "hbo"],
            "licence": Licence.CC_BY_SA,
        },
    ),
    (
        18,
        1,
        "publish",
        {
            "kind": ProductKind.ARTICLE,
            "title": "Wat studenten onthouden van een lek dat ze zelf vonden",
            "summary": "Klassen die zelf een kwetsbaarheid vonden, herkenden die een half jaar later vaker dan klassen "
            "die er alleen over lazen. Wat betekent dat voor de opbouw van een opleiding?",
            "audience": ["teachers"],
        },
    ),
    (
        5,
        1,
        "share",
        {
            "kind": ProductKind.REPORT,
            "title": "Tussenverslag phishingtraining",
            "summary": "De eerste meting bij 180 medewerkers, voor en na de training.",
            "audience": ["employees"],
            "licence": Licence.RESERVED,
        },
    ),
    (
        2,
        0,
        "",
        {
            "kind": ProductKind.TOOL,
            "title": "Kijkwijzer: wat deed de AI en wat deed jij?",
            "summary": "Een formulier van één bladzijde waarmee student en docent samen terugkijken op een opdracht.",
            "audience": ["mbo3", "mbo4"],
        },
    ),
)


def add_products(programme: Programme, lab: Lab, lines: list[ResearchLine], now: datetime) -> None:
    """The second one is of another school, so that each school has something to take over."""
    by, teacher = member(programme, "management@example.org"), member(programme, "teacher@example.org")
    elsewhere = of_another_school(programme, teacher)
    team = ResearchTeam.objects.filter(lab=lab).first()
    made = []
    for number, (weeks, files, verb, values) in enumerate(MADE):
        who, moment = elsewhere if number == 1 else teacher, now - weeks * WEEK
        where = {"line": lines[0] if verb else lines[1], "team": team if verb == "share" else None}
        names = {"authors": f"{who.user.name}, Jorine Wulp" if files > 1 else who.user.name}
        row = products.add_product(by=who, lab=lab, nonce=uuid4(), now=moment, **values | where | names)
        _add_files(row, who, files, moment)
        if verb:
            row.refresh_from_db()
            products_out.step_product(by=by, product=row, verb=verb, version=row.version, now=moment + WEEK)
        if verb == "share":
            products.change_product(by=who, product=row, now=now - timedelta(days=2), summary=SECOND_SUMMARY)
        made.append(row)
    _reuses(programme, made[0], elsewhere, now)
    _take_over(teacher, made[1], "Applicatie- en mediaontwikkelaar, jaar 3", now - 9 * WEEK)


def _add_files(row: Product, by: Membership, files: int, moment: datetime) -> None:
    for number in range(files):
        note = "Met de ervaringen van de eerste twee klassen, en een opdracht minder." if number else ""
        later = moment + number * 6 * WEEK
        upload = _upload(f"{row.title}, versie {number + 1}", row.summary, later)
        products.add_version(by=by, product=row, upload=upload, note=note, now=later)


def of_another_school(programme: Programme, teacher: Membership) -> Membership:
    """Somebody of another school."""
    rows = Membership.objects.filter(
        partnership=programme.partnership_id, role__in=(Role.COORDINATOR, Role.TEACHER)
    ).exclude(organisation=teacher.organisation_id)
    return rows.select_related("user", "partnership", "organisation").order_by("pk").first()


def _reuses(programme: Programme, lesson: Product, first: Membership, now: datetime) -> None:
    """Two schools took it over; one told what came of it."""
    taken = _take_over(first, lesson, "HBO-ICT, jaar 1", now - 36 * WEEK)
    products.tell_outcome(by=first, reuse=taken, outcome=CAME_OF_IT, students=84, now=now - 16 * WEEK)
    schools = Organisation.objects.filter(partnership=programme.partnership_id, kind=OrganisationKind.SCHOOL)
    third = schools.exclude(pk__in=[first.organisation_id, lesson.organisation_id]).order_by("pk").first()
    if third is None:
        return
    user = User.objects.create_user("docent.veenrand@example.org", name="Harm Kaapstander")
    values = {"organisation": third, "role": Role.TEACHER, "started_at": now - 60 * WEEK}
    other = Membership.objects.create(user=user, partnership=programme.partnership, **values)
    _take_over(other, lesson, "Software developer, jaar 2", now - 6 * WEEK)


def _take_over(by: Membership, lesson: Product, used_for: str, now: datetime):
    lesson.refresh_from_db()
    values = {"used_for": used_for, "starts_on": today(now), "nonce": uuid4(), "now": now}
    return products.take_over(by=by, product=lesson, **values)


def _upload(title: str, about: str, made: datetime) -> SimpleUploadedFile:
    page = (
        f'<html lang="nl"><head><title>{escape(title)}</title></head><body><h1>{escape(title)}</h1>'
        f"<p>{escape(about)}</p><p>Dit is een voorbeeld: alles erin is verzonnen.</p></body></html>"
    )
    content = render(page, css=style(), created=made).content
    return SimpleUploadedFile(f"{title.replace(':', '')}.pdf", content)
