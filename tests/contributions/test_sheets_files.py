"""Files that are refused as a whole, each with its own reason; and those that look odd and are not."""

import io
import struct
import time
import zipfile

import pytest

from contributions.sheets import facts
from contributions.sheets.book import Book
from contributions.sheets.facts import Problem, SheetRefused
from contributions.sheets.files import LARGEST_FILE
from contributions.sheets.sentences import words_for
from tests.contributions.sheet_files import HEADER, WORK, text, xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROWS = [HEADER, ("02-03-2026", "Anna Terpdok", 2, WORK)]
GOOD = xlsx(("Uren", ROWS))
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def lines_of(content, name="uren.xlsx"):
    with Book(name, content) as book:
        return list(book.rows(book.best()))


def problem_of(content, name="uren.xlsx"):
    with pytest.raises(SheetRefused) as caught:
        lines_of(content, name)
    assert words_for(caught.value.problem, caught.value.what)
    return caught.value.problem


def changed(member, content, *, level=9, also=None):
    """The good file with another member, packed as tight as can be."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for about in source.infolist():
            if about.filename != member:
                archive.writestr(about.filename, source.read(about.filename))
        with archive.open(zipfile.ZipInfo(member) if level == 0 else member, "w", force_zip64=True) as stream:
            for piece in content:
                stream.write(piece)
    return target.getvalue()


def sheet_of(*rows):
    yield f"<worksheet {MAIN}><sheetData>".encode()
    yield from rows
    yield b"</sheetData></worksheet>"


SHEET = "xl/worksheets/sheet1.xml"


def test_a_good_file_is_read():
    (line,) = lines_of(GOOD)
    assert (line.number, line.cells[2]) == (2, 2)


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (b"", "uren.xlsx", Problem.EMPTY),
        (b"  \r\n ", "uren.csv", Problem.EMPTY),
        (b"x" * (LARGEST_FILE + 1), "uren.csv", Problem.TOO_LARGE),
        (OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"), "uren.xlsx", Problem.ENCRYPTED),
        (OLE + b"\0" * 500 + "Workbook".encode("utf-16-le"), "uren.xls", Problem.OLD_FORMAT),
        (OLE + b"\0" * 500, "uren.xlsx", Problem.ENCRYPTED),
        (GOOD[:200], "uren.xlsx", Problem.BROKEN),
        (GOOD[: len(GOOD) // 2], "uren.xlsx", Problem.BROKEN),
        (b"Datum;Uren\r\n", "uren.xlsx", Problem.BROKEN),
        (b"%PDF-1.7 and so on", "uren.csv", Problem.OTHER_FORMAT),
        (b"<html><table></table></html>", "uren.csv", Problem.OTHER_FORMAT),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"x" * 900, "uren.csv", Problem.OTHER_FORMAT),
        (b'Datum;Uren\r\n"02-03-2026;1\r\n03-03-2026;2\r\n', "uren.csv", Problem.QUOTES),
    ],
)
def test_what_cannot_be_a_sheet_is_refused(content, name, problem):
    assert problem_of(content, name) is problem


def test_another_kind_of_archive_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert problem_of(target.getvalue()) is Problem.OTHER_FORMAT


def test_a_member_with_a_password_is_refused():
    content = bytearray(GOOD)
    place = content.index(b"PK\x01\x02")
    flags = struct.unpack_from("<H", content, place + 8)[0]
    struct.pack_into("<H", content, place + 8, flags | 1)
    assert problem_of(bytes(content)) is Problem.ENCRYPTED


@pytest.mark.parametrize("member", [SHEET, "xl/sharedStrings.xml", "xl/media/image1.png", "anything.bin"])
def test_a_bomb_is_refused_before_it_is_opened(member):
    def gigabytes():
        for _ in range(310):
            yield b"\0" * (1 << 20)

    content = changed(member, gigabytes())
    assert len(content) < 400_000
    before = time.monotonic()
    assert problem_of(content) is Problem.BOMB
    assert time.monotonic() - before < 1


def test_a_bomb_that_lies_about_its_size_is_broken():
    content = bytearray(changed(SHEET, [b"<worksheet>" + b" " * (40 << 20)]))
    place = content.index(SHEET.encode(), content.index(b"PK\x01\x02")) - 46
    struct.pack_into("<I", content, place + 24, 5000)
    assert problem_of(bytes(content)) in (Problem.BROKEN, Problem.BOMB)


def test_many_small_members_are_a_bomb_too():
    target = io.BytesIO(GOOD)
    with zipfile.ZipFile(target, "a") as archive:
        for number in range(2100):
            archive.writestr(f"m{number}", b"")
    assert problem_of(target.getvalue()) is Problem.BOMB


@pytest.mark.parametrize("member", [SHEET, "xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"])
@pytest.mark.parametrize("gap", [0, 70_000])
def test_what_asks_for_other_files_is_refused(member, gap):
    entity = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    body = f"<worksheet {MAIN}><sheetData><row><c t='str'><v>&x;</v></c></row></sheetData></worksheet>".encode()
    content = changed(member, [b"<?xml version='1.0'?>" + b" " * gap + entity + body])
    assert problem_of(content) in (Problem.UNSAFE, Problem.BROKEN)


def test_an_entity_in_the_rows_is_never_filled_in():
    laughs = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    body = f"<worksheet {MAIN}><sheetData><row><c t='str'><v>&b;</v></c></row></sheetData></worksheet>".encode()
    assert problem_of(changed(SHEET, [laughs + body])) is Problem.UNSAFE


def test_a_million_empty_coloured_rows_cost_nothing():
    first = b"".join(
        f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{name}</t></is></c>'
        f'<c r="B{number}" t="inlineStr"><is><t>{hours}</t></is></c></row>'.encode()
        for number, (name, hours) in enumerate((("Datum", "Uren"), ("02-03-2026", "2")), 1)
    )
    empty = (
        b"".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>'.encode() for n in range(start, start + 5000))
        for start in range(3, 1_048_500, 5000)
    )
    content = changed(SHEET, sheet_of(first, *empty))
    before = time.monotonic()
    (line,) = lines_of(content)
    assert line.cells == {0: "02-03-2026", 1: "2"}
    assert time.monotonic() - before < 30


def test_sixteen_thousand_columns_are_no_trouble_when_they_are_empty():
    wide = "".join(f'<c s="{n % 2}"/>' for n in range(16_000))
    rows = (
        f'<row><c t="str"><v>{a}</v></c><c t="str"><v>{b}</v></c>{wide}</row>'.encode() for a, b in [HEADER[:2]] * 40
    )
    content = changed(SHEET, sheet_of(*rows))
    before = time.monotonic()
    assert len(lines_of(content)) == 39
    assert time.monotonic() - before < 30
    filled = wide + '<c t="str"><v>x</v></c>'
    assert problem_of(changed(SHEET, sheet_of(f"<row>{filled}</row>".encode()))) is Problem.TOO_MANY_COLUMNS


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("contributions.sheets.book.MOST_ROWS", 50)
    rows = [HEADER, *([("02-03-2026", "Anna Terpdok", 2, WORK)] * 50)]
    assert len(lines_of(xlsx(("Uren", rows)))) == 50
    assert len(lines_of(text(rows), "uren.csv")) == 50
    more = [*rows, rows[-1]]
    assert problem_of(xlsx(("Uren", more))) is Problem.TOO_MANY_ROWS
    assert problem_of(text(more), "uren.csv") is Problem.TOO_MANY_ROWS
    assert facts.MOST_ROWS == 25_000


def test_a_file_with_macros_is_read_and_nothing_runs():
    content = GOOD.replace(b"", b"")
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as archive:
        for about in source.infolist():
            data = source.read(about.filename)
            if about.filename == "[Content_Types].xml":
                data = data.replace(b"spreadsheetml.sheet.main", b"x").replace(
                    b"application/vnd.openxmlformats-officedocument.x",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main",
                )
            archive.writestr(about.filename, data)
        archive.writestr("xl/vbaProject.bin", OLE + b"Auto_Open")
    assert len(lines_of(target.getvalue(), "uren.xlsm")) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_text_in_any_encoding_and_with_any_separator(encoding, sign):
    rows = [HEADER, ("02-03-2026", "Hüseyin Çelik", "2", "Gastles café")]
    (line,) = lines_of(text(rows, sign, encoding), "uren.csv")
    assert line.cells == dict(enumerate(rows[1]))


def test_lines_are_numbered_as_the_file_has_them():
    content = b'sep=;\r\nDatum;Uren;Omschrijving\r\n\r\n1-3-2026;1;"twee\r\nregels"\r\n2-3-2026;2;een\r\n'
    assert [line.number for line in lines_of(content, "uren.csv")] == [4, 6]
