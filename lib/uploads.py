"""Files that people upload: judged by what is in them, never by their name; too large ones never fill the disk."""

import re
import zipfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import PurePosixPath
from threading import Lock

import pikepdf
from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageFile

from lib.figures import number

MEGABYTE = 1024 * 1024
MOST_PIXELS = 80_000_000  # a sheet of A3 at 600 dots per inch has 70 million; no picture is unpacked as a whole
HEAD = 1024
MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?php)\b|<\?php", re.IGNORECASE)
EMPTY = gettext_lazy("This file is empty. Choose another one.")
UNKNOWN = gettext_lazy("This is not a PDF, PNG or JPEG, whatever its name says. Save or scan it as one of these.")
BROKEN = gettext_lazy("This file is damaged. Make it anew, or scan it again.")
ENCRYPTED = gettext_lazy("This PDF is protected with a password. Print it to a new PDF without one, and add that.")
TWO_IN_ONE = gettext_lazy("There is another file hidden in this one. Print or scan it to a new file, and add that.")
TOO_MANY_PIXELS = gettext_lazy("This picture is too large in pixels. Make it smaller, or scan it at 300 dots per inch.")

# For the whole process: a PDF whose streams unpack into more than this does not open.
pikepdf.settings.set_qpdf_limits(flate_max_memory=64 * MEGABYTE, run_length_max_memory=64 * MEGABYTE)


class NotAccepted(ValueError):
    """A file that is refused; the sentence is for who chose it."""

    def __init__(self, reason: str | Promise):
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True)
class Media:
    """What a file turned out to be."""

    media_type: str
    ending: str


PDF = Media("application/pdf", ".pdf")
PNG = Media("image/png", ".png")
JPEG = Media("image/jpeg", ".jpg")
SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))


def judge(upload, *, most: int) -> Media:
    """What an uploaded file is: a PDF, PNG or JPEG of at most `most` bytes that opens. Raises NotAccepted."""
    if upload.size > most:
        values = {"size": megabytes(upload.size), "most": megabytes(most)}
        raise NotAccepted(_("This file is %(size)s MB; at most %(most)s MB is possible. Make it smaller.") % values)
    if not upload.size:
        raise NotAccepted(EMPTY)
    upload.seek(0)
    head = upload.read(HEAD)
    media = next((media for signature, media in SIGNATURES if head.startswith(signature)), None)
    if media is None:
        raise NotAccepted(UNKNOWN)
    if MARKUP.search(head) or head.rfind(b"%PDF-") > 0 or zipfile.is_zipfile(upload):
        raise NotAccepted(TWO_IN_ONE)
    upload.seek(0)
    (_open_pdf if media is PDF else _open_picture)(upload, media)
    upload.seek(0)
    return media


def megabytes(size: int) -> str:
    """A size as people say it: 10,5 in Dutch, 10 when it is whole."""
    return number(size // MEGABYTE) if size % MEGABYTE == 0 else number(Fraction(-(-size * 10 // MEGABYTE), 10), 1)


def _open_pdf(upload, media: Media) -> None:
    """It opens without a password and has a page. qpdf's own limits stop what unpacks into too much."""
    try:
        with pikepdf.open(upload) as pdf:
            encrypted, pages = pdf.is_encrypted, len(pdf.pages)
    except pikepdf.PasswordError:
        raise NotAccepted(ENCRYPTED) from None
    except Exception as error:  # whatever a parser of somebody else's file may run into
        raise NotAccepted(BROKEN) from error
    if encrypted:
        raise NotAccepted(ENCRYPTED)
    if not pages:
        raise NotAccepted(BROKEN)


def _open_picture(upload, media: Media) -> None:
    """It is whole, and small enough in pixels. A PNG is checked by its sums, a JPEG read at an eighth of its size."""
    kind = media.media_type.removeprefix("image/").upper()
    try:
        with Image.open(upload, formats=[kind]) as picture:
            width, height = picture.size
            if width * height <= MOST_PIXELS:
                picture.verify()
        upload.seek(0)
        if media is JPEG and width * height <= MOST_PIXELS:
            with _strictly, Image.open(upload, formats=[kind]) as picture:
                picture.draft("L", (max(1, width // 8), max(1, height // 8)))
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotAccepted(TOO_MANY_PIXELS) from None
    except Exception as error:
        raise NotAccepted(BROKEN) from error
    if width * height > MOST_PIXELS:
        raise NotAccepted(TOO_MANY_PIXELS)


class _Strictly:
    """Half a picture is no picture here, though WeasyPrint tells Pillow, for the whole process, to make do with it."""

    def __init__(self):
        self.lock = Lock()

    def __enter__(self):
        self.lock.acquire()
        self.before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False

    def __exit__(self, *_error):
        ImageFile.LOAD_TRUNCATED_IMAGES = self.before
        self.lock.release()


_strictly = _Strictly()


def bare_name(name: str) -> str:
    """The name a file came with, without folders and without signs that a computer or a page stumbles over."""
    base = PurePosixPath(name.replace("\\", "/")).name
    return "".join(sign for sign in base if sign.isprintable() and sign not in '<>:"/|?*').strip()


def shown_name(name: str, ending: str, most: int = 120) -> str:
    """The name a file came with, as it may be shown and given back: no folders or signs, the ending that is true."""
    stem = bare_name(name)
    known = (ending, ".jpeg") if ending == ".jpg" else (ending,)
    found = next((each for each in known if stem.lower().endswith(each)), "")
    stem = (stem[: -len(found)] if found else stem).strip(" .")[: most - len(ending)]
    return f"{stem or 'bestand'}{ending}"


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Puts files on disk as they come in. Of one beyond the cap only the size is kept, so that a form can say it."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.seen = 0

    def receive_data_chunk(self, raw_data, start):
        self.seen += len(raw_data)
        if self.seen <= settings.MOST_UPLOAD_BYTES:
            self.file.write(raw_data)
        elif self.file.tell():
            self.file.seek(0)
            self.file.truncate()
