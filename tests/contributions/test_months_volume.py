"""A month of two hundred people is accepted in one go, within five seconds."""

import time
from datetime import date
from uuid import uuid4

import pytest

from contributions.actions import months
from contributions.models import HourEntry, Timesheet
from contributions.queries.months import fingerprint_of
from partnership.models import User
from tests.cast import NOW

pytestmark = pytest.mark.django_db
FEBRUARY = date(2026, 2, 1)
PEOPLE, LINES = 200, 10


@pytest.fixture
def sheets(cast):
    """Two hundred months that the company confirmed, of ten lines each that still wait."""
    people = User.objects.bulk_create(
        User(email=f"kim{number}@example.org", name=f"Kim {number}", password="!") for number in range(PEOPLE)
    )
    place = {"programme": cast.programme, "organisation": cast.terpdok}
    base = {"submitted_at": NOW, "confirmed_at": NOW, "confirmed_by": cast.mo.user, "no_double_funding": True}
    sheets = Timesheet.objects.bulk_create(
        Timesheet(**place, person=person, month=FEBRUARY, **base, state="confirmed", fingerprint="0" * 64)
        for person in people
    )
    HourEntry.objects.bulk_create(
        HourEntry(
            **place,
            person=sheet.person,
            activity=cast.masterclasses,
            worked_on=date(2026, 2, 2 + number),
            minutes=60 + 15 * number,
            kind="guest_teaching",
            description="Gastles over veilig programmeren",
            entered_at=NOW,
            submitted_at=NOW,
            state="submitted",
            timesheet=sheet,
            nonce=uuid4(),
        )
        for sheet in sheets
        for number in range(LINES)
    )
    for sheet in sheets:
        sheet.fingerprint = fingerprint_of(sheet, sheet.hours.all())
    Timesheet.objects.bulk_update(sheets, ["fingerprint"])
    return sheets


def test_two_hundred_months_within_five_seconds(cast, sheets, django_assert_max_num_queries):
    start = time.perf_counter()
    with django_assert_max_num_queries(16):
        judged = months.accept_months(membership=cast.carla, picks={sheet.pk: 1 for sheet in sheets}, now=NOW)
    assert time.perf_counter() - start < 5
    assert (len(judged.done), judged.left) == (PEOPLE, [])
    assert HourEntry.objects.filter(state="approved", amount__gt=0).count() == PEOPLE * LINES
