"""Folders of campaigns for tests, and what must come out of them, counted from the files alone."""

import csv
import json
import random
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from pathlib import Path

LEVELS = {
    "institution": [
        "cooperation_other_institutions",
        "mbo_hbo_relation",
        "cooperation_inside",
        "cooperation_business",
        "regional_position",
    ],
    "programme": [
        "student_flow",
        "access_companies",
        "cooperation_companies",
        "curriculum",
        "didactics",
        "teacher_development",
        "follow_up",
    ],
    "student": ["soft_skills", "theory_practice", "satisfaction", "motivation", "knowledge_next_step"],
}
STATUS, NATURE = ["realised", "partly_realised", "expected"], ["new", "strengthened"]
SECTORS = ["mbo", "hbo", "wo", "other"]
CONTACT_COLUMNS = ["contact", "email", "name", "language", "workplace", "tranche", "sector"]
CAMPAIGN = {
    "slug": "impact-proef",
    "name": "Impactmonitor",
    "opens": "2022-09-12",
    "closes": "2022-10-31",
    "anonymous": False,
    "threshold": 10,
}


def answer_columns():
    columns = ["contact"]
    for level, outcomes in LEVELS.items():
        columns += [f"{level}.opening", f"{level}.none"]
        for outcome in [*outcomes, "other"]:
            name = f"{level}.{outcome}"
            columns += [name, f"{name}.status", f"{name}.nature", f"{name}.explanation"]
        columns.append(f"{level}.other.text")
    return [*columns, "remarks", "material_available", "material_consent"]


@dataclass
class Survey:
    """A campaign as files; rows are plain dictionaries, to be broken at will."""

    campaign: dict = field(default_factory=lambda: dict(CAMPAIGN))
    contacts: list = field(default_factory=list)
    answers: list = field(default_factory=list)

    def contact(self, sector="mbo", workplace="Drenthe", tranche="1", **values):
        number = len(self.contacts)
        row = {
            "contact": f"c{number:05d}",
            "email": f"contact-{number:05d}@example.org",
            "name": f"Contact {number}",
            "language": "nl",
            "workplace": workplace,
            "tranche": tranche,
            "sector": sector,
        }
        self.contacts.append(row | values)
        return self.contacts[-1]

    def answer(self, by, /, **cells):
        """`student__motivation="1"` fills the column `student.motivation`."""
        row = dict.fromkeys(answer_columns(), "") | {"contact": by["contact"]}
        self.answers.append(row | {name.replace("__", "."): value for name, value in cells.items()})
        return self.answers[-1]

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "campaign.json").write_text(json.dumps(self.campaign), encoding="utf-8")
        _write(folder / "contacts.csv", CONTACT_COLUMNS, self.contacts)
        _write(folder / "answers.csv", answer_columns(), self.answers)
        return folder


def _write(path, columns, rows):
    with path.open("w", newline="", encoding="utf-8") as handle:
        out = csv.DictWriter(handle, columns)
        out.writeheader()
        out.writerows(rows)


def random_survey(seed, *, contacts=None, workplaces=8, **campaign) -> Survey:
    """Anything that may happen: groups of any size, nobody in some, everything or nothing named."""
    r = random.Random(seed)
    survey = Survey(CAMPAIGN | {"slug": f"impact-{seed}"} | campaign)
    likely = {(level, name): r.choice([0.02, 0.3, 0.6, 0.98]) for level, names in LEVELS.items() for name in names}
    weights = [r.choice([1, 4, 10]) for _ in SECTORS]
    for _ in range(contacts or r.randrange(20, 260)):
        place = r.randrange(workplaces)
        sector = r.choices(SECTORS, weights)[0]
        contact = survey.contact(sector, f"Werkplaats {place}", str(1 + place * 4 // workplaces))
        if r.random() < 0.6:
            _fill(survey.answer(contact), likely, r)
    r.shuffle(survey.answers)
    return survey


def _fill(row, likely, r):
    for level, names in LEVELS.items():
        row[f"{level}.opening"] = f"Woorden {row['contact']}" if r.random() < 0.5 else ""
        if r.random() < 0.08:
            row[f"{level}.none"] = "1"
            continue
        for name in [name for name in names if r.random() < likely[level, name]] + ["other"] * (r.random() < 0.1):
            column = f"{level}.{name}"
            row[column] = "1"
            row[f"{column}.status"] = r.choice([*STATUS, ""])
            row[f"{column}.nature"] = r.choice([*NATURE, ""])
            row[f"{column}.explanation"] = f"Toelichting {row['contact']}" if r.random() < 0.2 else ""
        if row[f"{level}.other"]:
            row[f"{level}.other.text"] = "Iets anders"
    row["material_available"] = r.choice(["yes", "no", ""])
    row["material_consent"] = r.choice(["yes", "no", ""]) if row["material_available"] == "yes" else ""


# --- what must come out ----------------------------------------------------------------------------------------
def rounded(part, whole):
    """Per cents, half up, by exact fractions."""
    return floor(Fraction(100 * part, whole) + Fraction(1, 2)) if whole else None


def chosen(contact, where):
    return all(contact[name] in values for name, values in where.items())


def count_response(contacts, answered, where):
    """The table of who was invited and who answered; `answered` holds keys of contacts."""
    here = [contact for contact in contacts if chosen(contact, where)]

    def row(rows):
        came = sum(contact["contact"] in answered for contact in rows)
        return {"invited": len(rows), "responded": came, "percent": rounded(came, len(rows))}

    tranches = {contact["tranche"] for contact in contacts}
    workplaces = {contact["workplace"] for contact in contacts}
    return {
        "total": row(here),
        "tranche": {name: row([c for c in here if c["tranche"] == name]) for name in tranches},
        "sector": {name: row([c for c in here if c["sector"] == name]) for name in SECTORS},
        "workplace": {
            name: sum(c["workplace"] == name and c["contact"] in answered for c in here) for name in workplaces
        },
    }


def count_outcomes(contacts, answers, where):
    """Every figure of every group, shown or not, counted over rows of answers."""
    of = {contact["contact"]: contact for contact in contacts}
    rows = [row for row in answers if chosen(of[row["contact"]], where)]
    groups = {"all": rows} | {s: [row for row in rows if of[row["contact"]]["sector"] == s] for s in ("mbo", "hbo")}
    found = {}
    for level, names in LEVELS.items():
        found[level] = {}
        for name in [*names, "other", "none"]:
            column = f"{level}.{name}"
            cells = {}
            for group, some in groups.items():
                count = sum(row[column] == "1" for row in some)
                cells[group] = {"n": len(some), "count": count, "percent": rounded(count, len(some))}
            if name != "none":
                cells["status"] = {word: sum(row[f"{column}.status"] == word for row in rows) for word in STATUS}
                cells["nature"] = {word: sum(row[f"{column}.nature"] == word for row in rows) for word in NATURE}
            found[level][name] = cells
    return found
