"""Corrections: counter-lines for what is locked or reported, to the cent, decided on as a pair (R39, R40)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contributions import actions
from contributions.actions import locks
from contributions.actions.corrections import Right, correct_hours
from contributions.models import HourEntry
from contributions.queries.checks import examine
from contributions.queries.financing import overview
from lib.money import amount_for
from lib.workflow import Refused
from tests.cast import NOW, make_activity

pytestmark = pytest.mark.django_db
FEBRUARY, DAY = date(2026, 2, 1), date(2026, 2, 10)


def lock(cast, month=FEBRUARY):
    return locks.lock_month(membership=cast.mirjam, programme=cast.programme, month=month, now=NOW)


@pytest.fixture
def entry(cast):
    """An approved line of Anna's in a locked month."""
    made = cast.approved(worked_on=DAY)
    lock(cast)
    return made


def right(cast, minutes=60, **values):
    defaults = {"activity": cast.masterclasses, "kind": "guest_teaching", "description": "Gastles over veilig werken"}
    return Right(minutes, **defaults | values)


def correct(cast, entry, to=None, by=None, **values):
    defaults = {"membership": by or cast.anna, "reason": "Eén les viel uit", "nonce": uuid4(), "now": NOW}
    return correct_hours(entry=entry, right=right(cast) if to is None else to, **defaults | values)


def approve(cast, *rows):
    picks = {row.pk: None for row in rows}
    return actions.approve_many(membership=cast.carla, picks=picks, now=NOW).done


# --- Making one ------------------------------------------------------------------------------------------------
def test_a_correction_takes_back_and_puts_right(cast, entry):
    back, new = correct(cast, entry)
    assert (back.minutes, back.kind, back.activity_id) == (-150, entry.kind, entry.activity_id)
    assert (new.minutes, new.description) == (60, "Gastles over veilig werken")
    for row in (back, new):
        assert (row.state, row.worked_on, row.person, row.corrects) == ("submitted", NOW.date(), entry.person, entry)
        assert row.correction_reason == "Eén les viel uit"
    entry.refresh_from_db()
    assert (entry.minutes, entry.state) == (150, "approved")


def test_hours_that_were_never_made_are_only_taken_back(cast, entry):
    assert [row.minutes for row in correct(cast, entry, right(cast, 0))] == [-150]


def test_the_manager_of_the_company_asks_too(cast, entry):
    assert correct(cast, entry, by=cast.mo)[0].entered_by == cast.mo.user


@pytest.mark.parametrize("who", ["bram", "carla", "mirjam", "aad", "thea"])
def test_others_do_not(cast, entry, who):
    with pytest.raises(Refused):
        correct(cast, entry, by=getattr(cast, who))


def test_what_is_reported_is_corrected_also_in_an_open_month(cast):
    made = cast.approved()
    with pytest.raises(Refused):
        correct(cast, made)
    actions.mark_reported(entry_ids=[made.pk], now=NOW)
    assert len(correct(cast, made)) == 2


@pytest.mark.parametrize("make", ["entry", "submitted", "returned"])
def test_only_approved_hours_are_corrected(cast, make):
    made = getattr(cast, make)(worked_on=DAY)
    lock(cast)
    with pytest.raises(Refused):
        correct(cast, made)


def test_a_line_is_corrected_once_and_its_replacement_again(cast, entry):
    back, new = correct(cast, entry)
    with pytest.raises(Refused):
        correct(cast, entry)
    approve(cast, back)
    actions.mark_reported(entry_ids=[back.pk, new.pk], now=NOW)
    new.refresh_from_db()
    assert [row.minutes for row in correct(cast, new, right(cast, 30))] == [-60, 30]
    back.refresh_from_db()
    with pytest.raises(Refused):
        correct(cast, back)


@pytest.mark.parametrize(
    "values",
    [
        {"reason": " "},
        {"to": {"minutes": 20}},
        {"to": {"minutes": -60}},
        {"to": {"minutes": 1500}},
        {"to": {"description": "Les"}},
        {"to": {"minutes": 150, "description": "Gastles over veilig programmeren"}},  # says the same
    ],
)
def test_what_makes_no_sense_is_refused(cast, entry, values):
    if "to" in values:
        values = {"to": right(cast, **values["to"])}
    with pytest.raises(Refused):
        correct(cast, entry, **values)
    assert not entry.corrections.exists()


def test_another_lab_is_refused_another_activity_of_the_lab_is_not(cast, entry):
    with pytest.raises(Refused):
        correct(cast, entry, right(cast, activity=cast.incubator))
    other = make_activity(cast.programme, cast.learning_lab, "Trainingen")
    assert correct(cast, entry, right(cast, activity=other))[1].activity == other


def test_after_the_programme_a_correction_is_dated_on_its_last_day(cast, entry):
    after = datetime(2027, 9, 1, 12, tzinfo=UTC)
    assert correct(cast, entry, now=after)[0].worked_on == cast.programme.ends_on


def test_when_that_day_is_locked_too_it_says_what_to_do(cast, entry):
    after = datetime(2027, 9, 1, 12, tzinfo=UTC)
    locks.lock_month(membership=cast.mirjam, programme=cast.programme, month=date(2027, 7, 1), now=after)
    with pytest.raises(Refused, match=r"."):
        correct(cast, entry, now=after)


def test_the_same_form_twice_gives_one_correction(cast, entry):
    nonce = uuid4()
    assert correct(cast, entry, nonce=nonce)[0] == correct(cast, entry, nonce=nonce)[0]
    assert entry.corrections.count() == 2


# --- Deciding on one -------------------------------------------------------------------------------------------
def test_a_pair_comes_to_the_difference_at_the_rate_of_then(cast, entry):
    cast.programme.rate = Decimal("80.00")
    cast.programme.save()
    rows = correct(cast, entry)
    assert len(approve(cast, rows[1])) == 2  # the halves go together
    sums = HourEntry.objects.aggregate(minutes=Sum("minutes"), amount=Sum("amount"))
    assert (sums["minutes"], sums["amount"]) == (60, amount_for(60, Decimal("73.00")))


def test_a_correction_beside_ordinary_lines_of_the_same_length(cast, entry):
    cast.programme.rate = Decimal("80.00")
    cast.programme.save()
    plain = cast.submitted(minutes=60)
    approve(cast, plain, *correct(cast, entry))
    plain.refresh_from_db()
    assert plain.amount == Decimal("80.00")
    assert HourEntry.objects.get(corrects=entry, minutes=60).amount == Decimal("73.00")


@pytest.mark.parametrize("half", [0, 1])
def test_returning_withdrawing_and_deleting_take_both_halves(cast, entry, half):
    def states():
        return set(entry.corrections.values_list("state", flat=True))

    row = correct(cast, entry)[half]
    actions.return_hours(membership=cast.carla, entry=row, version=None, reason="Welke les?", now=NOW)
    assert states() == {"returned"}
    row.refresh_from_db()
    actions.submit_hours(membership=cast.anna, entry=row, now=NOW)
    assert states() == {"submitted"}
    actions.withdraw_hours(membership=cast.anna, entry=row, now=NOW)
    assert states() == {"draft"}
    actions.delete_draft(membership=cast.anna, entry=row, now=NOW)
    assert states() == set()
    assert len(correct(cast, entry)) == 2  # and then it can be made anew


def test_a_half_is_not_edited(cast, entry, effort):
    row = correct(cast, entry)[1]
    actions.withdraw_hours(membership=cast.anna, entry=row, now=NOW)
    with pytest.raises(Refused):
        actions.change_hours(membership=cast.anna, entry=row, effort=effort(), version=row.version, now=NOW)


def test_what_was_corrected_is_not_reopened(cast):
    made = cast.approved()
    actions.mark_reported(entry_ids=[made.pk], now=NOW)
    rows = correct(cast, made)
    approve(cast, *rows)
    again = HourEntry.objects.select_related("activity", "programme").get(pk=rows[1].pk)
    actions.reopen_hours(membership=cast.carla, entry=again, reason="Toch niet", now=NOW)
    assert set(made.corrections.values_list("state", flat=True)) == {"submitted"}


def test_the_database_keeps_corrections_in_balance(cast, entry):
    values = {"corrects": entry, "correction_reason": "Fout"}
    for wrong in ({"minutes": -60}, {"minutes": -150, "kind": "curriculum_advice"}, {"minutes": -1440}):
        with pytest.raises(IntegrityError, match="corrections_balance"), transaction.atomic():
            cast.submitted(**values | wrong)
    with pytest.raises(IntegrityError, match="corrections_balance"), transaction.atomic():
        cast.submitted(cast.bram, minutes=-150, **values)
    cast.submitted(minutes=-150, **values)
    with pytest.raises(IntegrityError, match="hours_taken_back_once"), transaction.atomic():
        cast.submitted(minutes=-150, **values)


def test_the_day_of_the_work_is_what_counts_for_the_24_hours(cast, effort):
    made = cast.approved(minutes=20 * 60)
    actions.mark_reported(entry_ids=[made.pk], now=NOW)
    long_day = effort(minutes=10 * 60)
    assert examine(long_day, day=NOW.date()).refusals
    approve(cast, *correct(cast, made, right(cast, 60)))
    assert not examine(long_day, day=NOW.date()).refusals
    assert not examine(effort(worked_on=NOW.date(), minutes=24 * 60), day=NOW.date()).refusals


# --- For any history -------------------------------------------------------------------------------------------
QUARTERS = st.integers(1, 96).map(lambda quarters: 15 * quarters)
RATES = st.decimals("0.01", "9999.99", places=2)


@given(before=QUARTERS, after=st.integers(0, 96).map(lambda quarters: 15 * quarters), rate=RATES)
def test_any_pair_nets_to_the_difference(before, after, rate):
    pair = amount_for(-before, rate) + amount_for(after, rate)
    assert amount_for(before, rate) + pair == amount_for(after, rate)
    assert pair == amount_for(after, rate) - amount_for(before, rate)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=st.lists(st.tuples(QUARTERS, st.integers(0, 20).map(lambda quarters: 15 * quarters)), min_size=1, max_size=3),
    order=st.randoms(use_true_random=False),
    never=QUARTERS,
)
def test_the_thirds_follow_the_right_hours_in_any_order(cast, made, order, never):
    """Whatever was corrected into whatever, and in whatever order it was approved: the sums are those of the right
    hours; and a line that does not count changes nothing."""
    with transaction.atomic():
        entries = [cast.approved(minutes=before) for before, _after in made]
        actions.mark_reported(entry_ids=[each.pk for each in entries], now=NOW)
        rows = [
            row
            for each, (_before, after) in zip(entries, made, strict=True)
            for row in correct(cast, each, right(cast, after))
        ]
        order.shuffle(rows)
        for row in rows:
            approve(cast, row)
        found = overview(cast.programme, now=NOW.date())
        wanted = sum((amount_for(after, Decimal("73.00")) for _before, after in made), Decimal("0.00"))
        assert found.total.approved == wanted
        cast.approved(minutes=never, kind="volunteering")
        assert overview(cast.programme, now=NOW.date()).total.approved == wanted
        transaction.set_rollback(True)


# --- The page --------------------------------------------------------------------------------------------------
def url(name, *args):
    return reverse(name, args=["werkplaats", *args])


def test_correcting_on_the_page(log_in, cast, entry, march):
    client = log_in(cast.anna)
    assert url("hours_correct", entry.pk) in client.get(url("hours_entry", entry.pk)).content.decode()
    form = client.get(url("hours_correct", entry.pk)).context["form"]
    data = {"hours": "1", "activity": cast.masterclasses.pk, "kind": "guest_teaching", "nonce": form["nonce"].value()}
    wrong = client.post(url("hours_correct", entry.pk), data | {"description": "Gastles over netwerken", "reason": ""})
    assert wrong.status_code == 200 and "Gastles over netwerken" in wrong.content.decode()
    client.post(url("hours_correct", entry.pk), data | {"description": "Gastles over netwerken", "reason": "Uitval"})
    assert entry.corrections.count() == 2
    for row in entry.corrections.all():
        assert client.get(url("hours_entry", row.pk)).status_code == 200
        assert log_in(cast.carla).get(url("approval", row.pk)).status_code == 200
        client = log_in(cast.anna)
    assert log_in(cast.carla).get(url("approvals")).status_code == 200
    assert log_in(cast.anna).get(url("hours")).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("mo", 200), ("bram", 404), ("esra", 404), ("mirjam", 302), ("aad", 403)])
def test_the_page_by_role(log_in, cast, entry, march, who, status):
    assert log_in(getattr(cast, who)).get(url("hours_correct", entry.pk)).status_code == status


# --- To another lab --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("who", "offers"), [("anna", True), ("mo", False)])
def test_the_page_says_how_hours_move_to_another_lab(log_in, cast, entry, march, who, offers):
    page = log_in(getattr(cast, who)).get(url("hours_correct", entry.pk), headers={"accept-language": "en"})
    text = page.content.decode()
    assert "Were these hours for another lab?" in text
    assert "first ask the management" in text
    assert (f"copy={entry.pk}&amp;day=same" in text) is offers
    start = log_in(cast.anna).get(url("hours_new"), {"copy": entry.pk, "day": "same"}).context["form"].initial
    assert (start["date"], start["hours"]) == (DAY, 150)


def test_in_an_open_month_nobody_has_to_open_it(log_in, cast, march):
    made = cast.approved()
    actions.mark_reported(entry_ids=[made.pk], now=NOW)
    page = log_in(cast.anna).get(url("hours_correct", made.pk), headers={"accept-language": "en"}).content.decode()
    assert "Were these hours for another lab?" in page and "first ask the management" not in page


def test_hours_move_to_another_lab_with_the_consent_of_both(cast, entry, effort):
    """As the page says: to zero here, and anew there; each coordinator decides on what is of the own lab."""
    (back,) = correct(cast, entry, right(cast, 0))
    assert [row.pk for row in approve(cast, back)] == [back.pk]
    locks.grant_exception(
        membership=cast.mirjam,
        lock=cast.programme.month_locks.get(),
        organisation=cast.terpdok,
        last_day=date(2035, 1, 1),  # the database looks at its own clock
        reason="Uren voor een ander lab",
        now=NOW,
    )
    there = effort(worked_on=DAY, activity=cast.incubator, minutes=150, explanation="Stond bij een ander lab")
    moved = actions.log_hours(membership=cast.anna, effort=there, nonce=uuid4(), now=NOW, submit=True).entry
    assert not approve(cast, moved)
    done = actions.approve_many(membership=cast.joost, picks={moved.pk: None}, now=NOW).done
    assert [row.pk for row in done] == [moved.pk]
    totals = HourEntry.objects.filter(state="approved").values("activity__lab").annotate(total=Sum("minutes"))
    assert {row["activity__lab"]: row["total"] for row in totals} == {
        entry.activity.lab_id: 0,
        cast.incubator.lab_id: 150,
    }


# --- Deciding on one -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("half", [0, 1])
def test_the_approver_sees_both_halves_and_goes_on_to_something_else(log_in, cast, entry, march, half):
    rows = correct(cast, entry)
    waits = cast.submitted(submitted_at=datetime(2026, 3, 17, 9, tzinfo=UTC))
    client, english = log_in(cast.carla), {"accept-language": "en"}
    page = client.get(url("approval", rows[half].pk), headers=english).content.decode()
    assert "one decision is for both lines" in page
    assert url("hours_entry", rows[1 - half].pk) in page
    data = {"verb": "approve", "version": rows[half].version}
    answer = client.post(url("approval_decide", rows[half].pk), data, headers=english, follow=True)
    assert answer.redirect_chain[-1][0] == url("approval", waits.pk)
    assert "Approved: a correction of" in answer.content.decode()
    assert set(entry.corrections.values_list("state", flat=True)) == {"approved"}


def test_what_takes_hours_back_alone_goes_with_nothing(log_in, cast, entry, march):
    (back,) = correct(cast, entry, right(cast, 0))
    page = log_in(cast.carla).get(url("approval", back.pk), headers={"accept-language": "en"}).content.decode()
    assert "one decision is for both lines" not in page
