"""Stories of the demonstration, with pictures that are drawn here: one with people, one of nobody, one taken
back, and one that is not out yet."""

import io
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from labs.kinds import LabKind
from labs.models import Lab
from lib.periods import add_years, today
from partnership.models import Membership, Partnership

from ..actions.stories import add_story, set_picture, step_story
from ..actions.story_people import add_person, record_consent, withdraw_consent
from ..models import InstrumentOutcome, Story
from ..queries.stories import outcomes_for
from ..story_states import BOTH, NAME
from .people import manager_of

COLOURS = {
    LabKind.KENNIS: ("#eeecf9", "#5b4bb7", "#45389a", "#d98c0f"),
    LabKind.LEARNING: ("#e2f3f1", "#12877f", "#0a5f59", "#5b4bb7"),
    LabKind.BUSINESS: ("#fcf1dd", "#d98c0f", "#7f4c00", "#12877f"),
}


@dataclass(frozen=True)
class Case:
    lab: LabKind
    level: str
    title: str
    text: str
    alt: str
    people: tuple[tuple[str, str, bool], ...] = ()  # name, how recognisable, younger than 16
    withdrawn: bool = False
    draft: bool = False


CASES = (
    Case(
        LabKind.LEARNING,
        "student",
        "Van gastles naar eerste baan",
        "Tijdens een gastles over netwerken zag Noor hoe een storing op een schip op afstand gevonden wordt. Een half "
        "jaar later liep ze stage bij het bedrijf dat de les gaf.\n\n“Ik wist niet dat dit werk bestond”, vertelt ze. "
        "Haar docent gebruikte de meetgegevens van het bedrijf daarna in de lessen van de hele klas.\n\nNa haar "
        "diploma kon Noor blijven. Dit jaar gaf ze zelf een deel van de gastles.",
        "Getekend patroon van golven en punten in groen",
        (("Noor Bakker", BOTH, False), ("Jelle Visser", NAME, False)),
    ),
    Case(
        LabKind.KENNIS,
        "programme",
        "Een lesbrief die drie scholen gebruiken",
        "Het practoraat zocht uit hoe beginnende programmeurs fouten leren vinden. Uit het onderzoek kwam een lesbrief "
        "met tien korte opdrachten.\n\nDrie scholen namen de lesbrief over. Docenten pasten de opdrachten aan hun "
        "eigen vak aan en gaven die versies terug, zodat de volgende school met een betere begint.",
        "Getekend patroon van cirkels en lijnen in paars",
    ),
    Case(
        LabKind.BUSINESS,
        "institution",
        "Het studentbedrijf dat bleef",
        "Twee studenten begonnen in het Business Lab met het opknappen van afgeschreven laptops. De gemeente werd hun "
        "eerste klant.\n\nHun coach hielp met de eerste offerte en de eerste tegenslag. Inmiddels huren ze hun eigen "
        "werkplek.",
        "Getekend patroon van blokken in oranje",
        (("Sam de Graaf", BOTH, False),),
        withdrawn=True,
    ),
    Case(
        LabKind.BUSINESS,
        "student",
        "Een app voor de voedselbank",
        "Vier studenten bouwden een app waarmee de voedselbank ziet welke producten op zijn.",
        "Getekend patroon van cirkels en blokken in oranje",
        (("Pim Jansen", NAME, False),),
        draft=True,
    ),
)


def add_stories(partnership: Partnership, now: datetime) -> None:
    by = manager_of(partnership)
    if by is None or Story.objects.filter(partnership=partnership).exists():
        return
    labs = {lab.kind: lab for lab in Lab.objects.filter(partnership=partnership)}
    for number, case in enumerate(CASES):
        if case.lab in labs:
            _tell(case, by, labs[case.lab], number, now - timedelta(days=60 - 14 * number))


def _tell(case: Case, by: Membership, lab: Lab, number: int, at: datetime) -> None:
    outcome: InstrumentOutcome = outcomes_for(by.partnership_id).filter(level__key=case.level)[number]
    values = {"title": case.title, "text": case.text, "lab": lab, "activity": None, "outcome": outcome}
    story = add_story(by=by, nonce=uuid4(), now=at, is_of_nobody=not case.people, **values)
    upload = SimpleUploadedFile("verhaal.png", drawn(COLOURS[case.lab], number), "image/png")
    story = set_picture(by=by, story=story, upload=upload, alt=case.alt, version=story.version, now=at)
    people = []
    for name, appears, young in case.people:
        values = {"name": name, "appears": appears, "is_under_16": young}
        people.append(add_person(by=by, story=story, version=story.version, nonce=uuid4(), now=at, **values))
        story.refresh_from_db()
        day = today(at)
        given = {"given_on": day, "until": add_years(day, 2), "how": "paper", "representative": ""}
        proof = f"Formulier in de map van het {lab.name}"
        record_consent(by=by, person=people[-1], agreed=appears, proof=proof, nonce=uuid4(), now=at, **given)
    if case.draft:
        return
    story = step_story(by=by, story=story, verb="publish", version=story.version, now=at + timedelta(days=1))
    if case.withdrawn:
        withdraw_consent(by=by, person=people[0], now=at + timedelta(days=12))


def drawn(colours: tuple[str, ...], seed: int) -> bytes:
    """A calm pattern in the colours of a lab: the same seed gives the same picture."""
    paper, strong, deep, other = colours
    dice = random.Random(seed)  # noqa: S311 - a pattern, no secret
    picture = Image.new("RGB", (1200, 800), paper)
    pen = ImageDraw.Draw(picture)
    for row in range(5):
        for column in range(8):
            x, y, size = 75 + column * 150, 80 + row * 160, dice.choice((26, 40, 58))
            colour = dice.choice((strong, strong, deep, other))
            shape = (seed + dice.randrange(2)) % 3
            if shape == 0:
                pen.ellipse((x - size, y - size, x + size, y + size), fill=colour)
            elif shape == 1:
                pen.arc((x - 60, y - 60, x + 60, y + 60), dice.randrange(360), dice.randrange(360), colour, 14)
            else:
                pen.rectangle((x - size, y - size, x + size, y + size), fill=colour)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
