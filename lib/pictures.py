"""Pictures for pages: drawn anew from their points, so that nothing else that was in the file comes along.

Where and with what a photograph was taken, who made it and an earlier state of it stand in its file; none of that is
for a page. What is drawn anew can't hold another file either.
"""

import io
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from lib.uploads import BROKEN, JPEG, PNG, Media, NotAccepted, judge

LONGEST_SIDE = 1600  # wide enough for every screen that shows a page of ours
SHORTEST_SIDE = 200
MOST_PIXELS = 50_000_000
QUALITY = 85
NO_PICTURE = _("This is not a PNG or JPEG, whatever its name says. Save the picture as one of these.")
TOO_SMALL = _("This picture is too small to look at. Each side needs at least 200 pixels.")
TOO_LARGE = _("This picture is too large in pixels. Make it smaller first.")


@dataclass(frozen=True)
class Redrawn:
    """A picture as a page shows it."""

    content: bytes
    media: Media
    width: int
    height: int


def redrawn(upload, *, most: int) -> Redrawn:
    """An uploaded PNG or JPEG of at most `most` bytes, upright, not larger than a page needs. Raises NotAccepted."""
    media = judge(upload, most=most)
    if media not in (PNG, JPEG):
        raise NotAccepted(NO_PICTURE)
    try:
        picture = _points_of(upload, media)
    except NotAccepted:
        raise
    except Exception as error:  # whatever a parser of somebody else's file may run into
        raise NotAccepted(BROKEN) from error
    out = io.BytesIO()
    if media is PNG:
        picture.save(out, "PNG", optimize=True)
    else:
        picture.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Redrawn(out.getvalue(), media, *picture.size)


def _points_of(upload, media: Media) -> Image.Image:
    """Only the points of a picture, turned as its camera was held, on white where it is see-through."""
    upload.seek(0)
    with Image.open(upload, formats=[media.media_type.removeprefix("image/").upper()]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise NotAccepted(TOO_LARGE)
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is read as small as still is enough
        upright = ImageOps.exif_transpose(picture)
        if min(upright.size) < SHORTEST_SIDE:
            raise NotAccepted(TOO_SMALL)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        seen = upright.convert("RGBA")
    clean = Image.new("RGB", seen.size, "white")
    clean.paste(seen, mask=seen.getchannel("A"))
    return clean
