"""The week grid as a page: what it shows, what it keeps, and whom it refuses."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from contributions.models import HourEntry, MonthLock, Proof
from partnership.models import AuditEvent
from tests.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
TUESDAY = date(2026, 3, 10)
LAST_WEEK = "2026-W11"  # Monday 9 March up to and including Sunday 15 March; the clock stands at Monday 16 March


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


def url(key=LAST_WEEK):
    return reverse("hours_week_of", args=["werkplaats", key]) if key else reverse("hours_week", args=["werkplaats"])


def typed(cast, *rows, verb="draft", **values):
    """A form with these rows: each the hours by the number of the day, and what the row says."""
    data = {"nonce": str(uuid4()), "verb": verb, "row": [str(number) for number in range(len(rows))]}
    for number, row in enumerate(rows):
        row = dict(row)
        data |= {f"r{number}-{day}": hours for day, hours in row.pop("hours").items()}
        data |= {f"r{number}-{day}-entry": f"{entry.pk}.{entry.version}" for day, entry in row.pop("of", {}).items()}
        said = {"activity": cast.masterclasses.pk, "kind": "guest_teaching", "explanation": ""}
        said |= {"description": "Gastles over veilig programmeren"} | row
        data |= {f"r{number}-{name}": value for name, value in said.items()}
    return data | values


def text(response):
    return response.content.decode()


def lines():
    found = HourEntry.objects.order_by("worked_on", "minutes")
    return [(entry.worked_on.day, entry.minutes, entry.state) for entry in found]


# --- Who may come ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("mo", 200), ("thea", 200), ("aad", 403), ("sanne", 403), ("ed", 404)]
)
@pytest.mark.parametrize("key", ["", LAST_WEEK])
def test_who_logs_a_week(log_in, cast, who, status, key):
    assert log_in(getattr(cast, who)).get(url(key)).status_code == status


@pytest.mark.parametrize(("key", "status"), [("2026-W53", 200), ("2025-W53", 404), ("2026-W00", 404), ("week", 404)])
def test_a_week_that_is_not_in_the_calendar(log_in, cast, key, status):
    assert log_in(cast.anna).get(url(key)).status_code == status


def test_a_year_boundary_belongs_to_one_week(log_in, cast):
    page = text(log_in(cast.anna).get(url("2026-W01")))
    assert "29 December 2025" in page
    assert "4 January 2026" in page


# --- Saving ----------------------------------------------------------------------------------------------------
def test_a_week_is_saved_as_drafts(log_in, cast):
    data = typed(cast, {"hours": {"0": "2,5", "1": "2:30", "2": "1.25", "3": ""}})
    response = log_in(cast.anna).post(url(), data, follow=True)
    assert response.redirect_chain == [(url(), 302)]
    assert lines() == [(9, 150, "draft"), (10, 150, "draft"), (11, 75, "draft")]
    assert "This week now holds 6.25\xa0hours" in text(response)
    assert AuditEvent.objects.filter(verb="hours.logged").count() == 3


def test_a_week_is_submitted(log_in, cast):
    response = log_in(cast.anna).post(url(), typed(cast, {"hours": {"0": "2", "1": "3"}}, verb="submit"), follow=True)
    assert lines() == [(9, 120, "submitted"), (10, 180, "submitted")]
    assert "2 entries are submitted." in text(response)
    assert AuditEvent.objects.filter(verb="hours.submitted").count() == 2


def test_a_form_that_is_sent_twice_does_it_once(log_in, cast):
    data = typed(cast, {"hours": {"0": "2", "1": "3"}}, verb="submit")
    client = log_in(cast.anna)
    for _ in range(2):
        assert client.post(url(), data).status_code == 302
    assert lines() == [(9, 120, "submitted"), (10, 180, "submitted")]
    assert AuditEvent.objects.count() == 4


def test_changing_emptying_and_adding(log_in, cast):
    changed, emptied = cast.entry(worked_on=date(2026, 3, 9)), cast.entry(place="Groningen", minutes=60)
    row = {"hours": {"0": "4", "1": "", "2": "1"}, "of": {"0": changed, "1": emptied}}
    assert log_in(cast.anna).post(url(), typed(cast, row)).status_code == 302
    assert lines() == [(9, 240, "draft"), (11, 60, "draft")]
    verbs = sorted(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs == ["hours.changed", "hours.deleted", "hours.logged"]


def test_what_is_not_touched_is_not_written(log_in, cast):
    entry = cast.entry(place="Groningen")
    log_in(cast.anna).post(url(), typed(cast, {"hours": {"1": "2.5", "2": "1"}, "of": {"1": entry}}))
    entry.refresh_from_db()
    assert (entry.version, entry.place) == (1, "Groningen")
    assert AuditEvent.objects.get().verb == "hours.logged"


def test_a_row_that_came_back_is_submitted_again(log_in, cast):
    entry = cast.returned()
    row = {"hours": {"1": "2.5"}, "of": {"1": entry}, "description": "Gastles aan klas 3B over programmeren"}
    log_in(cast.anna).post(url(), typed(cast, row, verb="submit"))
    entry.refresh_from_db()
    assert (entry.state, entry.description) == ("submitted", "Gastles aan klas 3B over programmeren")


def test_an_explanation_goes_with_the_days_that_need_one(log_in, cast):
    row = {"hours": {"4": "2", "5": "2"}, "explanation": "Open dag op zaterdag"}
    log_in(cast.anna).post(url(), typed(cast, row, verb="submit"))
    assert dict(HourEntry.objects.values_list("worked_on__day", "explanation")) == {13: "", 14: "Open dag op zaterdag"}


# --- Refusing --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"hours": {"0": "0.1", "1": "2"}}, "Hours go in quarters"),
        ({"hours": {"0": "acht", "1": "2"}}, "Write the hours as a number"),
        ({"hours": {"0": "25", "1": "2"}}, "more than 0 and at most 24"),
        ({"hours": {"1": "2"}, "activity": ""}, "Choose the activity this was for."),
        ({"hours": {"1": "2"}, "activity": "99999"}, "not in a programme that your organisation takes part in"),
        ({"hours": {"1": "2"}, "kind": ""}, "Choose what kind of effort this was."),
        ({"hours": {"1": "2"}, "description": "kort"}, "at least 15 characters"),
        ({"hours": {"5": "2"}}, "Sat 14 Mar: Say under Explanation why this is right. (on a weekend day)"),
    ],
)
def test_all_is_saved_or_nothing_and_all_stays(log_in, cast, row, words):
    fine = {"hours": {"3": "1,75"}, "description": "Practicum netwerken in lokaal 4"}
    response = log_in(cast.anna).post(url(), typed(cast, fine, row, verb="submit"))
    assert response.status_code == 200
    assert words in text(response)
    assert not HourEntry.objects.exists()
    for value in ["1,75", "Practicum netwerken in lokaal 4", *filter(None, row["hours"].values())]:
        assert f'value="{value}"' in text(response)


def test_a_draft_may_lack_its_description(log_in, cast):
    assert log_in(cast.anna).post(url(), typed(cast, {"hours": {"1": "2"}, "description": ""})).status_code == 302
    assert lines() == [(10, 120, "draft")]


def test_the_future_is_refused_and_closed(log_in, cast):
    client = log_in(cast.anna)
    said = text(client.get(url("")))
    days = "Tue 17 Mar, Wed 18 Mar, Thu 19 Mar, Fri 20 Mar, Sat 21 Mar, Sun 22 Mar"
    assert f"<li>{days}: This date is in the future. Log hours on or after the day itself.</li>" in said
    response = client.post(url("2026-W12"), typed(cast, {"hours": {"0": "2", "1": "2"}}))
    assert "This date is in the future" in text(response)
    assert not HourEntry.objects.exists()
    assert client.post(url("2026-W12"), typed(cast, {"hours": {"0": "2"}})).status_code == 302


def test_an_activity_that_does_not_run_is_closed_in_its_row(log_in, cast):
    type(cast.incubator).objects.filter(pk=cast.incubator.pk).update(ends_on=TUESDAY)
    response = log_in(cast.anna).post(
        url(), typed(cast, {"hours": {"0": "2"}, "activity": cast.incubator.pk}, verb="add")
    )
    assert text(response).count('readonly title="This activity does not run on that date.') == 5
    refused = log_in(cast.anna).post(url(), typed(cast, {"hours": {"4": "2"}, "activity": cast.incubator.pk}))
    assert "This activity does not run on that date." in text(refused)
    assert not HourEntry.objects.exists()


def test_a_day_holds_24_hours_over_all_rows(log_in, cast):
    cast.entry(minutes=60, organisation=cast.wadbyte)  # logged elsewhere, and not in this grid
    rows = [{"hours": {"1": "12"}}, {"hours": {"1": "12"}, "description": "Practicum netwerken in lokaal 4"}]
    assert "more than 24" in text(log_in(cast.anna).post(url(), typed(cast, *rows)))
    assert HourEntry.objects.count() == 1
    rows[1]["hours"]["1"] = "11"
    assert log_in(cast.anna).post(url(), typed(cast, *rows)).status_code == 302


def test_moving_hours_to_another_row_counts_them_once(log_in, cast):
    entry = cast.entry(minutes=20 * 60)
    rows = [
        {"hours": {"1": ""}, "of": {"1": entry}},
        {"hours": {"1": "20"}, "description": "Practicum netwerken in lokaal 4"},
    ]
    assert log_in(cast.anna).post(url(), typed(cast, *rows)).status_code == 302
    assert lines() == [(10, 1200, "draft")]


# --- Meanwhile -------------------------------------------------------------------------------------------------
def test_a_cell_that_changed_meanwhile_is_told_and_can_be_saved_after_all(log_in, cast):
    entry = cast.entry()
    data = typed(cast, {"hours": {"1": "4", "2": "1"}, "of": {"1": entry}})
    HourEntry.objects.filter(pk=entry.pk).update(minutes=180, version=2)
    response = log_in(cast.anna).post(url(), data)
    assert "Meanwhile this was changed" in text(response)
    assert "It is now 3\xa0hours, draft." in text(response)
    assert lines() == [(10, 180, "draft")]
    assert f'value="{entry.pk}.2"' in text(response)
    data |= {"r0-1-entry": f"{entry.pk}.2"}
    assert log_in(cast.anna).post(url(), data).status_code == 302
    assert lines() == [(10, 240, "draft"), (11, 60, "draft")]


def test_a_cell_that_was_submitted_meanwhile_stays_as_it_is(log_in, cast):
    entry = cast.entry()
    data = typed(cast, {"hours": {"1": ""}, "of": {"1": entry}})
    HourEntry.objects.filter(pk=entry.pk).update(state="submitted", submitted_at=NOW, version=2)
    assert "You submitted these hours" in text(log_in(cast.anna).post(url(), data))
    assert lines() == [(10, 150, "submitted")]


def test_a_cell_that_was_thrown_away_meanwhile(log_in, cast):
    entry = cast.entry()
    data = typed(cast, {"hours": {"1": "4"}, "of": {"1": entry}})
    entry.delete()
    assert "Meanwhile this was thrown away" in text(log_in(cast.anna).post(url(), data))
    del data["r0-1-entry"]
    assert log_in(cast.anna).post(url(), data).status_code == 302
    assert lines() == [(10, 240, "draft")]


def test_nobody_writes_over_the_hours_of_a_colleague(log_in, cast):
    entry = cast.entry(cast.mo)
    log_in(cast.anna).post(url(), typed(cast, {"hours": {"1": ""}, "of": {"1": entry}}))
    response = log_in(cast.anna).post(url(), typed(cast, {"hours": {"1": "8"}, "of": {"1": entry}}))
    assert "Meanwhile this was thrown away" in text(response)  # to her it is not there
    assert lines() == [(10, 150, "draft")]
    assert log_in(cast.mo).post(url(), typed(cast, {"hours": {"1": "8"}, "of": {"1": entry}})).status_code == 302
    assert lines() == [(10, 480, "draft")]


def test_another_role_in_another_tab_is_told(log_in, cast):
    response = log_in(cast.anna).post(url(), typed(cast, {"hours": {"1": "2"}}, acting_as="999999"))
    assert "Meanwhile you act for Terpdok Software" in text(response)
    assert not HourEntry.objects.exists()


# --- What it shows ---------------------------------------------------------------------------------------------
def test_the_same_row_on_several_days_and_what_can_only_be_looked_at(log_in, cast):
    cast.entry(worked_on=date(2026, 3, 9), minutes=60)
    approved = cast.approved(worked_on=TUESDAY, minutes=150)
    cast.entry(worked_on=TUESDAY, minutes=30)
    page = text(log_in(cast.anna).get(url()))
    assert page.count("data-row=") == 3  # two, and an empty one
    assert reverse("hours_entry", args=["werkplaats", approved.pk]) in page
    sums = dict(re.findall(r'data-sum="(\w+)"[^>]*>([^<]*)<', page))
    assert (sums["0"], sums["1"], sums["2"], sums["all"]) == ("1", "3", "0", "4")
    sent = typed(cast, {"hours": {"0": "1"}, "of": {"0": HourEntry.objects.get(minutes=60), "1": approved}})
    assert log_in(cast.anna).post(url(), sent).status_code == 302
    assert HourEntry.objects.count() == 3


@pytest.mark.parametrize(("verb", "rows"), [("fill", 2), ("add", 2), ("drop-0", 0), ("drop-7", 1)])
def test_buttons_that_only_change_the_form(log_in, cast, verb, rows):
    cast.approved(worked_on=date(2026, 3, 3), description="Practicum netwerken in lokaal 4")
    response = log_in(cast.anna).post(url(), typed(cast, {"hours": {"1": "2"}}, verb=verb))
    assert text(response).count("data-row=") == rows or verb == "drop-0"
    assert HourEntry.objects.count() == 1
    assert ("Practicum netwerken" in text(response)) == (verb == "fill")


def test_rows_that_stand_there_already_are_not_taken_over_again(log_in, cast):
    cast.approved(worked_on=date(2026, 3, 3))
    page = text(log_in(cast.anna).post(url(), typed(cast, {"hours": {"1": "2"}}, verb="fill")))
    assert page.count("data-row=") == 1


def test_a_row_with_entries_cannot_be_taken_away(log_in, cast):
    entry = cast.entry()
    data = typed(cast, {"hours": {"1": "2"}, "of": {"1": entry}}, verb="drop-0")
    assert f'value="{entry.pk}.1"' in text(log_in(cast.anna).post(url(), data))


def test_the_queries_do_not_grow_with_the_cells(log_in, cast, django_assert_max_num_queries):
    client = log_in(cast.anna)

    def count(rows):
        HourEntry.objects.all().delete()
        said = [
            {"hours": {str(day): "0,25" for day in range(5)}, "description": f"Gastles nummer {n} in lokaal 4"}
            for n in range(rows)
        ]
        with django_assert_max_num_queries(40) as captured:
            assert client.post(url(), typed(cast, *said, verb="submit")).status_code == 302
        assert HourEntry.objects.count() == rows * 5
        with django_assert_max_num_queries(15):
            client.get(url())
        return len(captured)

    client.get(url())
    assert count(1) == count(15)


def test_more_rows_than_fit_are_refused(log_in, cast):
    rows = [{"hours": {"1": "0,25"}}] * 41
    assert "room for 40 rows" in text(log_in(cast.anna).post(url(), typed(cast, *rows)))
    assert not HourEntry.objects.exists()


def test_a_full_week_survives_an_expired_session(client, log_in, cast):
    rows = [
        {"hours": {str(day): "0,25" for day in range(5)}, "description": f"Gastles {n} " + "x" * 200} for n in range(40)
    ]
    data = typed(cast, *rows)
    assert client.post(url(), data).url == reverse("interrupted")
    log_in(cast.anna)
    page = text(client.get(reverse("interrupted")))
    assert page.count('name="row"') == 40
    assert client.post(reverse("interrupted"), data).status_code == 307
    assert client.post(url(), data).status_code == 302
    assert HourEntry.objects.count() == 200


# --- What is kept ----------------------------------------------------------------------------------------------
def test_a_locked_month_is_closed_for_every_cell(log_in, cast):
    entry = cast.entry()
    MonthLock.objects.create(programme=cast.programme, month=date(2026, 3, 1), locked_at=NOW)
    client = log_in(cast.anna)
    assert text(client.get(url())).count("This month is locked.") > 7
    for row in (
        {"hours": {"2": "2"}},
        {"hours": {"1": "4"}, "of": {"1": entry}},
        {"hours": {"1": ""}, "of": {"1": entry}},
    ):
        assert "This month is locked." in text(client.post(url(), typed(cast, row)))
    assert lines() == [(10, 150, "draft")]
    february = typed(cast, {"hours": {"2": "2"}})
    assert client.post(url("2026-W09"), february).status_code == 302
    assert HourEntry.objects.count() == 2


def test_hours_with_proof_are_not_thrown_away_by_emptying_a_cell(log_in, cast):
    proven, bare = cast.entry(), cast.entry(worked_on=date(2026, 3, 9))
    facts = {"sha256": "0" * 64, "size": 1, "added_by": cast.anna.user, "added_at": NOW}
    where = {"programme": cast.programme, "organisation": cast.terpdok, "entry": proven}
    Proof.objects.create(name="a.pdf", path="a.pdf", media_type="application/pdf", **facts, **where)
    row = {"hours": {"1": ""}, "of": {"1": proven}}
    assert "Proof hangs on these hours." in text(log_in(cast.anna).post(url(), typed(cast, row)))
    assert HourEntry.objects.count() == 2
    log_in(cast.anna).post(url(), typed(cast, {"hours": {"0": ""}, "of": {"0": bare}}))
    assert HourEntry.objects.get() == proven
