"""What an assignment needs: plain facts in, a list out."""

from dataclasses import replace
from datetime import date

import pytest

from matching import sentences
from matching.assignment_rights import kinds_of
from matching.kinds import ASKED_BY_SCHOOLS, FOR_STUDENTS, AssignmentKind, Side
from matching.models import Assignment
from matching.rules import AT_ONCE, FOR_THE_SCHOOL, Facts, Need, checklist, lacking
from partnership.kinds import OrganisationKind

DAY = date(2026, 3, 16)
WHOLE = Facts(
    kind="internship",
    title="Planbord",
    text="x" * 80,
    theme="software",
    starts_on=date(2026, 9, 1),
    ends_on=date(2027, 1, 31),
    hours_a_week=16,
    place="Groningen",
    roles=1,
    has_mentor=True,
    has_school_mentor=True,
    has_education=True,
    is_recognised=True,
    company_says=True,
    school_says=True,
)
EMPTY = {
    Need.TITLE: {"title": " "},
    Need.TEXT: {"text": "x" * 79},
    Need.THEME: {"theme": ""},
    Need.PERIOD: {"ends_on": date(2026, 3, 15), "starts_on": date(2026, 3, 1)},
    Need.HOURS: {"hours_a_week": None},
    Need.PLACE: {"place": ""},
    Need.DEADLINE: {"apply_until": date(2026, 3, 15)},
    Need.TEAMS: {"teams": 2},
    Need.ROLES: {"roles": 0},
    Need.DELIVERED: {"is_relay": True, "delivered": " "},
    Need.MENTOR: {"has_mentor": False},
    Need.COMPANY_SAYS: {"company_says": False},
    Need.FITS: {"is_secret": True},
    Need.EDUCATION: {"has_education": False},
    Need.RECOGNITION: {"is_recognised": False},
    Need.SCHOOL_MENTOR: {"has_school_mentor": False},
    Need.SCHOOL_SAYS: {"school_says": False},
}


@pytest.mark.parametrize("kind", AssignmentKind.values)
def test_a_whole_one_lacks_nothing(kind):
    assert lacking(checklist(replace(WHOLE, kind=kind), DAY)) == []


@pytest.mark.parametrize("need", Need)
def test_each_thing_that_is_missing_is_named_alone(need):
    points = checklist(replace(WHOLE, **EMPTY[need]), DAY)
    assert [point.need for point in lacking(points)] == [need]
    side = Side.SCHOOL if need in FOR_THE_SCHOOL else Side.COMPANY
    assert len(lacking(points, side)) == 1
    other = Side.COMPANY if side == Side.SCHOOL else Side.SCHOOL
    assert lacking(points, other) == []


@pytest.mark.parametrize("need", Need)
def test_every_need_has_its_words(need):
    what, todo = sentences.NEEDS[need]
    assert str(what) and str(todo)


def test_every_kind_has_its_sentence():
    assert set(sentences.KINDS) == set(AssignmentKind)


@pytest.mark.parametrize(
    ("kind", "absent"),
    [
        ("guest_lesson", {Need.ROLES, Need.COMPANY_SAYS, Need.FITS, Need.HOURS, Need.RECOGNITION, Need.SCHOOL_MENTOR}),
        ("micro_job", {Need.HOURS, Need.SCHOOL_MENTOR, Need.SCHOOL_SAYS, Need.RECOGNITION}),
        ("research", {Need.SCHOOL_MENTOR, Need.RECOGNITION}),
        ("practice", {Need.RECOGNITION, Need.EDUCATION}),
    ],
)
def test_other_kinds_need_less(kind, absent):
    assert not absent & {point.need for point in checklist(replace(WHOLE, kind=kind), DAY)}


@pytest.mark.parametrize(
    ("values", "need", "met"),
    [
        ({"place": "", "remote": "remote"}, Need.PLACE, True),
        ({"place": "", "remote": "partly"}, Need.PLACE, False),
        ({"starts_on": None}, Need.PERIOD, False),
        ({"ends_on": None}, Need.PERIOD, False),
        ({"starts_on": DAY, "ends_on": DAY}, Need.PERIOD, True),
        ({"apply_until": DAY}, Need.DEADLINE, True),
        ({"apply_until": date(2027, 2, 1)}, Need.DEADLINE, False),
        ({"apply_until": date(2027, 2, 1), "ends_on": None}, Need.DEADLINE, True),
        ({"is_critical": True}, Need.FITS, False),
        ({"teams": 9, "kind": "challenge"}, Need.TEAMS, True),
    ],
)
def test_the_edges(values, need, met):
    points = {point.need: point.met for point in checklist(replace(WHOLE, **values), DAY)}
    assert points[need] is met


def test_what_changes_at_once_is_a_field_of_an_assignment():
    assert {field.name for field in Assignment._meta.fields} >= AT_ONCE


@pytest.mark.parametrize("kind", OrganisationKind.values)
def test_schools_ask_and_others_offer(kind):
    assert kinds_of(kind) == (ASKED_BY_SCHOOLS if "school" in kind else FOR_STUDENTS)
