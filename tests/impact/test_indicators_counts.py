"""What the portal counts, against an independent count of everything that there is."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from impact.models import IndicatorSnapshot
from labs.actions.retention import forget
from labs.models import Enrolment, PastAttendance, PracticePlacement, StudentCompany
from labs.models import Session as LabSession
from matching.models import Assignment, Placement, StudentProfile
from partnership.models import Membership
from tests.cast import NOW, make_organisation
from tests.impact.indicator_helpers import close, figure, put, shown
from tests.labs import business_helpers as business
from tests.labs.public_helpers import enrol, make_session
from tests.matching import apply_helpers as applying
from tests.matching import placement_helpers as placing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
DAY = timedelta(days=1)
MOMENTS = [
    datetime(2023, 7, 31, 21, 30, tzinfo=UTC),  # the last half hour of school year 2022 in Amsterdam
    datetime(2023, 7, 31, 22, 30, tzinfo=UTC),  # the first of 2023
    datetime(2024, 1, 8, 9, tzinfo=UTC),
    datetime(2024, 8, 1, 9, tzinfo=UTC),
    datetime(2025, 7, 31, 9, tzinfo=UTC),
    datetime(2025, 9, 1, 9, tzinfo=UTC),
]
YEAR_OF = dict(zip(MOMENTS, (2022, 2023, 2023, 2024, 2024, 2025), strict=True))


def everywhere(cast, key, **values):
    line = {year: shown(cast, key, year, **values) for year in range(2022, 2026)}
    return {year: int(value) for year, value in line.items() if value}


def test_sessions_and_attendances(cast):
    sessions, there = Counter(), Counter()
    for number, moment in enumerate(MOMENTS):
        row = make_session(cast, (cast.learning_lab, cast.business_lab)[number % 2], starts_at=moment)
        sessions[YEAR_OF[moment]] += 1
        for member in (cast.sanne, cast.thea, cast.anna)[: 1 + number % 3]:
            enrol(row, member, was_there=True)
            there[YEAR_OF[moment]] += 1
        enrol(row, cast.bram, was_there=False)
    for state in ("draft", "cancelled"):
        enrol(make_session(cast, starts_at=MOMENTS[2], state=state), cast.sanne, was_there=True)
    enrol(make_session(cast, starts_at=NOW - timedelta(minutes=30)), cast.sanne, was_there=True)  # is not over
    enrol(make_session(cast, cast.other_lab, starts_at=MOMENTS[2]), cast.sanne, was_there=True)
    assert everywhere(cast, "sessions") == dict(sessions)
    assert everywhere(cast, "participants") == dict(there)
    assert everywhere(cast, "sessions", by=cast.esra) == {2023: 1}


def test_who_is_forgotten_is_still_counted(cast):
    for moment in MOMENTS:
        enrol(make_session(cast, starts_at=moment), cast.sanne, was_there=True)
    before = everywhere(cast, "participants")
    forget(now=NOW)
    assert PastAttendance.objects.count() == 3 and Enrolment.objects.count() == 3
    assert everywhere(cast, "participants") == before == {2022: 1, 2023: 2, 2024: 2, 2025: 1}


def test_before_the_first_count_it_is_unknown_and_after_it_nought(cast):
    make_session(cast, starts_at=MOMENTS[3])
    assert [shown(cast, "sessions", year) for year in (2023, 2024, 2025)] == [None, 1, 0]
    found = figure(cast, "sessions", 2025)
    assert found.is_counted and found.runs
    assert shown(cast, "placed", 2025) is None


def test_student_companies_new_and_active(cast):
    spans = [
        (date(2022, 9, 1), date(2023, 7, 31)),
        (date(2023, 7, 31), date(2024, 8, 1)),
        (date(2024, 2, 1), None),
        (date(2025, 8, 1), date(2025, 9, 1)),
    ]
    for number, (since, until) in enumerate(spans):
        row = business.company(cast, "trading", name=f"Bedrijf {number}")
        values = {"state": "stopped"} if until else {}
        StudentCompany.objects.filter(pk=row.pk).update(since=since, until=until, **values)
    business.company(cast, "idea", name="Een idee")
    started, active = Counter(), Counter()
    for since, until in spans:
        started[since.year - (since.month < 8)] += 1
        for year in range(2022, 2026):
            first, last = date(year, 8, 1), date(year + 1, 7, 31)
            active[year] += since <= last and (until is None or until >= first)
    assert everywhere(cast, "student-companies") == dict(started)
    assert everywhere(cast, "active-student-companies") == dict(active)


def test_teachers_in_practice_and_what_a_closed_year_keeps(cast):
    for since in (date(2025, 2, 1), date(2025, 3, 1), date(2025, 9, 1), date(2026, 4, 1)):
        row = business.matched(cast)
        PracticePlacement.objects.filter(pk=row.pk).update(starts_on=since)
    business.asked(cast)
    assert everywhere(cast, "practice") == {2024: 2, 2025: 1}
    close(cast, 2024)
    PracticePlacement.objects.filter(starts_on__lt=date(2025, 3, 1)).delete()
    found = figure(cast, "practice", 2024)
    assert (found.value, found.counts.value, found.is_counted) == (2, 1, True)
    assert everywhere(cast, "practice", by=cast.esra) == {}


def test_placements_follow_ups_and_companies_as_the_overview_of_matching_counts_them(cast):
    first = applying.assignment(cast, decided_at=datetime(2024, 9, 2, 9, tzinfo=UTC))
    applying.assignment(cast, follows=first, follows_as="relay", decided_at=NOW - DAY)
    applying.assignment(cast, follows=first, follows_as="part", decided_at=NOW - DAY)
    applying.assignment(cast, organisation=cast.wadbyte, mentor=cast.bram, decided_at=NOW - DAY)
    applying.assignment(cast, state="pending", decided_by=None, decided_at=None)
    placed = placing.placed(cast)
    other = placing.placed(cast, placing.accepted(cast, applying.classmate(cast)))
    Placement.objects.filter(pk=other.pk).update(state="cancelled", end_reason="Toch niet", ended_on=NOW.date())
    assert everywhere(cast, "placed") == {2025: 1} and placed.starts_on.year == 2026
    assert everywhere(cast, "follow-ups") == {2025: 1}
    assert everywhere(cast, "new-companies") == {2024: 1, 2025: 1}
    assert everywhere(cast, "placed", by=cast.esra) == {}


def test_active_companies_count_once_whatever_they_did(cast):
    applying.assignment(cast, decided_at=datetime(2025, 9, 2, 9, tzinfo=UTC))
    cast.approved(worked_on=date(2026, 3, 10))  # Terpdok again
    cast.approved(worked_on=date(2025, 3, 10))
    wrong = cast.approved(cast.bram, worked_on=date(2025, 3, 10))
    cast.approved(cast.bram, worked_on=date(2025, 3, 10), minutes=-150, corrects=wrong, correction_reason="Fout")
    cast.submitted(cast.bram, worked_on=date(2026, 3, 10))
    cast.approved(cast.thea, worked_on=date(2025, 3, 10))  # a school
    make_organisation(cast.werkplaats, "stil", "Stil BV", "company", cast.programme)
    assert everywhere(cast, "active-companies") == {2024: 1, 2025: 1}
    assert Assignment.objects.count() == 1


def students(cast, number, women):
    for each in range(number):
        student = applying.classmate(cast, f"Student {each}")
        gender = "woman" if each < women else "man"
        StudentProfile.objects.create(student=student, level="mbo4", gender=gender, changed_at=NOW)
        placing.placed(cast, placing.accepted(cast, student))


def test_a_share_of_women_of_few_is_not_shown_and_not_reported(cast):
    students(cast, 9, 4)
    assert shown(cast, "women", 2025) is None
    late = datetime(2026, 9, 1, tzinfo=UTC)
    close(cast, 2025, now=late)
    assert IndicatorSnapshot.objects.get(code="women").value is None


def test_a_share_of_women_stays_as_it_was_reported_when_names_are_erased(cast):
    students(cast, 12, 4)
    found = figure(cast, "women", 2025)
    assert (found.value, found.bound) == (35, "")  # 33 in steps of five
    late = datetime(2026, 9, 1, tzinfo=UTC)
    close(cast, 2025, now=late)
    Placement.objects.update(anonymised_at=late, student=None, application=None, mentor=None, school_mentor=None)
    found = figure(cast, "women", 2025, now=late)
    assert (found.value, found.counts, found.is_counted) == (35, None, True)
    assert Membership.objects.exists() and LabSession.objects.count() == 0


def test_what_is_typed_with_a_source_goes_before_what_is_counted(cast):
    make_session(cast, starts_at=MOMENTS[4])
    put(cast, key="sessions", value=40, source="Jaarverslag")
    found = figure(cast, "sessions", 2024)
    assert (found.value, found.counts.value, found.is_counted, found.is_typed) == (40, 1, False, True)
    put(cast, key="sessions", target=50, version=1)  # emptied again: the count is shown
    found = figure(cast, "sessions", 2024)
    assert (found.value, found.target, found.is_counted) == (1, 50, True)
