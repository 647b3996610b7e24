"""What the words of a search mean: as they are, as the beginning of a word, or as what was probably meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Func, IntegerField, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Least, Length

from partnership.models import Partnership

from ..models import BoardWord, SkillTag
from ..searching import Search, words_of
from ..spelling import SHORTEST_PART, forgiven, meant

LANGUAGES = ("dutch", "english")
SHORTEST_BEGINNING = 3
MOST_ALIKE, ENOUGH = 100, 100


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


def beginning(entries, word: str):
    """The entries with a word that begins so, by the index."""
    asked = f"'{word}':*"
    found = RawSQL("SELECT matching_with(to_tsquery('dutch', %s) || to_tsquery('english', %s))", [asked, asked])
    return entries.filter(pk__in=found)


def understand(search: Search, entries, partnership: Partnership, tags: Iterable[SkillTag]) -> list[Term]:
    """Each word of a search, looked up among `entries`: only what the asker may see is ever suggested."""
    words = search.words
    if not words:
        return []
    facts = _facts(words, entries, partnership)
    named = {word: _named(word, tags) for word in words if not word.isalnum()}  # c# is more than the c of a text
    strange = [
        word for n, word in enumerate(words) if not named.get(word) and facts[f"common{n}"] and not facts[f"exact{n}"]
    ]
    nearest = _nearest(strange, entries, partnership, tags) if strange else {}
    terms = []
    for number, word in enumerate(words):
        if named.get(word):
            terms.append(Term(word, skills=named[word]))
        elif not facts[f"common{number}"]:
            terms.append(Term(word))
        else:
            terms.append(nearest.get(word) or Term(word, as_written(word)))
    return terms


def _facts(words, entries, partnership: Partnership) -> dict:
    """For each word whether it stands on the board, and is no word that every text has."""
    asked = {}
    for number, word in enumerate(words):
        counted = [
            Func(SearchQuery(word, config=each, search_type="plain"), function="numnode", output_field=IntegerField())
            for each in LANGUAGES
        ]
        asked[f"common{number}"] = Least(*counted)
        asked[f"exact{number}"] = _some(entries.filter(words=as_written(word)))
    return Partnership.objects.filter(pk=partnership.pk).annotate(**asked).values(*asked).get()


def _some(rows) -> ArraySubquery:
    """A few of the rows, or an empty list. Asked whether there is any, the planner would look at each row for a word
    that is nowhere; asked for some, it takes the index for a rare word, and for one that most have the first rows."""
    return ArraySubquery(rows.order_by().values("pk")[:ENOUGH])


def _named(word: str, tags: Iterable[SkillTag]) -> tuple[int, ...]:
    return tuple(tag.pk for tag in tags if word in words_of(f"{tag.name_nl} {tag.name_en}"))


def _nearest(strange: list[str], entries, partnership: Partnership, tags: Iterable[SkillTag]) -> dict[str, Term]:
    """What words that stand nowhere are: the beginning of one, or else a typing error. One query for all of them."""
    asked = {}
    for number, word in enumerate(strange):
        if len(word) >= SHORTEST_BEGINNING:
            asked[f"begins{number}"] = _some(beginning(entries, word))
        asked[f"alike{number}"] = ArraySubquery(_alike(word, entries, partnership).values("word"))
    facts = Partnership.objects.filter(pk=partnership.pk).annotate(**asked).values(*asked).get()
    skills = set(words_of_each(tags))
    terms = {}
    for number, word in enumerate(strange):
        if facts.get(f"begins{number}"):
            terms[word] = Term(word, as_beginning(word))
        else:
            terms[word] = _corrected(word, skills.union(facts[f"alike{number}"]))
    return terms


def words_of_each(tags: Iterable[SkillTag]) -> Iterable[str]:
    return (word for tag in tags for name in (tag.name_nl, tag.name_en) for word in words_of(name))


def _alike(word: str, entries, partnership: Partnership):
    """Words of what the asker may see that are spelled nearly the same, or that this one is a part of.

    Letters that changed places count twice here and once in `meant`, so more is fetched than will be meant.
    """
    most = 2 * forgiven(word)
    gap = Func(F("word"), Value(word), Value(most), function="levenshtein_less_equal", output_field=IntegerField())
    rows = BoardWord.objects.filter(partnership=partnership).annotate(gap=gap, size=Length("word"))
    near = Q(size__range=(len(word) - forgiven(word), len(word) + forgiven(word)), gap__lte=most)
    part = Q(word__contains=word) if len(word) >= SHORTEST_PART else Q()
    likely = rows.filter(near | part).order_by("gap", "size", "word").values("pk")[:MOST_ALIKE]
    seen = entries.filter(spoken=SearchQuery(OuterRef("word"), config="simple", search_type="plain"))
    return BoardWord.objects.filter(pk__in=likely).annotate(seen=_some(seen)).exclude(seen=[])


def _corrected(word: str, known: set[str]) -> Term:
    found = tuple(meant(word, known))
    if not found:
        return Term(word, as_written(word), is_known=False)
    return Term(word, reduce(or_, map(as_written, found)), meant=found, is_known=False)
