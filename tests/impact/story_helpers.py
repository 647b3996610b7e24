"""What the tests of stories share: one of each kind, with pictures that hold more than can be seen."""

import io
from datetime import date, timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from impact.actions import stories as actions
from impact.actions import story_people as people
from impact.actions.instruments import built_in
from impact.models import Story, StoryPerson
from impact.queries.stories import outcomes_for
from tests.cast import NOW, TODAY

ENGLISH = {"Accept-Language": "en"}
DAY = timedelta(days=1)
MAKER, PLACE = 0x010F, 0x8825  # in EXIF: the maker of the camera, and where a picture was taken


def url(name, *keys, slug="werkplaats"):
    return reverse(name, args=[slug, *keys])


def photograph(kind="JPEG", size=(640, 480), colour="#12877f", turned=1) -> bytes:
    """A picture with a camera, a place and a note in its file."""
    picture, out = Image.new("RGB", size, colour), io.BytesIO()
    exif = Image.Exif()
    exif[MAKER], exif[0x0112] = "Geheime Camera", turned
    exif.get_ifd(PLACE)[2] = (53.0, 13.0, 8.0)
    note = {"comment": b"Geheime notitie"} if kind == "JPEG" else {}
    picture.save(out, kind, exif=exif, **note)
    return out.getvalue()


def upload(content=None, name="foto.jpg", kind="image/jpeg"):
    return SimpleUploadedFile(name, photograph() if content is None else content, kind)


def values(cast, **changes):
    built_in(now=NOW)
    outcome = outcomes_for(cast.werkplaats.pk).first()
    return {
        "title": "Van gastles naar baan",
        "text": "Noor zag een storing.\n\nNu werkt ze er.",
        "lab": cast.learning_lab,
        "activity": cast.masterclasses,
        "outcome": outcome,
        "is_of_nobody": False,
    } | changes


def draft(cast, by=None, **changes) -> Story:
    return actions.add_story(by=by or cast.mirjam, nonce=uuid4(), now=NOW, **values(cast, **changes))


def with_picture(cast, story=None, **changes) -> Story:
    row = story or draft(cast, **changes)
    return actions.set_picture(
        by=cast.mirjam, story=row, upload=upload(), alt="Een student bij een meetkast", version=row.version, now=NOW
    )


def someone(cast, story, name="Noor Bakker", appears="both", *, young=False) -> StoryPerson:
    story.refresh_from_db()
    facts = {"name": name, "appears": appears, "is_under_16": young}
    return people.add_person(by=cast.mirjam, story=story, version=story.version, nonce=uuid4(), now=NOW, **facts)


def agree(cast, person, *, by=None, now=NOW, **changes):
    facts = {
        "given_on": TODAY,
        "until": TODAY + 365 * DAY,
        "how": "paper",
        "proof": "Map van het lab",
        "agreed": person.appears,
        "representative": "",
        "nonce": uuid4(),
    }
    return people.record_consent(by=by or cast.mirjam, person=person, now=now, **facts | changes)


def step(cast, story, verb, *, by=None, now=NOW, version=None) -> Story:
    row = Story.objects.get(pk=story.pk)
    version = row.version if version is None else version
    return actions.step_story(by=by or cast.mirjam, story=row, verb=verb, version=version, now=now)


def published(cast, *, until=date(2027, 3, 16), **changes) -> tuple[Story, StoryPerson]:
    """A story that is out, with somebody in it who agrees until a day."""
    story = with_picture(cast, **changes)
    person = someone(cast, story)
    agree(cast, person, until=until)
    return step(cast, story, "publish"), person


def of_nobody(cast, **changes) -> Story:
    return step(cast, with_picture(cast, is_of_nobody=True, **changes), "publish")
