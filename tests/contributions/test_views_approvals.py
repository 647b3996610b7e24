import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from contributions.models import HourEntry
from labs.models import LabCoordinator
from tests.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


def url(name, pk=None):
    values = {"partnership": "werkplaats"}
    return reverse(name, kwargs=values if pk is None else values | {"pk": pk})


def text(response):
    return response.content.decode()


def decide(client, verb, *entries, reason="", query=""):
    data = {"selected": [f"{entry.pk}-{entry.version}" for entry in entries], "verb": verb, "reason": reason}
    return client.post(url("approvals_decide") + query, data, follow=True)


def rows(response):
    return [row.entry for row in response.context["rows"]]


def states():
    return list(HourEntry.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("carla", 200),
        ("joost", 200),
        ("anna", 403),
        ("mo", 403),
        ("mirjam", 403),
        ("aad", 403),
        ("beheer", 403),
        ("sanne", 403),
        ("thea", 403),
        ("ed", 404),
    ],
)
def test_only_coordinators_have_an_inbox(log_in, cast, who, status):
    client = log_in(getattr(cast, who))
    assert client.get(url("approvals")).status_code == status
    assert client.post(url("approvals_decide"), {}).status_code == status


def test_the_inbox_shows_the_own_labs_oldest_first(log_in, cast):
    later = cast.submitted()
    earlier = cast.submitted(cast.bram, submitted_at=NOW - timedelta(days=3))
    cast.submitted(activity=cast.incubator)
    cast.submitted(cast.thea)
    cast.entry()
    response = log_in(cast.carla).get(url("approvals"))
    assert rows(response) == [earlier, later]
    assert [(each.lab.name, each.waiting) for each in response.context["overview"].labs] == [("Learning Lab", 2)]


def test_each_control_stands_once_on_the_page(log_in, cast):
    for _ in range(3):
        cast.submitted()
    page = text(log_in(cast.carla).get(url("approvals")))
    assert len(re.findall(r'value="approve"', page)) == len(re.findall(r'value="return"', page)) == 1
    assert page.count('name="reason"') == 1
    assert page.count('name="selected"') == 3


def test_an_empty_inbox_and_no_lab(log_in, cast):
    client = log_in(cast.carla)
    assert "Nothing waits for you" in text(client.get(url("approvals")))
    LabCoordinator.objects.all().delete()
    assert "You do not coordinate a lab yet" in text(client.get(url("approvals")))


def test_approving_many(log_in, cast):
    entries = [cast.submitted() for _ in range(3)]
    page = text(decide(log_in(cast.carla), "approve", *entries[:2]))
    assert "2 entries approved." in page
    assert states() == ["approved", "approved", "submitted"]


def test_returning_many_with_a_reason(log_in, cast):
    entries = [cast.submitted() for _ in range(2)]
    page = text(decide(log_in(cast.carla), "return", *entries, reason="Welke klas?"))
    assert "2 entries returned." in page
    assert set(HourEntry.objects.values_list("return_reason", flat=True)) == {"Welke klas?"}


def test_returning_without_a_reason_keeps_the_ticks(log_in, cast):
    entries = [cast.submitted() for _ in range(2)]
    page = text(decide(log_in(cast.carla), "return", entries[0]))
    assert "Say in the field Reason" in page
    assert len(re.findall(r'name="selected"[^>]* checked', page)) == 1
    assert states() == ["submitted", "submitted"]


def test_nothing_ticked_keeps_the_reason(log_in, cast):
    cast.submitted()
    page = text(decide(log_in(cast.carla), "return", reason="Welke klas?"))
    assert "Nothing is ticked yet" in page
    assert 'value="Welke klas?"' in page


def test_filters_stay_after_deciding(log_in, cast):
    entry = cast.submitted()
    response = decide(log_in(cast.carla), "approve", entry, query="?sort=-hours&kind=guest_teaching")
    assert response.redirect_chain[-1][0] == url("approvals") + "?sort=-hours&kind=guest_teaching"


def test_someone_was_first_is_said_and_the_rest_goes_on(log_in, cast):
    LabCoordinator.objects.create(lab=cast.learning_lab, membership=cast.joost)
    entries = [cast.submitted() for _ in range(3)]
    decide(log_in(cast.joost), "return", entries[1], reason="Welke klas?")
    page = text(decide(log_in(cast.carla), "approve", *entries))
    assert "2 entries approved." in page
    assert "1 had already been returned by Joost Hanze." in page


def test_own_hours_and_those_of_strangers_cannot_be_slipped_in(log_in, cast):
    others = [
        cast.submitted(cast.carla),
        cast.submitted(cast.thea),
        cast.submitted(activity=cast.incubator),
        cast.submitted(cast.ed, programme=cast.other_programme, activity=cast.other_activity),
    ]
    page = text(decide(log_in(cast.carla), "approve", *others, cast.submitted()))
    assert "1 entry approved." in page
    assert "4 do not wait for you any more." in page
    assert "Ed Elders" not in page
    assert states() == ["submitted"] * 4 + ["approved"]


@pytest.mark.parametrize("selected", ["x", "1-2-3", "-1", "9" * 30, "1-x", "٣"])
def test_nonsense_is_no_choice(log_in, cast, selected):
    cast.submitted()
    response = log_in(cast.carla).post(url("approvals_decide"), {"selected": selected, "verb": "approve"}, follow=True)
    assert response.status_code == 200
    assert states() == ["submitted"]


def test_flags_and_concerns_stand_in_the_row(log_in, cast):
    for day in (2, 3, 4, 5):
        cast.submitted(worked_on=date(2026, 3, day), description="Overleg met het team over de planning")
    cast.submitted(cast.bram, description="Stagebegeleiding van 401234@student.noorderpoort.nl")
    cast.submitted(cast.bram, worked_on=date(2026, 3, 14), explanation="Open dag", minutes=600)
    by_flags = {(row.flags, row.concerns) for row in log_in(cast.carla).get(url("approvals")).context["rows"]}
    assert by_flags == {
        (("same_description",), ()),
        (("looks_like_internship", "student_data"), ()),
        ((), ("more_than_8_hours", "weekend")),
    }


def test_filters_and_orders(log_in, cast):
    anna = cast.submitted(minutes=60)
    bram = cast.submitted(cast.bram, minutes=15, kind="volunteering")
    client = log_in(cast.carla)
    assert rows(client.get(url("approvals"), {"partner": cast.wadbyte.pk})) == [bram]
    assert rows(client.get(url("approvals"), {"person": cast.anna.user.pk})) == [anna]
    assert rows(client.get(url("approvals"), {"kind": "volunteering"})) == [bram]
    for sort, found in {
        "person": [anna, bram],
        "-person": [bram, anna],
        "hours": [bram, anna],
        "x": [anna, bram],
    }.items():
        assert rows(client.get(url("approvals"), {"sort": sort})) == found


@pytest.mark.parametrize("address", ["approvals", "approvals_decide"])
def test_the_inbox_takes_the_same_queries_for_any_number_of_rows(log_in, cast, address, django_assert_max_num_queries):
    client, counts = log_in(cast.carla), []
    for number in (1, 2, 7, 60):
        for _ in range(number):
            cast.submitted(minutes=15)
        with django_assert_max_num_queries(10) as caught:
            response = client.get(url("approvals")) if address == "approvals" else client.post(url(address), {})
        assert response.status_code == 200
        counts.append(len(caught))
    assert len(set(counts)) == 1


# --- One at a time ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["joost", "ed"])
def test_hours_of_another_lab_or_partnership_are_not_there(log_in, cast, who):
    entry = cast.submitted()
    assert log_in(getattr(cast, who)).get(url("approval", entry.pk)).status_code == 404
    assert log_in(cast.carla).get(url("approval", entry.pk)).status_code == 200


@pytest.mark.parametrize("name", ["approval", "approval_decide", "approval_reopen"])
def test_own_hours_and_those_of_the_organisation_are_not_there(log_in, cast, name):
    client = log_in(cast.carla)
    for entry in (cast.submitted(cast.carla), cast.submitted(cast.thea), cast.entry()):
        assert client.get(url(name, entry.pk)).status_code == 404
        if name != "approval":
            assert client.post(url(name, entry.pk), {"verb": "approve", "reason": "x"}).status_code == 404


def test_approving_one_leads_to_the_next(log_in, cast):
    first = cast.submitted(submitted_at=NOW - timedelta(hours=2))
    second = cast.submitted(submitted_at=NOW - timedelta(hours=1))
    client = log_in(cast.carla)
    data = {"verb": "approve", "version": 1, "reason": ""}
    response = client.post(url("approval_decide", first.pk), data, follow=True)
    assert response.redirect_chain == [(url("approval", second.pk), 302)]
    assert "Look back or undo" in text(response)
    response = client.post(url("approval_decide", second.pk), data, follow=True)
    assert response.redirect_chain == [(url("approvals"), 302)]
    assert states() == ["approved", "approved"]


def test_returning_one_needs_a_reason(log_in, cast):
    entry = cast.submitted()
    client = log_in(cast.carla)
    page = client.post(url("approval_decide", entry.pk), {"verb": "return", "version": 1, "reason": " "})
    assert "Say in the field Reason" in text(page)
    client.post(url("approval_decide", entry.pk), {"verb": "return", "version": 1, "reason": "Welke klas?"})
    assert states() == ["returned"]


def test_deciding_on_what_changed_meanwhile_is_refused(log_in, cast):
    entry = cast.submitted(version=3)
    page = log_in(cast.carla).post(url("approval_decide", entry.pk), {"verb": "approve", "version": 2}, follow=True)
    assert "changed while you looked" in text(page)
    assert states() == ["submitted"]


def test_deciding_twice_says_who_was_first(log_in, cast):
    LabCoordinator.objects.create(lab=cast.learning_lab, membership=cast.joost)
    entry = cast.returned(decided_by=cast.joost.user)
    page = log_in(cast.carla).post(url("approval_decide", entry.pk), {"verb": "approve", "version": 1}, follow=True)
    assert "do not wait for approval any more" in text(page)


def test_undoing_an_approval(log_in, cast):
    entry = cast.approved()
    client = log_in(cast.carla)
    assert "Undo this approval" in text(client.get(url("approval", entry.pk)))
    page = client.post(url("approval_reopen", entry.pk), {"reason": ""})
    assert "why the approval is undone" in text(page)
    client.post(url("approval_reopen", entry.pk), {"reason": "Verkeerde klas"})
    assert states() == ["submitted"]


def test_a_reported_approval_stays(log_in, cast):
    entry = cast.approved(reported_at=NOW)
    client = log_in(cast.carla)
    assert "An approval that was reported cannot be undone" in text(client.get(url("approval", entry.pk)))
    client.post(url("approval_reopen", entry.pk), {"reason": "Verkeerde klas"})
    assert states() == ["approved"]


def test_the_other_hours_of_that_day_are_shown(log_in, cast):
    entry = cast.submitted()
    cast.submitted(activity=cast.incubator, minutes=75)
    cast.entry(minutes=15)
    page = text(log_in(cast.carla).get(url("approval", entry.pk)))
    assert "1.25\xa0hours, in another lab" in page
    assert "Incubator" not in page


@pytest.mark.parametrize("make", ["submitted", "returned", "approved"])
def test_one_entry_takes_at_most_ten_queries(log_in, cast, make, django_assert_max_num_queries):
    entry = getattr(cast, make)()
    client = log_in(cast.carla)
    with django_assert_max_num_queries(10):
        assert client.get(url("approval", entry.pk)).status_code == 200


@pytest.mark.parametrize("name", ["approval_decide", "approval_reopen"])
def test_a_link_alone_changes_nothing(log_in, cast, name):
    waiting, approved = cast.submitted(), cast.approved()
    for entry in (waiting, approved):
        log_in(cast.carla).get(url(name, entry.pk))
    assert states() == ["submitted", "approved"]


def test_without_a_button_nothing_is_decided(log_in, cast):
    entry = cast.submitted()
    client = log_in(cast.carla)
    assert decide(client, "", entry).status_code == 400
    assert client.post(url("approval_decide", entry.pk), {"version": entry.version}).status_code == 400
    assert states() == ["submitted"]


def test_enter_in_the_field_reason_never_approves(log_in, cast):
    cast.submitted()
    buttons = re.findall(r'name="verb" value="(\w+)"', text(log_in(cast.carla).get(url("approvals"))))
    assert buttons == ["return", "approve"]


def test_hours_that_were_taken_back_meanwhile_are_said_to_be(log_in, cast):
    entry = cast.submitted()
    log_in(cast.anna).post(url("hours_withdraw", entry.pk))
    answer = log_in(cast.carla).post(url("approval_decide", entry.pk), {"verb": "approve"}, follow=True)
    assert "just taken back" in text(answer)
    assert states() == ["draft"]


def test_a_reason_is_kept_when_somebody_was_first(log_in, cast):
    entry = cast.submitted()
    HourEntry.objects.filter(pk=entry.pk).update(version=entry.version + 1)
    data = {"verb": "return", "reason": "Welke klas?", "version": entry.version}
    answer = log_in(cast.carla).post(url("approval_decide", entry.pk), data)
    assert "Welke klas?" in text(answer)
    assert states() == ["submitted"]
