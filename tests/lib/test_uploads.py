"""What is in a file decides, never its name; and what is too large never fills the disk."""

import pikepdf
import pytest
from django.test import RequestFactory
from django.utils import translation

from lib import uploads
from lib.uploads import NotAccepted, judge, shown_name
from tests.contributions.files import pdf, picture, png_of_many_pixels, upload, zipped

MOST = 10 * uploads.MEGABYTE


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (pdf(), "factuur.pdf", "application/pdf"),
        (picture("PNG"), "foto.png", "image/png"),
        (picture("JPEG"), "foto.jpg", "image/jpeg"),
        (picture("JPEG"), "foto.pdf", "image/jpeg"),
        (pdf(), "factuur.html", "application/pdf"),
    ],
)
def test_a_file_is_what_is_in_it(content, name, media_type):
    assert judge(upload(content, name, "text/html"), most=MOST).media_type == media_type


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script></html>", "not a PDF"),
        (b"GIF89a" + b"\0" * 50, "not a PDF"),
        (b"\n" + pdf(), "not a PDF"),
        (zipped(), "not a PDF"),
        (b"%PDF-1.4\n<html><body>hello</body></html>", "another file"),
        (pdf() + zipped(), "another file"),
        (picture() + zipped(), "another file"),
        (picture("JPEG")[:4] + b"<?php echo 1 ?>" + picture("JPEG")[4:], "another file"),
        (b"%PDF-1.7\nnothing else", "damaged"),
        (b"%PDF-1.7\n" + b"\0" * 5000, "damaged"),
        (picture()[:-20], "damaged"),
        (picture("JPEG", (400, 300))[:-900], "damaged"),
        (b"\xff\xd8\xff" + b"\0" * 100, "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "damaged"),
        (png_of_many_pixels(), "too large in pixels"),
        (png_of_many_pixels(9_100), "too large in pixels"),
        (pdf(encryption=pikepdf.Encryption(user="geheim", owner="geheim")), "password"),
        (pdf(encryption=pikepdf.Encryption(user="", owner="geheim")), "password"),
    ],
)
def test_what_is_refused_and_why(content, words):
    with pytest.raises(NotAccepted, match=words):
        judge(upload(content), most=MOST)


def test_a_pdf_without_pages_is_no_proof():
    import io

    out = io.BytesIO()
    with pikepdf.new() as document:
        document.save(out)
    with pytest.raises(NotAccepted, match="damaged"):
        judge(upload(out.getvalue()), most=MOST)


def test_a_stream_that_unpacks_into_too_much_does_not_open():
    """The objects of this PDF lie in a stream of kilobytes that unpacks into a hundred megabytes."""
    import io
    import zlib

    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=False)
    plain = out.getvalue()
    start = plain.index(b"stream\n") + 7
    end = plain.index(b"\nendstream")
    packed = zlib.compress(plain[start:end] + b" " * (100 * uploads.MEGABYTE))
    bomb = (
        plain[:start].replace(f"/Length {end - start}".encode(), f"/Length {len(packed)} /Filter /FlateDecode".encode())
        + packed
        + plain[end:]
    )
    with pytest.raises(NotAccepted, match="damaged"):
        judge(upload(bomb), most=MOST)


def test_the_size_is_said_in_megabytes():
    with pytest.raises(NotAccepted, match=r"10\.1 MB; at most 10 MB"):
        judge(upload(b"\0" * (MOST + 1)), most=MOST)
    assert judge(upload(pdf()), most=len(pdf())).ending == ".pdf"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Factuur 12.pdf", "Factuur 12.pdf"),
        ("FACTUUR.PDF", "FACTUUR.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\mo\\scan.html", "scan.html.pdf"),
        ("een\r\nSet-Cookie: x.pdf", "eenSet-Cookie x.pdf"),
        (".pdf", "bestand.pdf"),
        ("", "bestand.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("rekening\u202egpj.pdf", "rekeninggpj.pdf"),
    ],
)
def test_the_name_it_is_shown_by(name, shown):
    assert shown_name(name, ".pdf") == shown


def test_a_jpeg_keeps_the_long_ending_short():
    assert shown_name("foto.JPEG", ".jpg") == "foto.jpg"


@pytest.fixture
def posted():
    """`posted(content)` is a request with a file; the server would close its files when it has answered."""
    requests = []

    def post(content):
        requests.append(RequestFactory().post("/", {"before": "a", "file": upload(content), "after": "b"}))
        return requests[-1]

    yield post
    for request in requests:
        request.close()


def test_of_what_is_far_too_large_only_the_size_is_kept(settings, posted):
    settings.MOST_UPLOAD_BYTES = 200_000
    request = posted(b"x" * 900_000)
    found = request.FILES["file"]
    assert found.size == 900_000
    assert found.read() == b""
    assert (request.POST["before"], request.POST["after"]) == ("a", "b")
    with pytest.raises(NotAccepted, match=r"at most 0\.1 MB"):
        judge(found, most=100_000)


def test_what_fits_comes_in_whole(settings, posted):
    settings.MOST_UPLOAD_BYTES = 200_000
    assert posted(b"x" * 200_000).FILES["file"].read() == b"x" * 200_000
