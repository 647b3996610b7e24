"""Writes the history of the invented programme as a folder in the format that `import_history` reads.

Its days follow the day it is made: the programme started three years and three months before this month, so there is
always a running fourth year. The same day gives the same folder.
"""

import csv
import json
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from lib.money import amount_for
from lib.periods import ONE_DAY, Period, add_months, add_years, programme_years
from partnership.schemes import preset

from . import texts

GRANT_NUMBER = "RIF19-24601"
SCHEME = "RIF19"
RATE = preset(SCHEME).rate
BUDGET, SUBSIDY = Decimal("3000000.00"), Decimal("1000000.00")
LINES = 6000
OTHER_LINES = 200  # of schools and the lead school, among the lines
COORDINATOR, SECOND_COORDINATOR = "coordinator@example.org", "coordinator-2@example.org"
PARTNER, MANAGER, TEACHER = "partner@example.org", "company-manager@example.org", "teacher@example.org"
PITCH_HOURS = 120  # a year
SIZES = ("0.5", "0.75", "1", "1.25", "1.5", "2", "2", "2.5", "3", "4", "6")
KINDS = ("curriculum_advice", "guest_teaching", "student_project_guidance", "teacher_placement")
CASH_A_YEAR = {"waddenkust": 48_000, "hunzeland": 45_000, "veenrand": 40_000, "dijkmonde": 45_000, "noordland": 50_000}
SCHOOL_HOURS = {"hunzeland": 160, "veenrand": 80}


@dataclass
class Company:
    key: str
    name: str
    hours: int  # pledged a year
    effort: float  # how much of it they bring in
    joined_on: date
    people: list[str] = field(default_factory=list)


def start_for(today: date) -> date:
    """The first day of the programme."""
    return add_months(add_years(today.replace(day=1), -3), -3)


def write_history(folder: Path, *, today: date) -> None:
    """Write the folder's six files."""
    _Author(folder, today).write()


class _Author:
    def __init__(self, folder: Path, today: date):
        self.folder, self.today = folder, today
        self.start = start_for(today)
        self.end = add_years(self.start, 4) - ONE_DAY
        self.years = list(programme_years(self.start, self.end))
        self.random = random.Random(f"drieluik {today}")  # noqa: S311 - made-up data
        self.minutes: dict[tuple[str, date], int] = {}
        self.people: list[tuple[str, str, str]] = []
        self.lines: list[dict[str, str]] = []
        self.companies = self._companies()

    def write(self) -> None:
        self._staff()
        self._company_lines()
        self._school_lines()
        self._pitch_lines()
        self._special_lines()
        pledges = self._pledges()
        self._write_programme()
        self._csv("partners.csv", "key name kind kvk employees sector joined", self._partners())
        self._csv("people.csv", "email name partner", self.people)
        self._csv("pledges.csv", "partner from to kind quantity unit unit_price amount", pledges)
        self._csv("hours.csv", " ".join(HOUR_COLUMNS), self._numbered_lines())
        goods = "id partner date kind quantity unit_price amount evidence status"
        self._csv("contributions.csv", goods, self._contributions(pledges))

    def _csv(self, name: str, header: str, rows) -> None:
        with (self.folder / name).open("w", newline="", encoding="utf-8") as handle:
            out = csv.writer(handle)
            out.writerow(header.split())
            out.writerows(rows)

    def _write_programme(self) -> None:
        programme = {
            "name": "Digitaal Vakmanschap",
            "scheme": SCHEME,
            "grant_number": GRANT_NUMBER,
            "application_date": (self.start - timedelta(days=170)).isoformat(),
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "rate": str(RATE),
            "budget_total": str(BUDGET),
            "subsidy_granted": str(SUBSIDY),
            "lead_partner": texts.LEAD_SCHOOL[0],
            "labs": texts.LABS,
            "years": sorted({year.first.year for year in self.years} | {self.end.year}),
        }
        text = json.dumps(programme, indent=1, ensure_ascii=False)
        (self.folder / "programme.json").write_text(f"{text}\n", encoding="utf-8")

    # --- Who takes part -----------------------------------------------------------------------------------------

    def _companies(self) -> list[Company]:
        companies = []
        for number, name in enumerate(texts.COMPANIES):
            hours = self.random.choice((40, 60, 80, 80, 100, 120, 120, 160))
            behind = number % 9 == 4
            effort = self.random.uniform(0.35, 0.55) if behind else self.random.uniform(0.88, 1.08)
            late = number % 8 == 3
            joined = add_months(self.start, self.random.randrange(3, 20)) if late else self.start
            key = name.lower().replace(" ", "-")
            companies.append(Company(key, name, hours, effort, joined))
        return companies

    def _partners(self):
        def row(key, name, kind, sector, joined):
            employees = self.random.choice((3, 8, 15, 40, 120, 350, 1800))
            return key, name, kind, f"{self.random.randrange(10**8):08d}", employees, sector, joined.isoformat()

        yield row(*texts.LEAD_SCHOOL, "applicant_school", "Onderwijs", self.start)
        for school in (texts.OTHER_SCHOOL, texts.THIRD_SCHOOL):
            yield row(*school, "school", "Onderwijs", self.start)
        for government in texts.GOVERNMENTS:
            yield row(*government, "government", "Overheid", self.start)
        yield row(*texts.PITCH, "company", "ICT", self.start)
        for company in self.companies:
            yield row(
                company.key, company.name, "company", self.random.choice(("ICT", "ICT", "Overig")), company.joined_on
            )

    def _staff(self) -> None:
        names = [f"{given} {family}" for given in texts.GIVEN_NAMES for family in texts.FAMILY_NAMES]
        self.random.shuffle(names)
        self.people += [(PARTNER, "Pien Lichtbaken", texts.PITCH[0]), (MANAGER, "Maurits Lichtbaken", texts.PITCH[0])]
        self.people.append((TEACHER, "Tineke Docent", texts.LEAD_SCHOOL[0]))
        for company in self.companies:
            for _ in range(1 + company.hours // 40):
                company.people.append(self._person(names.pop(), company.key))
        self.school_people = {
            key: [self._person(names.pop(), key) for _ in range(3)]
            for key in (texts.LEAD_SCHOOL[0], texts.OTHER_SCHOOL[0], texts.THIRD_SCHOOL[0])
        }

    def _person(self, name: str, partner: str) -> str:
        email = f"{name.lower().replace(' ', '.')}@example.org"
        self.people.append((email, name, partner))
        return email

    # --- Hours --------------------------------------------------------------------------------------------------

    def _company_lines(self) -> None:
        """So many lines in all, to each company in the measure of what it brings in."""
        weights = [c.hours * c.effort * ((self.today - c.joined_on).days + 1) for c in self.companies]
        count, total, given, running = LINES - OTHER_LINES, sum(weights), 0, 0.0
        for company, weight in zip(self.companies, weights, strict=True):
            running += weight
            until = round(count * running / total)
            for _ in range(until - given):
                self._line(company.key, self.random.choice(company.people), company.joined_on)
            given = until

    def _school_lines(self) -> None:
        shares = ((texts.OTHER_SCHOOL[0], 110), (texts.THIRD_SCHOOL[0], 50), (texts.LEAD_SCHOOL[0], 40))
        for key, count in shares:
            for _ in range(count):
                self._line(key, self.random.choice(self.school_people[key]), self.start)

    def _line(self, partner: str, person: str, since: date) -> None:
        """One ordinary line on a working day."""
        minutes = int(Decimal(self.random.choice(SIZES)) * 60)
        day = self._working_day(Period(since, self.today), person, minutes)
        chance = self.random.random()
        kind = "internship_supervision" if chance < 0.025 else self.random.choice(KINDS)
        if chance > 0.996:
            kind = self.random.choice(("volunteering", "wage_loss"))
        self._add(partner, person, day, minutes, kind, self._sentence(kind), self._status(day))

    def _working_day(self, period: Period, person: str, minutes: int) -> date:
        """A working day on which the person still has so much time."""
        days = (period.last - period.first).days + 1
        while True:
            day = period.first + timedelta(days=self.random.randrange(days))
            quiet = (day.month == 8 and day.day < 15) or (day.month == 12 and day.day > 22)
            if day.weekday() < 5 and not quiet and self.minutes.get((person, day), 0) + minutes <= 480:
                return day

    def _sentence(self, kind: str) -> str:
        sentence = self.random.choice(texts.SENTENCES[kind])
        return sentence.format(topic=self.random.choice(texts.TOPICS), audience=self.random.choice(texts.AUDIENCES))

    def _status(self, day: date) -> str:
        """Old lines were decided on; of the last weeks some wait and a few are drafts."""
        age = (self.today - day).days
        if age <= 10:
            weights = (35, 52, 3, 10)
        elif age <= 24:
            weights = (82, 12, 4, 2)
        else:
            weights = (975, 0, 25, 0)
        return self.random.choices(("approved", "submitted", "returned", "draft"), weights)[0]

    def _add(self, partner, person, day: date, minutes: int, kind: str, description: str, status: str) -> None:
        lab = self.random.choice(list(texts.LABS))
        self.minutes[person, day] = self.minutes.get((person, day), 0) + minutes
        approved = status == "approved"
        by = SECOND_COORDINATOR if partner == texts.LEAD_SCHOOL[0] else COORDINATOR
        on = min(self.today, day + timedelta(days=self.random.randint(1, 18)))
        self.lines.append(
            {
                "partner": partner,
                "person": person,
                "date": day.isoformat(),
                "hours": f"{Decimal(minutes) / 60:g}",
                "lab": lab,
                "activity": self.random.choice(texts.LABS[lab]),
                "kind": kind,
                "description": description,
                "status": status,
                "approved_by": by if approved else "",
                "approved_on": on.isoformat() if approved else "",
            }
        )

    def _pitch_lines(self) -> None:
        """The worked example: three years in which 120 hours were reached, and a fourth under way."""
        for number, year in enumerate(self.years[:3]):
            self._pitch_year(year, PITCH_HOURS * 60 + (0, 120, -90)[number])
        running = Period(self.years[3].first, self.today)
        month = Period(max(running.first, self.today - timedelta(days=70)), self.today - timedelta(days=20))
        for minutes in (120, 240, 180, 90, 300, 150):
            self._pitch_line(self._working_day(month, PARTNER, minutes), minutes, "approved")
        for age, minutes, status in PITCH_NOW:
            self._pitch_line(self._workday_before(age), minutes, status)

    def _pitch_year(self, year: Period, minutes: int) -> None:
        while minutes > 0:
            part = min(minutes, self.random.choice((120, 180, 240, 240, 300)))
            self._pitch_line(self._working_day(year, PARTNER, part), part, "approved")
            minutes -= part

    def _pitch_line(self, day: date, minutes: int, status: str) -> None:
        kind = self.random.choice(KINDS)
        person = MANAGER if status == "approved" and self.random.random() < 0.25 else PARTNER
        self._add(texts.PITCH[0], person, day, minutes, kind, self._sentence(kind), status)

    def _special_lines(self) -> None:
        """What gives an approver reason to look twice."""
        for number, (description, kind, hours, age) in enumerate(texts.SPECIAL):
            company = self.companies[3 * number]
            day, minutes = self._workday_before(age), int(Decimal(hours) * 60)
            self._add(company.key, company.people[0], day, minutes, kind, description, "submitted")
        saturday = self.today - timedelta(days=(self.today.weekday() + 2) % 7 or 7)
        weekend = self.companies[20]
        self._add(weekend.key, weekend.people[0], saturday, 240, "guest_teaching", WEEKEND, "submitted")
        self._repeated_line()

    def _repeated_line(self) -> None:
        company, (description, kind, hours) = self.companies[25], texts.REPEATED
        month = add_months(self.today.replace(day=1), -1)
        for week in range(4):
            day = month + timedelta(days=(2 - month.weekday()) % 7 + 7 * week)
            status = "submitted" if week > 1 else "approved"
            self._add(company.key, company.people[0], day, int(Decimal(hours) * 60), kind, description, status)

    def _workday_before(self, age: int) -> date:
        day = self.today - timedelta(days=age)
        return day - timedelta(days=max(0, day.weekday() - 4))

    def _numbered_lines(self):
        self.lines.sort(key=lambda line: (line["date"], line["partner"], line["person"]))
        for number, line in enumerate(self.lines, 1):
            yield [f"U{number:05d}", *(line[column] for column in HOUR_COLUMNS[1:])]

    # --- Pledges and what is not hours --------------------------------------------------------------------------

    def _pledges(self) -> list[tuple]:
        pledges = []
        promised = [(texts.PITCH[0], PITCH_HOURS, self.start)]
        promised += [(key, hours, self.start) for key, hours in SCHOOL_HOURS.items()]
        promised += [(company.key, company.hours, company.joined_on) for company in self.companies]
        for key, hours, joined in promised:
            for year in self.years:
                if joined <= year.last:
                    pledges.append(self._hours_pledge(key, hours, year, joined))
        for year in self.years:
            pledges += [_cash(key, year, Decimal(amount)) for key, amount in CASH_A_YEAR.items()]
            pledges += [_room(self.companies[number].key, year) for number in (0, 12, 22)]
            pledges += [_cash(self.companies[number].key, year, Decimal(3500)) for number in (5, 14, 30)]
        return pledges

    def _hours_pledge(self, key: str, hours: int, year: Period, joined: date) -> tuple:
        """A company that joins during a year promises the months that are left."""
        first = max(year.first, joined)
        if first > year.first:
            days = (year.last - year.first).days + 1
            hours = max(10, 10 * round(hours * ((year.last - first).days + 1) / days / 10))
        return key, first, year.last, "hours", hours, "hour", RATE, amount_for(hours * 60, RATE)

    def _contributions(self, pledges: list[tuple]):
        """What came of the promised money and rooms, one a year, with now and then no proof yet."""
        number = 0
        for key, first, last, kind, quantity, _unit, price, amount in pledges:
            day = first + timedelta(days=self.random.randrange(20, 75))
            if kind == "hours" or day > min(last, self.today):
                continue
            number += 1
            fresh = (self.today - day).days < 30
            evidence = "" if number % 17 == 0 else f"bewijsstuk-{number:03d}.pdf"
            status = "submitted" if fresh else "approved"
            yield f"B{number:03d}", key, day.isoformat(), kind, quantity, price, amount, evidence, status


def _cash(key: str, year: Period, amount: Decimal) -> tuple:
    return key, year.first, year.last, "cash", 1, "amount", amount, amount


def _room(key: str, year: Period) -> tuple:
    price = Decimal(275)
    return key, year.first, year.last, "room", 12, "month", price, 12 * price


HOUR_COLUMNS = (
    "id",
    "partner",
    "person",
    "date",
    "hours",
    "lab",
    "activity",
    "kind",
    "description",
    "status",
    "approved_by",
    "approved_on",
)
PITCH_NOW = (  # days ago, minutes, status
    (16, 150, "returned"),
    (13, 180, "submitted"),
    (9, 120, "submitted"),
    (6, 240, "submitted"),
    (2, 90, "submitted"),
    (1, 120, "draft"),
)
WEEKEND = "Codeweekend op school: twee teams begeleid op zaterdag"
