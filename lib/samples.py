"""Sample data for the gallery: invented, but of the size and shape of a real programme."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib import figures
from lib.charts import (
    BarGroup,
    Column,
    Limit,
    ShareBar,
    SideBar,
    StatusBar,
    TargetDrawing,
    Third,
    TimelineDrawing,
    TimelineMark,
    TimelineRow,
    YearColumn,
    columns,
    group_bars,
    pledge_bar,
    share_bars,
    status_bars,
    target_columns,
    thirds_bar,
    timeline,
    year_multiples,
)
from lib.periods import Period

RATE = Decimal(70)


@dataclass(frozen=True)
class HourRow:
    """A row of the sample table."""

    date: date
    partner: str
    lab: str
    state: str | Promise
    tone: str
    minutes: int

    @property
    def amount(self) -> Decimal:
        return RATE * self.minutes / 60


def hour_rows() -> list[HourRow]:
    first = date(2026, 3, 2)
    return [
        HourRow(first, "Van der Meulen Installatietechniek B.V.", "Kennis Lab", _("Submitted"), "wait", 150),
        HourRow(first - timedelta(3), "Hoveniersbedrijf Ó Briain", "Learning Lab", _("Approved"), "good", 480),
        HourRow(first - timedelta(5), "Bakkerij De Jong", "Business Lab", _("Returned"), "warn", 135),
        HourRow(first - timedelta(9), "Łukasz Metaal", "Kennis Lab", _("Draft"), "neutral", 285),
    ]


def _thirds() -> tuple[Third, ...]:
    return (
        Third(str(_("Subsidy")), 540000, 800000, 0, (Limit(800000, "max", str(_("at most 1/3"))),)),
        Third(str(_("Business")), 486220, 960000, 68985, (Limit(800000, "min", str(_("at least 1/3"))),)),
        Third(
            str(_("Education and governments")), 310500, 640000, 24000, (Limit(800000, "max", str(_("at most 1/3"))),)
        ),
    )


def _years() -> list[tuple[str, list[Column]]]:
    names = (str(_("Subsidy")), str(_("Business")), str(_("Others")))
    reached = ((180000, 140000, 90000), (210000, 190000, 120000), (160000, 156220, 100500), (0, 12000, 0))
    return [
        (
            str(2023 + number),
            [Column(name, value, 20000 if number == 2 else 0, 210000) for name, value in zip(names, row, strict=True)],
        )
        for number, row in enumerate(reached)
    ]


def _timeline() -> TimelineDrawing:
    start, end, goal = date(2024, 9, 1), date(2028, 8, 31), str(_("1. Every student meets practice"))
    rows = (
        TimelineRow(
            str(_("Guest lessons")),
            start,
            end,
            "learning",
            (
                TimelineMark(date(2025, 6, 30), str(_("Twelve guest lessons")), "reached"),
                TimelineMark(date(2026, 2, 1), str(_("A teacher per company")), "late"),
                TimelineMark(date(2027, 6, 30), str(_("Forty guest lessons")), "planned"),
            ),
            goal,
            "Learning Lab",
        ),
        TimelineRow(
            str(_("Research on resilient networks in the north of the country")),
            date(2025, 1, 1),
            date(2027, 12, 31),
            "kennis",
            (TimelineMark(date(2026, 6, 1), str(_("First publication")), "partly"),),
            goal,
            "Kennis Lab",
        ),
        TimelineRow(str(_("Student companies")), start, date(2026, 8, 31), "business", (), goal, "Business Lab"),
    )
    return timeline(rows, Period(start, end), date(2026, 3, 2), str(_("A plan over the years")), key="sample-timeline")


def _groups() -> list[BarGroup]:
    """The same question in three groups of people; of one of them nothing may be shown."""
    rows = ((_("Every student meets practice"), (64, 73, None)), (_("Guest lessons"), (41, 35, 52)))
    names = (("solid", str(_("all"))), ("second", "mbo"), ("third", "hbo"))
    return [
        BarGroup(
            str(label),
            tuple(
                SideBar(
                    name, tone, value, str(_("not shown")) if value is None else figures.share(Fraction(value, 100), 0)
                )
                for (tone, name), value in zip(names, values, strict=True)
            ),
        )
        for label, values in rows
    ]


def _targets() -> TargetDrawing:
    years = (
        YearColumn("2022-23", 31),
        YearColumn("2023-24", 48, 45),
        YearColumn("2024-25", None, 60),
        YearColumn("2025-26", 52, 75, runs=True),
    )
    return target_columns(years, str(_("Students placed")), figures.number, "sample-targets")


def charts() -> dict:
    """One drawing of each kind."""
    months = [date(2026, month, 1) for month in range(1, 13)]
    minutes = (2400, 3900, 5100, 4200, 2100, 3300, 900, 600, 4800, 5700, 3600, 1500)
    names = {
        "good": str(_("Approved")),
        "wait": str(_("Submitted")),
        "warn": str(_("Returned")),
        "draft": str(_("Draft")),
    }
    states = (("Kennis Lab", (320, 41, 6, 12)), ("Learning Lab", (210, 66, 3, 20)), ("Business Lab", (95, 8, 0, 31)))
    return {
        "thirds": thirds_bar(_thirds(), str(_("The thirds, whole programme")), key="sample-thirds"),
        "pledge": pledge_bar(approved=3975, waiting=945, pledged=7200, title=str(_("Pledge")), key="sample-pledge"),
        "beyond": pledge_bar(approved=6600, waiting=1500, pledged=7200, title=str(_("Pledge")), key="sample-beyond"),
        "months": columns(
            [
                Column(figures.month(first), value, 900 if first.month > 9 else 0, short=figures.month_short(first))
                for first, value in zip(months, minutes, strict=True)
            ],
            str(_("Hours per month, 2026")),
            key="sample-months",
        ),
        "shares": share_bars(
            [
                ShareBar("Kennis Lab", 412000, "kennis", figures.share(Fraction(412, 900), 0)),
                ShareBar("Learning Lab", 331500, "learning", figures.share(Fraction(331, 900), 0)),
                ShareBar("Business Lab", 156500, "business", figures.share(Fraction(156, 900), 0)),
                ShareBar("Van der Meulen Installatietechniek en Duurzame Energie B.V.", 98000),
            ],
            str(_("Per lab")),
            key="sample-shares",
        ),
        "states": status_bars(
            [StatusBar(lab, tuple(zip(names, numbers, strict=True))) for lab, numbers in states],
            names,
            str(_("Lines by state")),
            key="sample-states",
        ),
        "groups": group_bars(_groups(), str(_("Bars in groups")), key="sample-groups"),
        "timeline": _timeline(),
        "targets": _targets(),
        "years": year_multiples(_years(), str(_("The thirds")), key="sample-years"),
    }
