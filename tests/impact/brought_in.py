"""Campaigns that were brought in from files, and what is printed and downloaded of them."""

import csv
import io
import json
import random

from django.core.management import call_command

from impact.models import Campaign
from impact.reports.raw_answers import answer_lines
from tests.impact.survey_folder import SECTORS, Survey


def bring_in(survey, folder, partnership="werkplaats"):
    call_command(
        "import_survey", str(survey.write(folder)), "--partnership", partnership, "--json", stdout=io.StringIO()
    )
    return Campaign.objects.get(partnership__slug=partnership, slug=survey.campaign["slug"])


def printed(slug, *options):
    out = io.StringIO()
    call_command("impact_figures", slug, *options, stdout=out)
    return out.getvalue()


def figures(slug, **where):
    pairs = [f"{name}={value}" for name, values in where.items() for value in values]
    return json.loads(printed(slug, "--json", *(["--where", *pairs] if pairs else [])))


def raw(campaign):
    return list(csv.DictReader(io.StringIO("".join(answer_lines(campaign)), newline="")))


def filters(r, survey):
    """A few groups that somebody could choose, among them several values of one kind."""
    contacts = survey.contacts
    yield {}
    for sector in SECTORS:
        yield {"sector": [sector]}
    for _ in range(6):
        names = r.sample(["sector", "tranche", "workplace"], r.choice([1, 1, 2, 3]))
        values = {name: sorted({contact[name] for contact in contacts}) for name in names}
        yield {name: r.sample(some, min(len(some), r.choice([1, 1, 2]))) for name, some in values.items()}


PUBLISHED = {
    "tranche": {"1": (31, 9, 29), "2": (51, 14, 27), "3": (52, 25, 48), "4": (44, 16, 36)},
    "sector": {"mbo": (73, 26, 36), "hbo": (90, 32, 36), "wo": (8, 4, 50), "other": (7, 2, 29)},
}
ANSWERED = [2, 0, 1, 2, 3, 1, 1, 3, 3, 2, 5, 5, 5, 4, 4, 7, 5, 5, 1, 5]  # per workplace, in the order of tranches
TRANCHE_OF = [1] * 6 + [2] * 5 + [3] * 5 + [4] * 4


def published_survey() -> Survey:
    """As many invited and answered per tranche, sector and workplace as were published."""
    survey, r = Survey(), random.Random(64)
    came = [(f"Werkplaats {n:02d}", str(TRANCHE_OF[n])) for n, count in enumerate(ANSWERED) for _ in range(count)]
    sectors = [sector for sector, row in PUBLISHED["sector"].items() for _ in range(row[1])]
    r.shuffle(sectors)
    for (workplace, tranche), sector in zip(came, sectors, strict=True):
        survey.answer(survey.contact(sector, workplace, tranche), student__soft_skills=r.choice(["", "1"]))
    others = [tranche for tranche, row in PUBLISHED["tranche"].items() for _ in range(row[0] - row[1])]
    rest = [sector for sector, row in PUBLISHED["sector"].items() for _ in range(row[0] - row[1])]
    r.shuffle(rest)
    for number, (tranche, sector) in enumerate(zip(others, rest, strict=True)):
        places = [n for n, of in enumerate(TRANCHE_OF) if str(of) == tranche]
        survey.contact(sector, f"Werkplaats {places[number % len(places)]:02d}", tranche)
    return survey
