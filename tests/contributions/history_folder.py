"""History folders for tests, and what must come out of them, worked out from the files alone with exact fractions."""

import csv
import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

HEADERS = {
    "partners.csv": "key,name,kind,kvk,employees,sector,joined",
    "people.csv": "email,name,partner",
    "pledges.csv": "partner,from,to,kind,quantity,unit,unit_price,amount",
    "hours.csv": "id,partner,person,date,hours,lab,activity,kind,description,status,approved_by,approved_on",
    "contributions.csv": "id,partner,date,kind,quantity,unit_price,amount,evidence,status",
}
LABS = {"kennis": ["Practoraat"], "learning": ["Masterclasses", "Trainingen"], "business": ["Incubator"]}
PROGRAMME = {
    "name": "Vakmanschap",
    "scheme": "RIF19",
    "grant_number": "RIF19-00001",
    "application_date": "2023-02-01",
    "start": "2023-08-01",
    "end": "2027-07-31",
    "rate": "73.00",
    "budget_total": "3000000.00",
    "subsidy_granted": "1000000.00",
    "lead_partner": "school",
    "labs": LABS,
    "years": [2023, 2024, 2025, 2026, 2027],
}
KINDS = ["guest_teaching", "curriculum_advice", "teacher_placement", "internship_supervision", "wage_loss"]
HOUR = {
    "id": "H1",
    "partner": "terp",
    "person": "anna@example.org",
    "date": "2024-03-05",
    "hours": "2.5",
    "lab": "learning",
    "activity": "Masterclasses",
    "kind": "guest_teaching",
    "description": "Gastles over netwerken",
    "status": "approved",
    "approved_by": "carla@example.org",
    "approved_on": "2024-03-12",
}
CASH = {
    "id": "C1",
    "partner": "terp",
    "date": "2024-05-01",
    "kind": "cash",
    "quantity": "1",
    "unit_price": "2500",
    "amount": "2500.00",
    "evidence": "bewijs.pdf",
    "status": "approved",
}
PLEDGE = {
    "partner": "terp",
    "from": "2023-08-01",
    "to": "2024-07-31",
    "kind": "hours",
    "quantity": "120",
    "unit": "hour",
    "unit_price": "73.00",
    "amount": "8760.00",
}


def partner(key: str, kind: str = "company", **values) -> dict:
    plain = {"kvk": "01234567", "employees": "12", "sector": "ict", "joined": "2023-08-01"}
    return {"key": key, "name": key.capitalize(), "kind": kind} | plain | values


def person(email: str, where: str, name: str = "Anna de Vries") -> dict:
    return {"email": email, "name": name, "partner": where}


@dataclass
class Content:
    """A small folder that is in order; tests change what they are about."""

    programme: dict = field(default_factory=lambda: dict(PROGRAMME))
    partners: list = field(default_factory=lambda: [partner("school", "applicant_school"), partner("terp")])
    people: list = field(
        default_factory=lambda: [person("anna@example.org", "terp"), person("bram@example.org", "terp", "Bram Postma")]
    )
    pledges: list = field(default_factory=lambda: [dict(PLEDGE)])
    hours: list = field(default_factory=lambda: [dict(HOUR)])
    contributions: list = field(default_factory=lambda: [dict(CASH)])

    def write(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        (folder / "programme.json").write_text(json.dumps(self.programme), encoding="utf-8")
        for name, header in HEADERS.items():
            rows = getattr(self, name.removesuffix(".csv"))
            with (folder / name).open("w", newline="", encoding="utf-8") as handle:
                out = csv.DictWriter(handle, header.split(","))
                out.writeheader()
                out.writerows(rows)
        return folder


def random_content(
    seed: int, *, partners=6, lines=400, start=date(2023, 8, 1), years=4, until=date(2026, 6, 30)
) -> Content:
    """A folder of any size with every kind of line, some of them to be refused."""
    r = random.Random(seed)
    end = start.replace(year=start.year + years) - timedelta(days=1)
    until = min(until, end)
    programme = PROGRAMME | {
        "grant_number": f"TEST-{seed}",
        "start": start.isoformat(),
        "end": end.isoformat(),
        "application_date": (start - timedelta(days=90)).isoformat(),
        "rate": r.choice(["73.00", "86.00", "73.33", "0.05"]),
    }
    kinds = {"school": "applicant_school", "hbo": "school", "stad": "government"}
    keys = [*kinds, *(f"bedrijf-{n}" for n in range(partners))]
    content = Content(programme=programme, pledges=[], hours=[], contributions=[])
    content.partners = [partner(key, kinds.get(key, "company"), joined=start.isoformat()) for key in keys]
    content.people = [person(f"{key}-{n}@example.org", key, f"Mens {n}") for key in keys for n in range(2)]
    content.people.append(person("bedrijf-0-0@example.org", "hbo"))  # works at two
    days = (until - start).days
    for number in range(lines):
        content.hours.append(_line(r, number, keys, start + timedelta(days=r.randint(0, days)), end))
    for n, key in enumerate(keys):
        year = {"partner": key, "from": start.isoformat(), "to": (start + timedelta(days=364)).isoformat()}
        if n % 3:
            content.pledges.append(PLEDGE | year)
        content.pledges.append(PLEDGE | year | {"kind": "room", "unit": "month", "amount": "1200.00"})
        for m, kind in enumerate(("room", "cash", "materials")):
            content.contributions.append(_goods(r, f"C{n}-{m}", key, kind, start + timedelta(days=r.randint(0, days))))
    return content


def _line(r: random.Random, number: int, keys: list, day: date, end: date) -> dict:
    key, lab = r.choice(keys), r.choice(list(LABS))
    status = r.choice(["approved"] * 6 + ["submitted", "returned", "draft"])
    line = HOUR | {
        "id": f"H{number}",
        "partner": key,
        "person": f"{key}-{r.randint(0, 1)}@example.org",
        "date": day.isoformat(),
        "hours": r.choice(["0.25", "0.5", "1", "2.75", "7.5", "8", "13", "23.75"]),
        "lab": lab,
        "activity": r.choice(LABS[lab]),
        "kind": r.choice(
            [HOUR["kind"], "curriculum_advice", "teacher_placement", "internship_supervision", "wage_loss"]
        ),
        "status": status,
        "approved_by": "carla@example.org" if status == "approved" else "",
        "approved_on": (day + timedelta(days=r.randint(0, 9))).isoformat() if status == "approved" else "",
    }
    faults = [
        {"date": (end + timedelta(days=r.randint(1, 9))).isoformat()},
        {"hours": r.choice(["0", "-2", "0.1", "acht", "", "NaN", "1e3"])},
        {"person": "niemand@example.org"},
        {"activity": "Bestaat niet"},
        {"hours": "24.25"},
    ]
    return line | r.choice(faults) if r.random() < 0.08 else line


def _goods(r: random.Random, line: str, key: str, kind: str, day: date) -> dict:
    return CASH | {
        "id": line,
        "partner": key,
        "date": day.isoformat(),
        "kind": kind,
        "amount": f"{r.randint(1, 900000) / 100:.2f}",
        "evidence": r.choice(["bewijs.pdf", "factuur.pdf", "bon.pdf", ""]),
        "status": r.choice(["approved", "approved", "submitted"]),
    }


def _rows(folder: Path, name: str) -> list[dict]:
    with (folder / name).open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def expected(folder: Path, today: date) -> dict:
    """What an import of the folder must print, and what is realised, from the written rules of the format."""
    programme = json.loads((folder / "programme.json").read_text(encoding="utf-8"))
    kinds = {row["key"]: row["kind"] for row in _rows(folder, "partners.csv")}
    pledged = {row["partner"] for row in _rows(folder, "pledges.csv") if row["kind"] == "hours"}
    people = {row["email"] for row in _rows(folder, "people.csv")}
    rejected, states, that_day = [], Counter(), defaultdict(Fraction)
    total, by = Counter(), defaultdict(lambda: defaultdict(Fraction))
    for row in _rows(folder, "hours.csv"):
        reason = _fault(row, programme, people, today)
        whose = row["person"], row["date"]
        if not reason and that_day[whose] + Fraction(row["hours"]) > 24:
            reason = "more_than_24_hours"
        if reason:
            rejected.append({"file": "hours.csv", "id": row["id"], "reason": reason})
            continue
        that_day[whose] += Fraction(row["hours"])
        states[row["status"]] += 1
        never = row["kind"] in ("internship_supervision", "wage_loss") or kinds[row["partner"]] == "applicant_school"
        if row["status"] == "approved" and not never:
            value = _cents(Fraction(row["hours"]) * Fraction(programme["rate"]))
            total["hours"] += Fraction(row["hours"])
            total["hours_value"] += value
            by["hours_value_by_lab"][row["lab"]] += value
            by["hours_value_by_kind"][row["kind"]] += value
            _book(by, row, kinds, value)
    for row in _rows(folder, "contributions.csv"):
        if reason := _wrong_day(row, programme, today):
            rejected.append({"file": "contributions.csv", "id": row["id"], "reason": reason})
            continue
        in_kind = kinds[row["partner"]] == "applicant_school" and row["kind"] != "cash"
        alone = row["kind"] == "room" and row["partner"] not in pledged
        if row["status"] == "approved" and row["evidence"] and not in_kind and not alone:
            total[row["kind"]] += Fraction(row["amount"])
            _book(by, row, kinds, Fraction(row["amount"]))
    names = ("by_group", "by_partner", "by_calendar_year", "hours_value_by_lab", "hours_value_by_kind")
    sums = {name: {key: _euros(value) for key, value in sorted(by[name].items())} for name in names}
    goods = {kind: _euros(total[kind]) for kind in ("cash", "room", "materials") if kind != "materials" or total[kind]}
    return {
        "accepted_hour_lines": sum(states.values()),
        "rejected": rejected,
        "hour_lines_by_status": {name: states[name] for name in ("approved", "submitted", "returned", "draft")},
        "realised": {"hours": _euros(total["hours"]), "hours_value": _euros(total["hours_value"]), **goods, **sums},
    }


def _fault(row: dict, programme: dict, people: set, today: date) -> str:
    try:
        in_quarters = Fraction(row["hours"]) > 0 and Fraction(row["hours"]) % Fraction(1, 4) == 0
    except ValueError:
        in_quarters = False
    faults = {
        "hours": not in_quarters or row["hours"] == "1e3",
        "person": row["person"] not in people,
        "activity": row["activity"] not in programme["labs"][row["lab"]],
    }
    return _wrong_day(row, programme, today) or next((reason for reason, found in faults.items() if found), "")


def _wrong_day(row: dict, programme: dict, today: date) -> str:
    if not programme["start"] <= row["date"] <= programme["end"]:
        return "outside_period"
    return "future" if row["date"] > today.isoformat() else ""


def _book(by: dict, row: dict, kinds: dict, value: Fraction) -> None:
    group = {"company": "business", "applicant_school": "applicant"}.get(kinds[row["partner"]], "other")
    by["by_group"][group] += value
    by["by_partner"][row["partner"]] += value
    by["by_calendar_year"][row["date"][:4]] += value


def _cents(value: Fraction) -> Fraction:
    """Half-up to the cent, as an exact fraction."""
    return Fraction(int(value * 100 + Fraction(1, 2)), 100)


def _euros(value) -> str:
    cents = Fraction(value) * 100
    assert cents.denominator == 1
    return f"{int(cents) // 100}.{int(cents) % 100:02d}"
