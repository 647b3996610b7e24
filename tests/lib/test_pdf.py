"""Rendering a document leaves nothing behind, also in a worker that never ends in good order."""

import gc
import tempfile
from datetime import UTC, datetime

from lib.pdf.render import render

PAGE = '<!doctype html><html lang="nl"><head><title>Proef</title></head><body><p>Tekst</p></body></html>'


def test_no_folder_stays_in_the_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gc.disable()  # what the collector would clear away counts as left behind
    try:
        made = render(PAGE, css="p { font-family: 'Source Sans 3' }", created=datetime(2026, 3, 16, tzinfo=UTC))
        left = list(tmp_path.iterdir())
    finally:
        gc.enable()
    assert made.content.startswith(b"%PDF")
    assert left == []
