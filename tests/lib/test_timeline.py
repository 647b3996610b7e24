"""The timeline: bars and marks where they belong, said in words, and markup that a policy accepts."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lib import samples
from lib.charts import TimelineMark, TimelineRow, timeline
from lib.periods import Period

SPAN = Period(date(2024, 9, 1), date(2028, 8, 31))
TODAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def number(text: str) -> float:
    return float(text.rstrip("%"))


def row(first=SPAN.first, last=SPAN.last, *marks, group=""):
    return TimelineRow("Lessons", first, last, "learning", marks, group)


def test_a_bar_is_as_long_as_its_days():
    whole, half = timeline([row(), row(TODAY, SPAN.last)], SPAN, TODAY, "Plan").rows
    assert (whole.x, whole.width) == ("0%", "100%")
    assert number(half.x) == pytest.approx(50, abs=0.1)
    assert number(half.x) + number(half.width) == pytest.approx(100)


def test_marks_are_said_with_how_they_stand():
    mark = TimelineMark(date(2026, 3, 2), "Twelve lessons", "late", "Late, 3 weeks late")
    [placed] = timeline([row(SPAN.first, SPAN.last, mark)], SPAN, TODAY, "Plan").rows
    assert placed.words == (
        "Lessons: 1 September 2024 to 31 August 2028; Twelve lessons, 2 March 2026 (Late, 3 weeks late)."
    )


def test_years_have_a_name_where_there_is_room():
    drawing = timeline([row()], SPAN, TODAY, "Plan")
    assert [year.label for year in drawing.years] == ["", "2025", "2026", "2027", "2028"]
    assert drawing.years[0].x == "0%"


@pytest.mark.parametrize(
    ("today", "shown", "anchor"),
    [(date(2024, 8, 31), False, "start"), (SPAN.first, True, "start"), (SPAN.last, True, "end")],
)
def test_today_stands_in_the_picture_while_the_programme_runs(today, shown, anchor):
    drawing = timeline([row()], SPAN, today, "Plan")
    assert (bool(drawing.today), drawing.today_anchor) == (shown, anchor)


def test_rows_side_by_side_share_their_heading():
    drawing = timeline([row(group="A"), row(group="A"), row(group="B"), row(group="A")], SPAN, TODAY, "Plan")
    assert [(group, len(rows)) for group, rows in drawing.groups] == [("A", 2), ("B", 1), ("A", 1)]


@given(days=st.tuples(st.dates(), st.dates(), st.dates()))
def test_nothing_leaves_the_picture(days):
    first, last = sorted(days[:2])
    drawing = timeline(
        [row(first, min(last, date(9999, 1, 1)), TimelineMark(days[2], "M", "planned"))], SPAN, TODAY, "P"
    )
    [placed] = drawing.rows
    assert 0 <= number(placed.x) <= number(placed.x) + number(placed.width) <= 100.001
    assert 0 <= number(placed.marks[0].x) <= 100


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_markup(language):
    with translation.override(language):
        found = Template("{% load charts %}{% timeline_chart c %}").render(Context({"c": samples.charts()["timeline"]}))
    assert not re.search(r"<script|<style| style=| on[a-z]+=", found)
    root = ElementTree.fromstring(found)
    pictures = [each for each in root.iter() if each.get("role") == "img"]
    assert len(pictures) == 3
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert {each.get("aria-labelledby") for each in pictures} == set(ids)
    assert not any("," in each.get(key, "") for each in root.iter() for key in ("x", "y", "width", "height"))
    unnamed = [each for each in root.iter("svg") if each.get("role") != "img" and each.get("aria-hidden") != "true"]
    assert all(each.find("path") is not None for each in unnamed)  # marks inside a picture
