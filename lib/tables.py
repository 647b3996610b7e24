"""Finish a plain table: roles that keep it a table when a phone shows each row as a block, and a label per cell.

Authors write `<table><thead>…<tbody>…` and nothing more. Works on our own rendered, escaped markup only: a closed
form of HTML, hence a pattern and not a parser (a list of 50 rows costs about a millisecond).
"""

import re

from django.utils.html import strip_tags

_TAG = re.compile(r"<(table|caption|thead|tbody|tfoot|tr|th|td)\b([^>]*)>")
_HEAD = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
_HEAD_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_HEAD_CELL = re.compile(r"<th\b([^>]*)>(.*?)</th>|<td\b([^>]*)>(.*?)</td>", re.DOTALL)
_COLSPAN = re.compile(r'colspan="?(\d+)')
_SIGN = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row"}


def _span(attributes: str) -> int:
    found = _COLSPAN.search(attributes)
    return int(found.group(1)) if found else 1


def column_labels(html: str) -> list[str]:
    """The texts of the last row of the head, one per column; a cell over several columns names each of them."""
    head = _HEAD.search(html)
    rows = _HEAD_ROW.findall(head.group(0)) if head else []
    labels: list[str] = []
    for found in _HEAD_CELL.finditer(rows[-1]) if rows else ():
        attributes, content = found.group(1) or found.group(3) or "", found.group(2) or found.group(4) or ""
        text = " ".join(strip_tags(_SIGN.sub("", content)).split()).replace('"', "&quot;")
        labels += [text] * _span(attributes)
    return labels


class _Finisher:
    def __init__(self, labels: list[str]):
        self.labels, self.column, self.in_head = labels, 0, False

    def __call__(self, found: re.Match) -> str:
        name, attributes = found.groups()
        if name == "caption":
            return found.group(0)
        if name in _ROLES:
            self.column = 0
            self.in_head = name == "thead" or (self.in_head and name == "tr")
            return f'<{name}{attributes} role="{_ROLES[name]}">'
        return self._cell(name, attributes)

    def _cell(self, name: str, attributes: str) -> str:
        column, span = self.column, _span(attributes)
        self.column += span
        if self.in_head:
            return f'<{name}{attributes} role="{"columnheader" if name == "th" else "cell"}">'
        label = ""
        if "data-label" not in attributes:
            text = self.labels[column] if column < len(self.labels) and span == 1 and name == "td" else ""
            label = f' data-label="{text}"'
        return f'<{name}{attributes}{label} role="{"rowheader" if name == "th" else "cell"}">'


def finish(html: str) -> str:
    """The same table with roles and data-label attributes; a cell that has its own data-label keeps it."""
    return _TAG.sub(_Finisher(column_labels(html)), html)
