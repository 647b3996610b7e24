"""Lists of questions of one's own."""

from uuid import uuid4

import pytest
from django.utils.translation import override

from impact.actions import instrument_edits as actions
from impact.actions.instruments import built_in
from impact.models import Instrument, InstrumentOutcome
from impact.queries.instrument_texts import WORDINGS, mark_of, texts_in
from impact.queries.instruments import asked
from lib.workflow import Refused, SomeoneWasFirst
from tests.cast import NOW
from tests.contributions.test_races import at_once
from tests.impact.campaign_helpers import draft, opened

pytestmark = pytest.mark.django_db
NAME = {"nl": "Eigen lijst", "en": "Our own list"}
BOTH = {"nl": "Meer eigen bedrijven", "en": "More start-ups"}


def copy(cast, by=None, nonce=None, name=NAME, source=None):
    source = source or built_in(now=NOW)
    return actions.copy_instrument(by=by or cast.mirjam, source=source, name=name, nonce=nonce or uuid4(), now=NOW)


def refusal(action, **given):
    with override("en"), pytest.raises(Refused) as refused:
        action(now=NOW, **given)
    return str(refused.value)


def words(instrument):
    questions = asked(instrument.pk)
    levels = [
        (level.key, level.name, level.intro, [(o.key, o.kind, o.name) for o in level.outcomes])
        for level in questions.levels
    ]
    return levels, questions.wordings


def test_a_copy_asks_the_same_and_is_ones_own(cast):
    own, source = copy(cast), built_in(now=NOW)
    assert words(own) == words(source)
    assert (own.key, own.version, own.partnership, own.made_from) == ("our_own_list", 1, cast.werkplaats, source)
    assert copy(cast).key == "our_own_list_2"


def test_the_same_form_twice_makes_one_copy(cast):
    nonce = uuid4()
    assert copy(cast, nonce=nonce) == copy(cast, nonce=nonce)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ondernemen & zo!", "ondernemen_zo"),
        ("3 jaar", "x_3_jaar"),
        ("Ünïcode", "unicode"),
        ("???", "x"),
        ("None", "none_2"),
    ],
)
def test_keys_can_be_read(name, key):
    assert actions.key_from(name, set(), "x") == key
    assert len(actions.key_from("a" * 200, {"a" * 34}, "x")) <= 40


def test_every_text_can_be_worded(cast):
    own = copy(cast)
    texts = texts_in(own)
    assert {text.key.split("-")[0] for text in texts} == {"list", "wording", "level", "outcome"}
    assert len([text for text in texts if text.kind == "wording"]) == len(WORDINGS)
    new = {text.key: {"nl": f"{text.nl[:100]}!", "en": f"{text.en[:100]}!"} for text in texts}
    given = {"by": cast.mirjam, "instrument": own, "mark": mark_of(texts), "now": NOW}
    assert actions.word(texts=new, **given) == len(texts)
    own.refresh_from_db()
    assert all(text.nl.endswith("!") and text.en.endswith("!") for text in texts_in(own))
    with pytest.raises(SomeoneWasFirst):
        actions.word(texts=new, **given)
    assert not any(text.nl.endswith("!") for text in texts_in(built_in(now=NOW)))


def test_an_outcome_comes_before_other_and_none_and_can_go_again(cast):
    own = copy(cast)
    level = own.levels.get(key="student")
    new = actions.add_outcome(by=cast.mirjam, level=level, name=BOTH, now=NOW)
    shown = next(each for each in asked(own.pk).levels if each.key == "student")
    assert [outcome.key for outcome in shown.outcomes][-3:] == ["more_start_ups", "other", "none"]
    for key in ("other", "none"):
        fixed = InstrumentOutcome.objects.select_related("level__instrument").get(level=level, key=key)
        assert "every level" in refusal(actions.remove_outcome, by=cast.mirjam, outcome=fixed)
    actions.remove_outcome(by=cast.mirjam, outcome=new, now=NOW)
    assert not InstrumentOutcome.objects.filter(pk=new.pk).exists()


def test_there_is_an_end_to_what_can_be_asked(cast, monkeypatch):
    monkeypatch.setattr(actions, "MOST_OUTCOMES", 8)
    monkeypatch.setattr(actions, "MOST_QUESTIONS", 1)
    own = copy(cast)
    level = own.levels.get(key="student")
    actions.add_outcome(by=cast.mirjam, level=level, name=BOTH, now=NOW)
    assert "enough" in refusal(actions.add_outcome, by=cast.mirjam, level=level, name=BOTH)
    actions.add_question(by=cast.mirjam, instrument=own, text=BOTH, now=NOW)
    assert "enough" in refusal(actions.add_question, by=cast.mirjam, instrument=own, text=BOTH)


def test_own_questions_come_and_go(cast):
    own = copy(cast)
    first, second = (actions.add_question(by=cast.mirjam, instrument=own, text=BOTH, now=NOW) for _each in range(2))
    assert [first.key, second.key] == ["more_start_ups", "more_start_ups_2"]
    actions.remove_question(by=cast.mirjam, question=first, now=NOW)
    third = actions.add_question(by=cast.mirjam, instrument=own, text=BOTH, now=NOW)
    assert [question.pk for question in asked(own.pk).questions] == [second.pk, third.pk]


def test_what_is_in_use_stays_and_a_new_version_can_change(cast):
    own = copy(cast)
    opened(cast, instrument=own)
    level, texts = own.levels.first(), texts_in(own)
    given = {"by": cast.mirjam}
    assert "in use" in refusal(actions.add_outcome, level=level, name=BOTH, **given)
    assert "in use" in refusal(actions.add_question, instrument=own, text=BOTH, **given)
    assert "in use" in refusal(actions.word, instrument=own, texts={}, mark=mark_of(texts), **given)
    assert "in use" in refusal(actions.throw_away_instrument, instrument=own, **given)
    newer = actions.new_version(source=own, nonce=uuid4(), now=NOW, **given)
    assert (newer.key, newer.version) == (own.key, 2)
    assert actions.add_question(instrument=newer, text=BOTH, now=NOW, **given)


def test_the_list_of_the_portal_and_of_others_stays(cast):
    source, own = built_in(now=NOW), copy(cast)
    assert "not yours" in refusal(actions.add_question, by=cast.mirjam, instrument=source, text=BOTH)
    assert "copy" in refusal(actions.new_version, by=cast.mirjam, source=source, nonce=uuid4())
    for by in (cast.esra, cast.carla):
        assert refusal(actions.add_question, by=by, instrument=own, text=BOTH)
        assert refusal(actions.copy_instrument, by=by, source=own, name=NAME, nonce=uuid4())
    assert copy(cast, by=cast.esra)


def test_a_list_is_thrown_away_unless_a_draft_asks_it(cast):
    own = copy(cast)
    row = draft(cast, instrument=own)
    assert "being prepared" in refusal(actions.throw_away_instrument, by=cast.mirjam, instrument=own)
    row.delete()
    actions.throw_away_instrument(by=cast.mirjam, instrument=own, now=NOW)
    assert not Instrument.objects.filter(pk=own.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_word_at_once_do_not_overwrite_each_other(cast):
    own = copy(cast)
    texts = texts_in(own)

    def say(text):
        new = {texts[0].key: {"nl": text, "en": text}}
        return lambda: actions.word(by=cast.mirjam, instrument=own, texts=new, mark=mark_of(texts), now=NOW)

    done = at_once(say("a"), say("b"))
    assert sorted(type(each).__name__ for each in done) == ["SomeoneWasFirst", "int"]
