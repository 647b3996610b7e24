"""The demonstration looks as it should on any day."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import Sum

from contributions.demo.stage import ACCOUNTS, set_stage
from contributions.models import HourEntry, HourOffer, Pledge
from contributions.queries.financing import overview
from contributions.queries.offers import doubtful
from contributions.rules import MIN_DESCRIPTION
from labs.models import LabCoordinator, Session
from partnership.demo_accounts import ACCOUNTS as SHOWN
from partnership.demo_accounts import PASSWORD
from partnership.models import Membership, Programme

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(scope="module")
def programme(django_db_setup, django_db_blocker):
    """Made once for the tests of this file, which only look."""
    with django_db_blocker.unblock(), transaction.atomic():
        set_stage(now=NOW)
        yield Programme.objects.get()
        transaction.set_rollback(True)


def test_it_is_what_a_visitor_expects(programme):
    shown = overview(programme, now=TODAY)

    assert programme.partnership.slug == "werkplaats"
    assert programme.years[3] == programme.year_of(TODAY)
    assert shown.plan.closes
    assert {
        str(part) for part in (shown.plan.subsidy, shown.plan.business, shown.plan.other + shown.plan.applicant)
    } == {"1000000.00"}
    assert all(check.holds for check in (*shown.limits.planned, *shown.limits.pledged, *shown.limits.forecast))
    companies = [row for row in shown.partners if row.group == "business"]
    assert len(companies) == 41
    behind = [row for row in companies if row.figures.approved * 10 < row.figures.pledged * 6]
    assert 2 <= len(behind) <= 8
    assert HourEntry.objects.count() >= 6000


def test_the_worked_example_of_the_pitch(programme):
    pledges = Pledge.objects.filter(organisation__key="lichtbaken")
    lines = HourEntry.objects.filter(organisation__key="lichtbaken", corrects=None)

    assert [str(amount) for amount in pledges.values_list("amount", flat=True)] == ["8760.00"] * 4
    assert pledges.aggregate(sum=Sum("amount"))["sum"] == Decimal("35040.00")
    now = lines.filter(worked_on__gte=programme.years[3].first, person__email="partner@example.org", offer=None)
    states = {state: now.filter(state=state).count() for state in ("approved", "submitted", "returned", "draft")}
    assert states["approved"] >= 1
    assert (states["submitted"], states["returned"], states["draft"]) == (4, 1, 1)
    assert now.get(state="returned").return_reason.endswith((".", "?"))


def test_hours_of_sessions_wait_were_answered_and_one_is_doubtful(programme):
    mine = HourOffer.objects.filter(person__email="partner@example.org")
    assert mine.open().filter(entry__isnull=False).count() == 2
    assert mine.filter(state="declined").exclude(reason="").count() == 1
    assert set(HourOffer.objects.values_list("state", flat=True)) == {"offered", "confirmed", "declined"}
    coordinator = Membership.objects.get(user__email="coordinator@example.org")
    assert doubtful(coordinator, NOW).count() == 1


def test_some_sessions_are_in_rooms_of_the_building_that_are_theirs(programme):
    sessions = Session.objects.filter(room__isnull=False, state="published")
    assert sessions.filter(starts_at__gt=NOW).count() >= 3 and sessions.filter(ends_at__lt=NOW).count() >= 3
    for session in sessions.select_related("booking"):
        booking = session.booking
        assert (booking.room_id, booking.starts_at) == (session.room_id, session.starts_at)


def test_the_inbox_has_some_dozens_of_recent_lines_of_many_sorts(programme):
    coordinator = Membership.objects.get(user__email="coordinator@example.org")
    waiting = HourEntry.objects.inbox_of(coordinator)

    assert 25 <= waiting.count() <= 90
    assert waiting.filter(minutes__gt=480).exists()
    assert waiting.filter(worked_on__week_day__in=(1, 7)).exists()
    assert waiting.filter(description__icontains="stagiair").exists()
    assert not HourEntry.objects.filter(worked_on__lt=date(2026, 9, 1), state__in=("submitted", "draft")).exists()
    assert not HourEntry.objects.filter(state="returned", decided_by=None).exists()


def test_a_programme_year_fits_in_one_report(programme):
    for year in programme.years:
        approved = HourEntry.objects.filter(state="approved", worked_on__range=(year.first, year.last))
        assert approved.count() < 2000


def test_descriptions_say_enough(programme):
    assert all(
        len(text) >= MIN_DESCRIPTION for text in HourEntry.objects.values_list("description", flat=True).distinct()
    )


def test_everybody_who_is_shown_can_log_in_with_one_role(programme):
    assert {email for email, _role in SHOWN} <= {account.email for account in ACCOUNTS}
    for account in ACCOUNTS:
        user = authenticate(None, email=account.email, password=PASSWORD)
        assert user is not None
        membership = Membership.objects.get(user=user)
        assert membership.role == account.role
        assert (membership.programme == programme) == (account.role == "auditor")
    assert dict(SHOWN).items() <= {account.email: account.role for account in ACCOUNTS}.items()


def test_two_coordinators_of_two_schools_have_all_labs(programme):
    charges = LabCoordinator.objects.values_list(
        "membership__user__email", "membership__organisation__key", "lab__kind"
    )

    assert len(charges) == 6
    assert {charge[:2] for charge in charges} == {
        ("coordinator@example.org", "waddenkust"),
        ("coordinator-2@example.org", "hunzeland"),
    }


def test_nobody_decided_on_lines_of_the_own_organisation(programme):
    for membership in Membership.objects.filter(role="coordinator"):
        decided = HourEntry.objects.filter(decided_by=membership.user)
        assert not decided.filter(organisation=membership.organisation).exists()
