"""Pictures of stories: judged by what is in them, drawn anew, and nothing else of the file is kept."""

import io

import pytest
from PIL import Image

from impact.actions import stories as actions
from impact.store import DOCUMENTS, STORIES
from lib.pictures import LONGEST_SIDE, NO_PICTURE, TOO_SMALL, redrawn
from lib.uploads import BROKEN, TWO_IN_ONE, UNKNOWN, NotAccepted
from lib.workflow import Refused
from tests.cast import NOW
from tests.contributions.files import pdf, picture, png_of_many_pixels, zipped
from tests.impact.story_helpers import MAKER, PLACE, draft, photograph, upload, with_picture

MOST = actions.MOST_BYTES
SECRETS = (b"Geheime", b"Exif", b"GPS")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_nothing_but_what_can_be_seen_is_kept(kind):
    before = photograph(kind)
    assert Image.open(io.BytesIO(before)).getexif()[MAKER] == "Geheime Camera"
    after = redrawn(upload(before), most=MOST)
    seen = Image.open(io.BytesIO(after.content))
    exif = seen.getexif()
    assert not dict(exif) and not exif.get_ifd(PLACE) and seen.format == kind
    assert not any(secret in after.content for secret in SECRETS)
    assert set(seen.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    red, green, blue = seen.convert("RGB").getpixel((5, 5))
    assert abs(red - 0x12) < 4 and abs(green - 0x87) < 4 and abs(blue - 0x7F) < 4


def test_it_stands_as_the_camera_was_held_and_is_not_larger_than_a_page_needs():
    after = redrawn(upload(photograph(size=(3200, 2000), turned=6)), most=MOST)
    assert (after.width, after.height) == (1000, LONGEST_SIDE)


def test_what_is_see_through_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (300, 300), (255, 0, 0, 0)).save(out, "PNG")
    after = redrawn(upload(out.getvalue()), most=MOST)
    assert Image.open(io.BytesIO(after.content)).getpixel((9, 9)) == (255, 255, 255)


def test_a_file_hidden_behind_a_picture_is_gone():
    after = redrawn(upload(photograph() + b"<script>alert(1)</script>" * 9), most=MOST)
    assert b"script" not in after.content


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "leeg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", UNKNOWN),
        (b"GIF89a" + b"\0" * 60, UNKNOWN),
        (pdf(), NO_PICTURE),
        (photograph()[:900], BROKEN),
        (photograph() + zipped(), TWO_IN_ONE),
        (picture("PNG", (199, 400)), TOO_SMALL),
        (png_of_many_pixels(), "te veel|te groot"),
    ],
)
def test_what_is_no_picture_for_a_page(content, why):
    with pytest.raises(NotAccepted) as refusal:
        redrawn(upload(content), most=MOST)
    assert any(part in str(refusal.value) for part in str(why).split("|"))


def test_what_is_too_large_is_refused():
    with pytest.raises(NotAccepted, match="MB"):
        redrawn(upload(photograph()), most=100)


# --- With a story ------------------------------------------------------------------------------------------------
@pytest.fixture
def files(settings, tmp_path):
    settings.DOCUMENTS_ROOT = tmp_path
    return lambda: [path for path in (tmp_path / STORIES).rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_new_picture_takes_the_place_of_the_old_one(cast, files, django_capture_on_commit_callbacks):
    story = with_picture(cast)
    first = story.picture_path
    assert story.picture_path.startswith("stories/2026-03/") and story.picture_type == "image/jpeg"
    with django_capture_on_commit_callbacks(execute=True):
        story = with_picture(cast, story)
    assert [path.name for path in files()] == [story.picture_path.split("/")[-1]] and first != story.picture_path
    values = {"upload": None, "alt": "Iets anders", "version": story.version}
    story = actions.set_picture(by=cast.mirjam, story=story, now=NOW, **values)
    assert story.picture_alt == "Iets anders" and len(files()) == 1
    assert DOCUMENTS.location(story.picture_path).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"alt": " "}, actions.NO_ALT),
        ({"upload": None, "alt": "x"}, "Kies een foto"),
        ({"upload": upload(b"x" * 2000), "alt": "x"}, UNKNOWN),
    ],
)
def test_what_is_refused_leaves_nothing(cast, files, values, why):
    story = draft(cast)
    with pytest.raises(Refused, match=str(why)):
        actions.set_picture(by=cast.mirjam, story=story, version=1, now=NOW, **{"upload": upload()} | values)
    story.refresh_from_db()
    assert not files() and not story.has_picture
