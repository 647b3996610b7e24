"""What a folder may hold, and which lines are refused."""

import os

import pytest

from matching.placing.facts import Role, Student, Wish
from matching.placing.judging import Part, Reason
from matching.placing.reading import read_class
from matching.placing.sentences import WHY_REFUSED

from .classes import crowd, shuffled, write, write_problem

STUDENTS = [("ann", "3", ""), ("bo", "4", "lab")]
ROLES = [("lab", "2", "3 4"), ("shop", "1", "4")]
WISHES = [("ann", "lab", "1"), ("bo", "shop", "1")]


def refused(folder):
    return [(each.part, each.line, each.reason) for each in read_class(folder).refusals]


def only(folder):
    """The one thing that was refused."""
    (refusal,) = read_class(folder).refusals
    return refusal


@pytest.fixture
def folder(tmp_path):
    """A folder in which nothing is wrong; a test spoils one thing."""
    return write(tmp_path, students=STUDENTS, roles=ROLES, wishes=WISHES)


def add(folder, part, line):
    with (folder / f"{part}.csv").open("ab") as handle:
        handle.write(line if isinstance(line, bytes) else f"{line}\r\n".encode())


def test_a_good_folder_is_read_whole(folder):
    judged = read_class(folder)
    assert judged.refusals == ()
    assert judged.problem.students == (Student("ann", "3"), Student("bo", "4", "lab"))
    assert judged.problem.roles == (Role("lab", 2, frozenset({"3", "4"})), Role("shop", 1, frozenset({"4"})))
    assert judged.problem.wishes == (Wish("ann", "lab", 1), Wish("bo", "shop", 1))


LINES = [
    ("students", ",4,", Reason.KEY),
    ("students", "ann,4,", Reason.DUPLICATE),
    ("students", "cas,,", Reason.LEVEL),
    ("students", "cas,mbo 4,", Reason.LEVEL),
    ("students", "cas,4", Reason.CELLS),
    ("students", "cas,4,,more", Reason.CELLS),
    ("students", 'cas,"4,', Reason.CELLS),
    ("students", "cas,4,nowhere", Reason.PINNED_ROLE),
    ("students", b"c\xe9s,4,\n", Reason.ENCODING),
    ("roles", ",1,4", Reason.KEY),
    ("roles", "lab,1,4", Reason.DUPLICATE),
    ("roles", "yard,-1,4", Reason.SEATS),
    ("roles", "yard,,4", Reason.SEATS),
    ("roles", "yard,1.5,4", Reason.SEATS),
    ("roles", "yard,two,4", Reason.SEATS),
    ("roles", "yard,1000000,4", Reason.SEATS),
    ("roles", "yard,1,", Reason.LEVELS),
    ("wishes", "dina,lab,2", Reason.STUDENT),
    ("wishes", ",lab,2", Reason.STUDENT),
    ("wishes", "ann,yard,2", Reason.ROLE),
    ("wishes", "ann,shop,2", Reason.OTHER_LEVEL),
    ("wishes", "bo,lab,0", Reason.RANK),
    ("wishes", "bo,lab,-1", Reason.RANK),
    ("wishes", "bo,lab,1000", Reason.RANK),
    ("wishes", "bo,lab,first", Reason.RANK),
    ("wishes", "bo,lab,2.0", Reason.RANK),
    ("wishes", "bo,lab,\N{SUPERSCRIPT TWO}", Reason.RANK),
    ("wishes", "bo,lab," + "9" * 5000, Reason.RANK),
    ("wishes", "bo,lab,", Reason.RANK),
    ("wishes", "ann,lab,2", Reason.DUPLICATE),
    ("wishes", "bo,lab,1", Reason.RANK_TWICE),
    ("wishes", f"bo,{'x' * 200_000},1", Reason.CELLS),
]


@pytest.mark.parametrize(("part", "line", "reason"), LINES, ids=lambda value: str(value)[:30])
def test_a_wrong_line_is_refused_with_its_number_and_the_rest_goes_on(folder, part, line, reason):
    whole = read_class(folder).problem
    add(folder, part, line)
    add(folder, "students", "eef,4,")
    add(folder, "wishes", "eef,lab,2")
    judged = read_class(folder)
    assert refused(folder) == [(Part(part), 4, reason)]
    assert set(whole.wishes) < set(judged.problem.wishes)
    assert Student("eef", "4") in judged.problem.students
    assert Wish("eef", "lab", 2) in judged.problem.wishes


def test_a_student_whose_place_cannot_be_kept_takes_part_with_the_others(folder):
    add(folder, "students", "cas,4,lab")
    add(folder, "students", "dina,4,lab")
    refusal = only(folder)
    assert (refusal.part, refusal.line, refusal.reason) == (Part.STUDENTS, 5, Reason.PINNED_FULL)
    assert read_class(folder).problem.students[-2:] == (Student("cas", "4", "lab"), Student("dina", "4"))


def test_a_place_that_somebody_gave_by_hand_may_be_of_another_level(folder):
    add(folder, "students", "cas,2,shop")
    assert read_class(folder).problem.students[-1] == Student("cas", "2", "shop")
    assert refused(folder) == []


def test_what_is_refused_takes_along_what_leans_on_it(folder):
    add(folder, "roles", "yard,none,4")
    add(folder, "students", "cas,4,yard")
    add(folder, "wishes", "bo,yard,2")
    assert refused(folder) == [
        (Part.STUDENTS, 4, Reason.PINNED_ROLE),
        (Part.ROLES, 4, Reason.SEATS),
        (Part.WISHES, 4, Reason.ROLE),
    ]


@pytest.mark.parametrize(
    ("content", "reason", "value"),
    [
        (b"", Reason.FILE_EMPTY, ""),
        (b"\xef\xbb\xbf\r\n  \r\n", Reason.FILE_EMPTY, ""),
        (b"student,role\nann,lab\n", Reason.COLUMNS_MISSING, "rank"),
        (b"student,role,rank,rank\nann,lab,1,2\n", Reason.COLUMNS_MISSING, "rank"),
        (b"ann,lab,1\n", Reason.COLUMNS_MISSING, "student, role, rank"),
        ("student,role,rank\nann,lab,1\n".encode("utf-16"), Reason.COLUMNS_MISSING, "student, role, rank"),
        (b"\x00\x01\x02\xff" * 50, Reason.COLUMNS_MISSING, "student, role, rank"),
    ],
    ids=["empty", "blank", "column missing", "column twice", "no header", "utf-16", "no text"],
)
def test_a_file_that_cannot_be_read_is_refused_at_line_1_and_the_others_go_on(folder, content, reason, value):
    (folder / "wishes.csv").write_bytes(content)
    refusal = only(folder)
    assert (refusal.part, refusal.line, refusal.reason, refusal.value) == (Part.WISHES, 1, reason, value)
    assert refusal.whole_file
    assert len(read_class(folder).problem.students) == 2


@pytest.mark.parametrize("part", list(Part))
def test_a_missing_file_is_told_without_what_follows_from_it(folder, part):
    (folder / f"{part}.csv").unlink()
    assert refused(folder) == [(part, 1, Reason.FILE_MISSING)]


def test_what_is_no_ordinary_file_is_not_waited_for(folder):
    (folder / "wishes.csv").unlink()
    os.mkfifo(folder / "wishes.csv")
    assert refused(folder) == [(Part.WISHES, 1, Reason.FILE_UNREADABLE)]


def test_a_file_too_large_to_be_a_class_is_refused(folder, monkeypatch):
    monkeypatch.setattr("matching.placing.reading.LARGEST_FILE", 40)
    add(folder, "wishes", "bo,lab,2")
    assert refused(folder) == [(Part.WISHES, 1, Reason.FILE_UNREADABLE)]


@pytest.mark.parametrize(
    "content",
    [
        "student,role,rank\r\nann,lab,1\r\n\r\nbo,shop,1\r\n",
        "\ufeffstudent,role,rank\nann,lab,1\nbo,shop,1",
        "student;role;rank\nann;lab;1\nbo;shop;1\n",
        "name,rank,Student , role\nAnn A.,1,ann,lab\nBo B.,1,bo,shop\n",
        'student,role,rank\n"ann","lab", 1\n bo,shop,1,,\n,,\n',
        "student,role,rank\rann,lab,1\rbo,shop,1\r",
    ],
    ids=["blank line", "BOM", "semicolons", "other columns", "quotes and spaces", "old line ends"],
)
def test_what_spreadsheets_make_of_a_file_is_read_all_the_same(folder, content):
    (folder / "wishes.csv").write_bytes(content.encode())
    judged = read_class(folder)
    assert judged.refusals == ()
    assert judged.problem.wishes == (Wish("ann", "lab", 1), Wish("bo", "shop", 1))


def test_line_numbers_count_what_is_blank(folder):
    (folder / "wishes.csv").write_bytes(b"student,role,rank\n\n\nann,lab,0\n")
    assert only(folder).line == 4


def test_a_letter_is_the_same_however_it_is_composed(folder):
    add(folder, "students", "zoe\N{COMBINING DIAERESIS},4,")
    add(folder, "wishes", "zo\N{LATIN SMALL LETTER E WITH DIAERESIS},lab,1")
    assert refused(folder) == []


def test_the_order_of_the_rows_changes_only_the_order_of_what_is_read(tmp_path):
    problem = crowd(20, 5, 20)
    one = read_class(write_problem(tmp_path, problem)).problem
    other = read_class(write_problem(tmp_path, shuffled(problem, 3))).problem
    for name in ("students", "roles", "wishes"):
        assert getattr(one, name) != getattr(other, name)
        assert set(getattr(one, name)) == set(getattr(other, name))


def test_every_reason_has_its_sentence():
    assert set(WHY_REFUSED) == set(Reason)
