"""What the tests of research, products and skills share: a lab that Joost coordinates, and things in it."""

from datetime import date, timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labs.actions import products, products_out, research, skills
from labs.models import LabCoordinator
from tests.cast import NOW
from tests.contributions.files import pdf

WORDS = {
    "title_nl": "Veilig bouwen",
    "title_en": "Building safely",
    "summary_nl": "Over veilige software.",
    "summary_en": "About safe software.",
}


def open_lab(cast):
    """Joost coordinates the Kennis Lab besides his own; Carla does not."""
    LabCoordinator.objects.get_or_create(lab=cast.kennis_lab, membership=cast.joost)
    return cast.kennis_lab


def make_line(cast, by=None, **values):
    defaults = {"lab": open_lab(cast), "starts_on": date(2025, 9, 1), "ends_on": None, "lead": cast.thea}
    return research.make_line(by=by or cast.joost, nonce=uuid4(), now=NOW, **WORDS | defaults | values)


def ask(cast, by=None, **values):
    defaults = {"lab": open_lab(cast), "title": "Blijft een training hangen?", "text": "We trainen jaarlijks."}
    return research.ask(by=by or cast.anna, nonce=uuid4(), now=NOW, **defaults | values)


def asked(cast, state, by=None):
    """A question in a state, decided on by Joost."""
    question = ask(cast, by)
    if state == "declined":
        research.decline(by=cast.joost, question=question, version=1, reason="Dit is een opdracht.", now=NOW)
    if state in ("taken_up", "answered"):
        research.take_up(by=cast.joost, question=question, version=1, now=NOW)
    if state == "merged":
        research.merge(by=cast.joost, question=question, version=1, line=make_line(cast), now=NOW)
    if state == "answered":
        research.answer(by=cast.joost, question=question, version=2, outcome="Nee.", now=NOW)
    return question


def make_team(cast, question=None, **values):
    question = question or asked(cast, "taken_up")
    days = {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 6, 30)}
    return research.make_team(
        by=cast.joost,
        lab=cast.kennis_lab,
        nonce=uuid4(),
        now=NOW,
        name="Team Noord",
        question=question,
        **days | values,
    )


def upload(content=None, name="les.pdf"):
    return SimpleUploadedFile(name, pdf(str(uuid4())) if content is None else content)


PRODUCT = {
    "title": "Zes lessen",
    "kind": "lesson",
    "summary": "Over kwetsbaarheden.",
    "authors": "Thea Docent",
    "audience": ["mbo4"],
    "language": "nl",
    "licence": "cc_by",
}


def make_product(cast, state="draft", by=None, **values):
    """A product of Thea's, with one file unless it is a draft."""
    lab = open_lab(cast)
    product = products.add_product(by=by or cast.thea, lab=lab, nonce=uuid4(), now=NOW, **PRODUCT | values)
    if state != "draft":
        products.add_version(by=by or cast.thea, product=product, upload=upload(), now=NOW)
        put_out(cast, product, {"everyone": "publish", "members": "share"}[state])
    return product


def put_out(cast, product, verb, by=None):
    """A step with a product as it is now."""
    product.refresh_from_db()
    return products_out.step_product(by=by or cast.joost, product=product, verb=verb, version=product.version, now=NOW)


def make_education(cast, **values):
    defaults = {"code": "25998", "name": "Software developer", "level": "mbo4"}
    return skills.save_education(by=cast.mirjam, nonce=uuid4(), now=NOW, **defaults | values)


def open_set(cast, education=None, year=2025, **values):
    open_lab(cast)
    return skills.open_set(by=cast.joost, education=education or make_education(cast), year=year, now=NOW, **values)


def propose(cast, skill_set, name="Testen", by=None, weight=2, now=NOW):
    return skills.propose(
        by=by or cast.anna, skill_set=skill_set, name=name, weight=weight, why="Het scheelt.", nonce=uuid4(), now=now
    )


def discussed(cast, **values):
    """A set with two skills, under discussion."""
    skill_set = open_set(cast, **values)
    propose(cast, skill_set)
    propose(cast, skill_set, "Samenwerken", cast.thea, 3)
    return skills.step_set(by=cast.joost, skill_set=skill_set, verb="discuss", version=1, now=NOW)


def agreed(cast, **values):
    skill_set = discussed(cast, **values)
    return skills.agree(
        by=cast.joost,
        skill_set=skill_set,
        agreed_on=NOW.date(),
        partners=[cast.terpdok, cast.noorderpoort],
        version=2,
        now=NOW,
    )


LATER = NOW + timedelta(days=1)


def count_of(client, address) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
