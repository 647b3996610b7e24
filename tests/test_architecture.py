"""The house rules that a machine can hold: directions, words, figures and what templates may contain."""

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.template.loader import get_template
from django.urls import get_resolver

from contributions import rules, sentences
from contributions.kinds import ContributionKind
from dev import messages
from partnership import schemes

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["lib", "partnership", "labs", "contributions", "matching", "impact", "accountability"]
LEVEL = {room: level for level, room in enumerate(ROOMS)} | {"impact": ROOMS.index("matching")}
OWN_MODELS = [model for model in apps.get_models() if model._meta.app_label in LEVEL]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if not {"pdf", "mail", "email"} & set(path.parts)]
CODE = [path for room in [*ROOMS, "config"] for path in sorted((ROOT / room).rglob("*.py"))]


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def relations():
    for model in OWN_MODELS:
        for field in model._meta.get_fields():
            if field.is_relation and field.related_model and not field.auto_created:
                yield pytest.param(model, field, id=f"{model._meta.label}.{field.name}")


@pytest.mark.parametrize(("model", "field"), list(relations()))
def test_foreign_keys_point_to_the_same_room_or_a_lower_one(model, field):
    target = field.related_model._meta.app_label
    if target in {"auth", "contenttypes"}:  # Django's own groups and permissions of a user
        return
    assert LEVEL[target] <= LEVEL[model._meta.app_label]
    assert {model._meta.app_label, target} != {"impact", "matching"}


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_a_model_says_what_it_is_and_leaves_the_order_to_each_list(model):
    assert model.__doc__ and not model.__doc__.startswith(f"{model.__name__}(")
    assert not model._meta.ordering


FIGURES = {
    # the rates, bounds and shares of the schemes, as they would be written in code
    "rate": re.compile(r"Decimal\(\s*[\"']?(73|86)(\.00)?[\"']?\s*\)|\b(73|86)\.00\b"),
    "bound": re.compile(r"\b(200_?000|250_?000|2_?000_?000|2_?500_?000)\b"),
    "share": re.compile(r"Fraction\(\s*[12]\s*,\s*(3|10)\s*\)|\b3 \* subsidy|\b10 \* applicant"),
}


@pytest.mark.parametrize("path", [p for p in CODE if "migrations" not in p.parts], ids=name_of)
def test_figures_of_the_schemes_stand_in_schemes_only(path):
    if name_of(path) == "partnership/schemes.py" or "demo" in path.stem:
        return
    text = path.read_text(encoding="utf-8")
    found = [name for name, pattern in FIGURES.items() if pattern.search(text)]
    assert not found


@pytest.mark.parametrize("scheme", schemes.PRESETS)
def test_every_kind_of_effort_is_counted_or_excluded(scheme):
    excluded = {item.kind for item in schemes.preset(scheme).excluded}
    assert excluded | rules.COUNTED_KINDS == set(ContributionKind.values)
    assert not excluded & rules.COUNTED_KINDS


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (rules.Reason, sentences.WHY_NOT),
        (rules.Refusal, sentences.REFUSALS),
        (rules.Concern, sentences.CONCERNS),
        (rules.Flag, sentences.FLAGS),
        (rules.Side, sentences.SIDES),
    ],
)
def test_every_code_has_its_sentence(codes, words):
    assert set(codes) == set(words)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_compile(path):
    get_template(path.relative_to(ROOT / "templates").as_posix())


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_pages_hold_no_inline_script_or_style(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\ssrc=)", text, re.IGNORECASE)
    assert not re.search(r"(src|href)=\"https?://", text)


TAGS = re.compile(
    r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|{%\s*blocktrans.*?endblocktrans\w*\s*%}|{%.*?%}|{{.*?}}", re.DOTALL
)
MARKUP = re.compile(r"<(style|code)\b.*?</\1>|<!--.*?-->|<[^>]*>|&\w+;|&#\d+;", re.DOTALL)
# Names and signs that are the same in every language.
SAME_EVERYWHERE = {
    "Drieluik",
    "SHA-256",
    "PDF",
    "CSV",
    "XLSX",
    "ZIP",
    "h",
    "kB",
    "MB",
    "Nederlands",
    "English",
    "Windows",
    "macOS",
    "Linux",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_word_in_a_template_is_translatable(path):
    if "gallery" in path.as_posix():
        return
    text = MARKUP.sub(" ", TAGS.sub(" ", path.read_text(encoding="utf-8")))
    words = set(re.findall(r"[A-Za-zÀ-ÿ][\w-]+", text)) - SAME_EVERYWHERE
    assert not words


BLOCK = re.compile(r"{% block (\w+) %}(.*?){% endblock %}", re.DOTALL)
NAMED = re.compile(r"{%[^%]*? as (\w+_url) %}")


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_an_address_named_in_one_block_is_not_used_in_another(path):
    """A name lasts until its block ends; a link that uses it elsewhere leads to the page that it stands on."""
    blocks = BLOCK.findall(path.read_text(encoding="utf-8"))
    for _block, text in blocks:
        known = set(NAMED.findall(text))
        elsewhere = {name for _other, other in blocks for name in NAMED.findall(other)} - known
        used = set(re.findall(r"{[{%][^}]*?\b(\w+_url)\b", text))
        assert not used & elsewhere


@pytest.fixture(scope="module")
def catalogue():
    return messages.load()


def test_the_dutch_catalogue_is_complete(catalogue):
    known = {(entry.msgctxt or "", entry.msgid) for entry in catalogue}
    wanted = set(messages.extract())
    assert not wanted - known
    assert not known - wanted, "the catalogue holds words that are not used any more"
    assert not messages.missing(catalogue)


def test_translations_keep_the_placeholders(catalogue):
    placeholder = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}")
    wrong = []
    for entry in catalogue:
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        allowed = set(placeholder.findall(entry.msgid)) | set(placeholder.findall(entry.msgid_plural))
        for text in texts:
            found = set(placeholder.findall(text))
            if not found <= allowed or (len(texts) == 1 and found != allowed):
                wrong.append(entry.msgid)
    assert not wrong


def test_url_names_are_unique():
    names = [
        pattern.name
        for entry in get_resolver().url_patterns
        for pattern in getattr(entry, "url_patterns", [entry])
        if getattr(entry, "app_name", None) != "admin" and getattr(pattern, "name", None)
    ]
    assert sorted(names) == sorted(set(names))


def functions(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


@pytest.mark.parametrize("path", [p for p in CODE if "migrations" not in p.parts], ids=name_of)
def test_modules_and_functions_stay_small(path):
    assert path.read_text(encoding="utf-8").count("\n") <= 400
    long = [node.name for node in functions(path) if node.end_lineno - node.lineno + 1 > 45]
    assert not long


def is_view(path):
    return "views" in path.parts or path.name == "views.py"


@pytest.mark.parametrize("path", [p for p in CODE if is_view(p)], ids=name_of)
def test_views_are_short(path):
    def lines(node):
        return node.end_lineno - node.body[0].lineno + 1

    assert not [node.name for node in functions(path) if lines(node) > 25]


def test_rooms_are_complete():
    assert all((ROOT / room).is_dir() for room in ROOMS)
    assert all(LEVEL[low] <= LEVEL[high] for low, high in pairwise(ROOMS))
