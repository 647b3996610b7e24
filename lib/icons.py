"""The signs beside words and colours: paths on a grid of 16 by 16, drawn in the colour of the text."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_PATHS = {
    "home": "M2 8l6-5.5L14 8M4 6.5V14h8V6.5",
    "clock": "M8 4v4l3 2M8 1.5a6.5 6.5 0 1 0 .01 0z",
    "inbox": "M1.5 9.5L4 3h8l2.5 6.5V13h-13V9.5h4l1 2h3l1-2h4",
    "thirds": "M1.5 3h3.7v10H1.5zM6.2 3h3.7v10H6.2zM10.9 3h3.6v10h-3.6z",
    "report": "M3 1.5h7l3 3v10H3zM9.5 1.5V5H13M5.5 8.5h5M5.5 11h5",
    "people": "M6 7.5a2.5 2.5 0 1 0-.01 0zM1.5 14c0-3 2-4.5 4.5-4.5s4.5 1.5 4.5 4.5M10.5 7.3a2.3 2.3 0 1 0 0-4.6M12 9.7c1.6.5 2.6 1.9 2.6 4.3",
    "building": "M2.5 14.5v-13h7v13M9.5 6h4v8.5M1 14.5h14M5 4.5h2M5 7.5h2M5 10.5h2",
    "flag": "M3.5 15V1.5M3.5 2.5h9l-2 3 2 3h-9",
    "book": "M8 3.5C6.5 2.3 4.5 2 1.5 2v11c3 0 5 .3 6.5 1.500C9.5 13.3 11.5 13 14.5 13V2c-3 0-5 .3-6.5 1.500zM8 3.5v11",
    "list": "M5 3.500h9.500M5 8h9.500M5 12.500h9.500M1.5 3.500h1M1.5 8h1M1.5 12.500h1",
    "lab": "M6 1.500v5L2 13.500c-.3.6 0 1 .6 1h10.800c.6 0 .9-.4.6-1L10 6.500v-5M4.5 1.500h7M4.5 10.500h7",
    "shield": "M8 1.500l5.5 2v4.500c0 3-2.2 5.3-5.5 6.5-3.3-1.2-5.5-3.5-5.5-6.500V3.500z",
    "person": "M8 7.500a3 3 0 1 0-.01 0zM2.5 14.500c0-3.3 2.3-5 5.5-5s5.5 1.7 5.5 5",
    "check": "M2.5 8.500l3.5 3.5 7.5-8",
    "back": "M6 3L2 7l4 4M2 7h8a4 4 0 0 1 0 8H7",
    "cross": "M3 3l10 10M13 3L3 13",
    "pen": "M2 14l.8-3.500L11 2.300l2.7 2.700L5.5 13.200z",
    "dots": "M2.5 8h.01M8 8h.01M13.5 8h.01",
    "info": "M8 7v5M8 4.200v.1M8 1.500a6.5 6.5 0 1 0 .01 0z",
    "warning": "M8 1.800L15 14H1zM8 6v4M8 12v.1",
    "stop": "M5.3 1.500h5.400l3.8 3.800v5.400l-3.8 3.800H5.300l-3.8-3.800V5.300zM8 4.500v4.500M8 11.300v.1",
    "lock": "M3.5 7h9v7.500h-9zM5.5 7V4.500a2.5 2.5 0 0 1 5 0V7",
    "up": "M8 14V2.500M3.5 7L8 2.5 12.5 7",
    "down": "M8 2v11.500M3.5 9L8 13.5 12.5 9",
    "sort": "M5 2v12M2 5l3-3 3 3M11 14V2M8 11l3 3 3-3",
    "left": "M10 2.500L4.5 8l5.5 5.5",
    "right": "M6 2.500L11.5 8 6 13.5",
    "menu": "M1.5 3.500h13M1.5 8h13M1.5 12.500h13",
    "filter": "M1.5 3h13L10 8.500v5l-4-1.500V8.500z",
    "download": "M8 1.500v9M4 7l4 4 4-4M2 14.500h12",
    "plus": "M8 2v12M2 8h12",
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
