"""No text that somebody typed can make a document fetch anything."""

from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pikepdf
import pytest

from lib.pdf import Attached, render
from lib.pdf.fetcher import LockedFetcher
from lib.pdf.text import drawable

MOMENT = datetime(2026, 3, 16, tzinfo=UTC)
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+M8AAAMCAQH3Jt0aAAAAAElFTkSuQmCC"
)


def page(body: str, head: str = "") -> str:
    return f'<!doctype html><html lang="en"><head><title>t</title>{head}</head><body><h1>t</h1>{body}</body></html>'


@pytest.fixture
def listener():
    """A server on this machine that notes every visit and sends it on to another address."""
    visits = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self):
            visits.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/etc/passwd")
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Noting)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", visits
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x",
        "file:///etc/hostname",
        "FILE:///etc/hostname",
        "file:/etc/hostname",
        "asset:///../../../etc/hostname",
        "asset:///report.css",
        "//example.org/x",
        "/etc/hostname",
        "",
    ],
)
def test_the_fetcher_refuses_every_address_but_data_and_fonts(url):
    with pytest.raises(ValueError, match=r"may not fetch|not one of"):
        LockedFetcher().fetch(url)


def test_the_fetcher_gives_data_and_shipped_fonts():
    assert LockedFetcher().fetch(PIXEL).read().startswith(b"\x89PNG")
    font = LockedFetcher().fetch("asset:///source-sans-3-latin-400-normal.woff2").read()
    assert font[:4] in (b"\x00\x01\x00\x00", b"OTTO")


HOSTILE = [
    '<img alt="x" src="{url}">',
    '<object data="{url}"></object>',
    '<embed src="{url}">',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="attachment" href="{url}">',
    '<a rel="attachment" href="{url}">x</a>',
    "<style>@import url({url}); body {{ background: url({url}) }}</style>",
    "<style>@font-face {{ font-family: x; src: url({url}) }} p {{ font-family: x }}</style><p>x</p>",
    '<p style="list-style-image: url({url}); display: list-item">x</p>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title><image href="{url}"/></svg>',
    '<base href="{url}"><img alt="x" src="x.png">',
]


@pytest.mark.parametrize("markup", HOSTILE)
def test_hostile_markup_reaches_no_server(listener, markup):
    address, visits = listener
    rendered = render(page(markup.format(url=f"{address}/x")), css="", created=MOMENT)
    assert rendered.content.startswith(b"%PDF")
    assert not visits


@pytest.mark.parametrize("markup", HOSTILE)
def test_hostile_markup_brings_no_local_file_in(tmp_path, markup):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET-0451")
    rendered = render(page(markup.format(url=secret.as_uri())), css="", created=MOMENT)
    (tmp_path / "out.pdf").write_bytes(rendered.content)
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        streams = [item.read_bytes() for item in pdf.objects if isinstance(item, pikepdf.Stream)]
        assert not pdf.attachments
    assert not any(b"SECRET-0451" in stream for stream in streams)


def test_attachments_carry_their_bytes_and_the_moment(tmp_path):
    files = (Attached("lines.csv", "Lines", b"id\r\n1\r\n"),)
    rendered = render(page("<p>x</p>"), css="", created=MOMENT, attachments=files)
    (tmp_path / "out.pdf").write_bytes(rendered.content)
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        file = pdf.attachments["lines.csv"].get_file()
        assert file.read_bytes() == b"id\r\n1\r\n"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260316")


def test_equal_input_gives_equal_bytes():
    first, second = (render(page("<p>x</p>"), css="", created=MOMENT) for _ in range(2))
    assert first.content == second.content


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("Hüseyin Yılmaz, Øystein, Ελλάδα, Привет", "Hüseyin Yılmaz, Øystein, Ελλάδα, Привет"),
        ("e\u0301", "é"),
        ("漢字", "??"),
        ("ab\u0007c", "abc"),
        ("🎓", "?"),
    ],
)
def test_text_without_a_glyph_is_replaced(typed, drawn):
    assert drawable(typed) == drawn
