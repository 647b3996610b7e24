"""What stands in each list of the overview, and what the counters count."""

from datetime import date, timedelta

import pytest

from matching.models import Assignment, Deadline, Placement, Round, StudentProfile
from matching.overview_rules import WomenShare
from matching.queries import overview as lists
from matching.queries.overview_figures import figures_for
from matching.queries.overview_sheets import assignments_sheet, placements_sheet
from partnership.models import Membership, User
from tests.cast import NOW, TODAY
from tests.matching import apply_helpers as applying
from tests.matching import placement_helpers as placing
from tests.matching.desk_helpers import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
DAY = timedelta(days=1)


def profile(student, gender="", changed_at=NOW):
    return StudentProfile.objects.create(student=student, level="mbo4", gender=gender, changed_at=changed_at)


def offer(cast, *, days=20, until=None, **values):
    return applying.assignment(cast, decided_at=NOW - days * DAY, apply_until=until, **values)


# --- Lists -------------------------------------------------------------------------------------------------------
def test_questions_assignments_and_rounds_that_wait(cast):
    question = ask(cast, cast.anna)
    pending = applying.assignment(cast, state="pending", decided_by=None, decided_at=None)
    offer(cast)
    made = {"partnership": cast.werkplaats, "coordinator": cast.carla, "level": "mbo4", "made_at": NOW}
    over = Round.objects.create(name="Klas 1", **made, state="open", opened_at=NOW - 9 * DAY, wishes_until=TODAY - DAY)
    Round.objects.create(name="Klas 2", **made, state="open", opened_at=NOW, wishes_until=TODAY + 30 * DAY)
    assert list(lists.waiting_questions(cast.carla)) == [question]
    assert list(lists.waiting_assignments(cast.carla)) == [pending]
    assert list(lists.waiting_rounds(cast.carla, TODAY)) == [over]
    assert not lists.waiting_assignments(cast.esra) and not lists.waiting_questions(cast.esra)


@pytest.mark.parametrize(
    ("days", "until", "listed"),
    [
        (20, None, True),
        (14, None, False),  # only after two weeks
        (2, TODAY + 14 * DAY, True),
        (2, TODAY + 15 * DAY, False),
        (20, TODAY - DAY, False),  # not on the board any more
    ],
)
def test_offers_that_stay_without_applicants(cast, days, until, listed):
    row = offer(cast, days=days, until=until)
    assert (row in lists.without_applicants(cast.carla, NOW)) is listed


def test_who_applied_takes_an_offer_off_the_list_and_a_draft_does_not(cast):
    row, other = offer(cast), offer(cast)
    applying.draft(cast.sanne, other)
    applying.submitted(cast.sanne, row)
    assert list(lists.without_applicants(cast.carla, NOW)) == [other]
    assert not lists.without_applicants(cast.esra, NOW)


def test_what_schools_ask_waits_for_no_applicants(cast):
    offer(cast, kind="guest_lesson")
    assert not lists.without_applicants(cast.carla, NOW)


def test_students_who_look_and_have_no_place(cast):
    daan, emma, finn, gijs = (applying.classmate(cast, f"{name} Student") for name in ("Daan", "Emma", "Finn", "Gijs"))
    profile(daan)
    applying.submitted(emma, applying.assignment(cast))
    profile(finn, changed_at=NOW - 400 * DAY)  # was not here for a year
    profile(gijs, changed_at=NOW - 400 * DAY)
    User.objects.filter(pk=gijs.user_id).update(last_login=NOW - 3 * DAY)
    found = lists.without_a_place(cast.carla, NOW)
    assert [(row, row.tried) for row in found] == [(daan, 0), (gijs, 0), (emma, 1)]
    for who in (cast.anna, cast.sanne, cast.thea, cast.esra):
        assert not lists.without_a_place(who, NOW)


def test_who_has_a_place_is_not_listed_until_it_is_over(cast):
    daan = applying.classmate(cast)
    profile(daan), profile(cast.sanne)
    applying.application(cast, "accepted", by=daan)
    placed = placing.running(cast)
    assert not lists.without_a_place(cast.carla, NOW)
    Placement.objects.filter(pk=placed.pk).update(state="ended_early", ended_on=TODAY, end_reason="x", worked_minutes=0)
    assert list(lists.without_a_place(cast.carla, NOW)) == [cast.sanne]
    Membership.objects.filter(pk=cast.sanne.pk).update(ended_at=NOW)
    assert not lists.without_a_place(cast.carla, NOW)


def test_feedback_that_is_due(cast):
    row = placing.running(cast)  # from 6 April until 3 July
    assert lists.feedback_due(cast.carla, row.starts_on) == []
    opened = lists.feedback_due(cast.carla, row.starts_on + 8 * DAY)
    assert [(each.placement, each.window.moment, each.sides) for each in opened] == [
        (row, "start", ["student", "bedrijf"])
    ]
    said = {"work": 4, "guidance": 4, "contact": 4, "learning": 4, "text": "Goed", "given_by": cast.sanne}
    row.feedback.create(moment="start", side="student", given_at=NOW, **said)
    assert lists.feedback_due(cast.carla, row.starts_on + 8 * DAY)[0].sides == ["bedrijf"]
    row.feedback.create(moment="start", side="company", given_at=NOW, **said)
    assert lists.feedback_due(cast.carla, row.starts_on + 8 * DAY) == []
    assert [each.window.moment for each in lists.feedback_due(cast.carla, row.ends_on)] == ["end"]
    assert lists.feedback_due(cast.carla, row.ends_on + 15 * DAY) == []
    assert lists.feedback_due(cast.esra, row.ends_on) == []


def test_what_ends_in_two_weeks(cast):
    made = {"entered_by": cast.carla.user, "entered_at": NOW, "partnership": cast.werkplaats}
    for days in (-1, 3, 15):
        Deadline.objects.create(kind="internship", last_on=TODAY + days * DAY, **made)
    offer(cast, until=TODAY + 5 * DAY)
    offer(cast, until=TODAY + 25 * DAY)
    placing.placed(cast)  # begins in three weeks
    found = [(row.what, row.day) for row in lists.deadlines_coming(cast.carla, TODAY)]
    assert found == [("deadline", TODAY + 3 * DAY), ("apply", TODAY + 5 * DAY)]
    late = lists.deadlines_coming(cast.carla, placing.FIRST + DAY)
    assert [(row.what, row.day) for row in late if row.what == "start"] == [("start", placing.FIRST)]
    assert lists.deadlines_coming(cast.esra, TODAY) == []


def test_a_short_list_knows_how_many_there_are(cast, django_assert_num_queries):
    for _ in range(7):
        offer(cast)
    with django_assert_num_queries(1):
        found = lists.short(lists.without_applicants(cast.carla, NOW))
    assert (len(found.rows), found.total) == (5, 7)
    assert lists.short(Assignment.objects.none()) == lists.Short([], 0)


# --- Counters ----------------------------------------------------------------------------------------------------
def place_somebody(cast, number, gender="", first=date(2026, 4, 6), row=None, **values):
    """A placement of a new student in a role, without the steps that lead to it."""
    student = applying.classmate(cast, f"Student {number}")
    profile(student, gender)
    row = row or placing.assignment(cast)
    defaults = {
        "partnership": cast.werkplaats,
        "assignment": row,
        "role": row.roles.get(),
        "kind": row.kind,
        "student": student,
        "organisation": cast.terpdok,
        "mentor": cast.anna,
        "starts_on": first,
        "ends_on": first + 90 * DAY,
        "hours_total": 300,
        "hours_a_week": 24,
        "made_by": cast.carla.user,
        "made_at": NOW,
    }
    return Placement.objects.create(**defaults | values)


def test_placed_per_year_level_and_kind(cast):
    place_somebody(cast, 1), place_somebody(cast, 2)
    place_somebody(cast, 3, first=date(2025, 7, 31))
    place_somebody(cast, 4, first=date(2025, 8, 1), row=placing.assignment(cast, kind="graduation"))
    place_somebody(cast, 5, state="cancelled", ended_on=TODAY, end_reason="ziek")
    found = figures_for(cast.carla, "", NOW)
    assert [(row.name, row.placed) for row in found.years] == [("2025-2026", 3), ("2024-2025", 1)]
    assert (found.levels, found.kinds) == ([("mbo 4", 3)], [("praktijkopdracht", 2), ("afstudeeropdracht", 1)])
    earlier = figures_for(cast.carla, "2024", NOW)
    assert earlier.chosen.year == 2024 and earlier.kinds == [("praktijkopdracht", 1)]
    assert figures_for(cast.carla, "x", NOW).chosen.year == 2025
    assert [row.placed for row in figures_for(cast.esra, "", NOW).years] == [0]


def test_follow_ups_and_new_companies(cast):
    first = offer(cast, days=400)
    offer(cast, follows=first, follows_as="follow_up")
    offer(cast, follows=first, follows_as="part")
    offer(cast, organisation=cast.wadbyte, mentor=cast.bram)
    offer(cast, state="withdrawn", organisation=cast.gemeente)
    years = {row.year: row for row in figures_for(cast.carla, "", NOW).years}
    assert (years[2025].offered, years[2025].follow_ups, years[2025].companies) == (3, 1, 1)
    assert (years[2024].offered, years[2024].follow_ups, years[2024].companies) == (1, 0, 1)


def test_the_share_of_women_is_of_ten_who_told_it(cast):
    for number in range(9):
        place_somebody(cast, number, "woman" if number < 3 else "man")
    for number in range(9, 12):
        place_somebody(cast, number)  # did not tell it
    assert figures_for(cast.carla, "", NOW).chosen.women is None
    tenth = place_somebody(cast, 12, "other")
    assert figures_for(cast.carla, "", NOW).chosen.women == WomenShare(30)
    place_somebody(cast, 13, "woman", state="cancelled", ended_on=TODAY, end_reason="ziek")
    again = placing.assignment(cast)
    values = {"student": tenth.student, "assignment": again, "role": again.roles.get()}
    place_somebody(cast, 14, **values)  # the same student twice counts once
    assert figures_for(cast.carla, "", NOW).chosen.women == WomenShare(30)


def test_no_share_of_a_year_of_which_somebody_was_forgotten(cast):
    for number in range(11):
        row = place_somebody(cast, number, "woman" if number % 2 else "man", first=date(2024, 9, 2))
    assert figures_for(cast.carla, "2024", NOW).chosen.women is not None
    Placement.objects.filter(pk=row.pk).update(
        student=None, application=None, mentor=None, school_mentor=None, anonymised_at=NOW
    )
    found = figures_for(cast.carla, "2024", NOW).chosen
    assert (found.placed, found.women) == (11, None)


# --- Taken along -------------------------------------------------------------------------------------------------
def test_the_files_name_no_student_and_add_up(cast):
    placing.running(cast)
    offer(cast, title="Iets anders")
    applying.assignment(cast, state="draft", decided_by=None, decided_at=None)
    for sheet, count in ((assignments_sheet(cast.carla, NOW), 2), (placements_sheet(cast.carla, NOW), 1)):
        rows = [list(row) for row in sheet.rows]
        assert len(rows) == count + 1 and rows[-1][0] == count
        assert {len(row) for row in rows} == {len(sheet.columns)}
        text = repr(rows)
        assert "Sanne" not in text and "Anna" not in text and "Thea" not in text
    other = assignments_sheet(cast.esra, NOW)
    assert [next(iter(row)) for row in other.rows] == [0]
