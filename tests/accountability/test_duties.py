"""Notification duties (R17): the portal finds a forecast that breaks a limit, management assesses it."""

import re
import threading
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accountability import duties, tasks
from accountability.demo import show_earlier_duty
from accountability.models import NotificationDuty
from accountability.states import DutyState
from contributions.rules import Side, check_limit
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent, Programme
from partnership.schemes import Limit
from tests.accountability.race import at_once
from tests.cast import NOW

LIST = "/werkplaats/financing/notifications/"
TOMORROW = NOW + timedelta(days=1)
WHY = "De bedrijven leveren de rest in het laatste jaar."


def check(side, amount, *, least=None, most=None, total="3000"):
    return check_limit(side, Limit("art. 1", least, most), Decimal(amount), Decimal(total))


THIRD, TENTH = Fraction(1, 3), Fraction(1, 10)


@pytest.mark.parametrize(
    ("checks", "running", "opened", "closed"),
    [
        ([check(Side.BUSINESS, "1000", least=THIRD)], [], [], set()),  # exactly on the limit
        ([check(Side.BUSINESS, "999.99", least=THIRD)], [], ["business"], set()),
        ([check(Side.BUSINESS, "999.99", least=THIRD)], ["business"], [], set()),  # not again every day
        ([check(Side.BUSINESS, "1000", least=THIRD)], ["business"], [], {"business"}),
        ([check(Side.OTHERS, "1000", most=THIRD)], [], [], set()),
        ([check(Side.OTHERS, "1000.01", most=THIRD)], [], ["others"], set()),
        ([check(Side.APPLICANT, "300", most=TENTH)], [], [], set()),
        ([check(Side.APPLICANT, "300.01", most=TENTH)], ["business"], ["applicant"], {"business"}),
        ([], ["applicant"], [], {"applicant"}),  # the terms know this limit no longer
    ],
)
def test_what_opens_and_what_closes(checks, running, opened, closed):
    to_open, over = duties.what_changes(checks, running)
    assert [each.side.value for each in to_open] == opened
    assert over == closed


@pytest.fixture
def broken(cast):
    """Nothing is pledged, so business will stay below its third."""
    duties.check_programme(programme_id=cast.programme.pk, now=NOW)
    return NotificationDuty.objects.get(programme=cast.programme)


def recover(cast):
    """A company promises the whole third, still to come."""
    third = Decimal("1000000.00")
    year = {"starts_on": date(2026, 8, 1), "ends_on": date(2027, 7, 31)}
    return cast.pledge(kind="cash", unit="piece", quantity=Decimal("1"), unit_price=third, amount=third, **year)


def test_the_task_finds_a_broken_limit_once(cast, settings):
    for _ in range(2):
        tasks.check_duties()
    rows = NotificationDuty.objects.filter(programme=cast.programme)
    found = rows.get()
    assert (found.side, found.state, found.amount) == ("business", "open", Decimal("0.00"))
    assert (found.total, found.at_least, found.at_most) == (cast.programme.budget_total, "1/3", "2/3")
    assert found.source == "RIF19 art. 13(3)"
    assert found.limit_check.too_little
    events = AuditEvent.objects.filter(verb="duty.found", object_id=found.pk)
    assert events.get().partnership == cast.werkplaats


@pytest.mark.parametrize(
    ("starts", "ends", "checked"),
    [(0, 900, True), (1, 900, False), (-900, 0, True), (-900, -70, True), (-900, -71, False)],
)
def test_only_programmes_whose_forecast_still_moves_are_checked(cast, starts, ends, checked):
    day = NOW.date()
    Programme.objects.filter(pk=cast.programme.pk).update(
        applied_on=date(2020, 1, 1), starts_on=day + timedelta(days=starts), ends_on=day + timedelta(days=ends)
    )
    assert (cast.programme.pk in duties.programmes_to_check(day)) is checked


def test_it_goes_by_itself_when_the_forecast_holds_again_and_comes_back_when_it_breaks(cast, broken):
    pledge = recover(cast)
    assert duties.check_programme(programme_id=cast.programme.pk, now=TOMORROW) == 1
    broken.refresh_from_db()
    assert (broken.state, broken.recovered_at) == (DutyState.LAPSED, TOMORROW)
    assert AuditEvent.objects.filter(verb="duty.recovered", object_id=broken.pk).count() == 1
    type(pledge).objects.filter(pk=pledge.pk).update(withdrawn_at=TOMORROW)
    assert duties.check_programme(programme_id=cast.programme.pk, now=TOMORROW) == 1
    assert NotificationDuty.objects.filter(programme=cast.programme).count() == 2
    assert NotificationDuty.objects.get(recovered_at=None).opened_at == TOMORROW


def test_what_was_assessed_does_not_open_again_while_it_stays_broken(cast, broken):
    say(cast.mirjam, broken, "no_report")
    assert duties.check_programme(programme_id=cast.programme.pk, now=TOMORROW) == 0
    assert NotificationDuty.objects.filter(programme=cast.programme).count() == 1
    recover(cast)
    duties.check_programme(programme_id=cast.programme.pk, now=TOMORROW)
    broken.refresh_from_db()
    assert (broken.state, broken.explanation, broken.recovered_at) == ("no_report", WHY, TOMORROW)


def say(by, duty, outcome, *, explanation=WHY, reported_on=None, now=NOW):
    duties.assess(by=by, duty=duty, outcome=outcome, explanation=explanation, reported_on=reported_on, now=now)


@pytest.mark.parametrize("outcome", ["to_report", "no_report"])
def test_management_assesses_and_says_why(cast, broken, outcome):
    say(cast.mirjam, broken, outcome)
    broken.refresh_from_db()
    assert (broken.state, broken.explanation, broken.assessed_by) == (outcome, WHY, cast.mirjam.user)
    event = AuditEvent.objects.get(verb=f"duty.{outcome}")
    assert (event.actor, event.object_id) == (cast.mirjam.user, broken.pk)


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "open"},
        {"outcome": "lapsed"},
        {"outcome": "to_report", "explanation": "  "},
        {"outcome": "no_report", "reported_on": NOW.date()},
        {"outcome": "to_report", "reported_on": TOMORROW.date()},
    ],
)
def test_an_assessment_that_cannot_be_is_refused(cast, broken, values):
    with pytest.raises(Refused):
        say(cast.mirjam, broken, **values)
    broken.refresh_from_db()
    assert broken.state == DutyState.OPEN
    say(cast.mirjam, broken, "to_report", reported_on=NOW.date())


@pytest.mark.parametrize(
    ("who", "allowed"), [("mirjam", True), ("beheer", True), ("aad", False), ("carla", False), ("mo", False)]
)
def test_only_management_assesses(cast, broken, who, allowed):
    if allowed:
        say(getattr(cast, who), broken, "no_report")
        return
    with pytest.raises(Refused):
        say(getattr(cast, who), broken, "no_report")
    assert not AuditEvent.objects.filter(verb="duty.no_report").exists()


def test_when_the_funder_was_told_is_filled_in_once(cast, broken):
    with pytest.raises(Refused):
        duties.note_sending(by=cast.mirjam, duty=broken, reported_on=NOW.date(), now=NOW)
    say(cast.mirjam, broken, "to_report")
    with pytest.raises(Refused):
        duties.note_sending(by=cast.mirjam, duty=broken, reported_on=TOMORROW.date(), now=NOW)
    with pytest.raises(Refused):
        duties.note_sending(by=cast.aad, duty=broken, reported_on=NOW.date(), now=NOW)
    duties.note_sending(by=cast.mirjam, duty=broken, reported_on=NOW.date(), now=NOW)
    assert AuditEvent.objects.filter(verb="duty.sent").count() == 1
    with pytest.raises(Refused):
        duties.note_sending(by=cast.mirjam, duty=broken, reported_on=NOW.date(), now=NOW)


def test_who_looked_at_an_older_version_is_told(cast, broken):
    stale = NotificationDuty.objects.get(pk=broken.pk)
    recover(cast)
    duties.check_programme(programme_id=cast.programme.pk, now=TOMORROW)
    with pytest.raises(SomeoneWasFirst):
        say(cast.mirjam, stale, "no_report")


# --- The database ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"state": "no_report"}, "duty_assessed_by_somebody_with_a_reason"),
        ({"explanation": "x"}, "duty_assessed_by_somebody_with_a_reason"),
        ({"reported_on": NOW.date()}, "duty_reported_only_when_needed"),
        ({"recovered_at": NOW}, "duty_goes_by_when_the_limit_holds"),
        ({"state": "lapsed"}, "duty_goes_by_when_the_limit_holds"),
        ({"state": "odd"}, "duty_state_known"),
    ],
)
def test_the_database_refuses_what_cannot_be(broken, values, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        NotificationDuty.objects.filter(pk=broken.pk).update(**values)


def test_one_runs_per_side_and_nothing_goes_or_changes(cast, broken):
    copy = {name: getattr(broken, name) for name in ("programme", "side", "opened_at", "amount", "total", "ends_on")}
    with pytest.raises(IntegrityError, match="duty_runs_once_per_side"), transaction.atomic():
        NotificationDuty.objects.create(**copy, at_least="1/3", source="x")
    NotificationDuty.objects.create(**copy | {"side": "others"}, at_most="1/3", source="x")
    for change in (broken.delete, lambda: NotificationDuty.objects.update(amount=1)):
        with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
            change()
    say(cast.mirjam, broken, "to_report")
    for values in ({"explanation": "anders"}, {"state": "no_report"}):
        with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
            NotificationDuty.objects.filter(pk=broken.pk).update(**values)


# --- Two at once -----------------------------------------------------------------------------------------------


@pytest.fixture
def slow_forecast(monkeypatch):
    """Between looking and writing passes a moment, as on a busy server, so that without a lock both would open one."""
    looked = duties.overview

    def overview(*args, **kwargs):
        found = looked(*args, **kwargs)
        threading.Event().wait(0.3)
        return found

    monkeypatch.setattr(duties, "overview", overview)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_find_it_once(cast, slow_forecast):
    answers = at_once(*[lambda: duties.check_programme(programme_id=cast.programme.pk, now=NOW)] * 2)
    assert sorted(answers) == [0, 1]
    assert NotificationDuty.objects.count() == 1
    assert AuditEvent.objects.filter(verb="duty.found").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_managers_one_wins(cast):
    duties.check_programme(programme_id=cast.programme.pk, now=NOW)
    first, second = (NotificationDuty.objects.get() for _ in range(2))
    answers = at_once(lambda: say(cast.mirjam, first, "to_report"), lambda: say(cast.beheer, second, "no_report"))
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "SomeoneWasFirst"]
    assert AuditEvent.objects.filter(verb__in=["duty.to_report", "duty.no_report"]).count() == 1


# --- Pages -----------------------------------------------------------------------------------------------------

ENGLISH = {"accept-language": "en"}


def page_of(duty):
    return reverse("notification_duty", args=["werkplaats", duty.pk])


def text(response) -> str:
    return " ".join(response.content.decode().split())


def typed(duty, **values):
    return {"outcome": "to_report", "explanation": WHY, "reported_on": "", "version": duty.version} | values


WHO = [("mirjam", 200), ("beheer", 200), ("aad", 200), ("anna", 403), ("mo", 403), ("carla", 403), ("esra", 404)]


@pytest.mark.parametrize(("who", "status"), WHO)
def test_who_may_see(cast, log_in, broken, who, status):
    client = log_in(getattr(cast, who))
    assert client.get(LIST).status_code == status
    assert client.get(page_of(broken)).status_code == status


@pytest.mark.parametrize(("who", "status"), [*WHO[:2], ("aad", 403), *WHO[3:]])
def test_who_may_assess(cast, log_in, broken, who, status):
    response = log_in(getattr(cast, who)).post(page_of(broken), typed(broken))
    assert response.status_code == (302 if status == 200 else status)
    broken.refresh_from_db()
    assert (broken.state == "to_report") is (status == 200)


def test_another_partnership_and_another_programme_are_not_there(cast, log_in, broken):
    duties.check_programme(programme_id=cast.other_programme.pk, now=NOW)
    other = NotificationDuty.objects.get(programme=cast.other_programme)
    assert log_in(cast.mirjam).get(page_of(other)).status_code == 404
    assert log_in(cast.esra).get(reverse("notification_duty", args=["elders", other.pk])).status_code == 200
    assert log_in(cast.esra).get(reverse("notification_duty", args=["elders", broken.pk])).status_code == 404


def test_looking_writes_nothing(cast, log_in):
    client = log_in(cast.mirjam)
    for path in ("/werkplaats/", "/werkplaats/financing/", LIST):
        assert client.get(path).status_code == 200
    assert not NotificationDuty.objects.exists()
    assert "No limit is at risk" in text(client.get(LIST, headers=ENGLISH))


def test_it_waits_on_the_home_page_of_management_until_assessed(cast, log_in, broken):
    client = log_in(cast.mirjam)
    home = text(client.get("/werkplaats/", headers=ENGLISH))
    assert "Limits to assess" in home
    assert LIST in home
    assert LIST in text(client.get("/werkplaats/financing/", headers=ENGLISH))
    client.post(page_of(broken), typed(broken))
    assert "Limits to assess" not in text(client.get("/werkplaats/", headers=ENGLISH))
    assert "Limits to assess" not in text(log_in(cast.aad).get("/werkplaats/", headers=ENGLISH))


def test_the_page_leads_through_assessing_and_telling(cast, log_in, broken):
    client = log_in(cast.mirjam)
    page = text(client.get(page_of(broken), headers=ENGLISH))
    assert "at least one third" in page
    assert "€0.00 of €3,000,000.00 on 31 July 2027: 0.0%" in page
    client.post(page_of(broken), typed(broken))
    broken.refresh_from_db()
    assert "Save the day" in text(client.get(page_of(broken), headers=ENGLISH))
    client.post(page_of(broken), {"reported_on": "1-3-2026", "version": broken.version})
    broken.refresh_from_db()
    assert broken.reported_on == date(2026, 3, 1)
    page = text(client.get(page_of(broken), headers=ENGLISH))
    assert "1 March 2026" in page
    assert "Save" not in page
    assert WHY in text(log_in(cast.aad).get(page_of(broken), headers=ENGLISH))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"outcome": "lapsed"}, "outcome"),
        ({"explanation": " \x07 "}, "explanation"),
        ({"explanation": "x" * 2001}, "explanation"),
        ({"reported_on": "31-2-2026"}, "reported_on"),
        ({"reported_on": "1-1-2099"}, "reported_on"),
        ({"outcome": "no_report", "reported_on": "1-3-2026"}, "reported_on"),
        ({"version": "x"}, "version"),
        ({"version": str(10**30)}, "version"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(cast, log_in, broken, values, field):
    client = log_in(cast.mirjam)
    response = client.post(page_of(broken), typed(broken, **values), headers=ENGLISH)
    assert response.status_code == 200
    form = response.context["form"]
    assert set(form.errors) == {field}
    assert form["explanation"].value() == typed(broken, **values)["explanation"]
    broken.refresh_from_db()
    assert broken.state == DutyState.OPEN
    assert client.post(page_of(broken), typed(broken)).status_code == 302


def test_who_comes_second_is_told_and_loses_nothing(cast, log_in, broken):
    old = typed(broken, explanation="Mijn eigen uitleg")
    say(cast.beheer, broken, "no_report")
    response = log_in(cast.mirjam).post(page_of(broken), old, headers=ENGLISH)
    assert response.status_code == 200
    assert "assessed already" in text(response)
    assert "Mijn eigen uitleg" in text(response)
    assert NotificationDuty.objects.get(pk=broken.pk).state == "no_report"


def test_the_list_takes_as_many_queries_for_many_rows(cast, log_in, broken):
    client, counts = log_in(cast.mirjam), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        counts.append(len(queries))
        for _ in range(3):
            NotificationDuty.objects.create(
                programme=cast.programme, side="others", opened_at=NOW, ends_on=NOW.date(), amount=2, total=3,
                at_most="1/3", source="art. 1", state="lapsed", recovered_at=TOMORROW,
            )  # fmt: skip
    assert counts[0] == counts[1] <= 15


def test_the_administration_only_looks(cast, client, broken):
    user = cast.beheer.user
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    name = "admin:accountability_notificationduty"
    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    assert client.get(reverse(f"{name}_change", args=[broken.pk])).status_code == 200
    assert client.post(reverse(f"{name}_change", args=[broken.pk]), {"state": "no_report"}).status_code == 403
    assert client.post(reverse(f"{name}_delete", args=[broken.pk]), {"post": "yes"}).status_code == 403


def test_the_demonstration_shows_one_that_was_assessed_and_recovered(cast):
    for _ in range(2):
        show_earlier_duty("werkplaats")
    found = NotificationDuty.objects.get(programme=cast.programme)
    assert (found.state, found.assessed_by) == ("no_report", cast.mirjam.user)
    assert found.limit_check.too_little
    assert found.recovered_at > found.assessed_at > found.opened_at


@pytest.mark.parametrize(("language", "words"), [("en", ("not yet", "to go")), ("nl", ("nog niet", "te gaan"))])
def test_a_duty_says_once_what_is_missing(client, log_in, broken, cast, language, words):
    client.cookies["django_language"] = language
    page = log_in(cast.mirjam).get(reverse("notification_duty", args=["werkplaats", broken.pk])).content.decode()
    verdict = re.search(r"<dt>(?:Verdict|Oordeel)</dt><dd>(.*?)</dd>", page, re.DOTALL)[1]
    assert [verdict.lower().count(each) for each in words] == [1, 1]
    assert verdict.lower().count("nog") == (language == "nl")
    listed = client.get(LIST).content.decode()
    assert "nog niet: nog" not in listed
