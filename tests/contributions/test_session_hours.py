"""What giving a session comes to: quarters, preparation, at most a day, and words that say enough."""

from datetime import UTC, datetime, timedelta

import pytest

from contributions.kinds import KIND_OF_SESSION
from contributions.rules import COUNTED_KINDS, MIN_DESCRIPTION
from contributions.session_hours import minutes_given, words_for
from labs.kinds import SessionKind

START = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)  # the evening before the clock skips an hour


@pytest.mark.parametrize(
    ("minutes", "comes_to"),
    [(180, 180), (100, 105), (97, 90), (98, 105), (7, 0), (8, 15), (1440, 1440), (1500, 1440), (14 * 1440, 1440)],
)
def test_a_session_lasts_so_many_quarters_and_never_more_than_a_day(minutes, comes_to):
    assert minutes_given(START, START + timedelta(minutes=minutes)) == comes_to


@pytest.mark.parametrize(
    ("preparation", "per_hour", "comes_to"), [(0, None, 90), (60, None, 150), (60, 30, 135), (60, 60, 150), (5, 60, 90)]
)
def test_preparation_counts_up_to_a_bound_for_each_hour(preparation, per_hour, comes_to):
    ends_at = START + timedelta(minutes=90)
    assert minutes_given(START, ends_at, preparation=preparation, per_hour=per_hour) == comes_to


def test_the_words_say_what_was_done_also_for_a_short_title():
    words = words_for("Gastles", "Veilig programmeren", "Docent", "2 maart 2026")
    assert words == "Gastles: Veilig programmeren (Docent)"
    short = words_for("Gastles", "AI", "", "2 maart 2026")
    assert short == "Gastles: AI, 2 maart 2026" and len(short) >= MIN_DESCRIPTION
    assert len(words_for("Gastles", "A" * 600, "", "2 maart 2026")) == 500


def test_every_kind_of_session_is_a_kind_of_effort_that_may_count():
    assert set(KIND_OF_SESSION) == set(SessionKind)
    assert set(KIND_OF_SESSION.values()) <= COUNTED_KINDS
