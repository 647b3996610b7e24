"""The signs beside words and colours: paths on a grid of 16 by 16, drawn in the colour of the text."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_PATHS = {
    "home": "M2 8l6-5.5L14 8M4 6.5V14h8V6.5",
    "clock": "M8 4v4l3 2M8 1.5a6.5 6.5 0 1 0 .01 0z",
    "inbox": "M1.5 9.5L4 3h8l2.5 6.5V13h-13V9.5h4l1 2h3l1-2h4",
    "calendar": "M2 3.5h12v11H2zM2 7h12M5 1.5v4M11 1.5v4",
    "thirds": "M1.5 3h3.7v10H1.5zM6.2 3h3.7v10H6.2zM10.9 3h3.6v10h-3.6z",
    "report": "M3 1.5h7l3 3v10H3zM9.5 1.5V5H13M5.5 8.5h5M5.5 11h5",
    "people": "M6 7.5a2.5 2.5 0 1 0-.01 0zM1.5 14c0-3 2-4.5 4.5-4.5s4.5 1.5 4.5 4.5"
    "M10.5 7.3a2.3 2.3 0 1 0 0-4.6M12 9.7c1.6.5 2.6 1.9 2.6 4.3",
    "partners": "M2.5 14.5v-13h7v13M9.5 6h4v8.5M1 14.5h14M5 4.5h2M5 7.5h2M5 10.5h2",
    "pledge": "M3.5 15V1.5M3.5 2.5h9l-2 3 2 3h-9",
    "goods": "M2 5l6-3 6 3v6.5l-6 3-6-3zM2 5l6 3 6-3M8 8v6.5",
    "programme": "M8 3.5C6.5 2.3 4.5 2 1.5 2v11c3 0 5 .3 6.5 1.5"
    "C9.5 13.3 11.5 13 14.5 13V2c-3 0-5 .3-6.5 1.5zM8 3.5v11",
    "log": "M5 3.5h9.5M5 8h9.5M5 12.5h9.5M1.5 3.5h1M1.5 8h1M1.5 12.5h1",
    "door": "M3.5 14.5v-13h9v13M1.5 14.5h13M9.5 8h.01",
    "labs": "M6 1.5v5L2 13.5c-.3.6 0 1 .6 1h10.8c.6 0 .9-.4.6-1L10 6.5v-5M4.5 1.5h7M4.5 10.5h7",
    "plan": "M1.5 3h7M4.5 8h7M7.5 13h7",
    "learning": "M1 6l7-3.5L15 6 8 9.5zM4 7.6V12c2.4 1.6 5.6 1.6 8 0V7.6M14.5 6.2V11",
    "ticket": "M1.5 4h13v2.5a1.5 1.5 0 0 0 0 3V12h-13V9.5a1.5 1.5 0 0 0 0-3zM9.5 4.5v7",
    "class": "M1.5 2.5h13v8h-13zM4.5 14.5l2-4M11.5 14.5l-2-4M4.5 5.5h5",
    "research": "M7 2.5a4.5 4.5 0 1 0 .01 0zM10.3 10.3l4 4",
    "skills": "M8 1.5l2 4.2 4.5.6-3.3 3.1.8 4.6L8 11.8 4 14l.8-4.6L1.5 6.3 6 5.7z",
    "star": "M8 1.5l2 4.2 4.5.6-3.3 3.1.8 4.6L8 11.8 4 14l.8-4.6L1.5 6.3 6 5.7z",
    "board": "M2 2h5v7H2zM9 2h5v4H9zM9 8h5v6H9zM2 11h5v3H2z",
    "rank": "M2 5.5l2.5-3 2.5 3M4.5 2.5v11M9 4h5.5M9 8.5h4M9 13h2.5",
    "shop": "M2 6.5v8h12v-8M1.5 6.5l1.5-5h10l1.5 5zM6 14.5v-4h4v4",
    "pair": "M1.5 5.5h11M9.5 2.5l3 3-3 3M14.5 10.5h-11M6.5 7.5l-3 3 3 3",
    "bag": "M1.5 5.5h13v9h-13zM5.5 5.5v-3h5v3M1.5 9.5h13M8 8.5v2",
    "desk": "M1.5 6.5h13M3 6.5v8M13 6.5v8M8 1.5v2M5 6.5c0-2 1.3-3 3-3s3 1 3 3",
    "knot": "M6.5 9.5L9.5 6.5M7 4.5l2-2a3 3 0 0 1 4.5 4.5l-2 2M9 11.5l-2 2A3 3 0 0 1 2.5 9l2-2",
    "month": "M2 3.5h12v11H2zM2 7h12M5 1.5v4M11 1.5v4M5.5 10.5l2 2 3.5-3.5",
    "scale": "M1.5 14.5h13M2.5 11.5h2.5M6.8 8.5h2.5M11 5.5h2.5M3.7 11.5v3M8 8.5v6M12.2 5.5v9",
    "shield": "M8 1.5l5.5 2v4.5c0 3-2.2 5.3-5.5 6.5-3.3-1.2-5.5-3.5-5.5-6.5V3.5z",
    "bank": "M4 1.5h8v3H4zM2.5 4.5h11v3h-11zM1.5 7.5h13v7h-13zM6 10.5h4",
    "pin": "M8 14.5c-3-3.4-4.5-5.6-4.5-8a4.5 4.5 0 0 1 9 0c0 2.4-1.5 4.6-4.5 8zM8 8a1.6 1.6 0 1 0-.01 0z",
    "person": "M8 7.5a3 3 0 1 0-.01 0zM2.5 14.5c0-3.3 2.3-5 5.5-5s5.5 1.7 5.5 5",
    "check": "M2.5 8.5l3.5 3.5 7.5-8",
    "back": "M6 3L2 7l4 4M2 7h8a4 4 0 0 1 0 8H7",
    "cross": "M3 3l10 10M13 3L3 13",
    "pen": "M2 14l.8-3.5L11 2.3l2.7 2.7L5.5 13.2z",
    "dots": "M2.5 8h.01M8 8h.01M13.5 8h.01",
    "info": "M8 7v5M8 4.2v.1M8 1.5a6.5 6.5 0 1 0 .01 0z",
    "warning": "M8 1.8L15 14H1zM8 6v4M8 12v.1",
    "stop": "M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3zM8 4.5v4.5M8 11.3v.1",
    "lock": "M3.5 7h9v7.5h-9zM5.5 7V4.5a2.5 2.5 0 0 1 5 0V7",
    "up": "M8 14V2.5M3.5 7L8 2.5 12.5 7",
    "down": "M8 2v11.5M3.5 9L8 13.5 12.5 9",
    "sort": "M5 2v12M2 5l3-3 3 3M11 14V2M8 11l3 3 3-3",
    "left": "M10 2.5L4.5 8l5.5 5.5",
    "right": "M6 2.5L11.5 8 6 13.5",
    "menu": "M1.5 3.5h13M1.5 8h13M1.5 12.5h13",
    "filter": "M1.5 3h13L10 8.5v5l-4-1.5V8.5z",
    "download": "M8 1.5v9M4 7l4 4 4-4M2 14.5h12",
    "plus": "M8 2v12M2 8h12",
    "mail": "M1.5 3.5h13v9.5h-13zM1.5 4.5L8 9l6.5-4.5",
    "chart": "M1.5 14.5h13M3.5 12V8M8 12V4M12.5 12V6.5",
    "impact": "M8 8h.01M8 4.7a3.3 3.3 0 1 0 .01 0zM8 1.5a6.5 6.5 0 1 0 .01 0z",
    "settings": "M1.5 4h6M11.5 4h3M9.5 2v4M1.5 12h3M8.5 12h6M6.5 10v4",
}

NAMES = tuple(_PATHS)


def icon(name: str) -> SafeString:
    """The sign as inline SVG, hidden from who listens: the word beside it says it. KeyError when unknown."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor"'
        ' stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        _PATHS[name],
    )


ICONS: dict[str, SafeString] = {name: mark_safe(icon(name)) for name in NAMES}  # noqa: S308 - our own paths only
