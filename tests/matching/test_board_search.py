"""Searching: in two languages, with typing errors, by every facet; and counts that are what one would count by hand."""

import random
from datetime import date, timedelta

import pytest
from django.http import QueryDict

from matching.models import Assignment, BoardEntry, BoardWord
from matching.queries.board import find
from matching.queries.cards import asker_of, tags_of
from matching.searching import FACETS, Search, read
from matching.tasks import tidy_board_words
from tests.cast import NOW
from tests.matching.board_stage import make_assignment, make_profile, make_tag

pytestmark = pytest.mark.django_db


def search(cast, query, who="sanne", page=None):
    member = getattr(cast, who) if who else None
    asker = asker_of(cast.werkplaats, member, NOW)
    return find(read(QueryDict(query)), asker, list(tags_of(cast.werkplaats).values()), page)


def titles(cast, query, who="sanne"):
    by_key = dict(Assignment.objects.values_list("pk", "title"))
    return [by_key[key] for key in search(cast, query, who).page.object_list]


@pytest.fixture
def some(cast):
    """Five assignments, in both languages and of different kinds."""
    python, sql, sharp = make_tag(cast, "Python"), make_tag(cast, "SQL"), make_tag(cast, "C#")
    make_tag(cast, "Beveiliging van netwerken", "Network security")
    make_assignment(cast, "Website voor een molen", text="Bezoekers boeken rondleidingen.")
    make_assignment(
        cast,
        "Voorspel storingen in pompen",
        text="Je ontwikkelt een model dat waarschuwt.",
        theme="data",
        roles=[("Analist", "hbo", [python, sql])],
        kind="graduation",
        allowance=300,
        place="Assen",
    )
    make_assignment(
        cast,
        "Build a dashboard for sailing races",
        text="You will be developing charts.",
        language="en",
        kind="research",
        remote="remote",
        place="",
        roles=[("Developer", "wo", [python]), ("Designer", "mbo4", [])],
        is_public=False,
    )
    make_assignment(cast, "Voorraadbeheer", mentor=cast.bram, roles=[("Programmeur", "mbo3", [sharp])])
    make_assignment(cast, "Netwerkbeveiliging van een haven", starts_on=date(2027, 2, 1), ends_on=date(2027, 7, 1))
    return cast


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("molens", ["Website voor een molen"]),  # Dutch grammar
        ("ontwikkelen", ["Voorspel storingen in pompen"]),
        ("develop", ["Build a dashboard for sailing races"]),  # English grammar
        ("dashboards sailed", ["Build a dashboard for sailing races"]),
        ("MOLEN website", ["Website voor een molen"]),
        ("molen dashboard", []),
        ("de website van een", ["Website voor een molen"]),  # words that every text has
        ("assen", ["Voorspel storingen in pompen"]),  # a place
        ("wadbyte", ["Voorraadbeheer"]),  # a company
        ("c#", ["Voorraadbeheer"]),
        ("analist", ["Voorspel storingen in pompen"]),  # a role
        ("websi", ["Website voor een molen"]),  # the beginning of a word
        ("wbesite", ["Website voor een molen"]),  # typing errors
        ("dashbord", ["Build a dashboard for sailing races"]),
        ("pyhton storingen", ["Voorspel storingen in pompen"]),
        ("wadbite", ["Voorraadbeheer"]),
        ("beveiliging", ["Netwerkbeveiliging van een haven"]),  # a part of a word
        ("network security", []),
        ("rondliedingen", ["Website voor een molen"]),  # typing errors in a word of a description
        ("chrats", ["Build a dashboard for sailing races"]),
        ("programeur", ["Voorraadbeheer"]),  # and of a role
        ("xylofoonbouwer", []),
    ],
)
def test_words_are_found(some, typed, found):
    assert titles(some, f"q={typed.replace('#', '%23')}") == found


def test_what_was_meant_is_told(some):
    found = search(some, "q=pyhton+xylofoonbouwer")
    assert [(term.word, term.meant, term.is_known) for term in found.terms] == [
        ("pyhton", ("python",), False),
        ("xylofoonbouwer", (), False),
    ]


def test_a_visitor_is_not_told_words_of_what_is_not_public(some):
    assert search(some, "q=dashbord").total == 1
    hidden = search(some, "q=dashbord", who=None)
    assert (hidden.total, hidden.terms[0].meant) == (0, ())


@pytest.mark.parametrize("typed", ["chrats", "develpoing", "saling"])
def test_a_visitor_is_not_told_words_of_hidden_descriptions(some, typed):
    assert search(some, f"q={typed}").terms[0].meant
    assert search(some, f"q={typed}", who=None).terms[0].meant == ()
    BoardEntry.objects.update(apply_until=NOW.date() - timedelta(days=1))
    assert search(some, f"q={typed}").terms[0].meant == ()


def test_a_hidden_form_of_a_visible_word_is_not_told(some):
    """The grammar of both is the same; the letters of the hidden one are still nobody's business."""
    make_assignment(some, "Kaas", text="Wij maken kazen.")
    make_assignment(some, "Ook kaas", text="Hier staat het kazenmuseum.", is_public=False)
    assert search(some, "q=kazenmuesum").terms[0].meant == ("kazenmuseum",)
    assert search(some, "q=kazenmuesum", who=None).terms[0].meant == ()
    row = make_assignment(some, "Beheer", text="Wij beheren vijf servers.")
    make_assignment(some, "Meer beheer", text="Je beheert een serverruimte.", is_public=False)
    assert search(some, "q=serverriumte", who=None).terms[0].meant == ()
    Assignment.objects.filter(pk=row.pk).update(text="Wij beheren een serverruimte.")
    assert search(some, "q=serverriumte", who=None).terms[0].meant == ("serverruimte",)


def test_of_what_is_like_it_the_visible_word_is_taken(some):
    """Words that are hidden, however many and near, do not stand in the way of one that is to be seen."""
    make_assignment(some, "Open", text="Wij tellen zeehonden.")
    make_assignment(some, "Dicht", text="zeehondem zeehondex zeehondez zeehondeq zeehondep", is_public=False)
    assert search(some, "q=zeehondew", who=None).terms[0].meant == ("zeehonden",)


def test_words_that_stand_nowhere_any_more_are_thrown_away(some):
    row = make_assignment(some, "Kort", text="Een ansichtkaart van lang geleden en één café.")
    words = BoardWord.objects.filter(partnership=some.werkplaats)
    assert {"ansichtkaart", "café", "rondleidingen"} <= set(words.values_list("word", flat=True))
    assert not words.filter(word__in=("een", "van", "the")).exists()
    BoardWord.objects.create(partnership=some.werkplaats, word="rondleidingen")
    Assignment.objects.filter(pk=row.pk).update(text="Een brief.")
    assert search(some, "q=ansichtkaatr").terms[0].meant == ()
    tidy_board_words()
    left = list(words.values_list("word", flat=True))
    assert "ansichtkaart" not in left and left.count("rondleidingen") == 1 and "brief" in left
    tidy_board_words()
    assert words.count() == len(left)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 5),
        ("kind=internship", 3),
        ("kind=internship&kind=research", 4),
        ("level=mbo4", 3),
        ("level=hbo&level=wo", 2),
        ("theme=data", 1),
        ("period=2027-1", 1),
        ("place=Assen&place=Groningen", 4),
        ("remote=remote", 1),
        ("allowance=yes", 1),
        ("kind=internship&level=wo", 0),
        ("kind=nonsense&level=&skill=x&period=2027-3&sort=up&page=many", 5),
    ],
)
def test_facets_narrow(some, query, count):
    assert search(some, query).total == count


def test_visitors_find_what_is_public_and_nobody_what_is_closed_or_elsewhere(some):
    make_assignment(some, "Elders", mentor=some.ed, decided_by=some.esra.user)
    make_assignment(some, "Voorbij", apply_until=NOW.date() - timedelta(days=1))
    make_assignment(some, "Vandaag nog", apply_until=NOW.date())
    make_assignment(some, "Concept", state="pending", decided_by=None, decided_at=None)
    assert search(some, "").total == 6
    assert search(some, "", who=None).total == 5
    assert "Elders" not in titles(some, "") and "Vandaag nog" in titles(some, "", who=None)


def test_the_order(some):
    older = make_assignment(some, "Oud maar snel", decided_at=NOW - timedelta(days=30), apply_until=date(2026, 4, 1))
    assert titles(some, "sort=new")[-1] == older.title
    assert titles(some, "sort=deadline")[0] == older.title
    assert titles(some, "sort=start")[-1] == "Netwerkbeveiliging van een haven"
    make_assignment(some, "Iets anders", text="Geen website, wel een winkel.")
    assert titles(some, "q=website") == ["Website voor een molen", "Iets anders"]


def test_what_fits_comes_first(some):
    python = some.werkplaats.skill_tags.get(name_nl="Python")
    assert titles(some, "")[0] == "Netwerkbeveiliging van een haven"  # the newest
    make_profile(some.sanne, "hbo", [python])
    assert titles(some, "")[:2] == ["Voorspel storingen in pompen", "Build a dashboard for sailing races"]


def test_entries_follow_what_they_are_made_of(some):
    row = Assignment.objects.get(title="Voorraadbeheer")
    role = row.roles.get()
    entry = BoardEntry.objects.get(pk=row.pk)
    assert (entry.levels, len(entry.skills), entry.period) == (["mbo3"], 1, "2026-2")
    role.level = "mbo2"
    role.save()
    role.skills.clear()
    entry.refresh_from_db()
    assert (entry.levels, entry.skills) == (["mbo2"], [])
    some.wadbyte.name = "Slibkracht"
    some.wadbyte.save()
    assert titles(some, "q=slibkracht") == ["Voorraadbeheer"]
    tag = make_tag(some, "Rust")
    role.skills.add(tag)
    tag.name_en = "Ferrous"
    tag.save()
    assert titles(some, "q=ferrous") == ["Voorraadbeheer"]
    Assignment.objects.filter(pk=row.pk).update(state="closed", closed_at=NOW)
    assert not BoardEntry.objects.filter(pk=row.pk).exists()
    Assignment.objects.filter(pk=row.pk).update(state="approved")
    row.delete()
    assert not BoardEntry.objects.filter(pk=row.pk).exists()


def test_counts_are_those_of_counting_by_hand(cast):
    """Random assignments and random searches: every count of every facet is that of all other facets as chosen."""
    choose = random.Random(5)
    tags = [make_tag(cast, name) for name in ("Python", "SQL", "Linux", "Docker", "Scrum", "React", "Java")]
    kinds, levels = ("internship", "practice", "challenge"), ("mbo3", "mbo4", "hbo")
    for number in range(60):
        make_assignment(
            cast,
            f"Opdracht {number} met {choose.choice(('website', 'robot', 'netwerk'))}",
            kind=choose.choice(kinds),
            theme=choose.choice(("software", "data", "")),
            place=choose.choice(("Assen", "Emmen", "")),
            remote=choose.choice(("on_site", "partly", "remote")),
            allowance=choose.choice((None, 0, 250)),
            starts_on=choose.choice((date(2026, 9, 1), date(2027, 1, 4), date(2027, 2, 1))),
            ends_on=date(2027, 7, 1),
            is_public=choose.random() < 0.7,
            roles=[
                (f"Rol {role}", choose.choice(levels), choose.sample(tags, choose.randint(0, 3)))
                for role in range(choose.randint(1, 2))
            ],
        )
    facts = [_facts(row) for row in Assignment.objects.order_by("pk")]
    keys = [str(tag.pk) for tag in tags]
    values = {
        "kind": kinds,
        "level": levels,
        "skill": keys,
        "theme": ("software", "data"),
        "period": ("2026-2", "2027-1"),
        "place": ("Assen", "Emmen"),
        "remote": ("on_site", "partly", "remote"),
        "allowance": ("yes",),
    }
    for _round in range(60):
        used = choose.sample(sorted(values), choose.randint(0, 4))
        chosen = {name: set(choose.sample(values[name], choose.randint(1, min(3, len(values[name]))))) for name in used}
        word, who = choose.choice(("", "robot")), choose.choice(("sanne", None))
        query = QueryDict(mutable=True)
        query["q"] = word
        for name, several in chosen.items():
            query.setlist(name, sorted(several))
        found = search(cast, query.urlencode(), who)
        seen = [one for one in facts if (who or one["public"]) and word in one["title"]]
        assert found.total == sum(_passes(one, chosen) for one in seen)
        for facet in FACETS:
            others = {name: several for name, several in chosen.items() if name != facet}
            left = [one for one in seen if _passes(one, others)]
            expected = {value: n for value in values[facet] if (n := sum(value in one[facet] for one in left))}
            counted = {value: n for value, n in found.counts.get(facet, {}).items() if value}
            assert counted == expected, (query.urlencode(), facet)
            if facet in chosen:
                assert found.without[facet] == len(left)


def _facts(row):
    roles = list(row.roles.all())
    begins = row.starts_on
    return {
        "title": row.title,
        "public": row.is_public,
        "kind": {row.kind},
        "level": {role.level for role in roles},
        "skill": {str(tag.pk) for role in roles for tag in role.skills.all()},
        "theme": {row.theme},
        "period": {"2027-1" if begins >= date(2027, 2, 1) else "2026-2"},
        "place": {row.place},
        "remote": {row.remote},
        "allowance": {"yes"} if row.allowance else set(),
    }


def _passes(one, chosen):
    return all(one[name] & several for name, several in chosen.items())


HOSTILE = [
    "\x00",
    "a\x00b",
    "%_%",
    "' | !:* & (",
    "\\' OR 1=1 --",
    "<-> <2> :A",
    "\U0001f600\U0001f469\u200d\U0001f4bb",
    "\ud800",
    "x" * 100_000,
    " ".join(f"woord{n}" for n in range(500)),
    "\u202eevil",
    "{}%(x)s%s",
    "c++ c# .net -- node.js 'quoted\" $$",
    "٣ ½ ß İ",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_anything_can_be_typed(some, text):
    query = QueryDict(mutable=True)
    query["q"] = text
    for name in (*FACETS, "sort", "page"):
        query.setlist(name, [text[:300]] * 3)
    asked = read(query)
    assert len(asked.q) <= 200 and "\x00" not in asked.q
    found = find(asked, asker_of(some.werkplaats, some.sanne, NOW), list(tags_of(some.werkplaats).values()), text[:9])
    assert found.total >= 0
    assert read(QueryDict(asked.query())) == asked


def test_an_address_holds_the_whole_search():
    text = "q=python+c%23&kind=research&kind=internship&level=hbo&skill=7&skill=3&place=De+Punt&allowance=yes&sort=new"
    asked = read(QueryDict(text))
    assert asked == Search(
        q="python c#",
        kind=("research", "internship"),
        level=("hbo",),
        skill=(7, 3),
        place=("De Punt",),
        allowance=("yes",),
        sort="new",
    )
    assert asked.query() == read(QueryDict(asked.query())).query()
    assert asked.without("skill", 7).count("skill=") == 1


def test_more_than_can_be_searched_is_cut_and_says_so():
    assert read(QueryDict("&".join(f"skill={n}" for n in range(1, 8)))).skill == (1, 2, 3, 4, 5)
    assert read(QueryDict("&".join(f"skill={n}" for n in range(1, 8)))).cut
    assert read(QueryDict("q=" + "+".join("abcdefghi"))).cut
    assert not read(QueryDict("q=" + "+".join("abcdefgh"))).cut
