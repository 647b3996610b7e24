"""What the database itself refuses, by the name of the guard, each beside what it lets through."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation

from contributions.models import HourEntry, Pledge
from contributions.states import RETURNED_BEFORE
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def refused(name, deed, error=IntegrityError):
    with pytest.raises(error) as caught, transaction.atomic():
        deed()
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("guard", "make", "values"),
    [
        ("hours_within_a_day", "entry", {"minutes": 1455}),
        ("hours_not_nothing", "entry", {"minutes": 0}),
        ("hours_in_quarters", "entry", {"minutes": 20}),
        ("hours_kind_known", "entry", {"kind": "juggling"}),
        ("hours_submitted_at", "submitted", {"submitted_at": None}),
        ("hours_decided_by_someone", "submitted", {"decided_at": NOW}),
        ("hours_decided_by_someone", "approved", {"decided_by": None}),
        ("hours_decided_after_submitting", "approved", {"decided_at": NOW.replace(year=2025)}),
        ("hours_returned_with_reason", "returned", {"return_reason": ""}),
        ("hours_rate_frozen_at_approval", "approved", {"rate": None}),
        ("hours_rate_frozen_at_approval", "submitted", {"amount": Decimal(1)}),
        ("hours_reported_when_approved", "submitted", {"reported_at": NOW}),
    ],
)
def test_impossible_hours_are_refused_by_name(cast, guard, make, values):
    refused(guard, lambda: getattr(cast, make)(**values))
    assert getattr(cast, make)().pk


def test_nobody_stands_as_the_judge_of_their_own_hours(cast):
    refused("hours_not_decided_by_oneself", lambda: cast.approved(decided_by=cast.anna.user))


def test_a_form_gives_one_entry_per_person(cast):
    entry = cast.entry()
    refused("hours_once_per_form", lambda: cast.entry(nonce=entry.nonce))
    assert cast.entry(cast.bram, nonce=entry.nonce).pk


def test_a_line_of_the_history_comes_in_once_per_programme(cast):
    cast.approved(history_id="H-1")
    refused("hours_history_once", lambda: cast.approved(history_id="H-1"))
    assert cast.approved(history_id="").pk


def test_what_was_approved_does_not_change_and_stays(cast):
    entry = cast.approved()
    rows = HourEntry.objects.filter(pk=entry.pk)
    for values in ({"minutes": 300}, {"amount": Decimal(1)}, {"description": "Iets anders"}):
        refused("update", lambda values=values: rows.update(**values), DatabaseError)
    refused("delete", rows.delete, DatabaseError)
    assert rows.update(reported_at=NOW) == 1
    refused("update", lambda: rows.update(reported_at=None), DatabaseError)


def test_a_draft_changes_and_goes(cast):
    rows = HourEntry.objects.filter(pk=cast.entry().pk)
    assert rows.update(minutes=300) == 1
    assert rows.delete()[0] == 1


@pytest.mark.parametrize(
    ("guard", "values"),
    [
        ("pledge_kind_known", {"kind": "applause"}),
        ("pledge_ends_after_start", {"ends_on": NOW.date().replace(year=2020)}),
        ("pledge_quantity_positive", {"quantity": Decimal(0)}),
        ("pledge_amount_not_negative", {"amount": Decimal(-1)}),
        ("pledge_later_versions_replace", {"version": 2}),
    ],
)
def test_impossible_pledges_are_refused_by_name(cast, guard, values):
    refused(guard, lambda: cast.pledge(**values))
    assert cast.pledge().pk


def test_a_pledge_has_one_first_version_and_is_kept(cast):
    pledge = cast.pledge()
    refused("pledge_version_once", cast.pledge)
    refused("pledge_once_per_form", lambda: cast.pledge(cast.wadbyte, nonce=pledge.nonce))
    refused("delete", Pledge.objects.filter(pk=pledge.pk).delete, DatabaseError)


def seen(membership):
    return set(HourEntry.objects.visible_to(membership))


def test_who_sees_which_hours(cast):
    anna, mo, bram = cast.submitted(), cast.entry(cast.mo), cast.submitted(cast.bram, activity=cast.incubator)
    carla = cast.entry(cast.carla)
    ed = cast.entry(cast.ed, programme=cast.other_programme, activity=cast.other_activity)
    assert seen(cast.anna) == {anna}
    assert seen(cast.mo) == {anna, mo}
    assert seen(cast.bram) == {bram}
    assert seen(cast.carla) == {anna, carla}  # no draft of others, not the Business Lab
    assert seen(cast.joost) == {bram}
    assert seen(cast.mirjam) == seen(cast.aad) == seen(cast.beheer) == {anna, bram}
    assert seen(cast.sanne) == set()
    assert seen(cast.esra) == set()
    assert seen(cast.ed) == {ed}


def test_a_draft_is_for_who_logged_it_and_the_company_manager(cast):
    draft, own = cast.entry(), cast.entry(cast.mirjam)
    assert [draft in seen(who) for who in (cast.anna, cast.mo)] == [True, True]
    assert not any(draft in seen(who) for who in (cast.bram, cast.carla, cast.mirjam, cast.aad, cast.beheer))
    assert seen(cast.mirjam) == {own}  # also management has drafts of its own
    HourEntry.objects.filter(pk=draft.pk).update(state="submitted", submitted_at=NOW)
    assert all(draft in seen(who) for who in (cast.mirjam, cast.aad, cast.beheer, cast.carla))


def test_hours_that_an_earlier_administration_returned_say_so_in_the_language_of_the_reader(cast):
    entry = cast.returned(return_reason=RETURNED_BEFORE, decided_by=None)
    with translation.override("en"):
        assert entry.remark == "Returned in the earlier administration."
    with translation.override("nl"):
        assert entry.remark == "Teruggestuurd in de eerdere administratie."
    assert cast.returned(return_reason="Welke klas was dit?").remark == "Welke klas was dit?"


def test_own_hours_show_once_in_a_lab_with_two_coordinators(cast):
    from labs.models import LabCoordinator

    LabCoordinator.objects.create(lab=cast.learning_lab, membership=cast.joost)
    cast.submitted(cast.carla)
    assert len(HourEntry.objects.visible_to(cast.carla)) == 1


def test_the_inbox_holds_what_others_submitted_in_the_own_labs(cast):
    mine = cast.submitted()
    cast.submitted(activity=cast.incubator)
    cast.submitted(cast.thea)
    cast.submitted(cast.carla)
    cast.entry()
    cast.approved()
    assert list(HourEntry.objects.inbox_of(cast.carla)) == [mine]


def test_who_sees_which_pledges(cast):
    terpdok, wadbyte = cast.pledge(), cast.pledge(cast.wadbyte)

    def pledges(membership):
        return set(Pledge.objects.visible_to(membership))

    assert pledges(cast.anna) == pledges(cast.mo) == {terpdok}
    assert pledges(cast.mirjam) == pledges(cast.aad) == {terpdok, wadbyte}
    assert pledges(cast.carla) == pledges(cast.sanne) == pledges(cast.esra) == set()


def test_a_programme_keeps_the_dates_its_lines_were_booked_under(cast):
    cast.approved(worked_on=date(2023, 9, 1))
    programme = cast.programme
    for wrong in ({"starts_on": date(2023, 9, 2)}, {"ends_on": date(2023, 8, 31)}):
        for name, day in wrong.items():
            setattr(programme, name, day)
        with pytest.raises(IntegrityError), transaction.atomic():
            programme.save()
        programme.refresh_from_db()
    programme.starts_on = date(2023, 9, 1)
    programme.save()


def test_an_activity_keeps_the_dates_its_hours_were_booked_under(cast):
    cast.entry(worked_on=date(2026, 3, 10))
    activity = cast.masterclasses
    activity.ends_on = date(2026, 3, 9)
    with pytest.raises(IntegrityError, match="outside the new dates"), transaction.atomic():
        activity.save()
    activity.ends_on = date(2026, 3, 10)
    activity.save()
