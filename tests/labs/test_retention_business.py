"""Rooms, placements and student companies: who it was is forgotten after two years; what is counted stays."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from contributions.models import HourEntry
from labs import tasks
from labs.actions import companies as actions
from labs.actions.retention import forget
from labs.enrolment_rights import KEPT
from labs.models import (
    Booking,
    CompanyCoach,
    CompanyMember,
    PastCompanyMember,
    PracticeEvaluation,
    PracticeLog,
    PracticePlacement,
    Session,
    StudentCompany,
)
from labs.queries.companies import companies_of, years_of
from partnership.roles import Role
from tests.cast import NOW, make_member
from tests.contributions.test_races import at_once
from tests.labs.business_helpers import (
    coached,
    coaching,
    company,
    look_back,
    matched,
    meeting,
    proposed,
    step,
    tell,
    url,
)
from tests.labs.rooms_stage import TUESDAY, book, build

DAY = timedelta(days=1)
LATER = NOW + KEPT + 30 * DAY


# --- Rooms -------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_booking_goes_two_years_after_it(cast):
    build(cast)
    (first,), (second,) = book(cast.anna, cast.zaal), book(cast.anna, cast.zaal, day=TUESDAY + DAY)
    assert forget(now=first.ends_at + KEPT) == 0
    assert forget(now=first.ends_at + KEPT + timedelta(seconds=1)) == 1
    assert Booking.objects.get() == second


# --- Teachers in practice ----------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("end", ["completed", "by itself"])
def test_a_placement_goes_with_what_was_said_and_its_sessions_stay(cast, end):
    placement = matched(cast)
    row = meeting(cast, placement)
    tell(cast.thea, row)
    look_back(cast.thea, placement)
    long_ago = date(2024, 3, 1)
    values = {"ends_on": long_ago, "starts_on": long_ago}
    if end == "completed":
        values = {"state": "completed", "ended_by": cast.carla.user, "ended_at": NOW - KEPT - DAY}
    young = matched(cast)
    PracticePlacement.objects.filter(pk=placement.pk).update(**values)
    assert forget(now=NOW) == 1
    assert PracticePlacement.objects.get() == young
    assert not PracticeLog.objects.exists() and not PracticeEvaluation.objects.exists()
    assert Session.objects.get(pk=row.session_id).guests.get().person == cast.anna.user
    assert forget(now=NOW) == 0


@pytest.mark.django_db
def test_what_still_runs_or_looks_for_a_match_is_kept(cast):
    placement = matched(cast)
    PracticePlacement.objects.filter(pk=placement.pk).update(starts_on=date(2024, 1, 1), ends_on=(NOW - KEPT).date())
    assert forget(now=NOW) == 0


# --- Student companies -------------------------------------------------------------------------------------------
def students(cast, number):
    return [make_member(f"Lid {each}", cast.noorderpoort, Role.STUDENT) for each in range(number)]


def over(row, until=date(2026, 3, 10)):
    StudentCompany.objects.filter(pk=row.pk).update(until=until)
    return row


def figures(cast):
    people = {row.pk: row.people for row in companies_of(cast.joost)}
    return years_of(cast.werkplaats), people


@pytest.mark.django_db
def test_who_was_in_a_company_is_forgotten_and_every_count_stays(cast, log_in):
    others = students(cast, 7)
    rows = [company(cast), company(cast), company(cast)]
    for number, row in enumerate(rows):
        for student in others[number : number + 5]:
            actions.add_company_member(by=cast.joost, company=row, membership=student, now=NOW)
        coaching(cast, coached(cast, row), starts_at=NOW - 3 * DAY + number * timedelta(hours=1))
        work = {"title": "Site", "client_name": "Bakker", "month": NOW.date()}
        actions.add_assignment(by=cast.sanne, company=row, **work, nonce=None, now=NOW)
    left = rows[0].members.get(membership=others[0])
    actions.end_company_member(by=cast.joost, company=rows[0], member=left, now=NOW)
    actions.add_company_member(by=cast.joost, company=rows[0], membership=others[0], now=NOW)  # and comes back
    CompanyMember.objects.filter(company=rows[1]).update(joined_on=date(2025, 11, 3))
    StudentCompany.objects.filter(pk=rows[1].pk).update(since=date(2025, 11, 3))
    for row in rows[:2]:
        row.refresh_from_db()
        step(cast, row, "stop", on=NOW.date(), reason="Diploma")
    over(rows[0], NOW.date() - 3 * DAY)
    before = figures(cast)
    assert before[0][0].members == "8"
    for moment in (LATER - 33 * DAY, LATER - 31 * DAY, LATER, LATER):
        forget(now=moment)
        assert figures(cast) == before
    assert set(CompanyMember.objects.values_list("company", flat=True)) == {rows[2].pk}
    assert set(CompanyCoach.objects.values_list("company", flat=True)) == {rows[2].pk}
    for row in rows[:2]:
        row.refresh_from_db()
        assert row.is_forgotten and row.coaching.count() == row.assignments.count() == 1
        assert not row.steps.exclude(taken_by=None).exists() and row.steps.count() == 4
        page = log_in(cast.joost).get(url("student_company", row.pk), headers={"Accept-Language": "en"})
        text = page.content.decode()
        assert "Who was in it is not kept any longer." in text and "Sanne" not in text
    rows[2].refresh_from_db()
    assert not rows[2].is_forgotten


@pytest.mark.django_db
def test_two_years_after_a_company_is_two_years(cast):
    row = over(step(cast, proposed(cast), "stop", reason="Geen klanten"), (NOW - KEPT).date())
    forget(now=NOW)
    assert row.members.exists()
    forget(now=NOW + DAY)
    row.refresh_from_db()
    assert row.is_forgotten and not row.members.exists()
    assert PastCompanyMember.objects.get().years == []  # an idea that was never taken up counts nobody


@pytest.mark.django_db
def test_only_who_took_a_step_is_forgotten_of_it(cast):
    row = company(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.steps.update(taken_by=None, reason="Anders")
    assert row.steps.update(taken_by=None) == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_count_everybody_once(cast):
    rows = [over(company(cast, "graduated")), over(company(cast, "graduated"))]
    for student in students(cast, 6):
        for row in rows:
            CompanyMember.objects.create(company=row, membership=student, joined_on=date(2026, 2, 20))
    before = figures(cast)
    at_once(lambda: forget(now=LATER), lambda: forget(now=LATER))
    forget(now=LATER)
    assert PastCompanyMember.objects.count() == 14 and figures(cast) == before


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "sees"), [("joost", 1), ("mirjam", 1), ("sanne", 0), ("anna", 0), ("esra", 0)])
def test_who_may_look_at_past_members(cast, who, sees):
    PastCompanyMember.objects.create(company=company(cast, by=students(cast, 1)[0]), stayed=True)
    assert PastCompanyMember.objects.visible_to(getattr(cast, who)).count() == sees


@pytest.mark.django_db
def test_the_task_does_it_and_hours_stay(cast):
    placement = matched(cast)
    meeting(cast, placement)
    hours = HourEntry.objects.count()
    PracticePlacement.objects.update(ends_on=date(2020, 1, 1), starts_on=date(2020, 1, 1))
    tasks.forget_people()
    assert not PracticePlacement.objects.exists() and HourEntry.objects.count() == hours
