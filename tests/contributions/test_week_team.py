"""One entry for several colleagues, a copy of an entry, and the short form for a phone."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from contributions import actions
from contributions.models import HourEntry
from lib.workflow import Refused
from partnership.models import AuditEvent, Participation
from partnership.roles import Role
from tests.cast import NOW, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def iris(cast):
    return make_member("Iris Terpdok", cast.terpdok, Role.COMPANY_MEMBER)


def url(name, **query):
    return reverse(name, args=["werkplaats"], query=query)


def typed(cast, *people, verb="draft", **values):
    return {
        "date": "10-3-2026",
        "hours": "2,5",
        "activity": cast.masterclasses.pk,
        "kind": "guest_teaching",
        "description": "Gastles over veilig programmeren",
        "colleagues": [person.user_id for person in people],
        "nonce": str(uuid4()),
        "verb": verb,
    } | values


def text(response):
    return response.content.decode()


def who():
    return sorted(HourEntry.objects.values_list("person__name", "entered_by__name", "state"))


# --- Colleagues ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("verb", ["draft", "submit"])
def test_each_colleague_gets_a_draft(log_in, cast, iris, verb):
    response = log_in(cast.anna).post(url("hours_new"), typed(cast, cast.mo, iris, verb=verb), follow=True)
    own = {"draft": "draft", "submit": "submitted"}[verb]
    assert who() == [
        ("Anna Terpdok", "Anna Terpdok", own),
        ("Iris Terpdok", "Anna Terpdok", "draft"),
        ("Mo Terpdok", "Anna Terpdok", "draft"),
    ]
    assert "A draft waits for Mo Terpdok, Iris Terpdok." in text(response)
    assert AuditEvent.objects.filter(verb="hours.logged").count() == 3


def test_only_colleagues_who_log_hours_can_be_chosen(log_in, cast, iris):
    make_member("Bo Weg", cast.terpdok, Role.COMPANY_MEMBER)
    gone = make_member("Gerrit Weg", cast.terpdok, Role.COMPANY_MEMBER)
    gone.ended_at = datetime(2026, 3, 1, tzinfo=UTC)
    gone.save()
    page = text(log_in(cast.anna).get(url("hours_new")))
    assert "Also for colleagues" in page
    assert all(name in page for name in ("Mo Terpdok", "Iris Terpdok", "Bo Weg"))
    assert not any(name in page for name in ("Gerrit Weg", "Bram Wadbyte", "Carla"))
    assert "Also for colleagues" not in text(log_in(cast.bram).get(url("hours_new")))


def test_colleagues_are_folded_away_until_one_is_chosen(log_in, cast, iris):
    client = log_in(cast.anna)
    folded, open_ = '<details class="more"><summary>', '<details class="more" open><summary>'
    assert folded in text(client.get(url("hours_new")))
    refused = text(client.post(url("hours_new"), typed(cast, iris) | {"hours": "too many"}))
    assert open_ in refused and refused.count(" checked") == 1
    nobody = text(client.post(url("hours_new"), typed(cast) | {"hours": "too many"}))
    assert folded in nobody and " checked" not in nobody
    assert open_ in text(client.post(url("hours_new"), typed(cast, cast.bram)))  # refused: the reason is in sight


@pytest.mark.parametrize("stranger", ["bram", "anna", "carla", "ed"])
def test_never_for_somebody_of_another_organisation(log_in, cast, iris, stranger):
    response = log_in(cast.anna).post(url("hours_new"), typed(cast, getattr(cast, stranger), iris))
    assert "Choose colleagues from the list." in text(response)
    assert not HourEntry.objects.exists()


def test_the_action_asks_too_who_is_a_colleague(cast, effort, iris):
    def log(*people):
        return actions.log_for_team(
            membership=cast.anna,
            effort=effort(),
            colleagues=[person.user_id for person in people],
            nonce=uuid4(),
            now=timezone.now(),
        )

    with translation.override("en"), pytest.raises(Refused, match="does not log hours for your organisation any more"):
        log(iris, cast.bram)
    assert not HourEntry.objects.exists()
    log(iris)
    assert HourEntry.objects.count() == 2


def test_a_refusal_names_the_colleague_and_nothing_is_saved(log_in, cast, iris):
    cast.entry(cast.mo, minutes=22 * 60)
    data = typed(cast, cast.mo, iris)
    response = log_in(cast.anna).post(url("hours_new"), data)
    assert "Mo Terpdok: With your other hours of that day this is more than 24" in text(response)
    assert text(response).count(" checked") == 2  # both stay chosen
    assert HourEntry.objects.count() == 1
    data["colleagues"].remove(cast.mo.user_id)
    assert log_in(cast.anna).post(url("hours_new"), data).status_code == 302
    assert HourEntry.objects.count() == 3


def test_an_organisation_that_left_is_refused_for_all(log_in, cast, iris):
    Participation.objects.filter(organisation=cast.terpdok).update(left_on=date(2026, 3, 1))
    assert "had left the programme" in text(log_in(cast.anna).post(url("hours_new"), typed(cast, iris)))
    assert not HourEntry.objects.exists()


def test_sent_twice_gives_each_one_and_leaves_what_a_colleague_made_of_it(log_in, cast, iris):
    data, client = typed(cast, iris), log_in(cast.anna)
    client.post(url("hours_new"), data)
    HourEntry.objects.filter(person=iris.user_id).update(minutes=60, version=2)
    client.post(url("hours_new"), data)
    assert sorted(HourEntry.objects.values_list("person__name", "minutes")) == [
        ("Anna Terpdok", 150),
        ("Iris Terpdok", 60),
    ]


def test_the_colleague_sees_by_whom_and_may_change_submit_and_delete_it(log_in, cast, iris):
    log_in(cast.anna).post(url("hours_new"), typed(cast, iris))
    entry = HourEntry.objects.get(person=iris.user_id)
    page = reverse("hours_entry", args=["werkplaats", entry.pk])
    assert log_in(cast.anna).get(page).status_code == 404
    client = log_in(iris)
    assert "logged for this person by Anna Terpdok" in text(client.get(page))
    assert "Logged by Anna Terpdok" in text(client.get(url("hours")))
    edit = reverse("hours_edit", args=["werkplaats", entry.pk])
    client.post(edit, typed(cast, hours="1", version="1"))
    entry.refresh_from_db()
    assert (entry.minutes, entry.version) == (60, 2)
    client.post(reverse("hours_submit", args=["werkplaats", entry.pk]))
    client.post(reverse("hours_withdraw", args=["werkplaats", entry.pk]))
    client.post(reverse("hours_delete", args=["werkplaats", entry.pk]))
    assert not HourEntry.objects.filter(pk=entry.pk).exists()


def test_the_queries_do_not_grow_with_the_colleagues(cast, effort, django_assert_max_num_queries):
    people = [make_member(f"Collega {number}", cast.terpdok, Role.COMPANY_MEMBER).user_id for number in range(6)]

    def count(chosen):
        with django_assert_max_num_queries(40) as captured:
            actions.log_for_team(
                membership=cast.anna, effort=effort(minutes=15), colleagues=chosen, nonce=uuid4(), now=NOW
            )
        return len(captured)

    count(people[:1])
    assert count(people[:2]) == count(people)


def test_a_team_survives_an_expired_session(client, log_in, cast, iris):
    data = typed(cast, cast.mo, iris)
    assert client.post(url("hours_new"), data).url == reverse("interrupted")
    page = text(log_in(cast.anna).get(reverse("interrupted")))
    assert page.count('name="colleagues"') == 2


# --- Copy ------------------------------------------------------------------------------------------------------
def test_a_copy_starts_with_everything_but_the_day(log_in, cast):
    entry = cast.approved(place="Groningen", explanation="Alleen die dag", minutes=195)
    client = log_in(cast.anna)
    for name, args in (("hours_entry", ["werkplaats", entry.pk]), ("hours", ["werkplaats"])):
        assert f"?copy={entry.pk}" in text(client.get(reverse(name, args=args)))
    page = text(client.get(url("hours_new", copy=entry.pk)))
    assert all(f'value="{value}"' in page for value in ("16-3-2026", "3.25", "Groningen"))
    assert "Gastles over veilig programmeren" in page
    assert "Alleen die dag" not in page
    client.post(url("hours_new", copy=entry.pk), typed(cast, date="16-3-2026", hours="3.25"))
    assert sorted(HourEntry.objects.values_list("state", flat=True)) == ["approved", "draft"]


@pytest.mark.parametrize("who", ["mo", "bram", "mirjam"])
def test_only_own_entries_are_copied(log_in, cast, who):
    entry = cast.approved()
    assert log_in(getattr(cast, who)).get(url("hours_new", copy=entry.pk)).status_code == 404
    assert f"?copy={entry.pk}" not in text(log_in(cast.mo).get(url("hours")))


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "123456"])
def test_a_copy_of_nothing(log_in, cast, number):
    assert log_in(cast.anna).get(url("hours_new", copy=number)).status_code == 404


# --- Quick -----------------------------------------------------------------------------------------------------
def test_what_was_logged_last_can_be_logged_again(log_in, cast):
    for number in range(3):
        cast.entry(worked_on=date(2026, 3, 9 + number))
    other = cast.approved(description="Practicum netwerken in lokaal 4", place="Assen")
    client = log_in(cast.anna)
    for page in (url("hours"), url("hours_quick"), reverse("home", args=["werkplaats"])):
        assert text(client.get(page)).count("?like=") == 2
    answer = client.post(
        url("hours_quick", like=other.pk), {"hours": "0.5", "date": "2026-03-16", "nonce": str(uuid4())}
    )
    entry = HourEntry.objects.latest("pk")
    assert answer.url == reverse("hours_entry", args=["werkplaats", entry.pk])
    assert (entry.minutes, entry.state, entry.place) == (30, "draft", "Assen")
    assert entry.worked_on == date(2026, 3, 16)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"hours": ""}, "Choose how long it was."),
        ({"date": ""}, "Choose the day."),
        ({"hours": "30"}, "more than 0 and at most 24"),
        ({"date": "2026-03-17"}, "in the future"),
    ],
)
def test_the_short_form_says_what_is_wrong(log_in, cast, values, words):
    like = cast.entry()
    data = {"hours": "0.5", "date": "2026-03-16", "nonce": str(uuid4())} | values
    assert words in text(log_in(cast.anna).post(url("hours_quick", like=like.pk), data))
    assert HourEntry.objects.count() == 1


def test_the_short_form_sent_twice_gives_one_entry(log_in, cast):
    like, data = cast.entry(), {"hours": "0.5", "date": "2026-03-16", "nonce": str(UUID(int=7))}
    for _ in range(2):
        log_in(cast.anna).post(url("hours_quick", like=like.pk), data)
    assert HourEntry.objects.count() == 2


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("aad", 403), ("sanne", 403), ("ed", 404)])
def test_who_comes_to_the_short_form(log_in, cast, who, status):
    assert log_in(getattr(cast, who)).get(url("hours_quick")).status_code == status


def test_nobody_starts_from_the_hours_of_somebody_else(log_in, cast):
    entry = cast.entry()
    assert log_in(cast.mo).get(url("hours_quick", like=entry.pk)).status_code == 404
    assert log_in(cast.anna).get(url("hours_quick", like=entry.pk)).status_code == 200
