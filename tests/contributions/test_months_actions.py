"""Handing in, confirming, accepting and returning months: every way in which it can end (R36 to R38)."""

from datetime import UTC, date, datetime

import pytest

from contributions.actions import months, return_hours, withdraw_hours
from contributions.actions.decisions import approve_many, reopen_hours
from contributions.models import HourEntry, TimesheetStep
from contributions.month_rights import can_accept
from labs.models import LabCoordinator
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from partnership.roles import Role
from tests.cast import NOW, make_member

pytestmark = pytest.mark.django_db
FEBRUARY = date(2026, 2, 1)
DAY = date(2026, 2, 10)


def line(cast, person=None, **values):
    """A complete draft in a month that is long over."""
    return cast.entry(person, **{"explanation": "Na de vakantie ingevoerd"} | values)


def hand_in(cast, person=None, month=FEBRUARY, **values):
    defaults = {"membership": person or cast.anna, "programme": cast.programme, "statement": True, "now": NOW}
    return months.hand_in_month(**defaults | values, month=month)


def confirm(cast, sheet, by=None):
    return months.confirm_months(membership=by or cast.mo, picks={sheet.pk: None}, now=NOW)


def accept(cast, sheet, by=None):
    return months.accept_months(membership=by or cast.carla, picks={sheet.pk: None}, now=NOW)


def steps(sheet):
    return list(TimesheetStep.objects.filter(timesheet=sheet).order_by("pk").values_list("verb", flat=True))


@pytest.fixture
def sheet(cast):
    """Anna's February, handed in with two lines."""
    line(cast, worked_on=DAY)
    cast.approved(worked_on=DAY, minutes=60)
    return hand_in(cast)


@pytest.fixture
def confirmed(cast, sheet):
    confirm(cast, sheet)
    sheet.refresh_from_db()
    return sheet


@pytest.fixture
def accepted(cast, confirmed):
    accept(cast, confirmed)
    confirmed.refresh_from_db()
    return confirmed


# --- Handing in ------------------------------------------------------------------------------------------------
def test_handing_in_submits_every_line_and_keeps_who_stood_for_it(cast, sheet):
    assert (sheet.state, sheet.minutes, sheet.lines, sheet.no_double_funding) == ("submitted", 210, 2, True)
    assert set(sheet.hours.values_list("state", flat=True)) == {"submitted", "approved"}
    step = TimesheetStep.objects.get()
    assert (step.by, step.role, step.organisation) == (cast.anna.user, "company_member", cast.terpdok)
    assert (step.verb, step.at, step.fingerprint) == ("submitted", NOW, sheet.fingerprint)
    assert AuditEvent.objects.filter(verb="month.submitted", object_id=sheet.pk).exists()


def test_without_the_statement_a_month_stays(cast):
    line(cast, worked_on=DAY)
    with pytest.raises(Refused) as refusal:
        hand_in(cast, statement=False)
    assert refusal.value.reason == months.NO_STATEMENT
    assert HourEntry.objects.get().state == "draft"
    assert not TimesheetStep.objects.exists()


def test_an_incomplete_line_is_named_and_nothing_is_submitted(cast):
    line(cast, worked_on=DAY)
    short = line(cast, worked_on=DAY, description="Les")
    with pytest.raises(months.MonthRefused) as refusal:
        hand_in(cast)
    assert [problem.entry for problem in refusal.value.problems] == [short]
    assert set(HourEntry.objects.values_list("state", flat=True)) == {"draft"}


def test_nothing_is_an_answer(cast):
    sheet = months.nothing_this_month(membership=cast.anna, programme=cast.programme, month=FEBRUARY, now=NOW)
    assert (sheet.state, sheet.nothing, sheet.lines) == ("submitted", True, 0)


def test_nothing_is_no_answer_beside_hours_nor_hours_without_any(cast):
    with pytest.raises(Refused) as refusal:
        hand_in(cast)
    assert refusal.value.reason == months.NO_HOURS
    line(cast, worked_on=DAY)
    with pytest.raises(Refused) as refusal:
        months.nothing_this_month(membership=cast.anna, programme=cast.programme, month=FEBRUARY, now=NOW)
    assert refusal.value.reason == months.NOT_NOTHING


@pytest.mark.parametrize(
    ("month", "now"),
    [
        (date(2026, 4, 1), NOW),  # to come
        (date(2026, 3, 1), datetime(2026, 3, 30, 12, tzinfo=UTC)),  # the day before its last working day
        (date(2023, 7, 1), NOW),  # before the programme
    ],
)
def test_a_month_that_is_not_over_or_not_of_the_programme(cast, month, now):
    with pytest.raises(Refused):
        hand_in(cast, month=month, now=now)


@pytest.mark.parametrize(
    ("month", "now"),
    [
        (date(2026, 3, 1), datetime(2026, 3, 30, 22, 30, tzinfo=UTC)),  # 00:30 on the 31st, after the clock change
        (date(2026, 2, 1), datetime(2026, 2, 27, 12, tzinfo=UTC)),  # a Friday; the month ends on a Saturday
        (date(2025, 12, 1), datetime(2025, 12, 31, 12, tzinfo=UTC)),
        (date(2024, 2, 1), datetime(2024, 2, 29, 12, tzinfo=UTC)),
    ],
)
def test_from_its_last_working_day_a_month_can_be_handed_in(cast, month, now):
    line(cast, worked_on=month, explanation="Open dag")
    assert hand_in(cast, month=month, now=now).state == "submitted"


def test_a_line_that_came_later_stays_apart_until_the_month_is_handed_in_again(cast, confirmed):
    late = cast.submitted(worked_on=DAY, minutes=30)
    assert late.timesheet_id is None
    again = hand_in(cast)
    assert (again.state, again.lines, again.minutes) == ("submitted", 3, 240)
    assert steps(again) == ["submitted", "confirmed", "voided", "submitted"]
    assert again.fingerprint != confirmed.fingerprint


def test_handing_in_twice_without_anything_new(cast, sheet):
    with pytest.raises(Refused) as refusal:
        hand_in(cast)
    assert refusal.value.reason == months.NOTHING_NEW


def test_the_fingerprint_follows_the_content_and_not_what_was_decided(cast, sheet):
    before = sheet.fingerprint
    approve_many(membership=cast.carla, picks=dict.fromkeys(sheet.hours.values_list("pk", flat=True)), now=NOW)
    sheet.refresh_from_db()
    lines = list(sheet.hours.all())
    assert months.fingerprint_of(sheet, lines) == before
    lines[0].description += "!"
    assert months.fingerprint_of(sheet, lines) != before


# --- Confirming ------------------------------------------------------------------------------------------------
def test_the_company_confirms_what_was_handed_in(cast, confirmed):
    assert (confirmed.state, confirmed.confirmed_by, confirmed.confirmed_at) == ("confirmed", cast.mo.user, NOW)
    step = TimesheetStep.objects.get(verb="confirmed")
    assert (step.role, step.organisation, step.fingerprint) == ("company_manager", cast.terpdok, confirmed.fingerprint)


def test_nobody_confirms_the_own_month_a_colleague_does(cast):
    line(cast, cast.mo, worked_on=DAY)
    sheet = hand_in(cast, cast.mo)
    assert not confirm(cast, sheet).done
    second = make_member("Ma Terpdok", cast.terpdok, Role.COMPANY_MANAGER)
    assert confirm(cast, sheet, second).done == [sheet]


@pytest.mark.parametrize("who", ["anna", "carla", "mirjam", "aad"])
def test_who_does_not_manage_the_company_confirms_nothing(cast, sheet, who):
    with pytest.raises(Refused):
        confirm(cast, sheet, getattr(cast, who))


def test_another_company_confirms_nothing(cast, sheet):
    other = make_member("Bo Wadbyte", cast.wadbyte, Role.COMPANY_MANAGER)
    assert [left.pk for left in confirm(cast, sheet, other).left] == [sheet.pk]


def test_a_month_that_was_handed_in_again_meanwhile_is_left_alone(cast, sheet):
    judged = months.confirm_months(membership=cast.mo, picks={sheet.pk: sheet.version - 1}, now=NOW)
    assert not judged.done and len(judged.left) == 1


# --- Accepting -------------------------------------------------------------------------------------------------
def test_accepting_approves_what_waits_at_the_rate_of_today(cast, accepted):
    assert (accepted.state, accepted.accepted_by) == ("accepted", cast.carla.user)
    line = accepted.hours.get(minutes=150)
    assert (line.state, str(line.rate), str(line.amount), line.decided_by) == (
        "approved",
        "73.00",
        "182.50",
        cast.carla.user,
    )


def test_a_month_with_a_line_of_another_lab_waits_for_that_lab(cast):
    line(cast, worked_on=DAY)
    other = line(cast, worked_on=DAY, activity=cast.incubator)
    sheet = hand_in(cast)
    confirm(cast, sheet)
    left = accept(cast, sheet).left
    assert len(left) == 1 and "Business Lab" in left[0].why
    approve_many(membership=cast.joost, picks={other.pk: None}, now=NOW)
    assert accept(cast, sheet).done == [sheet]


def test_management_accepts_when_every_line_is_approved(cast, confirmed):
    assert accept(cast, confirmed, cast.mirjam).left
    picks = dict.fromkeys(confirmed.hours.filter(state="submitted").values_list("pk", flat=True))
    approve_many(membership=cast.carla, picks=picks, now=NOW)
    assert accept(cast, confirmed, cast.mirjam).done == [confirmed]


def test_nobody_accepts_months_of_the_own_organisation(cast, confirmed):
    make_member("Carla Noorderpoort", cast.terpdok, Role.COMPANY_MEMBER)
    assert not accept(cast, confirmed).done


def test_nobody_accepts_what_they_confirmed_for_the_company(cast, confirmed):
    cast.mo.ended_at = NOW
    cast.mo.save()
    later = make_member("Mo Terpdok", cast.hanze, Role.COORDINATOR)
    LabCoordinator.objects.create(lab=cast.learning_lab, membership=later)
    assert confirmed.confirmed_by_id == later.user_id
    assert not can_accept(later, confirmed, frozenset())
    assert not accept(cast, confirmed, later).done
    assert accept(cast, confirmed, cast.carla).done == [confirmed]


def test_what_the_company_did_not_confirm_is_not_accepted(cast, sheet):
    assert not accept(cast, sheet).done


@pytest.mark.parametrize("who", ["anna", "mo", "aad", "thea"])
def test_who_accepts_no_months(cast, confirmed, who):
    with pytest.raises(Refused):
        accept(cast, confirmed, getattr(cast, who))


# --- Returning -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("who", "state"), [("mo", "submitted"), ("mo", "confirmed"), ("carla", "confirmed")])
def test_a_month_goes_back_with_a_reason_and_so_does_what_waits_in_it(cast, sheet, who, state):
    if state == "confirmed":
        confirm(cast, sheet)
    by = getattr(cast, who)
    judged = months.return_months(membership=by, picks={sheet.pk: None}, reason="De 3e ontbreekt", now=NOW)
    sheet.refresh_from_db()
    assert judged.done == [sheet]
    assert (sheet.state, sheet.return_reason, sheet.confirmed_by) == ("draft", "De 3e ontbreekt", None)
    assert set(HourEntry.objects.values_list("state", "timesheet")) == {("returned", None), ("approved", None)}


def test_a_return_says_why(cast, sheet):
    with pytest.raises(Refused) as refusal:
        months.return_months(membership=cast.mo, picks={sheet.pk: None}, reason=" ", now=NOW)
    assert refusal.value.reason == months.NO_REASON


@pytest.mark.parametrize("who", ["anna", "aad"])
def test_who_returns_no_months(cast, sheet, who):
    with pytest.raises(Refused):
        months.return_months(membership=getattr(cast, who), picks={sheet.pk: None}, reason="Nee", now=NOW)


# --- What voids a month ----------------------------------------------------------------------------------------
def withdrawn(cast, sheet):
    withdraw_hours(membership=cast.anna, entry=sheet.hours.get(state="submitted"), now=NOW)


def returned(cast, sheet):
    entry = sheet.hours.get(state="submitted")
    return_hours(membership=cast.carla, entry=entry, version=None, reason="Welke klas?", now=NOW)


def reopened(cast, sheet):
    reopen_hours(membership=cast.carla, entry=sheet.hours.get(state="approved"), reason="Te vroeg", now=NOW)


@pytest.mark.parametrize(
    ("deed", "why"),
    [(withdrawn, "hours_withdrawn"), (returned, "hours_returned"), (reopened, "approval_undone")],
)
def test_changing_something_voids_the_confirmation(cast, confirmed, deed, why):
    deed(cast, confirmed)
    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.confirmed_by, confirmed.fingerprint) == ("draft", None, "")
    step = TimesheetStep.objects.get(verb="voided")
    assert (step.reason, len(step.fingerprint)) == (why, 64)
    assert not confirmed.hours.exists()


def test_approving_a_line_leaves_the_month_as_it_is(cast, confirmed):
    approve_many(membership=cast.carla, picks=dict.fromkeys(confirmed.hours.values_list("pk", flat=True)), now=NOW)
    confirmed.refresh_from_db()
    assert confirmed.state == "confirmed"


def test_who_still_had_the_line_from_before_is_told(cast, sheet):
    stale = sheet.hours.get(state="submitted")
    HourEntry.objects.filter(pk=stale.pk).update(version=stale.version + 1)
    with pytest.raises(SomeoneWasFirst):
        withdraw_hours(membership=cast.anna, entry=stale, now=NOW)
    sheet.refresh_from_db()
    assert sheet.state == "submitted"


# --- Many ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_many_months_take_as_many_queries_as_one(cast, django_assert_num_queries, count):
    sheets = []
    for number in range(count):
        person = make_member(f"Kim {number}", cast.terpdok, Role.COMPANY_MEMBER)
        line(cast, person, worked_on=DAY)
        sheets.append(hand_in(cast, person))
    picks = {sheet.pk: sheet.version for sheet in sheets}
    with django_assert_num_queries(7):
        assert len(months.confirm_months(membership=cast.mo, picks=picks, now=NOW).done) == count
    picks = {sheet.pk: None for sheet in sheets}
    with django_assert_num_queries(14):
        assert len(months.accept_months(membership=cast.carla, picks=picks, now=NOW).done) == count
