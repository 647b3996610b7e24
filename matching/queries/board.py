"""Searching the board: what is found, how often each value of each facet is, and what stands on a page of it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import reduce

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchRank
from django.core.paginator import Page
from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Q,
    Value,
    When,
)

from lib.lists import CountedPaginator
from partnership.models import Membership, Partnership

from ..models import BoardEntry, SkillTag
from ..searching import FACETS, Search, Sort
from .board_words import Term, understand

PAGE_SIZE, MOST_PAGES = 20, 50
COLUMNS = {
    "kind": "kind",
    "level": "unnest(levels)",
    "skill": "unnest(skills)::text",
    "theme": "theme",
    "period": "period",
    "place": "place",
    "remote": "remote",
    "allowance": "CASE WHEN is_paid THEN 'yes' ELSE '' END",
}


@dataclass(frozen=True)
class Asker:
    """Who searches: with a profile, what fits comes first."""

    partnership: Partnership
    membership: Membership | None
    day: date
    level: str = ""
    skills: frozenset[int] = frozenset()

    @property
    def has_profile(self) -> bool:
        return bool(self.level)


@dataclass
class Found:
    """What a search found: the keys of one page, how many there are, and for each facet how many of each value."""

    search: Search
    sort: str
    terms: list[Term]
    page: Page
    total: int
    counts: dict[str, dict[str, int]]
    without: dict[str, int] = field(default_factory=dict)

    @property
    def is_bounded(self) -> bool:
        return self.total > PAGE_SIZE * MOST_PAGES


def find(search: Search, asker: Asker, tags: list[SkillTag], page: str | None = None) -> Found:
    """What the words mean, all counts at once, and one page: as many queries, whatever is on the board."""
    entries = BoardEntry.objects.open_to(asker.partnership, asker.membership, asker.day)
    terms = understand(search, entries, asker.partnership, tags)
    hits = matching_words(entries, terms)
    total, counts, without = _counted(hits, search)
    sort = search.sort or (Sort.MATCH if search.q or search.skill or asker.has_profile else Sort.NEWEST)
    rows = ordered(narrowed(hits, search), sort, terms, asker, search).values_list("pk", flat=True)
    shown = CountedPaginator(rows, PAGE_SIZE, min(total, PAGE_SIZE * MOST_PAGES)).get_page(page)
    shown.object_list = list(shown.object_list) if total else []
    return Found(search, sort, terms, shown, total, counts, without)


def matching_words(entries, terms: list[Term]):
    return reduce(lambda rows, term: rows.filter(term.condition), terms, entries)


def conditions(search: Search) -> dict[str, Q]:
    """What each facet that is in use asks; of the values of one facet any is enough."""
    asked = {
        "kind": Q(kind__in=search.kind),
        "level": Q(levels__overlap=list(search.level)),
        "skill": Q(skills__overlap=list(search.skill)),
        "theme": Q(theme__in=search.theme),
        "period": Q(period__in=search.period),
        "place": Q(place__in=search.place),
        "remote": Q(remote__in=search.remote),
        "allowance": Q(is_paid=True),
    }
    return {facet: asked[facet] for facet in FACETS if getattr(search, facet)}


def narrowed(hits, search: Search):
    return reduce(lambda rows, condition: rows.filter(condition), conditions(search).values(), hits)


def _counted(hits, search: Search) -> tuple[int, dict[str, dict[str, int]], dict[str, int]]:
    """How many there are in all; of each value with all other facets as chosen; and without each facet in use."""
    asked = conditions(search)
    flags = {f"on_{facet}": ExpressionWrapper(asked[facet], BooleanField()) for facet in asked}
    columns = ("kind", "levels", "skills", "theme", "period", "place", "remote", "is_paid")
    inner, params = hits.annotate(**flags).values_list(*columns, *flags).query.sql_with_params()

    def where(but: str = "") -> str:
        return " AND ".join(["TRUE", *(f"on_{facet}" for facet in asked if facet != but)])

    parts = [f"SELECT 'all', '', count(*) FROM hits WHERE {where()}"]  # noqa: S608 - only names of this file
    for facet, column in COLUMNS.items():
        parts.append(f"SELECT '{facet}', {column}, count(*) FROM hits WHERE {where(facet)} GROUP BY 2")  # noqa: S608
    parts += [f"SELECT 'without', '{facet}', count(*) FROM hits WHERE {where(facet)}" for facet in asked]  # noqa: S608
    counts = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(f"WITH hits AS MATERIALIZED ({inner}) " + " UNION ALL ".join(parts), params)
        for facet, value, count in cursor.fetchall():
            counts[facet][value] = count
    return counts.pop("all")[""], dict(counts), counts.pop("without", {})


class Shared(Func):
    """How many values of an array stand in a list."""

    template = "(SELECT count(*) FROM unnest(%(expressions)s))"
    arg_joiner = ") AS each(one) WHERE each.one = ANY("
    output_field = IntegerField()


def ordered(rows, sort: str, terms: list[Term], asker: Asker, search: Search):
    """The order that was asked for; the newest first among equals, and always the same."""
    if sort == Sort.START:
        return rows.annotate(past=_flag(Q(starts_on__lt=asker.day))).order_by("past", "starts_on", "-since", "-pk")
    if sort == Sort.DEADLINE:
        return rows.order_by(F("apply_until").asc(nulls_last=True), "-since", "-pk")
    if sort == Sort.NEWEST:
        return rows.order_by("-since", "-pk")
    return rows.annotate(score=_score(terms, asker, search)).order_by("-score", "-since", "-pk")


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def _score(terms: list[Term], asker: Asker, search: Search):
    """Words in headings weigh most, then the own level, then each own or chosen skill."""
    ranks = (SearchRank(F("heads"), term.query) for term in terms if term.query is not None)
    score = reduce(lambda left, right: left + right, ranks, Value(0.0))
    if asker.level:
        score = score + _flag(Q(levels__contains=[asker.level])) * Value(0.2)
    wanted = sorted(asker.skills | set(search.skill))
    if wanted:
        keys = Value(wanted, output_field=ArrayField(BigIntegerField()))
        score = score + Shared(F("skills"), keys) * Value(0.05)
    return score
