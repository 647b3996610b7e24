"""Whether a file can be trusted, before anything reads what is in it; and which reader it is for."""

import io
import zipfile
from pathlib import PurePath

from .facts import Problem, SheetRefused

LARGEST_FILE = 10 * 1024 * 1024
# A spreadsheet is a ZIP, which says in advance how large its members become; no more than that is ever unpacked.
MOST_MEMBERS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_OF_A_SHEET = 150 * 1024 * 1024
MOST_OF_TEXTS = 40 * 1024 * 1024
MOST_OF_OTHERS = 20 * 1024 * 1024
MOST_RATIO, SMALL = 200, 50 * 1024 * 1024  # packed this well and larger than small, it is no spreadsheet

START = 64 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
XLSX, CSV = "xlsx", "csv"


def kind_of(name: str, content: bytes) -> str:
    """Which reader a file is for, by what is in it. Raises SheetRefused."""
    if len(content) > LARGEST_FILE:
        raise SheetRefused(Problem.TOO_LARGE)
    if not content.strip(b"\x00 \t\r\n"):
        raise SheetRefused(Problem.EMPTY)
    if content.startswith(OLE):
        raise SheetRefused(_old_or_encrypted(name, content))
    if content.startswith(ZIP):
        _check_zip(content)
        return XLSX
    if PurePath(name).suffix.lower() in {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".zip"}:
        raise SheetRefused(Problem.BROKEN)
    _check_text(content)
    return CSV


def _old_or_encrypted(name: str, content: bytes) -> Problem:
    """Old spreadsheets and encrypted new ones look alike from outside."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Problem.ENCRYPTED
    old = any(word.encode("utf-16-le") in content for word in ("Workbook", "Book"))
    return Problem.OLD_FORMAT if old or PurePath(name).suffix.lower() == ".xls" else Problem.ENCRYPTED


def _check_zip(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_members(members)
            if not any(member.filename == "[Content_Types].xml" for member in members):
                raise SheetRefused(Problem.OTHER_FORMAT)
            if any(member.filename.lower().endswith("workbook.bin") for member in members):
                raise SheetRefused(Problem.OTHER_FORMAT)
            _check_declarations(archive, members)
    except SheetRefused:
        raise
    except Exception:  # whatever a broken archive makes of the reader
        raise SheetRefused(Problem.BROKEN) from None


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & 0x1 for member in members):
        raise SheetRefused(Problem.ENCRYPTED)
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise SheetRefused(Problem.BOMB)
    for member in members:
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > _most_of(member.filename) or (ratio > MOST_RATIO and member.file_size > SMALL):
            raise SheetRefused(Problem.BOMB)


def _most_of(name: str) -> int:
    if name.startswith("xl/worksheets/"):
        return MOST_OF_A_SHEET
    if name.startswith("xl/media/"):  # pictures, which nobody reads
        return MOST_OF_A_SHEET
    return MOST_OF_TEXTS if name == "xl/sharedStrings.xml" else MOST_OF_OTHERS


def _check_declarations(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """No spreadsheet program declares a document type; it is how XML brings in other files, or itself many times."""
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels", ".vml")):
            with archive.open(member) as stream:
                # of the rows only the start: their reader stops at a declaration by itself
                most = START if member.filename.startswith("xl/worksheets/") else member.file_size
                text = stream.read(most).replace(b"\x00", b"")
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise SheetRefused(Problem.UNSAFE)


def _check_text(content: bytes) -> None:
    start = content[:4096]
    if content.startswith(b"%PDF") or start.lstrip()[:14].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise SheetRefused(Problem.OTHER_FORMAT)
    if content.startswith(UTF16):
        return
    if b"\x00" in content and start.count(b"\x00") < len(start) // 4:
        raise SheetRefused(Problem.OTHER_FORMAT)
