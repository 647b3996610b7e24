from decimal import Decimal

import pytest

from contributions import actions
from contributions.models import HourEntry
from labs.models import LabCoordinator
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from partnership.roles import Role
from tests.cast import NOW, make_member

pytestmark = pytest.mark.django_db


def approve(membership, *entries):
    picks = {entry.pk: entry.version for entry in entries}
    return actions.approve_many(membership=membership, picks=picks, now=NOW)


def send_back(membership, *entries, reason="Welke klas was dit?"):
    picks = {entry.pk: entry.version for entry in entries}
    return actions.return_many(membership=membership, picks=picks, reason=reason, now=NOW)


def test_approving_freezes_rate_and_amount(cast):
    entry = cast.submitted()
    actions.approve_hours(membership=cast.carla, entry=entry, version=1, now=NOW)
    entry.refresh_from_db()
    assert (entry.state, entry.rate, entry.amount) == ("approved", Decimal("73.00"), Decimal("182.50"))
    assert (entry.decided_by, entry.decided_at, entry.version) == (cast.carla.user, NOW, 2)
    cast.programme.rate = Decimal("80.00")
    cast.programme.save()
    entry.refresh_from_db()
    assert entry.amount == Decimal("182.50")


def test_amounts_of_many_are_those_of_one(cast):
    entries = [cast.submitted(minutes=minutes) for minutes in (15, 30, 45, 60, 15, 480)]
    decided = approve(cast.carla, *entries)
    assert [row.pk for row in decided.done] == [entry.pk for entry in entries]
    stored = HourEntry.objects.order_by("pk").values_list("amount", flat=True)
    assert list(stored) == [Decimal(x) for x in ("18.25", "36.50", "54.75", "73.00", "18.25", "584.00")]
    events = AuditEvent.objects.filter(verb="hours.approved", actor=cast.carla.user)
    assert events.count() == len(entries)


def test_what_does_not_count_can_be_approved_as_a_fact(cast):
    entry = cast.submitted(kind="internship_supervision")
    assert approve(cast.carla, entry).done == [entry]


def test_returning_needs_a_reason(cast):
    entry = cast.submitted()
    with pytest.raises(Refused):
        send_back(cast.carla, entry, reason="  ")
    entry.refresh_from_db()
    assert entry.state == "submitted"
    send_back(cast.carla, entry)
    entry.refresh_from_db()
    assert (entry.state, entry.return_reason) == ("returned", "Welke klas was dit?")


@pytest.mark.parametrize("who", ["joost", "mirjam", "anna", "mo", "aad", "esra", "thea"])
def test_only_the_coordinator_of_the_lab_decides(cast, who):
    entry = cast.submitted()
    with pytest.raises(Refused):
        actions.approve_hours(membership=getattr(cast, who), entry=entry, version=1, now=NOW)
    if who == "joost":  # a coordinator, of another lab
        assert not approve(cast.joost, entry).done
    else:
        with pytest.raises(Refused):
            approve(getattr(cast, who), entry)
        with pytest.raises(Refused):
            send_back(getattr(cast, who), entry)
    entry.refresh_from_db()
    assert entry.state == "submitted"


def test_nobody_decides_on_their_own_hours(cast):
    entry = cast.submitted(cast.carla)
    with pytest.raises(Refused):
        actions.approve_hours(membership=cast.carla, entry=entry, version=1, now=NOW)
    assert not approve(cast.carla, entry).done


def test_nobody_decides_on_hours_of_their_own_organisation(cast):
    entry = cast.submitted(cast.thea)
    with pytest.raises(Refused):
        actions.approve_hours(membership=cast.carla, entry=entry, version=1, now=NOW)
    assert not approve(cast.carla, entry).done
    LabCoordinator.objects.create(lab=cast.learning_lab, membership=cast.joost)
    assert approve(cast.joost, entry).done == [entry]


def test_nor_of_an_organisation_they_belong_to_by_another_membership(cast):
    entry = cast.submitted()
    second = make_member("Carla Noorderpoort", cast.terpdok, Role.COMPANY_MEMBER)
    assert not approve(cast.carla, entry).done
    second.ended_at = NOW
    second.save()
    assert approve(cast.carla, entry).done == [entry]


def test_nor_is_their_approval_undone_by_such_a_colleague(cast):
    entry = cast.approved(decided_by=cast.joost.user)
    second = make_member("Carla Noorderpoort", cast.terpdok, Role.COMPANY_MEMBER)
    with pytest.raises(Refused, match="eigen organisatie"):
        actions.reopen_hours(membership=cast.carla, entry=entry, reason="Vergissing", now=NOW)
    second.ended_at = NOW
    second.save()
    actions.reopen_hours(membership=cast.carla, entry=entry, reason="Vergissing", now=NOW)
    assert HourEntry.objects.get().state == "submitted"


def test_the_rest_goes_on_when_someone_was_first(cast):
    LabCoordinator.objects.create(lab=cast.learning_lab, membership=cast.joost)
    entries = [cast.submitted() for _ in range(3)]
    send_back(cast.joost, entries[1])
    decided = approve(cast.carla, *entries)
    assert [row.pk for row in decided.done] == [entries[0].pk, entries[2].pk]
    (skipped,) = decided.skipped
    assert (skipped.pk, skipped.state, skipped.decided_by) == (entries[1].pk, "returned", "Joost Hanze")


def test_one_wins_and_the_other_hears_it(cast):
    LabCoordinator.objects.create(lab=cast.learning_lab, membership=cast.joost)
    entry = cast.submitted()
    stale = HourEntry.objects.get(pk=entry.pk)
    actions.return_hours(membership=cast.joost, entry=entry, version=1, reason="Welke klas?", now=NOW)
    with pytest.raises(Refused, match="Joost Hanze"):
        actions.approve_hours(membership=cast.carla, entry=stale, version=1, now=NOW)


def test_what_changed_while_it_was_looked_at_is_not_decided(cast):
    entry = cast.submitted()
    HourEntry.objects.filter(pk=entry.pk).update(version=3, minutes=600)
    decided = approve(cast.carla, entry)
    assert (decided.done, decided.skipped[0].state) == ([], "submitted")


def test_hours_of_others_stay_unnamed(cast):
    stranger = cast.submitted(cast.ed, programme=cast.other_programme, activity=cast.other_activity)
    decided = actions.approve_many(membership=cast.carla, picks={stranger.pk: None, 10**9: None}, now=NOW)
    assert decided.done == []
    assert [(each.state, each.decided_by) for each in decided.skipped] == [("", ""), ("", "")]


@pytest.mark.parametrize("count", [1, 500])
def test_many_at_once_take_as_many_queries_as_one(cast, django_assert_num_queries, count):
    first = cast.submitted()
    template = {
        field.attname: getattr(first, field.attname)
        for field in HourEntry._meta.concrete_fields
        if field.name not in {"id", "nonce"}
    }
    HourEntry.objects.bulk_create(HourEntry(**template) for _ in range(count - 1))
    picks = dict(HourEntry.objects.values_list("pk", "version"))
    with django_assert_num_queries(5):  # savepoint, lock, update, events, release
        decided = actions.approve_many(membership=cast.carla, picks=picks, now=NOW)
    assert len(decided.done) == count


def test_an_approval_is_undone_with_a_reason(cast):
    entry = cast.approved()
    with pytest.raises(Refused):
        actions.reopen_hours(membership=cast.carla, entry=entry, reason=" ", now=NOW)
    actions.reopen_hours(membership=cast.carla, entry=entry, reason="Verkeerde klas", now=NOW)
    assert (entry.state, entry.rate, entry.amount, entry.return_reason) == ("submitted", None, None, "Verkeerde klas")
    assert approve(cast.carla, entry).done == [entry]


@pytest.mark.parametrize("who", ["joost", "mirjam", "anna"])
def test_who_may_not_decide_may_not_undo(cast, who):
    with pytest.raises(Refused):
        actions.reopen_hours(membership=getattr(cast, who), entry=cast.approved(), reason="Nee", now=NOW)


@pytest.mark.parametrize("make", ["submitted", "returned", "entry"])
def test_only_an_approval_can_be_undone(cast, make):
    with pytest.raises(Refused):
        actions.reopen_hours(membership=cast.carla, entry=getattr(cast, make)(), reason="Nee", now=NOW)


def test_what_is_in_a_report_stays_approved(cast):
    entry = cast.approved()
    assert actions.mark_reported(entry_ids=[entry.pk], now=NOW) == 1
    assert actions.mark_reported(entry_ids=[entry.pk], now=NOW) == 0
    with pytest.raises(SomeoneWasFirst):
        actions.reopen_hours(membership=cast.carla, entry=entry, reason="Verkeerde klas", now=NOW)
    entry.refresh_from_db()
    with pytest.raises(Refused):
        actions.reopen_hours(membership=cast.carla, entry=entry, reason="Verkeerde klas", now=NOW)
    assert entry.reported_at == NOW


def test_a_report_cannot_hold_what_is_not_approved_any_more(cast):
    with pytest.raises(SomeoneWasFirst):
        actions.mark_reported(entry_ids=[cast.approved().pk, cast.submitted().pk], now=NOW)
    assert not HourEntry.objects.exclude(reported_at=None).exists()
