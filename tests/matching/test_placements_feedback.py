"""When feedback is asked for, who reads it when, references, the portfolio, and what stays after two years."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from labs.store import DOCUMENTS
from lib.workflow import Refused
from matching.actions import placements as placing
from matching.actions import placements_feedback as actions
from matching.actions import placements_tidy
from matching.models import (
    Placement,
    PlacementFeedback,
    PlacementPaper,
    PlacementReference,
    PlacementSignature,
    PortfolioLink,
)
from matching.models.placements_feedback import POINTS
from matching.placement_rules import Window, rung, weeks_of, windows
from matching.queries.placements_feedback import due_of, moments_for, windows_of
from matching.queries.placements_portfolio import portfolio_of, shared_by
from partnership.models import OutboxMail
from tests.cast import NOW
from tests.matching.placement_helpers import (
    DAY,
    FIRST,
    LAST,
    accepted,
    assignment,
    at,
    completed,
    fresh,
    placed,
    running,
    signed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
SAID = actions.Said(4, 5, 4, 3, "Het gaat goed.")


@pytest.fixture
def in_english():
    """Refusals are matched by their English words."""
    with translation.override("en"):
        yield


# --- Rules -------------------------------------------------------------------------------------------------------
def test_moments_follow_from_the_period():
    first, last = date(2026, 2, 2), date(2026, 7, 3)
    assert windows(first, last) == [
        Window("start", date(2026, 2, 9), date(2026, 2, 23)),
        Window("middle", date(2026, 4, 11), date(2026, 4, 25)),
        Window("end", date(2026, 6, 19), date(2026, 7, 17)),
    ]
    assert [each.moment for each in windows(first, first + 41 * DAY)] == ["end"]
    assert len(windows(first, first + 42 * DAY)) == 3
    assert windows(first, first) == [Window("end", first, first + 14 * DAY)]


def test_a_window_is_open_on_its_first_and_last_day():
    window = Window("end", date(2026, 6, 1), date(2026, 6, 3))
    days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 3), date(2026, 6, 4)]
    assert [window.is_open(day) for day in days] == [False, True, True, False]
    assert [window.is_over(day) for day in days] == [False, False, False, True]


def test_begun_weeks_count():
    assert [weeks_of(FIRST, FIRST + days * DAY) for days in (0, 6, 7)] == [1, 1, 2]
    assert rung(FIRST, at(FIRST)) is None


# --- Feedback ----------------------------------------------------------------------------------------------------
def give(row, by, moment="start", day=None, said=SAID):
    day = day or windows_of(row)[0].opens_on
    return actions.give_feedback(by=by, placement=fresh(row), moment=moment, said=said, now=at(day))


def test_the_other_side_reads_it_once_both_gave_it(cast):
    row = running(cast)
    opens, due = windows_of(row)[0].opens_on, windows_of(row)[0].due_on
    give(row, cast.anna)

    def told(by, day):
        return {side.side: bool(side.feedback) for side in moments_for(by, fresh(row), day)[0].sides}

    assert told(cast.anna, opens) == {"student": False, "company": True}
    assert told(cast.sanne, opens) == {"student": False, "company": False}
    assert told(cast.thea, opens) == {"student": False, "company": True}
    assert told(cast.sanne, due + DAY)["company"], "due: it opens by itself"
    assert due_of(cast.sanne, row, opens) == ["start"]
    assert due_of(cast.mo, row, opens) == [], "a colleague gave it"
    give(row, cast.sanne)
    assert told(cast.sanne, opens) == told(cast.anna, opens) == {"student": True, "company": True}


def test_feedback_changes_until_it_is_due(cast):
    row = running(cast)
    first = give(row, cast.sanne)
    window = windows_of(row)[0]
    again = give(row, cast.sanne, day=window.due_on, said=actions.Said(1, 1, 1, 1, "Toch niet."))
    assert (first.pk, again.text, again.changed_at) == (again.pk, "Toch niet.", at(window.due_on))
    assert [getattr(again, point) for point in POINTS] == [1, 1, 1, 1]
    for day in (window.opens_on - DAY, window.due_on + DAY):
        with pytest.raises(Refused, match="now"):
            give(row, cast.sanne, day=day)
    with pytest.raises(Refused, match="words"):
        give(row, cast.sanne, said=actions.Said(1, 1, 1, 1, " "))
    with pytest.raises(Refused, match="now"):
        give(row, cast.sanne, moment="later")


@pytest.mark.parametrize("who", ["thea", "carla", "bram", "esra"])
def test_only_both_sides_give_it(cast, who):
    with pytest.raises(Refused):
        give(running(cast), getattr(cast, who))


def test_not_before_it_began(cast):
    with pytest.raises(Refused, match="not begun"):
        give(signed(cast), cast.sanne)


def test_feedback_is_asked_when_it_opens_and_once_more(cast):
    row = running(cast)
    window = windows_of(row)[0]
    OutboxMail.objects.all().delete()
    for day, mails in ((window.opens_on - DAY, 0), (window.opens_on, 2), (window.opens_on + DAY, 2)):
        actions.ask_for_feedback(now=at(day))
        assert OutboxMail.objects.count() == mails
    give(row, cast.sanne)
    actions.ask_for_feedback(now=at(window.due_on - 2 * DAY))
    actions.ask_for_feedback(now=at(window.due_on))
    last = OutboxMail.objects.exclude(key__endswith=":first")
    assert [mail.to for mail in last] == [cast.anna.user.email]


def test_what_ended_early_asks_for_the_end_then(cast):
    row, day = running(cast), FIRST + 60 * DAY
    placing.end_placement(
        by=cast.anna, placement=row, version=row.version, on=day, reason="Op.", minutes=60, now=at(day)
    )
    assert windows_of(fresh(row))[-1] == Window("end", day - 14 * DAY, day + 14 * DAY)
    assert give(row, cast.sanne, "end", day + DAY)


# --- Reference and portfolio -------------------------------------------------------------------------------------
def refer(row, by, text="Een aanwinst.", name="Anna Terpdok"):
    actions.write_reference(by=by, placement=row, name=name, text=text, now=at(LAST))


def show(row, by, **values):
    defaults = {"shown": True, "feedback": True, "reference": True, "now": at(LAST)}
    actions.show_placement(by=by, placement=row, **defaults | values)
    return fresh(row)


def test_a_reference_is_the_companys_and_the_student_decides(cast):
    row = completed(cast)
    for who in (cast.sanne, cast.thea, cast.bram):
        with pytest.raises(Refused):
            refer(row, who)
    with pytest.raises(Refused, match="Write"):
        refer(row, cast.anna, text=" ")
    assert not show(row, cast.sanne).shows_reference, "there is none to show"
    refer(row, cast.anna)
    refer(row, cast.anna)
    assert OutboxMail.objects.filter(key__contains=":reference:").count() == 1
    assert show(row, cast.sanne).shows_reference
    refer(row, cast.mo, text="Toch iets minder.")
    assert not fresh(row).shows_reference, "the student chooses anew"


def test_a_portfolio_holds_what_the_student_shows(cast):
    row, day = completed(cast), LAST + 15 * DAY
    give(row, cast.anna, "end", LAST)
    refer(row, cast.anna)
    assert portfolio_of(cast.sanne, day) == []
    assert [each.readable for each in portfolio_of(cast.sanne, day, everything=True)] == [1]
    for who in (cast.anna, cast.carla):
        with pytest.raises(Refused):
            show(row, who)
    show(row, cast.sanne, feedback=False)
    [shown] = portfolio_of(cast.sanne, day)
    assert (shown.feedback, shown.reference.text) == ([], "Een aanwinst.")
    show(row, cast.sanne)
    assert portfolio_of(cast.sanne, LAST)[0].feedback == [], "not readable for the student yet"
    assert [each.text for each in portfolio_of(cast.sanne, day)[0].feedback] == ["Het gaat goed."]
    row = show(row, cast.sanne, shown=False)
    assert (row.in_portfolio, row.shows_feedback, row.shows_reference) == (False, False, False)


def test_what_did_not_begin_is_not_shown(cast):
    with pytest.raises(Refused, match="signatures"):
        show(placed(cast), cast.sanne)


def test_the_link_works_until_it_ends(cast):
    nonce = uuid4()
    first = actions.make_portfolio_link(by=cast.sanne, nonce=nonce, now=NOW)
    second = actions.make_portfolio_link(by=cast.sanne, nonce=nonce, now=NOW)
    assert shared_by(cast.werkplaats, first, NOW) is None
    assert shared_by(cast.werkplaats, second, NOW) == cast.sanne
    assert shared_by(cast.elders, second, NOW) is None
    assert second not in PortfolioLink.objects.get().token_hash
    actions.end_portfolio_link(by=cast.sanne, now=NOW)
    actions.end_portfolio_link(by=cast.sanne, now=NOW)
    assert shared_by(cast.werkplaats, second, NOW) is None
    with pytest.raises(Refused):
        actions.make_portfolio_link(by=cast.anna, nonce=uuid4(), now=NOW)


def test_a_student_who_left_is_not_shown(cast):
    token = actions.make_portfolio_link(by=cast.sanne, nonce=uuid4(), now=NOW)
    cast.sanne.ended_at = NOW
    cast.sanne.save()
    assert shared_by(cast.werkplaats, token, NOW + DAY) is None


# --- Two years later ---------------------------------------------------------------------------------------------
def test_after_two_years_only_what_is_counted_stays(cast):
    row = completed(cast)
    give(row, cast.anna, "end", LAST)
    refer(row, cast.anna)
    path = DOCUMENTS.location(row.paper.path)
    later = at(date(2028, 7, 3))
    assert placements_tidy.forget_placements(now=later) == 0
    assert placements_tidy.forget_placements(now=later + DAY) == 1
    assert placements_tidy.forget_placements(now=later + DAY) == 0
    row = Placement.objects.get()
    assert (row.student, row.application, row.mentor, row.school_mentor, row.paper) == (None,) * 5
    assert (row.state, row.kind, row.organisation, row.worked_minutes) == ("completed", "practice", cast.terpdok, 16800)
    for model in (PlacementPaper, PlacementSignature, PlacementFeedback, PlacementReference):
        assert not model.objects.exists()
    assert not path.exists()


def test_one_that_never_began_is_forgotten_too(cast):
    placed(cast)
    assert placements_tidy.forget_placements(now=at(date(2028, 7, 4))) == 1


def test_files_without_a_row_go_after_a_day(cast):
    row = signed(cast, placed(cast, accepted(cast, row=assignment(cast))))
    DOCUMENTS.put("placements/0/orphan.pdf", b"%PDF")
    from django.utils import timezone

    assert placements_tidy.tidy_papers(now=timezone.now()) == 0
    assert placements_tidy.tidy_papers(now=timezone.now() + timedelta(days=2)) >= 1
    assert DOCUMENTS.location(row.paper.path).exists()
    assert not DOCUMENTS.location("placements/0/orphan.pdf").exists()
    assert re.search("placements/", row.paper.path)
