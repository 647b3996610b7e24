"""The overview and its pages: they work, refuse who has no business there, and ask little."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.actions import assignments as actions
from matching.models import Assignment, Deadline, StudentProfile
from partnership.models import AuditEvent
from tests.cast import NOW, TODAY
from tests.matching import apply_helpers as applying
from tests.matching import placement_helpers as placing
from tests.matching.desk_helpers import ask
from tests.matching.offers_helpers import LATER, approved, content, pending, role, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
ENGLISH = {"Accept-Language": "en"}


def page(client, name, *keys, status=200, **query):
    answer = client.get(url(name, *keys), query, headers=ENGLISH)
    assert answer.status_code == status
    return answer.content.decode()


def fill(cast, number=0):
    """Something for each list."""
    ask(cast, cast.anna, title=f"Vraag {number}")
    pending(cast, title=f"Te beoordelen {number}")
    row = approved(cast)
    values = content(cast, title="Anders", roles=[role(cast, pk=row.roles.get().pk)])
    actions.change_assignment(by=cast.anna, assignment=row, version=row.version, values=values, now=LATER)
    applying.assignment(cast, title=f"Stil aanbod {number}", apply_until=TODAY)
    student = applying.classmate(cast, f"Zoekt {number} Student")
    StudentProfile.objects.create(student=student, level="mbo4", changed_at=NOW)
    Deadline.objects.create(partnership=cast.werkplaats, last_on=TODAY, entered_by=cast.carla.user, entered_at=NOW)
    other = applying.classmate(cast, f"Werkt {number} Student")
    running(cast, other)


def running(cast, student):
    """A placement that runs already, and asks for feedback at its start."""
    row = placing.assignment(cast, starts_on=date(2026, 3, 2))
    return placing.placed(cast, placing.accepted(cast, student, row), starts_on=date(2026, 3, 17))


def test_everything_that_waits_is_seen_at_a_glance(cast, log_in):
    fill(cast)
    shown = page(log_in(cast.carla), "matching")
    for words in ("Vraag 0", "Te beoordelen 0", "Planbord", "Stil aanbod 0", "Zoekt 0 Student", "every kind"):
        assert words in shown, words
    assert "begins on" in shown and "See all" in shown


def test_when_nothing_waits_the_page_says_so(cast, log_in):
    shown = page(log_in(cast.carla), "matching")
    assert "Nothing waits" in shown and "Every student who looks has a seat." in shown


SEE = dict.fromkeys(("carla", "mirjam", "beheer"), 200) | {"esra": 404}


@pytest.mark.parametrize("who", [*SEE, "anna", "thea", "sanne", "aad"])
def test_who_opens_it(cast, log_in, who):
    status = SEE.get(who, 403)
    client = log_in(getattr(cast, who))
    row = approved(cast)
    for name, keys in (
        ("matching", ()),
        ("matching_figures", ()),
        ("matching_waiting", ("students",)),
        ("assignment_hand_over", (row.pk,)),
    ):
        assert client.get(url(name, *keys)).status_code == status, name
    assert client.post(url("matching_export", "assignments", "csv")).status_code == status


@pytest.mark.parametrize("what", ["offers", "students", "feedback", "deadlines"])
def test_each_list_as_a_whole(cast, log_in, what):
    client = log_in(cast.carla)
    assert "at this moment" in page(client, "matching_waiting", what)
    for number in range(6):
        applying.assignment(cast, title=f"Stil aanbod {number}", apply_until=TODAY)
    shown = page(client, "matching_waiting", what)
    assert shown.count("Stil aanbod 5") == (1 if what in ("offers", "deadlines") else 0)
    if what == "offers":
        assert "See all" in page(client, "matching")


def test_there_is_no_other_list(cast, log_in):
    page(log_in(cast.carla), "matching_waiting", "secrets", status=404)


def queries(client, name, *keys):
    client.get(url(name, *keys))
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url(name, *keys)).status_code == 200
    return len(seen)


def test_it_asks_the_same_however_much_waits(cast, log_in):
    fill(cast)
    client = log_in(cast.carla)
    names = [("matching",), ("matching_figures",), *(("matching_waiting", what) for what in ("offers", "students"))]
    once = {name: queries(client, *name) for name in names}
    for number in (1, 2, 3):
        fill(cast, number)
    assert {name: queries(client, *name) for name in names} == once
    assert max(once.values()) <= 15, once


# --- Figures -----------------------------------------------------------------------------------------------------
def test_figures_as_table_and_picture(cast, log_in):
    placing.placed(cast)
    shown = page(log_in(cast.carla), "matching_figures")
    assert "2025-2026" in shown and "<svg" in shown and "Practice assignment" in shown
    assert "not shown" in shown
    earlier = page(log_in(cast.carla), "matching_figures", year="1999")
    assert "Figures of matching, 2025-2026" in earlier


def test_figures_of_nothing(cast, log_in):
    assert "Nobody was placed in this school year yet" in page(log_in(cast.carla), "matching_figures")


# --- Handing over ------------------------------------------------------------------------------------------------
def test_hand_over_by_form(cast, log_in):
    row = approved(cast)
    client = log_in(cast.carla)
    assert url("assignment_hand_over", row.pk) in page(client, "assignment", row.pk)
    assert "Joost Hanze" in page(client, "assignment_hand_over", row.pk)
    data = {"to": cast.joost.pk, "version": row.version}
    answer = client.post(url("assignment_hand_over", row.pk), data, headers=ENGLISH, follow=True)
    assert "Joost Hanze looks after it from now on." in answer.content.decode()
    again = client.post(url("assignment_hand_over", row.pk), data | {"to": cast.mirjam.pk})
    assert again.status_code == 200 and again.context["form"].errors
    assert Assignment.objects.get(pk=row.pk).coordinator == cast.joost


@pytest.mark.parametrize("who", ["anna", "esra"])
def test_not_to_anybody(cast, log_in, who):
    row = approved(cast)
    data = {"to": getattr(cast, who).pk, "version": row.version}
    answer = log_in(cast.carla).post(url("assignment_hand_over", row.pk), data)
    assert answer.context["form"].errors["to"]
    assert Assignment.objects.get(pk=row.pk).coordinator == cast.carla


def test_what_is_closed_is_not_handed_over(cast, log_in):
    row = approved(cast)
    actions.close(by=cast.anna, assignment=row, version=row.version, now=LATER)
    client = log_in(cast.carla)
    assert client.get(url("assignment_hand_over", row.pk)).url == url("assignment", row.pk)
    assert url("assignment_hand_over", row.pk) not in page(client, "assignment", row.pk)


def test_a_company_finds_no_way_to_hand_over(cast, log_in):
    row = approved(cast)
    assert url("assignment_hand_over", row.pk) not in page(log_in(cast.anna), "assignment", row.pk)


# --- Taking along ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("what", ["assignments", "placements"])
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_lists_to_take_along(cast, log_in, what, file_format):
    placing.placed(cast)
    answer = log_in(cast.carla).post(url("matching_export", what, file_format))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment") and file_format in answer["Content-Disposition"]
    body = answer.getvalue()
    assert b"Sanne" not in body and body
    assert AuditEvent.objects.filter(verb=f"{what}.exported").count() == 1


def test_only_by_a_form_and_only_what_there_is(cast, log_in):
    client = log_in(cast.carla)
    assert client.get(url("matching_export", "assignments", "csv")).status_code == 405
    for what, file_format in (("students", "csv"), ("assignments", "pdf")):
        assert client.post(url("matching_export", what, file_format)).status_code == 404
    assert not AuditEvent.objects.filter(verb__endswith=".exported").exists()
