"""Milestones: agreed, changed with what was agreed kept, removed while nothing is reported, and reported on."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from contributions.actions.leftovers import tidy_files
from labs.actions.milestones import add_milestone, change_milestone, remove_milestone, report_milestone
from labs.models import EarlierMilestone, Milestone, MilestoneFigure, MilestoneFile, MilestoneReport
from labs.queries.milestones import waiting
from labs.store import DOCUMENTS
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from tests.cast import NOW, TODAY, make_milestone
from tests.contributions.files import pdf, picture, upload, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
AGREED = {"name": "Vijf trainingen", "planned_on": date(2026, 6, 30), "planned_result": "Vijf trainingen gegeven."}


@pytest.fixture(autouse=True)
def english(client, settings, tmp_path):
    client.cookies["django_language"] = "en"
    translation.activate("en")
    settings.DOCUMENTS_ROOT = tmp_path / "documents"


@pytest.fixture
def milestone(cast):
    return make_milestone(cast.masterclasses)


def url(name, *args):
    return reverse(name, args=["werkplaats", *args])


def report(cast, milestone, by=None, **values):
    defaults = {"outcome": "yes", "looked_on": date(2026, 3, 9), "text": "Gelukt.", "seen": 0, "nonce": uuid4()}
    return report_milestone(by=by or cast.carla, milestone=milestone, now=NOW, **defaults | values)


def files_on_disk():
    folder = DOCUMENTS.location("milestones")
    return [file for file in folder.rglob("*") if file.is_file()] if folder.exists() else []


# --- What is agreed -----------------------------------------------------------------------------------------------
def test_a_milestone_is_added_once(cast):
    nonce = uuid4()
    made = [add_milestone(by=cast.carla, activity=cast.masterclasses, nonce=nonce, now=NOW, **AGREED) for _ in "12"]
    assert made[0] == made[1]
    assert AuditEvent.objects.get().verb == "milestone.added"


def test_who_keeps_the_milestones_of_a_lab(cast, milestone):
    for person in (cast.joost, cast.anna, cast.aad, cast.thea):
        for deed in (
            lambda by: add_milestone(by=by, activity=cast.masterclasses, nonce=uuid4(), now=NOW, **AGREED),
            lambda by: change_milestone(by=by, milestone=milestone, reason="Later", now=NOW, **AGREED),
            lambda by: remove_milestone(by=by, milestone=milestone, now=NOW),
            lambda by: report(cast, milestone, by=by),
        ):
            with pytest.raises(Refused, match="Only who runs this lab"):
                deed(person)
    assert not AuditEvent.objects.exists()
    for person in (cast.carla, cast.mirjam, cast.beheer):
        assert add_milestone(by=person, activity=cast.masterclasses, nonce=uuid4(), now=NOW, **AGREED)


@pytest.mark.parametrize("day", [date(2023, 7, 31), date(2027, 8, 1)])
def test_a_day_outside_the_programme_is_refused(cast, milestone, day):
    with pytest.raises(Refused):
        add_milestone(
            by=cast.carla, activity=cast.masterclasses, nonce=uuid4(), now=NOW, **AGREED | {"planned_on": day}
        )
    with pytest.raises(Refused):
        change_milestone(by=cast.carla, milestone=milestone, reason="X", now=NOW, **AGREED | {"planned_on": day})
    assert not EarlierMilestone.objects.exists()


def test_what_was_agreed_before_is_kept(cast, milestone, log_in):
    for _ in range(2):
        change_milestone(by=cast.carla, milestone=milestone, reason="Minder animo", now=NOW, **AGREED)
    kept = EarlierMilestone.objects.get()
    assert (kept.planned_on, kept.name, kept.reason) == (date(2026, 3, 2), "Tien masterclasses gegeven", "Minder animo")
    assert AuditEvent.objects.get().data["fields"] == ["name", "planned_on", "planned_result"]
    page = log_in(cast.anna).get(url("milestone", milestone.pk)).content.decode()
    assert "Minder animo" in page and "2 March 2026" in page
    with pytest.raises(DatabaseError), transaction.atomic():
        EarlierMilestone.objects.update(reason="Anders")


def test_a_milestone_goes_while_nothing_is_reported(cast, milestone, log_in):
    client = log_in(cast.carla)
    assert client.get(url("milestone_remove", milestone.pk)).status_code == 200
    client.post(url("milestone_remove", milestone.pk))
    milestone.refresh_from_db()
    assert milestone.removed_by == cast.carla.user
    assert client.get(url("milestone", milestone.pk)).status_code == 404
    assert "Taken out of the plan" in client.get(url("activity", cast.masterclasses.pk)).content.decode()
    for deed in (
        lambda: remove_milestone(by=cast.carla, milestone=milestone, now=NOW),
        lambda: change_milestone(by=cast.carla, milestone=milestone, reason="X", now=NOW, **AGREED),
        lambda: report(cast, milestone),
    ):
        with pytest.raises(SomeoneWasFirst):
            deed()


def test_a_milestone_with_a_report_stays(cast, milestone, log_in):
    report(cast, milestone, outcome="no")
    with pytest.raises(Refused, match="There is a report"):
        remove_milestone(by=cast.carla, milestone=milestone, now=NOW)
    answer = log_in(cast.carla).post(url("milestone_remove", milestone.pk), follow=True)
    assert "There is a report on this milestone" in answer.content.decode()
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        Milestone.objects.filter(pk=milestone.pk).update(removed_at=NOW, removed_by=cast.carla.user)
    with pytest.raises(DatabaseError), transaction.atomic():
        milestone.delete()


@pytest.mark.parametrize(
    ("model", "values"),
    [(MilestoneReport, {"text": "Anders"}), (MilestoneFigure, {"value": 1}), (MilestoneFile, {"name": "x.pdf"})],
)
def test_nothing_reported_is_changed(cast, milestone, model, values):
    report(cast, milestone, figures=[("Deelnemers", Decimal(24))], uploads=[upload(pdf())])
    for deed in (lambda: model.objects.update(**values), lambda: model.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


@pytest.mark.parametrize(
    ("model", "values", "constraint"),
    [
        (Milestone, {"removed_at": NOW}, "milestone_removed_by_someone"),
        (MilestoneReport, {"outcome": "misschien"}, "milestone_outcome_known"),
        (MilestoneFile, {"media_type": "text/html"}, "milestone_file_type_known"),
        (MilestoneFile, {"size": 0}, "milestone_file_has_its_file"),
    ],
)
def test_the_database_refuses_by_name(cast, milestone, model, values, constraint):
    made = report(cast, milestone)
    start = {
        Milestone: {"activity": cast.masterclasses, **AGREED},
        MilestoneReport: {"milestone": milestone, "outcome": "yes", "looked_on": TODAY, "text": "x", "nonce": uuid4()}
        | {"reported_at": NOW, "reported_by": cast.carla.user},
        MilestoneFile: {"report": made, "name": "a.pdf", "media_type": "application/pdf", "path": "a", "size": 1}
        | {"sha256": "a" * 64},
    }[model]
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.create(**start | values)


# --- Reports ------------------------------------------------------------------------------------------------------
def test_reports_stand_beside_each_other_and_the_latest_shows(cast, milestone, log_in):
    first = report(cast, milestone, outcome="partly", text="Zes van de tien.")
    report(cast, milestone, seen=first.pk, text="Alle tien.", looked_on=date(2026, 3, 14))
    assert Milestone.objects.with_latest().get().outcome == "yes"
    page = log_in(cast.anna).get(url("milestone", milestone.pk)).content.decode()
    assert page.index("Alle tien.") < page.index("Zes van de tien.")
    assert "12 days late" in page


def test_who_did_not_see_the_latest_report_looks_again(cast, milestone):
    report(cast, milestone)
    with pytest.raises(SomeoneWasFirst):
        report(cast, milestone, by=cast.mirjam, uploads=[upload(pdf())])
    assert not files_on_disk()
    assert MilestoneReport.objects.count() == 1


def test_a_day_to_come_is_refused(cast, milestone):
    with pytest.raises(Refused, match="still to come"):
        report(cast, milestone, looked_on=date(2026, 3, 17))
    assert report(cast, milestone, looked_on=TODAY)


def test_the_same_form_twice_is_one_report_with_its_files_once(cast, milestone):
    nonce = uuid4()
    made = [report(cast, milestone, nonce=nonce, uploads=[upload(pdf())]) for _ in "12"]
    assert made[0] == made[1]
    assert len(files_on_disk()) == MilestoneFile.objects.count() == 1


def filled_in(**changes):
    values = {"outcome": "yes", "looked_on": "9-3-2026", "text": "Gelukt", "seen": "0", "nonce": str(uuid4())}
    return values | changes


def test_a_report_with_figures_and_files(cast, milestone, log_in):
    client = log_in(cast.carla)
    page = client.get(url("milestone_report", milestone.pk))
    assert "Tien masterclasses met samen 200 deelnemers." in page.content.decode()
    files = [upload(pdf(), "lijst.pdf"), upload(picture(), "foto.png", "image/png")]
    form = filled_in(figure_1="Deelnemers", value_1="263", figure_3="Cijfer", value_3="7,5", files=files)
    assert client.post(url("milestone_report", milestone.pk), form).url == url("milestone", milestone.pk)
    made = MilestoneReport.objects.get()
    assert list(made.figures.values_list("name", "value").order_by("pk")) == [
        ("Deelnemers", Decimal(263)),
        ("Cijfer", Decimal("7.50")),
    ]
    file = made.files.get(name="lijst.pdf")
    answer = client.get(url("milestone_file", file.pk))
    assert answer["Content-Disposition"] == 'attachment; filename="lijst.pdf"'
    assert b"".join(answer.streaming_content) == pdf()
    page = client.get(url("milestone", milestone.pk)).content.decode()
    assert "7.50" in page and "263" in page and "foto.png" in page
    DOCUMENTS.location(file.path).unlink()
    assert client.get(url("milestone_file", file.pk)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"outcome": ""}, {"outcome"}),
        ({"looked_on": "17-3-2026"}, {"looked_on"}),
        ({"text": " "}, {"text"}),
        ({"figure_1": "Deelnemers"}, {"value_1"}),
        ({"value_2": "24"}, {"figure_2"}),
        ({"figure_1": "Deelnemers", "value_1": "veel"}, {"value_1"}),
        ({"figure_1": "Deelnemers", "value_1": "1,234"}, {"value_1"}),
        ({"figure_1": "Deelnemers", "value_1": "1e9999999"}, {"value_1"}),
        ({"nonce": ""}, {"nonce"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(cast, milestone, log_in, changes, fields):
    answer = log_in(cast.carla).post(url("milestone_report", milestone.pk), filled_in(**{"value_4": "", **changes}))
    assert set(answer.context["form"].errors) == fields
    assert not MilestoneReport.objects.exists()
    for name, value in changes.items():
        assert answer.context["form"][name].value() == value


@pytest.mark.parametrize("content", [b"", b"GIF89a", zipped()])
def test_a_file_that_is_no_proof_is_refused_by_its_content(cast, milestone, log_in, content):
    files = [upload(pdf()), upload(content, "bewijs.pdf")]
    answer = log_in(cast.carla).post(url("milestone_report", milestone.pk), filled_in(files=files))
    assert "bewijs" in str(answer.context["form"].non_field_errors())
    assert not MilestoneReport.objects.exists()
    assert not files_on_disk()


def test_at_most_five_files(cast, milestone, log_in):
    files = [upload(pdf(str(number))) for number in range(6)]
    answer = log_in(cast.carla).post(url("milestone_report", milestone.pk), filled_in(files=files))
    assert set(answer.context["form"].errors) == {"files"}
    with pytest.raises(Refused, match="five files"):
        report(cast, milestone, uploads=files)


def test_a_disk_that_is_full_is_told(cast, milestone, settings, tmp_path):
    (tmp_path / "taken").write_text("")
    settings.DOCUMENTS_ROOT = tmp_path / "taken"
    with pytest.raises(Refused, match="could not be stored"):
        report(cast, milestone, uploads=[upload(pdf())])


def test_files_are_for_who_runs_or_oversees(cast, milestone, log_in):
    file = report(cast, milestone, uploads=[upload(pdf(), "lijst.pdf")]).files.get()
    for person, status in ((cast.joost, 200), (cast.mirjam, 200), (cast.aad, 200), (cast.anna, 404), (cast.mo, 404)):
        answer = log_in(person).get(url("milestone_file", file.pk))
        assert answer.status_code == status
        assert b"".join(answer) == (pdf() if status == 200 else answer.content)
        page = log_in(person).get(url("milestone", milestone.pk)).content.decode()
        assert ("lijst.pdf" in page) == (status == 200)
    assert log_in(cast.esra).get(reverse("milestone_file", args=["elders", file.pk])).status_code == 404
    assert log_in(cast.thea).get(url("milestone_file", file.pk)).status_code == 403


def test_a_coordinator_of_another_lab_reads_only(cast, milestone, log_in):
    client = log_in(cast.joost)
    page = client.get(url("milestone", milestone.pk)).content.decode()
    for name in ("milestone_edit", "milestone_report", "milestone_remove"):
        assert url(name, milestone.pk) not in page
        assert client.get(url(name, milestone.pk)).status_code == 404
        assert client.post(url(name, milestone.pk)).status_code == 404
    assert client.get(url("milestone_new", cast.masterclasses.pk)).status_code == 404
    assert (
        url("milestone_report", milestone.pk) in log_in(cast.carla).get(url("milestone", milestone.pk)).content.decode()
    )


def test_the_forms_for_milestones(cast, log_in):
    client = log_in(cast.carla)
    form = {"name": "Start", "planned_on": "1-8-2027", "planned_result": "Het loopt.", "nonce": uuid4()}
    wrong = client.post(url("milestone_new", cast.masterclasses.pk), form)
    assert set(wrong.context["form"].errors) == {"planned_on"}
    form["planned_on"] = "1-6-2026"
    client.post(url("milestone_new", cast.masterclasses.pk), form)
    made = Milestone.objects.get()
    assert made.planned_on == date(2026, 6, 1)
    again = client.post(url("milestone_edit", made.pk), form | {"planned_on": "1-7-2026"})
    assert set(again.context["form"].errors) == {"reason"}
    client.post(url("milestone_edit", made.pk), form | {"planned_on": "1-7-2026", "reason": "De zaal is later klaar"})
    made.refresh_from_db()
    assert made.planned_on == date(2026, 7, 1)


def test_the_page_takes_as_many_queries_for_many_reports(cast, milestone, log_in):
    client, seen = log_in(cast.mirjam), 0
    counts = []
    for number in range(4):
        values = {"figures": [("Deelnemers", Decimal(number))], "uploads": [upload(pdf(str(number)))]}
        seen = report(cast, milestone, seen=seen, **values).pk
        change_milestone(by=cast.carla, milestone=milestone, reason="X", now=NOW, **AGREED | {"name": str(number)})
        client.get(url("milestone", milestone.pk))
        with CaptureQueriesContext(connection) as queries:
            client.get(url("milestone", milestone.pk))
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 10


# --- What asks for attention --------------------------------------------------------------------------------------
def test_what_is_late_or_due_within_six_weeks(cast, milestone):
    make_milestone(cast.masterclasses, "Straks", date(2026, 4, 27))
    make_milestone(cast.masterclasses, "Later", date(2026, 4, 28))
    make_milestone(cast.incubator, "Van Joost", TODAY)
    done = make_milestone(cast.masterclasses, "Klaar", date(2026, 3, 1))
    report(cast, done)
    half = make_milestone(cast.masterclasses, "Half", date(2026, 1, 1))
    report(cast, half, outcome="partly")
    gone = make_milestone(cast.masterclasses, "Weg", date(2026, 1, 1))
    remove_milestone(by=cast.carla, milestone=gone, now=NOW)
    assert [row.milestone.name for row in waiting(cast.carla, TODAY)] == ["Half", milestone.name, "Straks"]
    everything = ["Half", milestone.name, "Van Joost", "Straks"]
    assert [row.milestone.name for row in waiting(cast.mirjam, TODAY)] == everything
    assert not waiting(cast.anna, TODAY)


def test_files_of_a_request_that_was_cut_off_are_removed(cast, milestone):
    kept = report(cast, milestone, uploads=[upload(pdf())]).files.get()
    DOCUMENTS.put("milestones/2026-03/weg.pdf", b"x")
    assert tidy_files(now=datetime.now(UTC)) == 0
    assert tidy_files(now=datetime.now(UTC) + timedelta(days=4000)) == 1
    assert files_on_disk() == [DOCUMENTS.location(kept.path)]


@pytest.mark.parametrize("who", ["mirjam", "carla"])
def test_home_names_what_asks_for_attention(cast, milestone, log_in, who):
    half = make_milestone(cast.masterclasses, "Half", date(2026, 1, 1))
    report(cast, half, outcome="partly")
    make_milestone(cast.masterclasses, "Later", date(2026, 12, 1))
    page = log_in(getattr(cast, who)).get(url("home")).content.decode()
    assert page.index("Half") < page.index(milestone.name)
    assert "2 weeks late" in page and "Partly reached" in page
    assert url("milestone", half.pk) in page
    assert "Later" not in page
    for number in range(6):
        make_milestone(cast.masterclasses, f"Nog {number}")
    assert "These are the first six of 8" in log_in(getattr(cast, who)).get(url("home")).content.decode()


def test_home_of_who_runs_nothing_names_none(cast, milestone, log_in):
    for person in (cast.joost, cast.anna, cast.aad):
        assert milestone.name not in log_in(person).get(url("home")).content.decode()
