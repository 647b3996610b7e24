"""Bars: the thirds, a pledge, shares and states."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from django.utils.text import slugify
from django.utils.translation import gettext as _

from lib import figures
from lib.figures import Number

from .shapes import (
    UNITS,
    BarGroup,
    Drawing,
    GroupDrawing,
    Item,
    Mark,
    ShareBar,
    StatusBar,
    Third,
    in_words,
    part,
    patterns,
    percent,
    share_of,
    strip,
)

# --- The thirds ----------------------------------------------------------------------------------------------
GAP = Fraction(1, 60)


def _third_scale(third: Third) -> Number:
    """A panel is as wide as its goal, wider when more is in sight; a bound far beyond the goal stays a word."""
    seen = max(Fraction(third.goal), Fraction(third.reached) + Fraction(third.waiting))
    near = [Fraction(limit.amount) for limit in third.limits if Fraction(limit.amount) <= seen * Fraction(3, 2)]
    return max([seen, *near])


def _third_marks(third: Third, scale: Number, x: Fraction, width: Fraction) -> tuple[Mark, ...]:
    words = {"min": _("min."), "max": _("max.")}
    marks = []
    for limit in third.limits:
        if 0 < Fraction(limit.amount) <= scale:
            place = part(limit.amount, scale)
            anchor, shift = ("end", -4) if place > Fraction(1, 2) else ("start", 4)
            marks.append(Mark(percent(x + place * width), words[limit.kind], anchor, shift))
    return tuple(marks)


def _third_item(third: Third, say: Callable[[Number], str]) -> Item:
    of_goal = _("%(share)s of %(goal)s") % {"share": share_of(third.reached, third.goal), "goal": say(third.goal)}
    notes = [("", f"{of_goal} {third.goal_word}".rstrip())]
    if third.waiting:
        notes.append(("waiting", _("%(amount)s waiting") % {"amount": say(third.waiting)}))
    notes += [("mark", f"{limit.label}: {say(limit.amount)}") for limit in third.limits]
    return Item(third.label, say(third.reached), tuple(notes))


def thirds_bar(thirds: Sequence[Third], title: str, unit: str = "money", key: str = "") -> Drawing:
    """Three panels beside each other, each filled as far as reached, with the legal bounds as marks."""
    say, key = UNITS[unit], key or slugify(title)
    width = (1 - (len(thirds) - 1) * GAP) / len(thirds)
    strips = []
    for number, third in enumerate(thirds):
        x, scale = number * (width + GAP), _third_scale(third)
        parts = (("solid", third.reached), ("waiting", third.waiting))
        marks = _third_marks(third, scale, x, width)
        strips.append(strip(parts, scale, key, marks=marks, x=x, width=width))
    items = tuple(_third_item(third, say) for third in thirds)
    tones = ["waiting"] if any(third.waiting for third in thirds) else []
    return Drawing(key, title, in_words(items), tuple(strips), 52, 18, patterns(key, tones), items)


# --- A pledge ------------------------------------------------------------------------------------------------
def _pledge_unit(unit: str, *values: Number) -> Callable[[Number], str]:
    """Whole euros only when every amount is one: each rounded by itself, parts would not make their whole."""
    if unit == "money" and any(value != int(value) for value in values):
        return figures.money
    return UNITS[unit]


def pledge_bar(
    *,
    approved: Number,
    waiting: Number,
    pledged: Number,
    unsigned: Number = 0,
    title: str,
    unit: str = "hours",
    key: str = "",
) -> Drawing:
    """One bar as long as the pledge: approved, waiting, and what is still to do; longer when more was done.

    `unsigned` is pledged beside it and not signed for yet. Cents stand beside all amounts or beside none, so that what
    is read adds up.
    """
    say, key = _pledge_unit(unit, approved, waiting, pledged, unsigned), key or slugify(title)
    done, promised = Fraction(approved) + Fraction(waiting), pledged + unsigned
    scale = max(Fraction(promised), done)
    marks: tuple[Mark, ...] = ()
    if done > promised > 0:
        place = part(promised, scale)
        anchor, shift = ("end", -4) if place > Fraction(1, 2) else ("start", 4)
        marks = (Mark(percent(place), _("pledged"), anchor, shift),)
    bar = strip((("solid", approved), ("waiting", waiting)), scale, key, marks=marks)
    items = (
        Item(_("Approved"), say(approved), (("solid", share_of(approved, promised)),)),
        Item(_("Waiting for approval"), say(waiting), (("waiting", share_of(waiting, promised)),)),
        Item(_("Still to do"), say(max(promised - approved - waiting, 0)), (("rest", ""),)),
        Item(_("Pledged"), say(pledged)),
        *([Item(_("Pledged, not signed yet"), say(unsigned))] if unsigned else ()),
    )
    words = in_words([Item(item.label, item.value) for item in items])
    top = 18 if marks else 0
    return Drawing(key, title, words, (bar,), 36, top, patterns(key, ["waiting"] if waiting else []), items)


# --- Rows of bars --------------------------------------------------------------------------------------------
def share_bars(rows: Sequence[ShareBar], title: str, unit: str = "money", key: str = "") -> Drawing:
    """Horizontal bars from one zero line, the longest over the whole width; each has its own words."""
    say, key = UNITS[unit], key or slugify(title)
    longest = max((Fraction(row.value) for row in rows), default=Fraction(0))
    items = []
    for number, row in enumerate(rows, 1):
        value = say(row.value)
        bar = strip(((row.tone, row.value),), longest, key)
        drawing = Drawing(f"{key}-{number}", f"{row.label}: {value}", "", (bar,), 12)
        items.append(Item(row.label, value, (("", row.note),) if row.note else (), drawing))
    return Drawing(key, title, "", (), items=tuple(items))


def status_bars(
    rows: Sequence[StatusBar], names: dict[str, str], title: str, unit: str = "number", key: str = ""
) -> Drawing:
    """Stacked bars on one scale; `names` gives the word of each tone, in the order of the parts."""
    say, key = UNITS[unit], key or slugify(title)
    longest = max((sum(Fraction(value) for _tone, value in row.parts) for row in rows), default=Fraction(0))
    items = []
    for number, row in enumerate(rows, 1):
        own = f"{key}-{number}"
        words = ", ".join(f"{names[tone]} {say(value)}" for tone, value in row.parts if value)
        tones = [tone for tone, value in row.parts if value]
        bar = strip(row.parts, longest, own)
        drawing = Drawing(own, f"{row.label}: {words or figures.NOTHING}", "", (bar,), 14, 0, patterns(own, tones))
        total = sum(Fraction(value) for _tone, value in row.parts)
        items.append(Item(row.label, say(total), (("", words),), drawing))
    legend = Item("", "", tuple(names.items()))
    return Drawing(key, title, "", (), items=(legend, *items))


def group_bars(groups: Sequence[BarGroup], title: str, whole: Number = 100, key: str = "") -> GroupDrawing:
    """Bars in groups, each as a part of `whole`; what they say is words of the caller, beside them."""
    key = key or slugify(title)
    found = []
    for number, group in enumerate(groups, 1):
        lines = []
        for place, bar in enumerate(group.bars, 1):
            own = f"{key}-{number}-{place}"
            drawn = strip(((bar.tone, bar.value or 0),), whole, own)
            tones = [bar.tone] if bar.value else []
            drawing = Drawing(own, f"{bar.name or group.label}: {bar.words}", "", (drawn,), 12, 0, patterns(own, tones))
            lines.append(Item(bar.name, bar.words, (), drawing if bar.value is not None else None))
        found.append((group.label, tuple(lines)))
    return GroupDrawing(key, title, tuple(found))
