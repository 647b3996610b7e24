"""Sheets as messy as companies make them, whose outcome is known because each row was made with it."""

import json
import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine

from contributions.models import HourEntry
from contributions.sheets.values import day_of, minutes_of, says_total
from tests.contributions.sheet_files import PEOPLE, bring, people_file, saved, text, xlsx

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
DUTCH = ("jan", "feb", "mrt", "apr", "mei", "juni", "juli", "aug", "sept", "okt", "nov", "dec")
HEADERS = (
    {"date": "Datum", "person": "Medewerker", "hours": "Uren", "description": "Omschrijving"},
    {"date": "DAG", "person": "Wie?", "hours": "Aantal uur", "description": "Toelichting werkzaamheden"},
    {"date": "datum ", "person": "E-mailadres", "hours": "Bestede uren", "description": "Werkzaamheden"},
    {"date": "Date", "person": "Name", "hours": "Hours", "description": "Description"},
)
WORK = ("Gastles testautomatisering klas 3B", "Projectgroep 4 begeleid; sprint review", "Overleg keuzedeel, team ICT")
NAMES = {
    0: ("Anna de Vries", "ANNA DE VRIES", " anna  de vries", "Vries, Anna de", "de Vries, Anna", "sheet-0@example.org"),
    1: ("Bram Postma", "Postma, Bram", "bram postma", "SHEET-1@example.org"),
    2: ("Hüseyin Çelik", "Huseyin Celik", "Çelik, Hüseyin", "HÜSEYIN ÇELIK"),
}


def a_day(dice, day, *, typed):
    month = DUTCH[day.month - 1]
    ways = [
        f"{day:%d-%m-%Y}",
        f"{day.day}/{day.month}/{day:%y}",
        f"{day.day} {month} {day.year}",
        f"ma {day.day} {month}. {day.year}",
        f"{day:%Y-%m-%d}",
        f"{day.day}-{month}-{day:%y}",
        f"{day:%d.%m.%Y}",
        str((day - date(1899, 12, 30)).days),
    ]
    if not typed:
        ways += [day, datetime.combine(day, time(14, 30)), (day - date(1899, 12, 30)).days]
    return dice.choice(ways)


def some_hours(dice, minutes, *, typed):
    whole, quarters = divmod(minutes, 60)
    number = f"{minutes / 60:g}"
    ways = [number.replace(".", ","), number, f"{whole}:{quarters:02}", f"{number.replace('.', ',')} uur"]
    ways += [f"{whole or ''}{ {15: '¼', 30: '½', 45: '¾'}[quarters] }"] if quarters else [f"{whole} u"]
    if not typed:
        ways += [minutes / 60, timedelta(minutes=minutes)]
    return dice.choice(ways)


class Sheet:
    """Rows, and what must come of each; `typed` for files that hold only text."""

    def __init__(self, seed, *, typed):
        self.dice, self.typed = random.Random(seed), typed
        self.names = self.dice.choice(HEADERS)
        self.fields = list(self.names)
        self.dice.shuffle(self.fields)
        self.rows, self.accepted, self.refused = [], [], []
        self.minutes = Counter()
        self.make()

    def add(self, **cells):
        self.rows.append([cells.get(field) for field in self.fields])
        return len(self.rows)

    def make(self):
        dice = self.dice
        for number in range(dice.randrange(4)):
            self.rows.append([("Urenregistratie 2026", "Bedrijf: Voorbeeld BV", "")[number % 3]])
        self.add(**self.names)
        for _ in range(60):
            self.one()
            if dice.random() < 0.1:
                self.rows.append([])
            if dice.random() < 0.04:
                self.add(**self.names)
            if dice.random() < 0.04:
                self.rows.append([f"Week {dice.randrange(53)}"])
        self.rows.append([])
        total = {self.fields[0]: dice.choice(("Totaal", "TOTAAL:", "Som", "Total")), "hours": "146,5"}
        self.add(**total)
        self.add(hours="146,5")

    def one(self):
        dice = self.dice
        day, who = date(2026, 1, 5) + timedelta(days=dice.randrange(300)), dice.randrange(3)
        minutes = dice.choice((15, 30, 45, 60, 90, 120, 135, 240, 450, 600))
        cells = {
            "date": a_day(dice, day, typed=self.typed),
            "person": dice.choice(NAMES[who]),
            "hours": some_hours(dice, minutes, typed=self.typed),
            "description": dice.choice(WORK),
        }
        reason = self.spoil(cells) if dice.random() < 0.25 else None
        if reason is None and self.minutes[who, day] + minutes > 1440:
            reason = "more_than_24_hours"
        row = self.add(**cells)
        if reason:
            self.refused.append({"row": row, "reason": reason})
        else:
            self.minutes[who, day] += minutes
            self.accepted.append((PEOPLE[who][0], day, minutes, cells["description"]))

    def spoil(self, cells):
        field, value, reason = self.dice.choice(
            (
                ("date", "31-02-2026", "date"),
                ("date", "15-03", "date"),
                ("date", "morgen", "date"),
                ("date", "01-05-2022", "outside_period"),
                ("date", "21-11-2026", "future"),
                ("hours", "acht", "hours"),
                ("hours", "0", "hours"),
                ("hours", "-1", "hours"),
                ("hours", "0,1", "hours"),
                ("hours", None, "hours"),
                ("hours", "1.234,5", "more_than_24_hours"),
                ("person", "Onbekende Collega", "person"),
                ("person", None, "person"),
                ("person", "wim@example.org", "person"),
                ("description", None, "description"),
            )
        )
        cells[field] = value
        return reason

    def written(self, folder: Path) -> Path:
        if self.typed:
            sign, encoding = self.dice.choice(";\t"), self.dice.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252"))
            quoted = [['"{}"'.format("" if cell is None else cell) for cell in row] for row in self.rows]
            return saved(folder, text(quoted, sign, encoding), "uren.csv")
        other, hidden = [["Vul per dag een regel in"]], [list(self.names.values())] * 3
        sheets = [("Instructie", other), ("Oud", hidden), ("Uren 2026", self.rows), ("Leeg", [])]
        return saved(folder, xlsx(*sheets, hidden=("Oud",)))


@pytest.fixture(autouse=True)
def autumn():
    with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
        yield


@pytest.mark.parametrize("typed", [True, False])
@pytest.mark.parametrize("seed", range(8))
def test_a_messy_sheet_comes_out_as_it_was_made(cast, tmp_path, seed, typed):
    sheet = Sheet(seed, typed=typed)
    path, people = sheet.written(tmp_path), people_file(tmp_path)
    found = bring(cast, path, people=people)
    assert [{"row": row["row"], "reason": row["reason"]} for row in found["refused"]] == sheet.refused
    entries = HourEntry.objects.values_list("person__email", "worked_on", "minutes", "description")
    assert Counter(entries) == Counter(sheet.accepted)
    assert found["accepted"] == len(sheet.accepted)
    assert found["hours"] == f"{sum(each[2] for each in sheet.accepted) / 60:.2f}"
    again = bring(cast, path, people=people)
    assert (again["accepted"], again["already_there"]) == (0, len(sheet.accepted))
    assert json.dumps(again["refused"]) == json.dumps(found["refused"]) or any(
        row["reason"] == "more_than_24_hours" for row in found["refused"]
    )


def test_two_people_with_one_name_are_told_apart_by_address_only(cast, tmp_path):
    people = saved(tmp_path, b"email,name\na@example.org,Jan Jansen\nb@example.org,Jan Jansen\n", "people.csv")
    rows = [("Datum", "Naam", "Uren", "Omschrijving")]
    rows += [("12-10-2026", who, "1", WORK[0]) for who in ("Jan Jansen", "b@example.org", "Jan Jansen <a@example.org>")]
    found = bring(cast, saved(tmp_path, text(rows), "uren.csv"), people=people)
    assert found["refused"] == [{"row": 2, "reason": "person", "value": "Jan Jansen"}]
    assert found["accepted"] == 2


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("zo 15 mrt 2026", date(2026, 3, 15)),
        ("dinsdag, 3 maart 2026", date(2026, 3, 3)),
        ("29-02-2028", date(2028, 2, 29)),
        ("29-02-2027", None),
        ("2026-03-15T00:00:00", date(2026, 3, 15)),
        ("20260315", date(2026, 3, 15)),
        (True, None),
        (3, None),
        ("", None),
        ("x" * 5000, None),
    ],
)
def test_days(typed, day):
    assert day_of(typed) == day


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1½", 90),
        ("2 1/4 uur", 135),
        ("1u30", 90),
        ("1 uur en 15 minuten", 75),
        ("45 min", 45),
        (time(1, 30), 90),
        (timedelta(hours=30), 1800),
        (7.4999999999, 450),
        ("1.234,5", 74070),
        ("1,234.5", 74070),
        (float("nan"), None),
        ("u" * 5000, None),
        (True, None),
        ("1:10", None),
        (datetime(2026, 5, 1, tzinfo=UTC), None),
    ],
)
def test_hours(typed, minutes):
    assert minutes_of(typed) == minutes


@pytest.mark.parametrize(
    ("cell", "is_total"),
    [
        ("Totaal:", True),
        ("Subtotaal maart", True),
        ("Opgeteld", True),
        ("Alles bij elkaar:", True),
        ("Samen", True),
        ("Uren totaal", True),
        ("Aantal uren totaal", True),
        ("Totaaloverzicht", False),
        ("Samen met docent lesgegeven", False),
        ("Alles bij elkaar gezocht", False),
    ],
)
def test_totals(cell, is_total):
    assert says_total(cell) is is_total
