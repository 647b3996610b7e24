"""The building blocks: what they tell who listens, what they keep of the address, and that all are in the gallery."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from lib import tables
from lib.components import COMPONENTS
from lib.gallery import gallery
from lib.icons import ICONS, NAMES


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def render(source: str, address: str = "/", **context) -> str:
    request = RequestFactory().get(address)
    values = Context({"request": request, **context})
    values.request = request  # {% querystring %} looks for it there
    markup = Template("{% load components %}" + source).render(values)
    return re.sub(r"\s+", " ", markup).strip()


class HoursForm(forms.Form):
    """One field of each kind."""

    nonce = forms.UUIDField(widget=forms.HiddenInput)
    date = forms.DateField(label="Date", help_text="For example 2-3-2026")
    remark = forms.CharField(label="Remark", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "Advice"), ("g", "Guest")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed", required=False)


# --- Forms ---------------------------------------------------------------------------------------------------
def test_a_field_ties_label_hint_and_input_together():
    markup = render("{% field form.date %}", form=HoursForm())
    assert '<label for="id_date">Date</label>' in markup
    assert 'id="id_date_helptext">For example 2-3-2026</p>' in markup
    assert re.search(r'<input[^>]*aria-describedby="id_date_helptext"[^>]*id="id_date"', markup)
    assert "aria-invalid" not in markup


def test_a_wrong_field_says_so_once_and_is_tied_to_its_error():
    markup = render("{% field form.date %}", form=HoursForm({"date": "31-2-2026"}))
    assert 'aria-invalid="true"' in markup
    assert markup.count('aria-describedby="id_date_helptext id_date_error"') == 1
    assert markup.count('id="id_date_error"') == 1
    assert 'value="31-2-2026"' in markup


def test_what_may_stay_empty_says_so_and_the_label_stays_the_plain_name():
    markup = render("{% field form.remark %}", form=HoursForm())
    assert '<label for="id_remark">Remark</label>' in markup
    assert 'id="id_remark_helptext">Optional.</p>' in markup
    assert 'aria-describedby="id_remark_helptext"' in markup


def test_a_hint_of_the_page_is_tied_to_the_input_too():
    markup = render('{% field form.remark "short" hint="Short, please." %}', form=HoursForm())
    assert ">Short, please. Optional.</p>" in markup
    assert 'aria-describedby="id_remark_helptext"' in markup
    assert "field--short" in markup


def test_a_choice_of_radios_is_a_group_with_a_name():
    markup = render("{% field form.kind %}", form=HoursForm({"date": ""}))
    assert '<fieldset class="field field--error" aria-describedby="id_kind_helptext id_kind_error">' in markup
    assert "<legend>Kind</legend>" in markup
    assert markup.count('type="radio"') == 2


def test_every_field_of_a_form_with_the_hidden_ones():
    markup = render("{% fields form %}", form=HoursForm())
    assert [name in markup for name in ('name="nonce"', 'name="date"', 'name="kind"', 'name="agreed"')] == [True] * 4


def test_the_summary_names_each_problem_with_a_link_to_its_field():
    markup = render("{% form_errors form %}", form=HoursForm({"date": "x", "nonce": "x"}))
    assert 'role="alert" tabindex="-1" data-focus' in markup
    assert "There are 3 things to put right" in markup
    assert '<a href="#id_date">Date: ' in markup
    assert '<a href="#id_kind">Kind: ' in markup
    assert "id_nonce" not in markup  # nobody can go to a hidden field


def test_nothing_wrong_gives_no_summary():
    assert render("{% form_errors form %}", form=HoursForm()) == ""


# --- Tables --------------------------------------------------------------------------------------------------
TABLE = (
    '<table><thead><tr><th scope="col">Partner</th><th scope="col"><a href="?s">Hours<svg><path/></svg></a></th>'
    "</tr></thead><tbody><tr><th scope='row'>ACME</th><td>2,5</td></tr>"
    '<tr><td colspan="2">All</td></tr><tr><td data-label="">x</td><td class="number">3</td></tr></tbody></table>'
)


def test_a_table_keeps_its_roles_and_each_cell_its_label():
    finished = tables.finish(TABLE)
    assert '<table role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">' in finished
    assert """<th scope='row' data-label="" role="rowheader">ACME</th>""" in finished
    assert '<td data-label="Hours" role="cell">2,5</td>' in finished
    assert '<td colspan="2" data-label="" role="cell">' in finished
    assert '<td data-label="" role="cell">x</td><td class="number" data-label="Hours" role="cell">3</td>' in finished


def test_a_cell_after_a_wide_one_has_the_label_of_its_own_column():
    body = '<tbody><tr><td colspan="2">a</td><td>b</td></tr></tbody>'
    html = f"<table><thead><tr><th>A</th><th>B</th><th>C</th></tr></thead>{body}</table>"
    assert '<td data-label="C" role="cell">b</td>' in tables.finish(html)


def test_a_table_has_a_name_and_can_be_reached_with_the_keyboard():
    markup = render('{% data_table "Hours" wide=True %}<table></table>{% enddata_table %}')
    assert '<div class="table table--wide" role="group" aria-label="Hours" tabindex="0" data-scroll>' in markup


def test_typed_text_stays_escaped_in_a_table():
    source = '{% data_table "H" %}<table><tbody><tr><td>{{ text }}</td></tr></tbody></table>{% enddata_table %}'
    assert "&lt;td&gt;&lt;script&gt;" in render(source, text="<td><script>")


# --- Lists ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "sort", "link"),
    [
        ("/", None, "?sort=date"),
        ("/?sort=date", "ascending", "?sort=-date"),
        ("/?sort=-date", "descending", "?sort=date"),
    ],
)
def test_a_column_sorts_one_way_then_the_other(address, sort, link):
    markup = render('{% sort_header "date" "Date" %}', address)
    assert f'href="{link}"' in markup
    assert (f'aria-sort="{sort}"' in markup) == bool(sort)


def test_sorting_keeps_the_filter_and_starts_at_the_first_page():
    markup = render('{% sort_header "date" "Date" numeric=True %}', "/?state=approved&page=4")
    assert 'href="?state=approved&amp;sort=date"' in markup
    assert 'class="number"' in markup


def test_the_own_order_of_a_list_is_shown_without_an_address():
    assert 'aria-sort="descending"' in render('{% sort_header "date" "Date" default="-date" %}')


class StateFilter(forms.Form):
    """A filter with a choice, a date and free text."""

    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), ("approved", "Approved")])
    since = forms.DateField(label="Since", required=False)
    partner = forms.CharField(label="Partner", required=False)


def filter_markup(address: str) -> str:
    form = StateFilter(RequestFactory().get(address).GET)
    return render("{% filter_bar form %}", address, form=form)


def test_a_filter_says_what_is_on_and_goes_off_in_one_click():
    markup = filter_markup("/?state=approved&since=2026-03-02&sort=-date&page=2")
    assert "State: <strong>Approved</strong>" in markup
    assert "Since: <strong>2 March 2026</strong>" in markup
    assert 'href="?since=2026-03-02&amp;sort=-date"' in markup
    assert '<a href="?sort=-date">Clear all filters</a>' in markup
    assert '<input type="hidden" name="sort" value="-date">' in markup
    assert "Optional" not in markup


def test_no_filter_on_gives_nothing_to_clear():
    assert "Clear all filters" not in filter_markup("/?state=&partner=+")


def test_what_was_typed_in_a_filter_is_escaped():
    assert "<b>" not in filter_markup("/?partner=<b>x</b>")


def test_pages_keep_the_filter():
    page = Paginator(range(60), 25).page(2)
    markup = render("{% pagination page %}", "/?state=approved&page=2", page=page)
    assert "26 to 50 of 60" in markup
    assert 'href="?state=approved&amp;page=3"' in markup
    assert '<span aria-current="page">' in markup


def test_one_page_has_no_links_and_none_has_no_pages():
    assert "<a" not in render("{% pagination page %}", page=Paginator([1], 25).page(1))
    assert render("{% pagination page %}", page=Paginator([], 25).page(1)) == ""


# --- Words and signs -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("tone", ["neutral", "wait", "good", "warn", "bad"])
def test_a_state_has_a_word_and_a_sign_besides_its_colour(tone):
    markup = render('{% state_pill "Word" tone %}', tone=tone)
    assert f"pill--{tone}" in markup
    assert "<svg" in markup
    assert "Word</span>" in markup


@pytest.mark.parametrize(
    ("name", "colour"),
    [("Kennislab", "kennis"), ("Learninglab Zorg", "learning"), ("Business", "business"), ("X", "other")],
)
def test_a_lab_has_its_own_colour_and_its_name(name, colour):
    assert render("{% lab_tag name %}", name=name) == f'<span class="lab lab--{colour}">{name}</span>'


def test_a_card_has_a_heading_of_its_level():
    markup = render("{% card title=title level=3 %}<p>x</p>{% endcard %}", title="Your <pledge>")
    assert "<h3>Your &lt;pledge&gt;</h3>" in markup
    assert "<p>x</p>" in markup


@pytest.mark.parametrize("name", NAMES)
def test_every_sign_is_hidden_from_who_listens(name):
    assert 'aria-hidden="true"' in ICONS[name]


# --- The gallery and the house rules -------------------------------------------------------------------------
def gallery_markup(language: str) -> str:
    with translation.override(language):
        return gallery(RequestFactory().get("/gallery/?state=approved")).content.decode()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_gallery_shows_every_component(language):
    markup = gallery_markup(language)
    assert f'<html lang="{language}">' in markup
    for component in COMPONENTS:
        assert f'id="{component.name}"' in markup
    assert not re.search(r"<script(?! src)|<style|\sstyle=|\son[a-z]+=", markup)
    assert not re.search(r'(src|href|action)="(https?:)?//', markup)


def test_each_tag_has_a_place_in_the_gallery():
    from lib.templatetags import charts, components

    shown = "".join(path.read_text() for path in Path(settings.ROOT, "templates/components").rglob("*.html"))
    tags = {*components.register.tags, *charts.register.tags} - {"back_link", "fields"}
    assert [name for name in tags if f"{{% {name}" not in shown] == []


def test_the_style_sheets_stay_small_and_values_stay_in_one_place():
    sheets = {path.name: path.read_text() for path in Path(settings.ROOT, "static/css").glob("*.css")}
    assert (
        sum(len(text.encode()) for text in sheets.values()) <= 56_000
    )  # some 11 KB compressed, far within the 250 KB of a first view
    for name in ("base.css", "layout.css", "components.css"):
        assert re.findall(r"#[0-9a-fA-F]{3,6}\b", sheets[name]) == []
    used = set(re.findall(r"var\((--[a-z0-9-]+)", "".join(sheets.values())))
    defined = set(re.findall(r"(--[a-z0-9-]+):", "".join(sheets.values())))
    assert used <= defined


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


PAIRS = [
    (text, ground)
    for grounds, texts in (
        (("paper", "sheet", "tint", "tint-deep"), ("ink", "ink-soft", "ink-faint", "action", "bad", "good", "warn")),
        (("kennis-tint", "paper", "sheet"), ("kennis-text",)),
        (("learning-tint", "paper", "sheet"), ("learning-text",)),
        (("business-tint", "paper", "sheet"), ("business-text",)),
        (("good-tint",), ("good", "ink", "action")),
        (("warn-tint",), ("warn", "ink", "action")),
        (("bad-tint",), ("bad", "ink", "action")),
        (("wait-tint", "action-tint"), ("wait", "ink", "action")),
        (("action", "ink", "bad"), ("sheet",)),
    )
    for ground in grounds
    for text in texts
]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(text, ground):
    css = Path(settings.ROOT, "static/css/tokens.css").read_text()
    colours = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", css))
    lighter, darker = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_a_question_or_a_sentence_as_a_label_gets_no_colon_in_the_summary():
    class Statement(forms.Form):
        how = forms.CharField(label="How was it set?", error_messages={"required": "Say how."})
        agreed = forms.BooleanField(label="I declare it.", error_messages={"required": "Tick this."})

    markup = render("{% form_errors form %}", form=Statement({}))
    assert ">How was it set? Say how.</a>" in markup
    assert ">Tick this.</a>" in markup
