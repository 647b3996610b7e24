"""Uploads on their way to a row: judged, kept for as long as it takes, and gone when no row comes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lib.keeping import NO_ROOM, keep, kept
from lib.store import Store
from lib.workflow import Refused
from tests.contributions.files import pdf, picture


@pytest.fixture
def where(settings, tmp_path):
    settings.DOCUMENTS_ROOT = tmp_path
    return {"store": Store("DOCUMENTS_ROOT"), "folder": "proofs/2026-03", "most": 100_000}


def files(where):
    return [file for file in where["store"].root.rglob("*") if file.is_file()]


def upload(content=None, name="../les <1>.exe"):
    return SimpleUploadedFile(name, pdf() if content is None else content)


def test_a_file_is_kept_under_a_name_of_our_own_with_what_a_row_says_of_it(where):
    content = picture("PNG")
    with kept(upload(content), **where) as file:
        values = file.values
    (there,) = files(where)
    assert there.read_bytes() == content
    assert where["store"].location(values["path"]) == there
    assert (values["media_type"], values["size"]) == ("image/png", len(content))
    assert values["name"].endswith(".png") and "<" not in values["name"] and "les" not in values["path"]


def test_without_a_row_nothing_stays(where):
    def fail(seen):
        with kept(upload(), **where):
            seen += files(where)
            raise ZeroDivisionError

    seen = []
    with pytest.raises(ZeroDivisionError):
        fail(seen)
    assert len(seen) == 1
    assert files(where) == []


def test_what_is_there_already_is_forgotten_twice_without_harm(where):
    file = keep(upload(), **where)
    file.forget()
    file.forget()
    assert files(where) == []


@pytest.mark.parametrize("content", [b"", b"MZ no pdf", b"%PDF-1.7 half"])
def test_what_is_no_pdf_or_picture_is_refused_in_words(where, content):
    with pytest.raises(Refused) as refusal:
        keep(upload(content), **where)
    assert str(refusal.value.reason)
    with pytest.raises(Refused):
        keep(upload(), **where | {"most": 10})
    assert files(where) == []


def test_a_full_disk_is_told(where):
    where["store"].root.joinpath("proofs").write_text("a file where the folder should be")
    with pytest.raises(Refused) as refusal:
        keep(upload(), **where)
    assert refusal.value.reason == NO_ROOM
