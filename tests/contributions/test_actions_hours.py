from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from contributions import actions
from contributions.models import HourEntry
from contributions.rules import Missing, Refusal
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent, Participation
from tests.cast import NOW, TODAY

pytestmark = pytest.mark.django_db


def log(membership, effort, **values):
    return actions.log_hours(
        **{"membership": membership, "effort": effort, "nonce": uuid4(), "now": NOW, "submit": False} | values
    )


def verbs(entry):
    return list(AuditEvent.objects.about(entry).values_list("verb", flat=True))


def test_a_draft_is_logged_on_behalf_of_the_organisation(cast, effort):
    entry = log(cast.anna, effort(description="")).entry
    assert (entry.state, entry.person, entry.organisation) == ("draft", cast.anna.user, cast.terpdok)
    assert (entry.programme, entry.amount, entry.rate) == (cast.programme, None, None)
    assert verbs(entry) == ["hours.logged"]


def test_submitting_at_once(cast, effort):
    entry = log(cast.anna, effort(), submit=True).entry
    assert (entry.state, entry.submitted_at) == ("submitted", NOW)
    assert verbs(entry) == ["hours.logged", "hours.submitted"]


def test_hours_of_the_applicant_school_are_recorded(cast, effort):
    assert log(cast.thea, effort(cast.thea), submit=True).entry.state == "submitted"


@pytest.mark.parametrize(
    ("values", "field", "refusal"),
    [
        ({"worked_on": date(2023, 7, 31)}, "date", Refusal.OUTSIDE_PERIOD),
        ({"worked_on": date(2023, 1, 1)}, "date", Refusal.BEFORE_APPLICATION),
        ({"worked_on": TODAY + timedelta(days=1)}, "date", Refusal.FUTURE),
        ({"minutes": 0}, "hours", Refusal.HOURS),
        ({"minutes": -60}, "hours", Refusal.HOURS),
        ({"minutes": 1500}, "hours", Refusal.HOURS),
    ],
)
def test_what_the_rules_refuse_is_not_logged(cast, effort, values, field, refusal):
    with pytest.raises(actions.EntryRefused) as refused:
        log(cast.anna, effort(**values))
    assert refused.value.findings.refusals == {field: refusal}
    assert not HourEntry.objects.exists()
    assert not AuditEvent.objects.exists()


def test_an_activity_of_another_partnership_is_refused(cast, effort):
    with pytest.raises(actions.EntryRefused) as refused:
        log(cast.anna, effort(activity=cast.other_activity))
    assert refused.value.findings.refusals == {"activity": Refusal.NOT_TAKING_PART}


def test_an_activity_that_was_over_by_then_is_refused(cast, effort):
    cast.masterclasses.ends_on = date(2026, 3, 9)
    cast.masterclasses.save()
    with pytest.raises(actions.EntryRefused) as refused:
        log(cast.anna, effort())
    assert refused.value.findings.refusals == {"activity": Refusal.ACTIVITY_PERIOD}
    assert log(cast.anna, effort(worked_on=date(2026, 3, 9))).is_new


def test_who_left_the_programme_logs_nothing_after_that_day(cast, effort):
    Participation.objects.filter(organisation=cast.terpdok).update(left_on=date(2026, 3, 9))
    with pytest.raises(actions.EntryRefused) as refused:
        log(cast.anna, effort())
    assert refused.value.findings.refusals == {"date": Refusal.AFTER_LEAVING}
    assert log(cast.anna, effort(worked_on=date(2026, 3, 9))).is_new


def test_a_day_has_24_hours_over_all_organisations(cast, effort):
    cast.entry(organisation=cast.wadbyte, minutes=1200)
    assert log(cast.anna, effort(minutes=240)).is_new
    with pytest.raises(actions.EntryRefused) as refused:
        log(cast.anna, effort(minutes=15))
    assert refused.value.findings.refusals == {"hours": Refusal.MORE_THAN_24_HOURS}
    assert log(cast.bram, effort(cast.bram, minutes=240)).is_new


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"description": "Te kort"}, [Missing.DESCRIPTION]),
        ({"minutes": 600}, [Missing.EXPLANATION]),
        ({"worked_on": date(2026, 3, 14)}, [Missing.EXPLANATION]),
        ({"worked_on": date(2026, 1, 5)}, [Missing.EXPLANATION]),
    ],
)
def test_a_draft_may_lack_what_submitting_needs(cast, effort, values, missing):
    entry = log(cast.anna, effort(**values)).entry
    with pytest.raises(actions.EntryRefused) as refused:
        actions.submit_hours(membership=cast.anna, entry=entry, now=NOW)
    assert refused.value.findings.missing == missing
    entry.refresh_from_db()
    assert entry.state == "draft"


def test_with_an_explanation_it_can_be_submitted(cast, effort):
    assert log(cast.anna, effort(minutes=600, explanation="Open dag"), submit=True).entry.state == "submitted"


@pytest.mark.parametrize("who", ["sanne", "aad", "beheer"])
def test_who_may_not_log_hours_is_refused(cast, effort, who):
    membership = getattr(cast, who)
    with pytest.raises(Refused):
        log(membership, effort(membership))


def test_the_same_form_twice_gives_one_entry(cast, effort):
    nonce = uuid4()
    first = log(cast.anna, effort(), nonce=nonce, submit=True)
    second = log(cast.anna, effort(), nonce=nonce, submit=True)
    assert (first.is_new, second.is_new) == (True, False)
    assert first.entry == second.entry
    assert verbs(first.entry) == ["hours.logged", "hours.submitted"]


def test_the_same_form_with_other_content_changes_the_draft(cast, effort):
    nonce = uuid4()
    log(cast.anna, effort(), nonce=nonce)
    entry = log(cast.anna, effort(minutes=180), nonce=nonce, submit=True).entry
    assert (entry.minutes, entry.state, HourEntry.objects.count()) == (180, "submitted", 1)


def test_the_same_form_does_not_change_what_was_submitted(cast, effort):
    nonce = uuid4()
    log(cast.anna, effort(), nonce=nonce, submit=True)
    with pytest.raises(Refused):
        log(cast.anna, effort(minutes=180), nonce=nonce, submit=True)
    assert HourEntry.objects.get().minutes == 150


def test_the_same_number_of_somebody_else_is_another_form(cast, effort):
    nonce = uuid4()
    log(cast.anna, effort(), nonce=nonce)
    assert log(cast.bram, effort(cast.bram), nonce=nonce).is_new


def change(membership, entry, effort, **values):
    defaults = {"membership": membership, "entry": entry, "effort": effort, "version": entry.version, "now": NOW}
    return actions.change_hours(**defaults | values)


def test_changing_a_draft(cast, effort):
    entry = cast.entry()
    change(cast.anna, entry, effort(minutes=180))
    assert (entry.minutes, entry.version, entry.state) == (180, 2, "draft")
    assert AuditEvent.objects.about(entry).get().data == {"fields": ["minutes"]}


def test_a_returned_entry_is_corrected_and_submitted_again(cast, effort):
    entry = cast.returned()
    change(cast.anna, entry, effort(description="Gastles aan klas 2B over netwerken"), submit=True)
    assert (entry.state, entry.decided_by, entry.return_reason) == ("submitted", None, "Welke klas was dit?")
    assert verbs(entry) == ["hours.changed", "hours.submitted"]


def test_another_day_counts_as_entered_anew(cast, effort):
    entry = cast.entry(entered_at=NOW - timedelta(days=90))
    change(cast.anna, entry, effort(worked_on=date(2026, 3, 11)))
    assert entry.entered_at == NOW


@pytest.mark.parametrize("make", ["submitted", "approved"])
def test_what_waits_or_is_approved_cannot_be_changed(cast, effort, make):
    entry = getattr(cast, make)()
    with pytest.raises(Refused):
        change(cast.anna, entry, effort(minutes=180))
    entry.refresh_from_db()
    assert entry.minutes == 150


@pytest.mark.parametrize("who", ["mo", "bram", "mirjam", "carla"])
def test_nobody_changes_somebody_elses_hours(cast, effort, who):
    entry = cast.entry()
    with pytest.raises(Refused):
        change(getattr(cast, who), entry, effort(minutes=180))


def test_two_windows_with_the_same_entry(cast, effort):
    entry, same = cast.entry(), HourEntry.objects.get()
    change(cast.anna, entry, effort(minutes=180))
    with pytest.raises(SomeoneWasFirst):
        change(cast.anna, same, effort(minutes=240))
    assert HourEntry.objects.get().minutes == 180


def test_the_own_hours_do_not_count_twice_when_changed(cast, effort):
    entry = cast.entry(minutes=1200)
    assert change(cast.anna, entry, effort(minutes=1440)).minutes == 1440


def test_withdrawing_gives_the_draft_back(cast):
    entry = cast.submitted()
    actions.withdraw_hours(membership=cast.anna, entry=entry, now=NOW)
    assert (entry.state, entry.submitted_at) == ("draft", None)


@pytest.mark.parametrize("make", ["entry", "approved", "returned"])
def test_only_what_waits_can_be_withdrawn(cast, make):
    with pytest.raises(Refused):
        actions.withdraw_hours(membership=cast.anna, entry=getattr(cast, make)(), now=NOW)


def test_withdrawing_after_a_decision_hears_it(cast):
    entry = cast.submitted()
    stale = HourEntry.objects.get(pk=entry.pk)
    actions.return_hours(membership=cast.carla, entry=entry, version=1, reason="Welke klas?", now=NOW)
    with pytest.raises(SomeoneWasFirst):
        actions.withdraw_hours(membership=cast.anna, entry=stale, now=NOW)


@pytest.mark.parametrize("make", ["entry", "returned"])
def test_a_draft_can_be_deleted_and_the_log_keeps_it(cast, make):
    entry = getattr(cast, make)()
    pk = entry.pk
    actions.delete_draft(membership=cast.anna, entry=entry, now=NOW)
    assert not HourEntry.objects.exists()
    assert AuditEvent.objects.get(object_id=pk).verb == "hours.deleted"


@pytest.mark.parametrize("make", ["submitted", "approved"])
def test_what_was_handed_in_cannot_be_deleted(cast, make):
    with pytest.raises(Refused):
        actions.delete_draft(membership=cast.anna, entry=getattr(cast, make)(), now=NOW)
    assert HourEntry.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_draft_that_was_submitted_meanwhile_is_not_deleted(cast):
    entry = cast.entry()
    stale = HourEntry.objects.get()
    actions.submit_hours(membership=cast.anna, entry=entry, now=NOW)
    with pytest.raises(SomeoneWasFirst):
        actions.delete_draft(membership=cast.anna, entry=stale, now=NOW)
    assert verbs(entry) == ["hours.submitted"]


def test_an_effort_keeps_its_entry_when_the_day_stays(cast, effort):
    entry = cast.entry(entered_at=NOW - timedelta(days=90))
    kept = effort(minutes=180).with_entry(entry)
    assert kept.entered_on == date(2025, 12, 16)
    assert replace(kept, worked_on=date(2026, 3, 11)).with_entry(entry).entered_on is None
