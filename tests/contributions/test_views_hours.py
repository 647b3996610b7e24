from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from contributions.models import HourEntry
from partnership.roles import Role
from tests.cast import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


def url(name, pk=None):
    values = {"partnership": "werkplaats"}
    return reverse(name, kwargs=values if pk is None else values | {"pk": pk})


def typed(cast, verb="submit", **values):
    return {
        "date": "10-3-2026",
        "hours": "2,5",
        "activity": cast.masterclasses.pk,
        "kind": "guest_teaching",
        "description": "Gastles over veilig programmeren",
        "place": "",
        "explanation": "",
        "nonce": str(uuid4()),
        "verb": verb,
    } | values


def post(client, name, data, pk=None):
    return client.post(url(name, pk), data, follow=True)


def text(response):
    return response.content.decode()


# --- Who may come ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["hours", "hours_new", "hours_worth"])
def test_strangers_log_in_first(client, cast, name):
    assert "/accounts/login/" in client.get(url(name)).url


@pytest.mark.parametrize("name", ["hours", "hours_new", "hours_worth"])
def test_people_of_another_partnership_find_nothing(log_in, cast, name):
    assert log_in(cast.ed).get(url(name)).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anna", 200),
        ("mo", 200),
        ("thea", 200),
        ("carla", 200),
        ("mirjam", 200),
        ("aad", 200),
        ("beheer", 200),
        ("sanne", 403),
    ],
)
def test_who_sees_the_list(log_in, cast, who, status):
    assert log_in(getattr(cast, who)).get(url("hours")).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anna", 200),
        ("mo", 200),
        ("thea", 200),
        ("carla", 200),
        ("mirjam", 200),
        ("aad", 403),
        ("beheer", 403),
        ("sanne", 403),
    ],
)
def test_who_logs_hours(log_in, cast, who, status):
    assert log_in(getattr(cast, who)).get(url("hours_new")).status_code == status


@pytest.mark.parametrize("name", ["hours_entry", "hours_edit", "hours_delete"])
@pytest.mark.parametrize("who", ["bram", "joost", "ed"])
def test_somebody_elses_entry_is_not_there(log_in, cast, name, who):
    entry = cast.submitted()
    assert log_in(getattr(cast, who)).get(url(name, entry.pk)).status_code == 404


@pytest.mark.parametrize("name", ["hours_submit", "hours_withdraw", "hours_delete"])
def test_nobody_moves_somebody_elses_entry(log_in, cast, name):
    entry = cast.entry()
    assert log_in(cast.bram).post(url(name, entry.pk)).status_code == 404
    assert "Only the person" in text(post(log_in(cast.mo), name, {}, entry.pk))
    assert HourEntry.objects.get().state == "draft"


# --- The form --------------------------------------------------------------------------------------------------
def test_the_form_starts_with_today_and_the_activities_of_the_own_programme(log_in, cast):
    page = text(log_in(cast.anna).get(url("hours_new")))
    assert 'value="16-3-2026"' in page
    assert "Masterclasses" in page
    assert "Trainingen elders" not in page
    for label in ("Date", "Hours", "Activity", "Kind of effort", "Description"):
        assert f">{label}</label>" in page


def test_submitting(log_in, cast):
    response = post(log_in(cast.anna), "hours_new", typed(cast))
    entry = HourEntry.objects.get()
    assert response.redirect_chain == [(url("hours_entry", entry.pk), 302)]
    assert (entry.state, entry.minutes, entry.worked_on) == ("submitted", 150, date(2026, 3, 10))
    assert "€182.50" in text(response)


def test_a_draft_needs_no_description(log_in, cast):
    post(log_in(cast.anna), "hours_new", typed(cast, "draft", description=""))
    assert HourEntry.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("date", "31-02-2026", "This day does not exist"),
        ("date", "soon", "This is not a date"),
        ("date", "17-3-2026", "in the future"),
        ("date", "1-3-2023", "The programme runs from 1 August 2023 to 31 July 2027"),
        ("date", "1-1-2023", "That was on 31 January 2023"),
        ("hours", "0", "more than 0 and at most 24"),
        ("hours", "-1", "more than 0 and at most 24"),
        ("hours", "25", "more than 0 and at most 24"),
        ("hours", "0.1", "Hours go in quarters"),
        ("hours", "acht", "as a number"),
        ("kind", "juggling", "Choose one from the list"),
        ("description", "Te kort", "at least 15 characters"),
        ("date", "14-3-2026", "on a weekend day"),
        ("hours", "9", "more than 8 hours on one day"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_is_kept(log_in, cast, field, value, words):
    data = typed(cast, place="Lokaal 2", **{field: value})
    page = text(log_in(cast.anna).post(url("hours_new"), data))
    assert words in page
    assert "There is one thing to put right" in page
    assert "Lokaal 2" in page
    assert value in page or field == "kind"  # a choice that is not on offer cannot be shown
    assert not HourEntry.objects.exists()


def test_an_activity_of_another_partnership_is_refused(log_in, cast):
    page = text(log_in(cast.anna).post(url("hours_new"), typed(cast, activity=cast.other_activity.pk)))
    assert "not in a programme that your organisation takes part in" in page


def test_more_than_a_day_says_what_is_there_already(log_in, cast):
    cast.entry(minutes=1380)
    page = text(log_in(cast.anna).post(url("hours_new"), typed(cast)))
    assert "You already logged 23 hours on that day." in page


def test_sending_twice_gives_the_same_answer(log_in, cast):
    client, data = log_in(cast.anna), typed(cast)
    first, second = post(client, "hours_new", data), post(client, "hours_new", data)
    assert first.redirect_chain == second.redirect_chain
    assert HourEntry.objects.count() == 1


def test_rate_state_and_owner_never_come_from_a_request(log_in, cast):
    data = typed(
        cast, state="approved", rate="900", amount="900", person=cast.bram.user.pk, organisation=cast.wadbyte.pk
    )
    post(log_in(cast.anna), "hours_new", data)
    entry = HourEntry.objects.get()
    assert (entry.state, entry.rate, entry.person, entry.organisation) == (
        "submitted",
        None,
        cast.anna.user,
        cast.terpdok,
    )


def test_correcting_what_came_back(log_in, cast):
    entry = cast.returned()
    client = log_in(cast.anna)
    assert "Welke klas was dit?" in text(client.get(url("hours_edit", entry.pk)))
    post(client, "hours_edit", typed(cast, version=1, description="Gastles aan klas 2B over netwerken"), entry.pk)
    entry.refresh_from_db()
    assert (entry.state, entry.description) == ("submitted", "Gastles aan klas 2B over netwerken")


def test_changing_from_an_old_window_is_refused_and_kept(log_in, cast):
    entry = cast.entry(version=4)
    page = text(log_in(cast.anna).post(url("hours_edit", entry.pk), typed(cast, version=3, hours="4")))
    assert "Somebody else just changed this" in page
    assert 'value="4"' in page


def test_what_waits_cannot_be_changed(log_in, cast):
    entry = cast.submitted()
    client = log_in(cast.anna)
    assert "Withdraw them first" in text(client.get(url("hours_edit", entry.pk), follow=True))
    post(client, "hours_edit", typed(cast, version=1, hours="4"), entry.pk)
    entry.refresh_from_db()
    assert entry.minutes == 150


def test_submitting_an_incomplete_draft_leads_to_the_form(log_in, cast):
    entry = cast.entry(description="Kort")
    client = log_in(cast.anna)
    assert "Before you can submit" in text(client.get(url("hours_entry", entry.pk)))
    response = post(client, "hours_submit", {}, entry.pk)
    assert response.redirect_chain == [(url("hours_edit", entry.pk), 302)]
    assert "at least 15 characters" in text(response)


def test_submitting_and_taking_back(log_in, cast):
    entry = cast.entry()
    client = log_in(cast.anna)
    post(client, "hours_submit", {}, entry.pk)
    entry.refresh_from_db()
    assert entry.state == "submitted"
    post(client, "hours_withdraw", {}, entry.pk)
    entry.refresh_from_db()
    assert entry.state == "draft"


def test_deleting_asks_first(log_in, cast):
    entry = cast.entry()
    client = log_in(cast.anna)
    assert "Delete this entry?" in text(client.get(url("hours_delete", entry.pk)))
    assert HourEntry.objects.exists()
    assert "The entry is deleted" in text(post(client, "hours_delete", {}, entry.pk))
    assert not HourEntry.objects.exists()


def test_a_session_that_runs_out_while_typing_loses_nothing(client, log_in, cast):
    data = typed(cast)
    assert client.post(url("hours_new"), data).status_code == 302
    assert not HourEntry.objects.exists()
    log_in(cast.anna)
    assert "Gastles over veilig programmeren" in text(client.get(reverse("interrupted")))
    assert client.post(url("hours_new"), data).status_code == 302
    assert HourEntry.objects.get().state == "submitted"


@pytest.mark.parametrize("name", ["hours_submit", "hours_withdraw", "hours_delete"])
def test_a_link_alone_changes_nothing(log_in, cast, name):
    for entry in (cast.entry(), cast.submitted()):
        log_in(cast.anna).get(url(name, entry.pk))
    assert sorted(HourEntry.objects.values_list("state", flat=True)) == ["draft", "submitted"]


# --- The hint --------------------------------------------------------------------------------------------------
def hint(client, cast, **values):
    data = {"date": "10-3-2026", "hours": "2.5", "activity": cast.masterclasses.pk, "kind": "guest_teaching"}
    return text(client.get(url("hours_worth"), data | values))


def test_the_hint_says_what_it_is_worth_and_what_remains(log_in, cast):
    cast.pledge()
    page = hint(log_in(cast.anna), cast)
    assert "€182.50" in page
    assert "117.5\xa0hours of the 120\xa0hours" in page


def test_the_hint_says_why_a_kind_does_not_count(log_in, cast):
    page = hint(log_in(cast.anna), cast, kind="internship_supervision")
    assert "does not count" in page
    assert "RIF19 art. 13(5)" in page


def test_the_hint_for_the_applicant_school(log_in, cast):
    assert "Hours and goods of the applicant school do not count" in hint(log_in(cast.thea), cast)


def test_the_hint_names_what_needs_an_explanation_and_what_is_refused(log_in, cast):
    assert "on a weekend day" in hint(log_in(cast.anna), cast, date="14-3-2026")
    assert "in the future" in hint(log_in(cast.anna), cast, date="17-3-2026")


@pytest.mark.parametrize("values", [{"hours": ""}, {"hours": "acht"}, {"kind": ""}, {"activity": "1e9"}])
def test_the_hint_waits_for_what_it_needs(log_in, cast, values):
    assert "here you read what they are worth" in hint(log_in(cast.anna), cast, **values)


def test_the_hint_shows_no_login_page_when_the_session_is_over(client, cast):
    assert client.get(url("hours_worth"), headers={"HX-Request": "true"}).status_code == 401
    assert client.get(url("hours_worth")).status_code == 302


def test_the_hint_leaves_out_the_entry_itself(log_in, cast):
    entry = cast.entry(minutes=1380)
    assert "You already logged" in hint(log_in(cast.anna), cast)
    assert "You already logged" not in hint(log_in(cast.anna), cast, entry=entry.pk)


# --- The list --------------------------------------------------------------------------------------------------
def rows(response):
    return [row.entry for row in response.context["rows"]]


def test_an_empty_list_offers_the_first_step(log_in, cast):
    page = text(log_in(cast.anna).get(url("hours")))
    assert "No hours yet" in page
    assert url("hours_new") in page
    assert "No hours yet" in text(log_in(cast.aad).get(url("hours")))


def test_the_totals_are_those_of_the_lines(log_in, cast):
    cast.approved(minutes=150)
    cast.submitted(minutes=15)
    cast.submitted(minutes=60, kind="volunteering")
    response = log_in(cast.anna).get(url("hours"))
    totals = response.context["totals"]
    assert (totals.lines, totals.minutes, totals.minutes_not_counting) == (3, 225, 60)
    assert totals.worth == sum(row.verdict.amount for row in response.context["rows"])
    assert str(totals.approved) == "182.50"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 4),
        ("state=approved", 1),
        ("kind=volunteering", 1),
        ("since=11-3-2026", 1),
        ("until=2026-03-10", 3),
        ("since=11-3-2026&until=11-3-2026", 1),
        ("state=approved&kind=volunteering", 0),
        ("person=x&sort=password&page=99", 4),
        ("until=31-2-2026", 4),
        ("since=12-3-2026&until=1-3-2026", 4),
    ],
)
def test_filters_live_in_the_address(log_in, cast, query, count):
    cast.entry()
    cast.approved()
    cast.submitted(kind="volunteering")
    cast.submitted(worked_on=date(2026, 3, 11), activity=cast.incubator)
    assert len(rows(log_in(cast.anna).get(f"{url('hours')}?{query}"))) == count


def test_a_filter_on_lab_and_activity(log_in, cast):
    cast.submitted()
    other = cast.submitted(activity=cast.incubator)
    client = log_in(cast.anna)
    assert rows(client.get(url("hours"), {"lab": cast.business_lab.pk})) == [other]
    response = client.get(url("hours"), {"activity": cast.incubator.pk})
    assert rows(response) == [other]
    assert "<strong>Incubator</strong>" in text(response)


def test_a_period_that_ends_before_it_starts_is_explained(log_in, cast):
    cast.entry()
    page = text(log_in(cast.anna).get(f"{url('hours')}?since=12-3-2026&until=1-3-2026"))
    assert "The period ends before it starts" in page


def test_managers_filter_on_people_of_their_own_organisation_only(log_in, cast):
    cast.submitted()
    cast.submitted(cast.mo)
    cast.submitted(cast.bram)
    page = log_in(cast.mo).get(url("hours"))
    assert [name for _pk, name in page.context["filter"].filters["person"].extra["choices"]] == [
        "Anna Terpdok",
        "Mo Terpdok",
    ]
    assert "partner" not in page.context["filter"].filters
    assert rows(log_in(cast.mo).get(url("hours"), {"person": cast.bram.user.pk})) == rows(page)


@pytest.mark.parametrize("sort", ["date", "-date", "activity", "kind", "hours", "-hours", "state", "person"])
def test_every_order_is_whole(log_in, cast, sort):
    for minutes in (15, 30, 15, 30):
        cast.submitted(minutes=minutes)
    found = rows(log_in(cast.anna).get(url("hours"), {"sort": sort}))
    assert len(set(found)) == 4
    if sort in {"hours", "-hours"}:
        assert [entry.minutes for entry in found] == sorted((15, 30, 15, 30), reverse=sort == "-hours")


def test_pages_of_twenty_five(log_in, cast):
    first = cast.submitted()
    values = {
        f.attname: getattr(first, f.attname) for f in HourEntry._meta.concrete_fields if f.name not in {"id", "nonce"}
    }
    HourEntry.objects.bulk_create(HourEntry(**values) for _ in range(59))
    client = log_in(cast.anna)
    assert [len(rows(client.get(url("hours"), {"page": page}))) for page in (1, 2, 3)] == [25, 25, 10]


# --- Queries ---------------------------------------------------------------------------------------------------
def queries(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("who", ["anna", "mo", "carla", "mirjam", "aad"])
def test_the_list_takes_the_same_queries_for_any_number_of_rows(log_in, cast, who, django_assert_max_num_queries):
    client = log_in(getattr(cast, who))
    counts = []
    for number in (1, 2, 8, 60):
        for _ in range(number):
            cast.submitted(minutes=15)
        counts.append(queries(client, url("hours"), django_assert_max_num_queries))
    assert len(set(counts)) == 1


@pytest.mark.parametrize("make", ["entry", "submitted", "returned", "approved"])
def test_an_entry_takes_few_queries(log_in, cast, make, django_assert_max_num_queries):
    entry = getattr(cast, make)()
    for who in (cast.anna, cast.mo):
        queries(log_in(who), url("hours_entry", entry.pk), django_assert_max_num_queries)


def test_the_form_and_its_hint_take_few_queries(log_in, cast, django_assert_max_num_queries):
    cast.pledge()
    client = log_in(cast.anna)
    query = f"date=10-3-2026&hours=2&activity={cast.masterclasses.pk}&kind=guest_teaching"
    queries(client, f"{url('hours_worth')}?{query}", django_assert_max_num_queries)
    queries(client, url("hours_new"), django_assert_max_num_queries)
    queries(client, url("hours_edit", cast.entry().pk), django_assert_max_num_queries)


def test_history_reads_as_sentences(log_in, cast):
    client = log_in(cast.anna)
    post(client, "hours_new", typed(cast))
    page = text(client.get(url("hours_entry", HourEntry.objects.get().pk)))
    assert "Anna Terpdok submitted these hours" in page


def test_the_page_of_the_rules_is_made_of_the_rules(log_in, cast):
    page = text(log_in(cast.sanne).get(url("rules")))
    for words in ("Guest teaching", "Internship supervision", "RIF19 art. 13(5)", "€73.00", "33.3%", "10 working days"):
        assert words in page
    assert log_in(cast.ed).get(url("rules")).status_code == 404


def test_dutch_reads_the_same_hours(log_in, cast, client):
    client.cookies["django_language"] = "nl"
    page = text(log_in(cast.anna).get(url("hours_edit", cast.entry().pk)))
    assert 'value="2,5"' in page


@pytest.mark.parametrize("description", ["x" * 501, "Gastles\x00 over netwerken"])
def test_a_draft_takes_no_description_that_cannot_be_kept(log_in, cast, description):
    client = log_in(cast.anna)
    answer = client.post(url("hours_new"), typed(cast, description=description, verb="draft"))
    assert answer.status_code == 200
    assert "description" in answer.context["form"].errors
    assert not HourEntry.objects.exists()


def test_hours_typed_for_one_organisation_are_not_logged_for_another(log_in, cast):
    second = make_member("Anna Terpdok", cast.wadbyte, Role.COMPANY_MEMBER)
    client = log_in(cast.anna)
    client.post(reverse("act_as", args=["werkplaats"]), {"membership": second.pk})
    data = typed(cast) | {"acting_as": cast.anna.pk}
    answer = client.post(url("hours_new"), data)
    assert "Wadbyte Cloud" in str(answer.context["form"].non_field_errors())
    assert "Gastles" in text(answer)
    assert not HourEntry.objects.exists()
    client.post(url("hours_new"), data | {"acting_as": second.pk})
    assert HourEntry.objects.get().organisation == cast.wadbyte


def test_everything_that_is_wrong_is_said_at_once(cast, log_in):
    client = log_in(cast.anna)
    client.cookies["django_language"] = "en"
    page = text(post(client, "hours_new", typed(cast, hours="2,3", description="kort")))
    assert "Hours go in quarters" in page
    assert page.count("15 characters") > 2  # the hint, the field and the summary
    draft = text(post(client, "hours_new", typed(cast, verb="draft", hours="2,3", description="kort")))
    assert draft.count("15 characters") < page.count("15 characters")


def test_a_hint_that_says_when_something_is_needed_does_not_call_it_optional(cast, log_in):
    client = log_in(cast.anna)
    client.cookies["django_language"] = "en"
    page = " ".join(text(client.get(url("hours_new"))).split())
    assert "or when you log late." in page
    assert "or when you log late. Optional." not in page
