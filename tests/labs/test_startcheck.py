"""The start check: ten conditions, once a year, by the management."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from labs.actions.startcheck import fill_in
from labs.models import StartCheck, StartScore
from labs.queries.startcheck import overview
from labs.startcheck_conditions import CODES, CONDITIONS
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.labs.research_helpers import count_of

pytestmark = pytest.mark.django_db
PAGE = reverse("startcheck", args=["werkplaats"])
FILL = reverse("startcheck_fill", args=["werkplaats"])
YEAR = timedelta(days=365)


def answers(score=1, **changes):
    return dict.fromkeys(CODES, (score, "")) | {code: (value, "Zie notulen") for code, value in changes.items()}


def fill(cast, *, years_ago=0, version=0, by=None, **values):
    return fill_in(by=by or cast.mirjam, answers=answers(**values), version=version, now=NOW - years_ago * YEAR)


def typed(version=0, score=1, **changes):
    return {"version": version, **{f"score_{code}": score for code in CODES}, **changes}


def test_there_are_ten_conditions_in_two_languages():
    assert len(CONDITIONS) == len(set(CODES)) == 10
    with override("en"):
        english = [(str(each.name), str(each.explanation)) for each in CONDITIONS]
    with override("nl"):
        assert not {str(each.name) for each in CONDITIONS} & {name for name, _text in english}


def test_the_management_fills_it_in_once_a_year_and_puts_it_right(cast, log_in):
    client = log_in(cast.mirjam)
    assert FILL in client.get(PAGE).content.decode()
    assert client.post(FILL, typed(note_mass="Genoeg bedrijven")).url == PAGE
    assert client.post(FILL, typed()).context["form"].errors  # sent twice: it was filled in meanwhile
    assert client.post(FILL, typed(version=1, score_mass=2)).status_code == 302
    check = StartCheck.objects.get()
    assert (check.version, check.scores.get(condition="mass").score, check.scores.count()) == (2, 2, 10)
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "start_check.filled_in",
        "start_check.corrected",
    ]
    with time_machine.travel(NOW + 2 * YEAR):
        assert log_in(cast.mirjam).get(FILL).context["check"] is None  # a later year begins empty


def test_every_condition_gets_a_score_and_what_was_typed_stays(cast, log_in):
    form = typed(note_mass="Genoeg bedrijven") | {"score_mass": ""}
    answer = log_in(cast.mirjam).post(FILL, form)
    assert "score_mass" in answer.context["form"].errors
    assert "Genoeg bedrijven" in answer.content.decode()
    for wrong in ({"mass": (1, "")}, answers(mass=3), answers() | {"luck": (1, "")}):
        with pytest.raises(Refused):
            fill_in(by=cast.mirjam, answers=wrong, version=0, now=NOW)


def test_a_page_that_was_looked_at_before_a_change_writes_nothing(cast):
    fill(cast)
    for version in (0, 2):
        with pytest.raises(SomeoneWasFirst):
            fill(cast, version=version, score=2)
    assert fill(cast, version=1, score=2).version == 2


def test_what_changed_in_words_and_numbers(cast, log_in):
    fill(cast, years_ago=2, score=0, people=2)
    fill(cast, years_ago=1, score=1, people=2, business=0)
    fill(cast, score=1, people=1, mass=2, business=0)
    found = overview(cast.mirjam)
    assert found.years == [2024, 2025, 2026]
    assert found.sums == [2, 10, 10]
    assert [row.condition.code for row in found.risen] == ["mass"]
    assert [row.condition.code for row in found.fallen] == ["people"]
    assert [row.condition.code for row in found.weakest] == ["business"]
    shown = log_in(cast.aad).get(PAGE).content.decode()
    assert shown.count("chart__picture") == 10
    assert "Zie notulen" in shown and FILL not in shown


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("mirjam", 200),
        ("beheer", 200),
        ("aad", 200),
        ("joost", 403),
        ("anna", 403),
        ("mo", 403),
        ("thea", 403),
        ("sanne", 403),
        ("esra", 404),
    ],
)
def test_who_reads_and_who_fills_in(cast, log_in, who, status):
    fill(cast)
    client, writes = log_in(getattr(cast, who)), who in ("mirjam", "beheer")
    assert client.get(PAGE).status_code == status
    assert client.get(FILL).status_code == (200 if writes else 403 if status != 404 else 404)
    assert client.post(FILL, typed()).status_code == (200 if writes else 403 if status != 404 else 404)
    if not writes and who != "esra":
        with pytest.raises(Refused):
            fill(cast, by=getattr(cast, who))


def test_another_partnership_has_its_own(cast, log_in):
    fill(cast)
    fill(cast, by=cast.esra, score=2)
    assert overview(cast.mirjam).sums == [10]
    assert overview(cast.esra).sums == [20]


def test_an_empty_page_says_what_belongs_there(cast, log_in):
    assert FILL in log_in(cast.mirjam).get(PAGE).content.decode()
    assert FILL not in log_in(cast.aad).get(PAGE).content.decode()


def test_the_page_takes_a_fixed_number_of_queries(cast, log_in):
    fill(cast, years_ago=3)
    client = log_in(cast.mirjam)
    before = count_of(client, PAGE)
    for years in range(3):
        fill(cast, years_ago=years)
    assert count_of(client, PAGE) == before <= 8


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"score": 3}, "start_score_from_0_to_2"),
        ({"condition": "luck"}, "start_score_condition_known"),
    ],
)
def test_the_database_refuses_by_name(cast, values, constraint):
    fill(cast)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        StartScore.objects.filter(condition="mass").update(**values)
    with pytest.raises(IntegrityError, match="start_check_once_a_year"), transaction.atomic():
        StartCheck.objects.create(partnership=cast.werkplaats, year=2026, filled_by=cast.mirjam.user, filled_at=NOW)
