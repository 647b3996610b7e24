"""Bars in groups, and pictures as files of their own."""

from xml.etree import ElementTree

from lib.charts import BarGroup, SideBar, StatusBar, alone, group_bars, status_bars

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*bars, label="Theorie & praktijk <b>"):
    return group_bars([BarGroup(label, bars)], "Wie noemt wat", key="proef")


def texts(drawing, *notes):
    return [node.text for node in ElementTree.fromstring(alone(drawing, notes)).iter(f"{SVG}text")]


def test_each_bar_is_a_part_of_the_whole_and_has_its_words():
    drawing = drawn(SideBar("alle", "solid", 50, "50% (32)"), SideBar("mbo", "second", 100, "100% (9)"))
    (label, lines) = drawing.groups[0]
    assert label == "Theorie & praktijk <b>" and [line.value for line in lines] == ["50% (32)", "100% (9)"]
    assert [line.drawing.strips[0].segments[0].width for line in lines] == ["50%", "100%"]
    assert [bool(line.drawing.patterns) for line in lines] == [False, True]  # the second has a pattern as well
    assert lines[0].drawing.title == "alle: 50% (32)"


def test_what_may_not_be_shown_has_words_and_no_bar():
    drawing = drawn(SideBar("alle", "solid", 0, "0% (0)"), SideBar("wo", "third", None, "niet getoond"))
    lines = drawing.groups[0][1]
    assert lines[0].drawing.strips[0].segments == () and lines[1].drawing is None
    assert "niet getoond" in texts(drawing)


def test_the_shape_follows_from_the_names():
    assert drawn(SideBar("", "solid", 1, "1")).shape == "single"
    assert drawn(SideBar("mbo", "solid", 1, "1")).shape == "short"
    assert drawn(SideBar("Impactmonitor, eerste meting", "solid", 1, "1")).shape == "long"


def test_a_file_says_everything_that_is_beside_the_bars():
    drawing = drawn(SideBar("alle", "solid", 50, "50% (32)"))
    found = texts(drawing, "Campagne: Impact\x00\x0b")
    assert found == ["Wie noemt wat", "Theorie & praktijk <b>", "alle", "50% (32)", "Campagne: Impact"]


def test_stacked_bars_have_a_legend_and_a_number_for_each_part():
    rows = [StatusBar("Vaardigheden", (("solid", 4), ("waiting", 2)))]
    drawing = status_bars(rows, {"solid": "nieuw", "waiting": "versterkt"}, "Nieuw of versterkt", key="nieuw")
    found = texts(drawing)
    assert found[:3] == ["Nieuw of versterkt", "nieuw", "versterkt"] and "nieuw 4, versterkt 2" in found[-1]
    tree = ElementTree.fromstring(alone(drawing))
    assert {node.get("id") for node in tree.iter(f"{SVG}pattern")} == {"nieuw-legend-waiting", "nieuw-1-waiting"}
    assert tree.find(f"{SVG}desc").text


def test_of_nothing_there_is_still_a_picture():
    empty = status_bars([], {"solid": "nieuw"}, "Nieuw", key="leeg")
    assert ElementTree.fromstring(alone(empty)).find(f"{SVG}desc").text == "Nieuw"
