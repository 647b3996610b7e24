"""Geometry of the pictures: lengths that are right, words that say the same, markup that a PDF and a CSP accept."""

import re
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lib import charts, samples


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def number(text: str) -> float:
    return float(text.rstrip("%"))


def thirds(**changes) -> charts.Third:
    return charts.Third(**{"label": "Business", "reached": 50, "goal": 100, **changes})


def test_three_panels_side_by_side_fill_the_width():
    strips = charts.thirds_bar([thirds(), thirds(), thirds()], "Thirds").strips
    assert number(strips[0].x) == 0
    assert number(strips[2].end) == pytest.approx(100)
    assert number(strips[0].end) < number(strips[1].x)


def test_a_panel_is_filled_as_far_as_reached():
    strip = charts.thirds_bar([thirds(reached=25, waiting=50)], "Thirds").strips[0]
    assert [(segment.tone, number(segment.width)) for segment in strip.segments] == [("solid", 25), ("waiting", 50)]
    assert number(strip.segments[1].x) == 25


def test_a_panel_grows_with_what_is_beyond_its_goal():
    limit = charts.Limit(100, "max", "at most 1/3")
    strip = charts.thirds_bar([thirds(reached=125, limits=(limit,))], "Thirds").strips[0]
    assert number(strip.segments[0].width) == 100
    assert number(strip.marks[0].x) == 80


def test_a_bound_far_beyond_the_goal_is_a_word_and_not_a_mark():
    drawing = charts.thirds_bar([thirds(limits=(charts.Limit(200, "max", "at most 2/3"),))], "Thirds")
    assert drawing.strips[0].marks == ()
    assert ("mark", "at most 2/3: €200") in drawing.items[0].notes


def test_nothing_budgeted_and_nothing_reached_draws_an_empty_panel():
    drawing = charts.thirds_bar([thirds(reached=0, goal=0)], "Thirds")
    assert drawing.strips[0].segments == ()
    assert drawing.items[0].notes[0] == ("", "– of €0")


def test_the_words_of_a_picture_hold_its_numbers():
    limit = charts.Limit(90, "min", "at least 1/3")
    said = charts.thirds_bar([thirds(waiting=20, limits=(limit,))], "Thirds").description
    assert said == "Business: €50 (50% of €100, €20 waiting, at least 1/3: €90)."


def test_a_pledge_is_as_long_as_its_bar():
    drawing = charts.pledge_bar(approved=3600, waiting=1800, pledged=7200, title="Pledge")
    assert [number(segment.width) for segment in drawing.strips[0].segments] == [50, 25]
    assert [item.value for item in drawing.items] == [
        "60\u00a0hours",
        "30\u00a0hours",
        "30\u00a0hours",
        "120\u00a0hours",
    ]
    assert drawing.strips[0].marks == ()


@pytest.mark.parametrize(
    ("approved", "waiting", "pledged", "unsigned", "said"),
    [
        ("565.75", "2433.62", "8760.00", 0, ["€565.75", "€2,433.62", "€5,760.63", "€8,760.00"]),
        ("565.00", "2433.00", "8760.00", 0, ["€565", "€2,433", "€5,762", "€8,760"]),
        ("565.50", "0.00", "0.00", "8760.00", ["€565.50", "€0.00", "€8,194.50", "€0.00", "€8,760.00"]),
        ("0.00", "0.00", "5840.00", "2920.00", ["€0", "€0", "€8,760", "€5,840", "€2,920"]),
    ],
)
def test_what_is_read_of_a_pledge_adds_up(approved, waiting, pledged, unsigned, said):
    done = {"approved": Decimal(approved), "waiting": Decimal(waiting)}
    promised = {"pledged": Decimal(pledged), "unsigned": Decimal(unsigned)}
    drawing = charts.pledge_bar(title="Pledge", unit="money", **done, **promised)
    assert [item.value for item in drawing.items] == said
    read = [Decimal(value.replace("€", "").replace(",", "")) for value in said]
    assert sum(read[:3]) == sum(read[3:])


def test_a_pledge_that_nobody_signed_for_is_to_be_done_all_the_same():
    drawing = charts.pledge_bar(approved=1800, waiting=0, pledged=0, unsigned=7200, title="Pledge")
    assert [number(segment.width) for segment in drawing.strips[0].segments] == [25]
    assert (drawing.items[-1].label, drawing.items[-1].value) == ("Pledged, not signed yet", "120\u00a0hours")
    assert "Pledged, not signed yet: 120" in drawing.description


def test_more_than_pledged_marks_the_pledge():
    drawing = charts.pledge_bar(approved=9000, waiting=1000, pledged=7500, title="Pledge")
    assert number(drawing.strips[0].marks[0].x) == 75
    assert drawing.items[2].value == "0\u00a0hours"


def test_the_longest_share_takes_the_whole_width():
    drawing = charts.share_bars([charts.ShareBar("A", 40), charts.ShareBar("B", 10), charts.ShareBar("C", 0)], "Shares")
    widths = [[number(s.width) for s in item.drawing.strips[0].segments] for item in drawing.items]
    assert widths == [[100], [25], []]
    assert [item.drawing.title for item in drawing.items] == ["A: €40", "B: €10", "C: €0"]


def test_states_stand_on_one_scale():
    names = {"good": "Approved", "wait": "Submitted"}
    rows = [charts.StatusBar("A", (("good", 6), ("wait", 2))), charts.StatusBar("B", (("good", 4), ("wait", 0)))]
    legend, first, second = charts.status_bars(rows, names, "States").items
    assert legend.notes == (("good", "Approved"), ("wait", "Submitted"))
    assert first.drawing.title == "A: Approved 6, Submitted 2"
    assert number(second.drawing.strips[0].segments[0].width) == 50


def test_columns_stand_on_the_zero_line():
    drawing = charts.columns([charts.Column("Jan", 50, 25), charts.Column("Feb", 0)], "Months", "number", height=140)
    solid, waiting = drawing.blocks
    assert float(solid.y) + float(solid.height) == pytest.approx(drawing.base)
    assert float(waiting.y) + float(waiting.height) == pytest.approx(float(solid.y), abs=0.02)
    assert float(solid.height) == pytest.approx(2 * float(waiting.height), abs=0.02)


def test_what_is_still_to_do_is_outlined_up_to_the_goal():
    drawing = charts.columns([charts.Column("2026", 50, 0, 100)], "Years", "number", height=140)
    assert [(block.tone, block.height) for block in drawing.blocks] == [("solid", "50.00"), ("rest", "50.00")]


def test_years_share_one_scale():
    years = [("2025", [charts.Column("A", 80)]), ("2026", [charts.Column("A", 40)])]
    first, second = charts.year_multiples(years, "Thirds", "number")
    assert float(first.blocks[0].height) == pytest.approx(2 * float(second.blocks[0].height), abs=0.02)
    assert (first.heading, first.ticks[0].label) == ("2025", second.ticks[0].label)
    assert first.key != second.key


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 1), (1, 1), (7, 8), (110, 150), (8760, 10000), (Fraction(1, 3), Fraction(2, 5))]
)
def test_the_top_of_a_scale_is_a_round_number(highest, top):
    assert charts.nice_top(highest) == top


amounts = st.integers(min_value=0, max_value=10**9)


@given(approved=amounts, waiting=amounts, pledged=amounts)
def test_no_pledge_leaves_its_frame(approved, waiting, pledged):
    drawing = charts.pledge_bar(approved=approved, waiting=waiting, pledged=pledged, title="Pledge")
    for segment in drawing.strips[0].segments:
        assert number(segment.x) + number(segment.width) <= 100.002


@given(reached=amounts, waiting=amounts, goal=amounts)
def test_no_column_leaves_its_picture(reached, waiting, goal):
    drawing = charts.columns([charts.Column("A", reached, waiting, goal)], "Columns", "number")
    for block in drawing.blocks:
        assert float(block.y) >= 17.9
        assert float(block.y) + float(block.height) <= drawing.base + 0.1


TAGS = {
    "thirds": "thirds_chart",
    "pledge": "pledge_chart",
    "beyond": "pledge_chart",
    "months": "column_chart",
    "shares": "share_chart",
    "states": "status_chart",
    "years": "year_charts",
    "targets": "target_chart",
}


@pytest.mark.parametrize("name", TAGS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_picture_has_a_title_and_nothing_that_a_policy_forbids(name, language):
    with translation.override(language):
        markup = Template("{% load charts %}{% " + TAGS[name] + " c %}").render(Context({"c": samples.charts()[name]}))
    assert not re.search(r"<script|<style| style=| on[a-z]+=", markup)
    pictures = re.findall(r"<svg.*?</svg>", markup, re.DOTALL)
    assert pictures
    for picture in pictures:
        root = ElementTree.fromstring(picture)
        assert root.get("role") == "img"
        assert root.find("title").text
        ids = [each.get("id") for each in root.iter() if each.get("id")]
        assert set(root.get("aria-labelledby").split()) <= set(ids)
        assert all(
            f"{each.get('fill')}"[5:-1] in ids for each in root.iter() if str(each.get("fill")).startswith("url")
        )
        # A decimal comma would break the drawing in Dutch.
        assert not any("," in each.get(key, "") for each in root.iter() for key in ("x", "y", "width", "height"))


def test_all_pictures_refuse_to_share_ids():
    everything = "".join("{% " + tag + " c." + name + " %}" for name, tag in TAGS.items())
    markup = Template("{% load charts %}" + everything).render(Context({"c": samples.charts()}))
    ids = re.findall(r'id="([^"]+)"', markup)
    assert len(ids) == len(set(ids))


def test_an_unknown_unit_is_refused():
    with pytest.raises(KeyError):
        charts.pledge_bar(approved=1, waiting=1, pledged=1, title="Pledge", unit="apples")


def test_a_long_name_among_few_columns_stands_on_more_lines():
    drawing = charts.columns([charts.Column("Education and governments", 1), charts.Column("Business", 2)], "Sides")
    assert [text for _y, text in drawing.labels[0][1]] == ["Education", "and", "governments"]
    assert [text for _y, text in drawing.labels[1][1]] == ["Business"]
    assert drawing.labels[0][1][2][0] < drawing.height


def test_only_named_columns_have_a_name_when_there_are_many():
    months = [charts.Column(f"month {number}", 1, short="x" if number % 12 == 0 else "") for number in range(48)]
    assert len([1 for _x, lines in charts.columns(months, "Months").labels if lines]) == 4
