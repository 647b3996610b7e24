"""Building blocks of pages. Each has a small template in templates/components and a place in the gallery.

What stands in every row of a list (icon, state_pill, lab_tag) is made here without a template: it is rendered
hundreds of times a page.
"""

import datetime

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.forms.widgets import SelectMultiple
from django.template.loader import get_template
from django.utils.choices import flatten_choices
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _

from lib import figures, tables
from lib.icons import ICONS

register = template.Library()

SIGNS = {"neutral": "pen", "wait": "dots", "good": "check", "warn": "back", "bad": "cross"}
ALERT_SIGNS = {"info": "info", "success": "check", "warning": "warning", "error": "stop"}
LABS = ("kennis", "learning", "business")


def _render(name: str, context: dict) -> SafeString:
    return mark_safe(get_template(f"components/{name}.html").render(context).strip())  # noqa: S308 - rendered, escaped


# --- Signs and words -----------------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str) -> SafeString:
    return ICONS[name]


@register.simple_tag
def state_pill(label: str, tone: str = "neutral", sign: str = "") -> SafeString:
    """A state: its word, a colour and a sign. Tones: neutral, wait, good, warn, bad."""
    return format_html('<span class="pill pill--{}">{}{}</span>', tone, ICONS[sign or SIGNS[tone]], capfirst(label))


@register.simple_tag
def lab_tag(lab, colour: str = "") -> SafeString:
    """The name of a lab with its colour and shape; `lab` is a lab, or its name with the kind as `colour`."""
    found = colour or str(getattr(lab, "kind", "") or slugify(str(lab)))
    known = next((name for name in LABS if name in found.lower()), "other")
    return format_html('<span class="lab lab--{}">{}</span>', known, getattr(lab, "name", lab))


# --- Blocks --------------------------------------------------------------------------------------------------
@register.simple_block_tag
def card(content, title: str = "", level: int = 2, lab: str = "", action_label: str = "", action_url: str = ""):
    return _render(
        "card",
        {
            "content": content,
            "title": title,
            "heading": f"h{level}",
            "lab": lab,
            "action_label": action_label,
            "action_url": action_url,
        },
    )


@register.simple_block_tag
def alert(content, kind: str = "info", title: str = "", role: str = ""):
    """A message in the page. Give `role` status or alert only to what appears after loading."""
    context = {"content": content, "kind": kind, "title": title, "role": role, "sign": ICONS[ALERT_SIGNS[kind]]}
    return _render("alert", context)


@register.simple_block_tag
def data_table(content, label: str, wide: bool = False, figures: bool = False):
    """Around a plain table; `wide` scrolls inside its own box with a fixed head instead of pushing the page; rows of
    `figures` stand side by side on a phone."""
    safe = mark_safe(tables.finish(content))  # noqa: S308
    return _render("data_table", {"content": safe, "label": label, "wide": wide, "figures": figures})


@register.simple_block_tag
def key_figures(content):
    return format_html('<dl class="figures">{}</dl>', content)


@register.inclusion_tag("components/figure.html")
def figure(label: str, value, note: str = ""):
    return {"label": label, "value": value, "note": note}


@register.simple_block_tag
def bulk_bar(content):
    """What happens to the ticked rows; stands inside the form around the list."""
    return _render("bulk_bar", {"content": content})


@register.inclusion_tag("components/select_all.html")
def select_all(name: str = "selected"):
    return {"name": name}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str = "", action_label: str = "", action_url: str = ""):
    return {"title": title, "text": text, "action_label": action_label, "action_url": action_url}


@register.inclusion_tag("components/back_link.html")
def back_link(url: str, label: str):
    return {"url": url, "label": label}


@register.inclusion_tag("components/steps.html")
def steps(labels: list[str], current: int):
    """`current` counts from 1; one more than there are steps means all done."""
    return {"steps": [{"label": text, "number": number} for number, text in enumerate(labels, 1)], "current": current}


@register.inclusion_tag("components/progress.html")
def progress(label: str, value: int, maximum: int, text: str = ""):
    return {"label": label, "value": value, "maximum": maximum, "text": text}


# --- Forms ---------------------------------------------------------------------------------------------------
@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm, *others: BaseForm | BaseFormSet):
    """Everything that is wrong, on top, each with a link to its field; gets the focus when the page opens."""
    problems = []
    forms = [one for each in (form, *others) for one in (each.forms if isinstance(each, BaseFormSet) else [each])]
    for each in forms:
        problems += [{"text": text, "href": ""} for text in each.non_field_errors()]
        for bound in each:
            href = "" if bound.is_hidden else f"#{bound.id_for_label or bound.auto_id}"
            problems += [{"text": text, "href": href, **_named(bound)} for text in bound.errors]
    return {"problems": problems}


def _named(bound: BoundField) -> dict:
    """The label in front of an error: a question keeps its own mark, a whole sentence is left out."""
    label = str(bound.label)
    return {"label": "" if label.endswith(".") else label, "asks": label.endswith("?")}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, width: str = "", hint: str = ""):
    """One field: label, hint, errors, input, tied together. Widths: short, medium or the whole column."""
    widget = bound.field.widget
    group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    hints = [hint or bound.help_text]
    says_when = getattr(bound.field, "says_when", False)  # its hint tells when it is needed
    if not bound.field.required and not says_when and not isinstance(widget, CheckboxInput | SelectMultiple):
        hints.append(_("Optional."))
    text = " ".join(str(part) for part in hints if part)
    if text and not group and not bound.help_text:
        widget.attrs.setdefault("aria-describedby", _described(bound))
    return {
        "field": bound,
        "hint": text,
        "width": width,
        "group": group,
        "check": isinstance(widget, CheckboxInput),
        "described": _described(bound) if text or bound.errors else "",
    }


def _described(bound: BoundField) -> str:
    ids = [f"{bound.auto_id}_helptext"]
    return " ".join([*ids, f"{bound.auto_id}_error"] if bound.errors else ids)


@register.inclusion_tag("components/field.html")
def filter_field(bound: BoundField):
    """A field of a filter: nothing there is obligatory, so nothing says that it is optional."""
    return {
        "field": bound,
        "hint": "",
        "group": isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple),
        "check": isinstance(bound.field.widget, CheckboxInput),
        "described": "",
    }


@register.inclusion_tag("components/fields.html")
def fields(form: BaseForm):
    """All fields of a form one below the other, the hidden ones too."""
    return {"form": form}


@register.inclusion_tag("components/form_note.html")
def form_note():
    return {}


# --- Lists ---------------------------------------------------------------------------------------------------
def _query(request, **changes: str | None) -> str:
    query = request.GET.copy()
    for key, value in {**changes, "page": None}.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = value
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sort_header(context, key: str, label: str, numeric: bool = False, default: str = "") -> SafeString:
    """The head of a column that can be sorted: `?sort=key`, then `?sort=-key`. `default` is the list's own order."""
    request = context["request"]
    now = request.GET.get("sort") or default
    state = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    sign = {"ascending": "up", "descending": "down"}.get(state, "sort")
    return format_html(
        '<th scope="col"{}{}><a class="sort" href="{}">{}{}</a></th>',
        mark_safe(' class="number"') if numeric else "",
        format_html(' aria-sort="{}"', state) if state else "",
        _query(request, sort=f"-{key}" if state == "ascending" else key),
        label,
        ICONS[sign],
    )


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page_obj, anchor: str = ""):
    """The pages of a list; `anchor` is the id of the list when it stands far down the page."""
    numbers = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    return {
        "page": page_obj,
        "numbers": list(numbers),
        "request": context["request"],
        "gap": page_obj.paginator.ELLIPSIS,
        "anchor": f"#{anchor}" if anchor else "",
    }


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(context, form: BaseForm, label: str = ""):
    """A GET form above a list. Says what is on, each and all of it off in one click; the sort order stays."""
    request = context["request"]
    cleared = {bound.html_name: None for bound in form.visible_fields()}
    return {
        "form": form,
        "label": label or _("Filter"),
        "active": [
            {"label": bound.label, "text": text, "url": _query(request, **{bound.html_name: None})}
            for bound in form.visible_fields()
            if (text := _value_in_words(form, bound, request.GET))
        ],
        "clear": _query(request, **cleared),
        "sort": request.GET.get("sort", ""),
        "filter_icon": ICONS["filter"],
    }


def _value_in_words(form: BaseForm, bound: BoundField, data) -> str:
    """What a filter is set to, without a query of its own: a chosen row comes from the cleaned data."""
    raw = [value for value in data.getlist(bound.html_name) if value.strip()]
    if not raw:
        return ""
    cleaned = form.cleaned_data.get(bound.name) if form.is_bound and form.is_valid() else None
    if isinstance(cleaned, datetime.date):
        return figures.day_plain(cleaned)
    if hasattr(bound.field, "label_from_instance"):
        chosen = cleaned if cleaned is not None else ()
        rows = chosen if hasattr(chosen, "__iter__") else [chosen]
        return ", ".join(str(bound.field.label_from_instance(row)) for row in rows) or ", ".join(raw)
    names = {str(key): str(text) for key, text in flatten_choices(getattr(bound.field, "choices", ()))}
    return ", ".join(names.get(value, value) for value in raw)
