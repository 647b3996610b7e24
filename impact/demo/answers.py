"""Two closed campaigns: one with as many invited and answered as were published, and one of a year earlier."""

import random
from datetime import date, datetime, timedelta

from contributions.history.facts import Row
from lib.periods import today
from partnership.models import Membership, Partnership
from partnership.roles import Role

from ..models import Campaign, FreeText
from ..states import SHOWN
from ..survey.columns import CONTACTS, answer_columns
from ..survey.facts import CampaignFacts
from ..survey.folder import Folder
from ..survey.write import built_in_questions, import_campaign
from . import facts

SLUG, EARLIER_SLUG = "impactmonitor", "impactmonitor-eerder"
LASTED, OVER_SINCE, A_YEAR = timedelta(days=49), timedelta(days=40), timedelta(days=364)
LEFT_WAITING = 6  # texts that nobody read yet


def add_closed_campaigns(partnership: Partnership, now: datetime) -> None:
    """Through the import, as any earlier administration; then somebody reads the texts."""
    if Campaign.objects.filter(partnership=partnership, slug=SLUG).exists():
        return
    closes = today(now) - OVER_SINCE
    choose = random.Random(178)  # noqa: S311 - invented answers
    people = _published(choose)
    _bring_in(partnership, _facts(SLUG, "Impactmonitor", closes), people, 0, choose, now)
    earlier = _facts(EARLIER_SLUG, "Impactmonitor, eerste meting", closes - A_YEAR)
    _bring_in(partnership, earlier, _earlier(choose), 1, choose, now)
    _read_texts(partnership, choose, now)


def _facts(slug: str, name: str, closes: date) -> CampaignFacts:
    return CampaignFacts(slug, f"{name} {closes.year}", closes - LASTED, closes, anonymous=False, threshold=10)


# --- who was asked -----------------------------------------------------------------------------------------------
Person = tuple[str, str, str, bool]  # workplace, tranche, sector, and whether an answer came


def _published(choose: random.Random) -> list[Person]:
    came = [(place, tranche) for place, tranche, count in facts.WORKPLACES for _ in range(count)]
    sectors = _spread(facts.ANSWERED["sector"], choose)
    people = [(*where, sector, True) for where, sector in zip(came, sectors, strict=True)]
    return people + _silent(people, facts.INVITED, choose)


def _earlier(choose: random.Random) -> list[Person]:
    places = [(place, tranche) for place, tranche, _count in facts.WORKPLACES if tranche in facts.EARLIER["tranche"]]
    sectors = _spread(facts.EARLIER["answered"], choose)
    people = [(*places[number % len(places)], sector, True) for number, sector in enumerate(sectors)]
    return people + _silent(people, facts.EARLIER, choose)


def _silent(people: list[Person], invited: dict, choose: random.Random) -> list[Person]:
    """Those who did not answer: as many per tranche and sector as are left."""
    left = {kind: dict(invited[kind]) for kind in ("tranche", "sector")}
    for _place, tranche, sector, _came in people:
        left["tranche"][tranche] -= 1
        left["sector"][sector] -= 1
    found = []
    for tranche, sector in zip(*(_spread(left[kind], choose) for kind in ("tranche", "sector")), strict=True):
        place = choose.choice([place for place, of, _count in facts.WORKPLACES if of == tranche])
        found.append((place, tranche, sector, False))
    return found


def _spread(counts: dict[str, int], choose: random.Random) -> list[str]:
    labels = [key for key, count in counts.items() for _ in range(count)]
    choose.shuffle(labels)
    return labels


# --- what they answered ------------------------------------------------------------------------------------------
def _bring_in(
    partnership: Partnership,
    about: CampaignFacts,
    people: list[Person],
    when: int,
    choose: random.Random,
    now: datetime,
) -> None:
    columns = answer_columns(built_in_questions(now))
    contacts, answers = [], []
    for number, (place, tranche, sector, came) in enumerate(people, 1):
        key = f"c{number:04d}"
        values = (key, f"contact-{number:04d}@example.org", f"Contact {number}", "nl", place, tranche, sector)
        contacts.append(Row("contacts.csv", number + 1, dict(zip(CONTACTS, values, strict=True))))
        if came:
            cells = dict.fromkeys(columns, "") | {"contact": key} | _answer(when, choose)
            answers.append(Row("answers.csv", len(answers) + 2, cells))
    import_campaign(Folder(about, contacts, answers), slug=partnership.slug, now=now)


def _answer(when: int, choose: random.Random) -> dict[str, str]:
    cells: dict[str, str] = {}
    for level, likely in facts.LIKELY.items():
        if choose.random() < 0.2:
            cells[f"{level}.opening"] = choose.choice(facts.OPENINGS[level])
        if choose.random() < 0.06:
            cells[f"{level}.none"] = "1"
            continue
        for outcome in [name for name, chance in likely.items() if choose.random() < chance[when]]:
            cells |= _named(f"{level}.{outcome}", choose)
        if choose.random() < 0.05:
            cells |= _named(f"{level}.other", choose) | {f"{level}.other.text": choose.choice(facts.OTHERS)}
    if choose.random() < 0.2:
        cells["remarks"] = choose.choice(facts.REMARKS)
    return cells


def _named(column: str, choose: random.Random) -> dict[str, str]:
    pick = {
        name: choose.choices([word for word, _ in words], [weight for _, weight in words])[0]
        for name, words in (("status", facts.STATUS), ("nature", facts.NATURE))
    }
    explained = choose.choice(facts.EXPLANATIONS) if choose.random() < 0.07 else ""
    return {column: "1", f"{column}.explanation": explained} | {f"{column}.{name}": word for name, word in pick.items()}


def _read_texts(partnership: Partnership, choose: random.Random, now: datetime) -> None:
    """Management read them, but for a few of the last campaign."""
    reader = Membership.objects.filter(partnership=partnership, role=Role.MANAGEMENT).order_by("pk").first()
    if reader is None:
        return
    texts = FreeText.objects.filter(response__campaign__partnership=partnership)
    last = texts.filter(response__campaign__slug=SLUG)
    waiting = list(last.order_by("response__contact__key", "kind", "pk").values_list("pk", flat=True)[:LEFT_WAITING])
    texts.exclude(pk__in=waiting).update(state=SHOWN, decided_by=reader.user, decided_at=now)
