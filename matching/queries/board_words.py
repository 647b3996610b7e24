"""What the words of a search mean: as they are, as the beginning of a word, or as what was probably meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery, TrigramWordSimilarity
from django.db.models import Exists, Func, IntegerField, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest, Least

from partnership.models import Organisation, Partnership

from ..models import SkillTag
from ..searching import Search, words_of
from ..spelling import meant

LANGUAGES = ("dutch", "english")
SHORTEST_BEGINNING = 3
ALIKE, MOST_ALIKE = 0.3, 100


@dataclass(frozen=True)
class Term:
    """A word that was typed, and what is searched for: a query, or skills. Without either every text has it."""

    word: str
    query: object = None
    skills: tuple[int, ...] = ()
    meant: tuple[str, ...] = ()
    is_known: bool = True

    @property
    def condition(self) -> Q:
        if self.skills:
            return Q(skills__overlap=list(self.skills))
        return Q() if self.query is None else Q(words=self.query)


def as_written(word: str):
    """The word in either language, with what grammar makes of it."""
    return reduce(or_, (SearchQuery(word, config=language, search_type="plain") for language in LANGUAGES))


def as_beginning(word: str):
    """What begins with the word; its letters can't be signs of the query language."""
    return reduce(or_, (SearchQuery(f"'{word}':*", config=each, search_type="raw") for each in LANGUAGES))


def understand(search: Search, entries, partnership: Partnership, tags: Iterable[SkillTag]) -> list[Term]:
    """Each word of a search, looked up among `entries`: only what the asker may see is ever suggested."""
    words = search.words
    if not words:
        return []
    facts = _facts(words, entries, partnership)
    named = {word: _named(word, tags) for word in words if not word.isalnum()}
    terms = []
    for number, word in enumerate(words):
        if named.get(word):  # c# is more than the c that a text keeps of it
            terms.append(Term(word, skills=named[word]))
        elif not facts[f"common{number}"]:
            terms.append(Term(word))
        elif facts[f"exact{number}"]:
            terms.append(Term(word, as_written(word)))
        elif facts.get(f"begins{number}"):
            terms.append(Term(word, as_beginning(word)))
        else:
            terms.append(Term(word, as_written(word), is_known=False))
    unknown = [term.word for term in terms if not term.is_known]
    known = _vocabulary(unknown, entries, partnership, tags) if unknown else set()
    return [term if term.is_known else _corrected(term, known) for term in terms]


def _facts(words, entries, partnership: Partnership) -> dict:
    """For each word whether it stands on the board, begins a word there, and is no word that every text has."""
    asked = {}
    for number, word in enumerate(words):
        counted = [
            Func(SearchQuery(word, config=each, search_type="plain"), function="numnode", output_field=IntegerField())
            for each in LANGUAGES
        ]
        asked[f"common{number}"] = Least(*counted)
        asked[f"exact{number}"] = Exists(entries.filter(words=as_written(word)))
        if len(word) >= SHORTEST_BEGINNING:
            asked[f"begins{number}"] = Exists(entries.filter(words=as_beginning(word)))
    return Partnership.objects.filter(pk=partnership.pk).annotate(**asked).values(*asked).get()


def _named(word: str, tags: Iterable[SkillTag]) -> tuple[int, ...]:
    return tuple(tag.pk for tag in tags if word in words_of(f"{tag.name_nl} {tag.name_en}"))


def _vocabulary(unknown: list[str], entries, partnership: Partnership, tags: Iterable[SkillTag]) -> set[str]:
    """Words of headings that look like those: of titles, of companies with something here, and of skills."""
    titles = _alike(entries.filter(pk__in=RawSQL("SELECT matching_alike(%s)", [unknown])), unknown, "title")
    here = Exists(entries.filter(assignment__organisation=OuterRef("pk")))
    companies = _alike(Organisation.objects.filter(here, partnership=partnership), unknown, "name")
    names = (name for tag in tags for name in (tag.name_nl, tag.name_en))
    return {word for text in (*titles.union(companies), *names) for word in words_of(text)}


def _alike(rows, unknown: list[str], field: str):
    """The texts of a field that look most like one of the words."""
    alike = [TrigramWordSimilarity(word, field) for word in unknown]
    found = rows.annotate(alike=Greatest(*alike) if len(alike) > 1 else alike[0]).filter(alike__gte=ALIKE)
    return found.order_by("-alike", "pk").values_list(field, flat=True)[:MOST_ALIKE]


def _corrected(term: Term, known: set[str]) -> Term:
    found = tuple(meant(term.word, known))
    if not found:
        return term
    return Term(term.word, reduce(or_, map(as_written, found)), meant=found, is_known=False)
