"""From numbers to the geometry of pictures; the templates in templates/components/charts draw them as SVG.

Across, everything is a percentage of the picture's width, so that one picture serves a phone, a screen and a page of
a PDF without its letters changing size; down, it is pixels. Colours are attributes and not styles: the PDF engine
reads no style sheet inside a picture. What waits has a pattern besides its colour, for black and white.

Amounts are Decimal or Fraction euros (unit "money"), integer minutes ("hours") or plain counts ("number").
"""

from .alone import alone
from .bars import group_bars, pledge_bar, share_bars, status_bars, thirds_bar
from .columns import columns, nice_top, year_multiples
from .shapes import (
    BarGroup,
    Column,
    ColumnDrawing,
    Drawing,
    GroupDrawing,
    Limit,
    ShareBar,
    SideBar,
    StatusBar,
    Third,
    lab_tone,
    part,
    percent,
)
from .targets import TargetDrawing, YearColumn, target_columns, target_file
from .timeline import TimelineDrawing, TimelineMark, TimelineRow, timeline

__all__ = [
    "BarGroup",
    "Column",
    "ColumnDrawing",
    "Drawing",
    "GroupDrawing",
    "Limit",
    "ShareBar",
    "SideBar",
    "StatusBar",
    "TargetDrawing",
    "Third",
    "TimelineDrawing",
    "TimelineMark",
    "TimelineRow",
    "YearColumn",
    "alone",
    "columns",
    "group_bars",
    "lab_tone",
    "nice_top",
    "part",
    "percent",
    "pledge_bar",
    "share_bars",
    "status_bars",
    "target_columns",
    "target_file",
    "thirds_bar",
    "timeline",
    "year_multiples",
]
