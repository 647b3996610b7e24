"""The pages about rounds and wishes: who gets them, what stands there, and how many queries they take."""

import csv
from io import BytesIO, StringIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from matching import tasks
from matching.actions import round_publish
from matching.models import Application, Round, RoundRun
from partnership.models import AuditEvent
from tests.cast import NOW, make_member
from tests.matching.rounds_helpers import (
    accepted,
    closed,
    make_class,
    make_role,
    make_round,
    opened,
    others_of,
    place_of,
    solved,
    wish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
ENGLISH = {"Accept-Language": "en"}


def address(name, *args, slug="werkplaats"):
    return reverse(name, args=[slug, *args])


def page(client, name, *args):
    response = client.get(address(name, *args), headers=ENGLISH)
    assert response.status_code == 200
    return response.content.decode()


def send(client, name, /, *args, **values):
    return client.post(address(name, *args), values, headers=ENGLISH, follow=True)


@pytest.fixture
def roles(cast):
    return [make_role(cast, title=f"Opdracht {n}") for n in range(3)]


@pytest.fixture
def ready(cast, roles):
    """Sanne and a friend have a wish each, the third has nothing."""
    row = opened(cast)
    wish(row, cast.sanne, roles[0], roles[1])
    wish(row, others_of(row, cast.sanne)[0].membership, roles[0])
    return solved(cast, row)


def pages_of(row):
    student = row.students.first()
    return [
        ("rounds",),
        ("round_new",),
        ("round", row.pk),
        ("round_students", row.pk),
        ("round_student", row.pk, student.pk),
        ("round_progress", row.pk),
    ]


FORMS = ("round_close", "round_cancel", "round_remind", "round_solve", "round_files", "round_export")


# --- Who -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "status"),
    [("carla", 200), ("mirjam", 200), ("beheer", 200), ("thea", 403), ("anna", 403), ("sanne", 403), ("aad", 403)],
)
def test_pages_of_coordinators_are_for_who_matches(cast, log_in, ready, name, status):
    client = log_in(getattr(cast, name))
    for each in pages_of(ready):
        expected = 286 if each[0] == "round_progress" and status == 200 else status
        assert client.get(address(*each)).status_code == expected, each
    assert client.get(address("wishes")).status_code == (200 if name == "sanne" else 403)


def test_rounds_of_another_partnership_do_not_exist(cast, log_in, ready):
    client = log_in(cast.esra)
    student = ready.students.first()
    for each in pages_of(ready)[2:]:
        assert client.get(address(*each, slug="elders")).status_code == 404
        assert client.get(address(*each)).status_code == 404
    for name in (*FORMS, "round_publish", "round_open", "round_edit", "round_roles"):
        assert client.post(address(name, ready.pk, slug="elders"), {"format": "csv"}).status_code == 404
    unpin = address("round_unpin", ready.pk, student.pk, slug="elders")
    assert client.post(unpin, {"version": 1}).status_code == 404
    assert Round.objects.get().state == "solved"


def test_steps_are_forms_of_who_matches(cast, log_in, ready):
    client = log_in(cast.thea)
    for name in (*FORMS, "round_publish", "round_open"):
        assert client.post(address(name, ready.pk), {"format": "csv"}).status_code == 403
    client = log_in(cast.carla)
    assert {client.get(address(name, ready.pk)).status_code for name in FORMS} == {405}


def test_a_student_of_another_round_is_not_found_here(cast, log_in, ready):
    other = make_round(cast, make_class(cast, 2, "B", prefix="B"))
    client = log_in(cast.carla)
    student = other.students.last()
    assert client.get(address("round_student", other.pk, student.pk)).status_code == 200
    assert client.get(address("round_student", ready.pk, student.pk)).status_code == 404


# --- A whole round -----------------------------------------------------------------------------------------------
def test_a_coordinator_takes_a_round_from_classes_to_result(cast, log_in, roles):
    client, group = log_in(cast.carla), make_class(cast)
    assert "No rounds yet" in page(client, "rounds")
    assert "ICT3A (3), Noorderpoort, Thea Docent" in page(client, "round_new")
    values = {"name": "Stages voorjaar", "groups": [group.pk], "level": "mbo4", "nonce": str(uuid4())}
    send(client, "round_new", **values)
    send(client, "round_new", **values)
    row = Round.objects.get()
    assert "No roles yet" in page(client, "round", row.pk)
    seats = {f"seats_{role.pk}": "1" for role in roles[:2]}
    assert "Only 1 seat is free" in send(client, "round_roles", row.pk, **seats | {f"seats_{roles[0].pk}": "2"}).text
    send(client, "round_roles", row.pk, **seats)
    assert "today or a later day" in send(client, "round_open", row.pk, until="1-3-2026").text
    assert "Students can rank now" in send(client, "round_open", row.pk, until="23-3-2026").text
    wish(row, cast.sanne, roles[0])
    shown = page(client, "round", row.pk)
    assert "Leerling 1" in shown and "Sanne Student" not in shown
    assert "2 students got a reminder" in send(client, "round_remind", row.pk).text
    assert "Nobody was mailed" in send(client, "round_remind", row.pk).text
    send(client, "round_close", row.pk)
    assert "is being placed" in send(client, "round_solve", row.pk).text
    assert client.get(address("round_progress", row.pk)).status_code == 200
    tasks.solve_round(run_id=RoundRun.objects.get().pk)
    over = client.get(address("round_progress", row.pk))
    assert (over.status_code, over["HX-Refresh"]) == (286, "true")
    shown = page(client, "round", row.pk)
    assert shown.index("Leerling 1") < shown.index("Sanne Student") and "no seat" in shown.lower()
    row.refresh_from_db()
    assert str(row.seed) in shown
    publish = send(client, "round_publish", row.pk, version=row.version)
    assert "The result is published" in publish.text and Application.objects.count() == 1


def test_a_round_is_changed_while_it_is_prepared(cast, log_in, roles):
    row, client = make_round(cast), log_in(cast.carla)
    groups = list(row.groups.values_list("pk", flat=True))
    assert "Stages voorjaar" in page(client, "round_edit", row.pk)
    send(client, "round_edit", row.pk, name="Andere naam", groups=groups, level="mbo3")
    row.refresh_from_db()
    assert (row.name, row.level) == ("Andere naam", "mbo3")
    send(client, "round_edit", row.pk, name="Andere naam", groups=groups, level="mbo4")
    opened(cast, row)
    for name in ("round_edit", "round_roles"):
        assert "see the round already" in client.get(address(name, row.pk), headers=ENGLISH, follow=True).text


def test_a_form_that_is_wrong_keeps_what_was_typed(cast, log_in):
    client = log_in(cast.carla)
    make_class(cast)
    answer = send(client, "round_new", name="Mijn ronde", nonce=str(uuid4()))
    assert "Choose at least one class" in answer.text and "Mijn ronde" in answer.text
    assert not Round.objects.exists()


def test_a_place_is_given_and_let_go_by_hand(cast, log_in, ready, roles):
    client, nobody = log_in(cast.carla), ready.students.get(outcome="nothing")
    free = ready.roles.get(role=roles[2])
    shown = page(client, "round_student", ready.pk, nobody.pk)
    assert "There is no wish to meet" in shown and "1 seat free" in shown
    answer = send(client, "round_student", ready.pk, nobody.pk, role=free.pk, version=ready.version)
    assert "The seat is given" in answer.text
    stale = send(client, "round_student", ready.pk, nobody.pk, role=free.pk, version=ready.version)
    assert "Somebody else just changed this" in stale.text
    ready.refresh_from_db()
    assert ready.placed == 3
    assert "not kept any more" in send(client, "round_unpin", ready.pk, nobody.pk, version=ready.version).text
    nobody.refresh_from_db()
    assert (nobody.manual, nobody.result) == (False, free)


def test_publishing_something_that_changed_meanwhile_is_refused(cast, log_in, ready):
    client = log_in(cast.carla)
    assert "cannot be taken back" in page(client, "round_publish", ready.pk)
    assert "Somebody else just changed this" in send(client, "round_publish", ready.pk, version=1).text
    assert "Somebody else just changed this" in send(client, "round_publish", ready.pk).text
    assert Round.objects.get().state == "solved"
    opened_round = opened(cast, make_round(cast, make_class(cast, 2, "B", prefix="B")))
    answer = client.get(address("round_publish", opened_round.pk), headers=ENGLISH, follow=True)
    assert "cannot be done with the round as it is now" in answer.text


def test_solving_again_and_cancelling_are_offered_with_a_result(cast, log_in, ready):
    client = log_in(cast.carla)
    assert f"With the same seed, {ready.seed}" in page(client, "round", ready.pk)
    send(client, "round_solve", ready.pk, seed="same")
    assert list(RoundRun.objects.values_list("seed", flat=True)) == [ready.seed] * 2
    assert "cannot be done" in send(client, "round_cancel", ready.pk).text
    tasks.solve_round(run_id=RoundRun.objects.latest("pk").pk)
    assert "The round is cancelled" in send(client, "round_cancel", ready.pk).text


def test_a_run_that_failed_says_so(cast, log_in, ready):
    row = ready
    RoundRun.objects.update(state="failed", failure="solver", finished_at=None, placed=None, cost=None)
    Round.objects.update(state="closed")
    assert "The class could not be placed" in page(log_in(cast.carla), "round", row.pk)


# --- To take along -----------------------------------------------------------------------------------------------
def test_the_result_as_csv_and_xlsx(cast, log_in, ready, roles):
    cast.sanne.user.name = "=HYPERLINK(1)"
    cast.sanne.user.save()
    client = log_in(cast.carla)
    answer = send(client, "round_export", ready.pk, format="csv")
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Disposition"] == 'attachment; filename="stages-voorjaar.csv"'
    assert lines[-1][0] == "Placed" and lines[-1][3] == "2 / 3"
    assert any(line[1:2] == ["'=HYPERLINK(1)"] for line in lines)
    answer = send(client, "round_export", ready.pk, format="xlsx")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert any(row[1].value == "=HYPERLINK(1)" and row[1].data_type == "s" for row in book.active.iter_rows())
    assert send(client, "round_export", ready.pk, format="exe").status_code == 404
    assert AuditEvent.objects.filter(verb="round.exported").count() == 2


def test_the_class_as_files(cast, log_in, ready):
    answer = send(log_in(cast.carla), "round_files", ready.pk)
    assert answer["Content-Type"] == "application/zip"
    with ZipFile(BytesIO(answer.content)) as files:
        assert sorted(files.namelist()) == ["roles.csv", "students.csv", "wishes.csv"]
        assert files.read("students.csv").decode().splitlines()[0] == "student,level,pinned"


# --- Students ----------------------------------------------------------------------------------------------------
def test_a_student_ranks_and_sees_that_it_is_saved(cast, log_in, roles):
    hbo = make_role(cast, title="Hogerop", level="hbo")
    row, client = opened(cast), log_in(cast.sanne)
    first, second = [row.roles.get(role=role).pk for role in roles[:2]]
    assert "Stages voorjaar" in page(client, "wishes")
    shown = page(client, "wishes_of_round", row.pk)
    assert "Nothing is saved yet" in shown and "Hogerop" not in shown
    answer = send(client, "wishes_of_round", row.pk, wish_1=first, wish_3=second)
    assert "Your wishes are saved" in answer.text and "Saved on Mon 16 March 2026" in answer.text
    ranks = list(place_of(row, cast.sanne).wishes.order_by("rank").values_list("role", "rank"))
    assert ranks == [(first, 1), (second, 2)]
    twice = send(client, "wishes_of_round", row.pk, wish_1=first, wish_2=first)
    assert "twice" in twice.text
    other = send(client, "wishes_of_round", row.pk, wish_1=row.roles.get(role=hbo).pk)
    assert other.status_code == 200 and place_of(row, cast.sanne).wishes.count() == 2
    assert "no wishes any more" in send(client, "wishes_of_round", row.pk).text


def test_wishes_cannot_be_saved_after_closing(cast, log_in, roles):
    row, client = closed(cast, opened(cast)), log_in(cast.sanne)
    assert "<select" not in page(client, "wishes_of_round", row.pk)
    answer = send(client, "wishes_of_round", row.pk, wish_1=row.roles.first().pk)
    assert "not open now" in answer.text and not place_of(row, cast.sanne).wishes.exists()


def test_who_takes_no_part_finds_nothing(cast, log_in, ready):
    stranger = make_member("Vreemde", cast.noorderpoort, "student")
    client = log_in(stranger)
    assert "nothing to rank yet" in page(client, "wishes")
    assert client.get(address("wishes_of_round", ready.pk)).status_code == 404
    assert log_in(cast.sanne).get(address("wishes_of_round", ready.pk)).status_code == 200


def test_a_round_that_is_prepared_is_not_there_for_students(cast, log_in, roles):
    row, client = make_round(cast), log_in(cast.sanne)
    assert client.get(address("wishes_of_round", row.pk)).status_code == 404
    assert "Stages voorjaar" not in page(client, "wishes")
    opened(cast, row)
    assert client.get(address("wishes_of_round", row.pk)).status_code == 200


def test_nothing_of_the_result_shows_before_it_is_published(cast, log_in, ready):
    client = log_in(cast.sanne)
    for name, args in (("wishes", ()), ("wishes_of_round", (ready.pk,))):
        shown = page(client, name, *args)
        assert "wishes closed" in shown.lower() and str(ready.seed) not in shown
        assert "You are placed" not in shown and "solved" not in shown.lower()


def test_the_own_result_is_explained_without_names(cast, log_in, ready):
    friend, nobody = [each.membership for each in others_of(ready, cast.sanne)]
    round_publish.publish_round(by=cast.carla, round_=ready, version=ready.version, now=NOW)
    shown = page(log_in(cast.sanne), "wishes_of_round", ready.pk)
    assert "You are placed" in shown and f"The seed is {ready.seed}" in shown
    assert friend.user.name not in shown and nobody.user.name not in shown
    shown = page(log_in(nobody), "wishes_of_round", ready.pk)
    assert "You have no seat yet" in shown and "There is no wish to meet" in shown


def test_who_has_a_place_and_a_round_that_is_cancelled_say_so(cast, log_in, roles):
    accepted(cast.sanne, roles[2])
    row, client = opened(cast), log_in(cast.sanne)
    assert "You have a seat already" in page(client, "wishes_of_round", row.pk)
    send(log_in(cast.carla), "round_cancel", row.pk)
    assert "does not go on" in page(log_in(cast.sanne), "wishes_of_round", row.pk)


# --- Queries -----------------------------------------------------------------------------------------------------
def counted(client, name, *args):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page(client, name, *args)
    return len(queries)


@pytest.mark.parametrize("state", ["preparing", "open", "closed", "solved"])
def test_queries_do_not_grow_with_the_class(cast, log_in, roles, state):
    rows = []
    for size, name in ((2, "Klein"), (9, "Groot")):
        row = make_round(cast, make_class(cast, size, name, prefix=name))
        if state != "preparing":
            row = opened(cast, row)
            for student in row.students.select_related("membership"):
                wish(row, student.membership, *roles[: student.number % 3])
        row = {"closed": closed, "solved": solved}.get(state, lambda _cast, row: row)(cast, row)
        rows.append(row)
    client = log_in(cast.carla)
    for name in ("round", "round_students"):
        few, many = [counted(client, name, row.pk) for row in rows]
        assert few == many <= 15, (name, few, many)
    assert counted(client, "rounds") <= 10
    if state != "preparing":
        client = log_in(cast.sanne)
        assert counted(client, "wishes") <= 10
        few, many = [counted(client, "wishes_of_round", row.pk) for row in rows]
        assert few == many <= 15


def test_the_form_for_roles_takes_as_many_queries_with_many_roles(cast, log_in, roles):
    row, client = make_round(cast), log_in(cast.carla)
    few = counted(client, "round_roles", row.pk)
    for number in range(8):
        make_role(cast, title=f"Meer {number}")
    assert counted(client, "round_roles", row.pk) == few <= 10
