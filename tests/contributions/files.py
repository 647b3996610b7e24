"""Small files as people upload them, and as they should not."""

import io
import struct
import zipfile
import zlib

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def pdf(text="bewijs", **save) -> bytes:
    """A PDF of one page; another text gives another file. `save` reaches pikepdf, for encryption."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(200, 200))
        document.docinfo["/Title"] = text
        document.save(out, deterministic_id="encryption" not in save, **save)
    return out.getvalue()


def picture(kind="PNG", size=(40, 30), colour="#12877f") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def png_of_many_pixels(side=20_000) -> bytes:
    """A PNG of a few bytes that says to be 400 million pixels."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def zipped(name="bewijs.txt") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        bundle.writestr(name, "x" * 100)
    return out.getvalue()


def upload(content: bytes, name="bewijs.pdf", kind="application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)
