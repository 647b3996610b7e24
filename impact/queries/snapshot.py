"""What a report or a public page froze: plain values going in, figures coming out again.

Nothing goes in that the gate did not let through, so nothing else can come out, whatever is made of it later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from ..disclosure import Hidden
from ..figure_rules import Extreme, Share
from ..kinds import HARD_MINIMUM, Sector, TextKind
from ..models import Campaign, Conclusion
from .figures import ALL, Figures, LevelFigures, OutcomeFigures, figures_of
from .groups import ResponseTable, Turnout
from .instruments import Asked, AskedLevel, AskedOutcome, InBoth, asked
from .texts import readable_texts

RESPONSE = ("tranche", "sector", "workplace")
MOST_TEXTS = 400  # of a kind; more would be a book, and can be read in the portal


@dataclass(frozen=True)
class Frozen:
    """Figures as they stood; the same to a table as figures just counted."""

    response: ResponseTable
    sizes: Mapping[str, int | None]
    levels: tuple[LevelFigures, ...]
    halves: Mapping[str, tuple[str, ...]]
    beside: tuple[str, ...]
    why_not: Mapping[str, Hidden]


# --- going in --------------------------------------------------------------------------------------------------
def report_snapshot(campaign: Campaign, language: str) -> dict:
    """All that a report of a campaign says in a language, but its moment."""
    figures, questions = figures_of(campaign), asked(campaign.instrument_id)
    return {
        "campaign": _campaign(campaign),
        "instrument": _instrument(campaign, questions),
        "figures": _figures(figures),
        "conclusions": [[about, text] for about, text in conclusions_in(campaign, language).items() if text],
        "texts": _texts(figures, questions),
    }


def public_snapshot(campaign: Campaign) -> dict:
    """The main figures: of everybody together, and of no group beside them."""
    found = _figures(figures_of(campaign))
    found |= {"sizes": {ALL: found["sizes"][ALL]}, "beside": [ALL], "halves": {}, "why_not": {}}
    for level in found["levels"]:
        for outcome in level["outcomes"]:
            outcome["shares"] = {ALL: outcome["shares"][ALL]}
    return {"campaign": _campaign(campaign), "figures": found}


def conclusions_in(campaign: Campaign, language: str) -> dict[str, str]:
    """The newest conclusions in a language by the key of their level; empty for the one overall."""
    rows = Conclusion.objects.filter(campaign=campaign, language=language).order_by("version")
    return {key or "": text for key, text in rows.values_list("level__key", "text")}


def _campaign(campaign: Campaign) -> dict:
    partners = campaign.partners.order_by("partnership__name").values_list("partnership__name", flat=True)
    return {
        "name": campaign.name,
        "partnership": campaign.partnership.name,
        "partners": list(partners),
        "opens_on": campaign.opens_on.isoformat(),
        "closes_on": campaign.closes_on.isoformat(),
        "anonymous": campaign.anonymous,
        "threshold": campaign.threshold,
        "minimum": HARD_MINIMUM,
        "languages": list(campaign.languages),
        "most_reminders": campaign.most_reminders,
    }


def _both(text: InBoth) -> list[str]:
    return [text.nl, text.en]


def _instrument(campaign: Campaign, questions: Asked) -> dict:
    row = campaign.instrument
    return {
        "name": [row.name_nl, row.name_en],
        "version": row.version,
        "wordings": {key: _both(text) for key, text in questions.wordings.items()},
        "intros": {level.key: _both(level.intro) for level in questions.levels},
        "questions": [_both(question.text) for question in questions.questions],
    }


def _figures(figures: Figures) -> dict:
    response = figures.response
    return {
        "total": _turnout(response.total),
        "response": {name: [_turnout(row) for row in getattr(response, name)] for name in RESPONSE},
        "sizes": dict(figures.sizes),
        "halves": {name: list(some) for name, some in figures.halves.items()},
        "beside": list(figures.beside),
        "why_not": {name: rule.value for name, rule in figures.why_not.items()},
        "levels": [
            {
                "key": level.level.key,
                "name": _both(level.level.name),
                "outcomes": [_outcome(item) for item in level.outcomes],
            }
            for level in figures.levels
        ],
    }


def _turnout(row: Turnout) -> list:
    """Groups are kept by key, which for workplaces and tranches is their name: a snapshot has no language."""
    return [row.key, row.invited, row.answered]


def _outcome(item: OutcomeFigures) -> dict:
    return {
        "key": item.outcome.key,
        "kind": item.outcome.kind,
        "name": _both(item.outcome.name),
        "shares": {name: _share(share) for name, share in item.shares.items()},
        "status": item.status,
        "nature": item.nature,
    }


def _share(share: Share | None) -> list | None:
    return share and [share.n, share.count, share.percent, share.extreme]


def _texts(figures: Figures, questions: Asked) -> list[dict]:
    """Every question that takes text with what may be read of it, and whether there was more than fits."""
    found = []
    for kind in TextKind.values:
        rows = readable_texts(figures.campaign, figures.gate, kind, most=MOST_TEXTS + 1)
        about: dict = {}
        for row in rows[:MOST_TEXTS]:
            about.setdefault(row.about, []).append([row.sector or "", row.text])
        for pk, level, name in _places(kind, questions):
            if pk in about:
                found.append(_about(kind, level, name, about[pk], len(rows) > MOST_TEXTS))
    return found


def _places(kind: str, questions: Asked) -> list[tuple]:
    """What texts of a kind are about, in the order of the questions: its key, its level, its name."""
    if kind == TextKind.OPENING:
        return [(level.pk, level.key, _both(level.name)) for level in questions.levels]
    if kind == TextKind.QUESTION:
        return [(question.pk, "", _both(question.text)) for question in questions.questions]
    if kind == TextKind.REMARKS:
        return [(None, "", ["", ""])]
    return [(item.pk, level.key, _both(item.name)) for level in questions.levels for item in level.outcomes]


def _about(kind: str, level: str, name: list[str], texts: list, more: bool) -> dict:
    return {"kind": str(kind), "level": level, "name": name, "texts": texts, "more": more}


# --- coming out ------------------------------------------------------------------------------------------------
def thawed(snapshot: dict) -> Frozen:
    """The figures of a snapshot."""
    held = snapshot["figures"]
    response = {name: tuple(_thawed_turnout(name, row) for row in rows) for name, rows in held["response"].items()}
    return Frozen(
        response=ResponseTable(total=_thawed_turnout("", held["total"]), **response),
        sizes=held["sizes"],
        levels=tuple(_level(level) for level in held["levels"]),
        halves={name: tuple(some) for name, some in held["halves"].items()},
        beside=tuple(held["beside"]),
        why_not={name: Hidden(rule) for name, rule in held["why_not"].items()},
    )


def _level(held: dict) -> LevelFigures:
    outcomes = tuple(
        OutcomeFigures(
            AskedOutcome(0, item["key"], item["kind"], InBoth(*item["name"])),
            {name: _thawed_share(share) for name, share in item["shares"].items()},
            item["status"],
            item["nature"],
        )
        for item in held["outcomes"]
    )
    asked_outcomes = tuple(item.outcome for item in outcomes)
    level = AskedLevel(0, held["key"], InBoth(*held["name"]), InBoth("", ""), asked_outcomes)
    return LevelFigures(level, outcomes)


def _thawed_turnout(kind: str, held: list) -> Turnout:
    key, invited, answered = held
    names = dict(Sector.choices) if kind == "sector" else {"": _("all")}
    return Turnout(key, names.get(key, key), invited, answered)


def _thawed_share(held: list | None) -> Share | None:
    if held is None:
        return None
    n, count, percent, extreme = held
    return Share(n, count, percent, Extreme(extreme) if extreme else None)


def days_of(snapshot: dict) -> tuple[date, date]:
    """The first and the last day of the campaign."""
    campaign = snapshot["campaign"]
    return date.fromisoformat(campaign["opens_on"]), date.fromisoformat(campaign["closes_on"])
