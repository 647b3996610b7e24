"""Labs, their coordinators and the activity plan."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from labs import actions
from labs.models import Activity, EarlierActivity, Lab, LabCoordinator
from lib.workflow import Refused
from partnership.models import AuditEvent, Partnership
from partnership.roles import Role
from tests.cast import NOW, make_activity, make_member, make_organisation, make_programme

LABS = reverse("plan", args=["werkplaats"])
NEW = reverse("activity_new", args=["werkplaats"])


@pytest.fixture
def client_(cast, log_in):
    return log_in(cast.mirjam)


def typed(cast, **changes):
    return {
        "programme": cast.programme.pk,
        "lab": cast.learning_lab.pk,
        "name": "Zomerschool",
        "starts_on": "1-6-2026",
        "ends_on": "31-8-2026",
        "nonce": uuid4(),
    } | changes


def test_an_activity_is_planned_once(client_, cast):
    form = typed(cast)
    answers = [client_.post(NEW, form).url for _ in range(2)]
    activity = Activity.objects.get(name="Zomerschool")
    assert answers == [reverse("activity", args=["werkplaats", activity.pk])] * 2
    assert (activity.starts_on, activity.ends_on) == (date(2026, 6, 1), date(2026, 8, 31))
    assert AuditEvent.objects.filter(verb="activity.planned").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": "1-6-2022"}, "starts_on"),
        ({"ends_on": "1-8-2027"}, "ends_on"),
        ({"ends_on": "1-5-2026"}, "ends_on"),
        ({"starts_on": "31-2-2026"}, "starts_on"),
        ({"name": ""}, "name"),
        ({"name": "Masterclasses"}, "name"),
        ({"lab": ""}, "lab"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client_, cast, changes, field):
    response = client_.post(NEW, typed(cast, **changes))
    assert set(response.context["form"].errors) == {field}
    assert Activity.objects.filter(programme=cast.programme).count() == 3


def test_a_lab_or_programme_of_another_partnership_is_not_offered(client_, cast):
    wrong = client_.post(NEW, typed(cast, lab=cast.other_lab.pk, programme=cast.other_programme.pk))
    assert set(wrong.context["form"].errors) == {"lab", "programme"}


def test_an_activity_gets_another_name_and_period_and_stays_in_its_lab(client_, cast):
    make_activity(cast.programme, cast.learning_lab, "Trainingen")
    url = reverse("activity_edit", args=["werkplaats", cast.masterclasses.pk])
    assert "lab" not in client_.get(url).context["form"].fields
    values = {"lab": cast.kennis_lab.pk, "name": "Meesterlessen", "starts_on": "1-1-2024", "ends_on": "31-12-2026"}
    assert client_.post(url, values).status_code == 302
    cast.masterclasses.refresh_from_db()
    assert (cast.masterclasses.name, cast.masterclasses.lab) == ("Meesterlessen", cast.learning_lab)
    assert AuditEvent.objects.get(verb="activity.changed").data["fields"] == ["ends_on", "name", "starts_on"]
    taken = client_.post(url, values | {"name": "Trainingen"})
    assert set(taken.context["form"].errors) == {"name"}


def test_the_actions_refuse_what_the_form_refuses(cast):
    by, now = cast.mirjam, timezone.now()
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    values = {"programme": cast.programme, "lab": cast.learning_lab, "name": "Zomerschool"} | days
    wrong = [
        {"starts_on": date(2023, 7, 31)},
        {"ends_on": date(2027, 8, 1)},
        {"ends_on": date(2025, 12, 31)},
    ]
    for change in wrong:
        with pytest.raises(Refused):
            actions.plan(by=by, nonce=uuid4(), now=now, **values | change)
        with pytest.raises(Refused):
            actions.change(by=by, activity=cast.masterclasses, name="Anders", now=now, **days | change)
    with pytest.raises(Refused):
        actions.plan(by=by, nonce=uuid4(), now=now, **values | {"lab": cast.other_lab})
    assert not AuditEvent.objects.exists()
    assert actions.plan(by=by, nonce=uuid4(), now=now, **values).name == "Zomerschool"
    assert actions.change(by=by, activity=cast.masterclasses, name="Anders", now=now, **days).name == "Anders"


def test_coordinators_come_and_go(client_, cast):
    lab = cast.kennis_lab
    add = reverse("coordinator_add", args=["werkplaats", lab.pk])
    client_.post(add, {"membership": cast.carla.pk})
    row = LabCoordinator.objects.get(lab=lab)
    assert row.membership == cast.carla
    foreign = reverse("coordinator_remove", args=["werkplaats", cast.learning_lab.pk, row.pk])
    assert client_.post(foreign).status_code == 404  # a child under the wrong parent
    client_.post(reverse("coordinator_remove", args=["werkplaats", lab.pk, row.pk]))
    assert not LabCoordinator.objects.filter(lab=lab).exists()
    assert set(AuditEvent.objects.values_list("verb", flat=True)) == {
        "lab.coordinator_added",
        "lab.coordinator_removed",
    }


def test_only_a_coordinator_of_this_partnership_coordinates(client_, cast):
    add = reverse("coordinator_add", args=["werkplaats", cast.kennis_lab.pk])
    elsewhere = make_member("Coen Elders", cast.kleibyte, Role.COORDINATOR)
    for membership in (cast.anna, elsewhere):
        assert client_.post(add, {"membership": membership.pk}).context["adding"].errors
        with pytest.raises(Refused):
            actions.add_coordinator(by=cast.mirjam, lab=cast.kennis_lab, membership=membership, now=timezone.now())
    assert not cast.kennis_lab.coordinators.exists()


def test_a_coordinator_reads_the_plan_and_changes_nothing(cast, log_in):
    client = log_in(cast.carla)
    page = client.get(LABS).content.decode()
    assert "Masterclasses" in page
    assert reverse("activity_edit", args=["werkplaats", cast.masterclasses.pk]) not in page
    assert client.post(NEW, typed(cast)).status_code == 403
    with pytest.raises(Refused):
        actions.change_lab(by=cast.carla, lab=cast.learning_lab, name="Mine", now=timezone.now())


def test_an_auditor_reads_the_plan_of_the_one_programme_and_changes_nothing(cast, log_in):
    second = make_programme(cast.werkplaats, cast.noorderpoort, "RIF19-2", name="Ander programma")
    make_activity(second, cast.learning_lab, "Elders gepland")
    client = log_in(cast.aad)
    for query in ({}, {"programme": second.pk}):
        page = client.get(LABS, query).content.decode()
        assert "Masterclasses" in page
        assert "Elders gepland" not in page
    assert reverse("activity_edit", args=["werkplaats", cast.masterclasses.pk]) not in page
    assert reverse("lab_edit", args=["werkplaats", cast.learning_lab.pk]) not in page
    assert f'href="{LABS}"' in page
    assert client.post(NEW, typed(cast)).status_code == 403
    assert "Elders gepland" in log_in(cast.mirjam).get(LABS, {"programme": second.pk}).content.decode()


def test_a_coordinator_whose_role_ended_is_not_named(client_, cast):
    assert "Carla Noorderpoort" in client_.get(LABS).content.decode()
    type(cast.carla).objects.filter(pk=cast.carla.pk).update(ended_at=timezone.now())
    assert "Carla Noorderpoort" not in client_.get(LABS).content.decode()


def test_a_new_partnership_opens_its_three_labs_once(client, db):
    partnership = Partnership.objects.create(slug="nieuw", name="Nieuw")
    school = make_organisation(partnership, "roc", "ROC", "applicant_school")
    client.force_login(make_member("Mien Nieuw", school, Role.MANAGEMENT).user)
    page = client.get(reverse("plan", args=["nieuw"]))
    assert reverse("labs_open", args=["nieuw"]) in page.content.decode()
    for _ in range(2):
        client.post(reverse("labs_open", args=["nieuw"]))
    assert Lab.objects.filter(partnership=partnership).count() == 3
    assert client.get(reverse("activity_new", args=["nieuw"])).status_code == 200  # says that a programme comes first


def test_a_lab_gets_another_name(client_, cast):
    url = reverse("lab_edit", args=["werkplaats", cast.learning_lab.pk])
    assert client_.post(url, {"name": ""}).context["form"].errors
    assert client_.post(url, {"name": "Leerlab"}).status_code == 302
    cast.learning_lab.refresh_from_db()
    assert cast.learning_lab.name == "Leerlab"


def test_the_plan_takes_a_fixed_number_of_queries(client_, cast, django_assert_num_queries):
    client_.get(LABS)
    with django_assert_num_queries(9):
        client_.get(LABS)
    for number in range(10):
        make_activity(cast.programme, cast.learning_lab, f"Activiteit {number}")
    with django_assert_num_queries(9):
        client_.get(LABS)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"ends_on": "2020-01-01"}, "activity_ends_after_start"),
        ({"name": "Incubator", "lab": "business_lab"}, "activity_once_per_lab"),
    ],
)
def test_the_database_refuses_by_name(cast, values, constraint):
    values = {name: getattr(cast, value) if name == "lab" else value for name, value in values.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Activity.objects.filter(pk=cast.masterclasses.pk).update(**values)


def test_what_an_activity_was_called_stays_readable(cast, log_in):
    """R41: hours and reports follow the plan; the plan remembers its earlier names."""
    was = cast.masterclasses.name
    days = {"starts_on": cast.masterclasses.starts_on, "ends_on": cast.masterclasses.ends_on}
    actions.change(by=cast.mirjam, activity=cast.masterclasses, name="Avondcolleges", **days, now=NOW)
    actions.change(by=cast.mirjam, activity=cast.masterclasses, name="Avondcolleges", **days, now=NOW)
    kept = EarlierActivity.objects.get()
    assert (kept.name, kept.changed_by, kept.activity) == (was, cast.mirjam.user, cast.masterclasses)
    page = log_in(cast.mirjam).get(reverse("activity", args=["werkplaats", cast.masterclasses.pk]))
    assert was in page.content.decode() and "Avondcolleges" in page.content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        EarlierActivity.objects.update(name="Anders")


# --- What everybody may see --------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["", "anna", "esra"])
def test_everybody_sees_a_lab(cast, client, who):
    if who:
        client.force_login(getattr(cast, who).user)
    Lab.objects.filter(pk=cast.kennis_lab.pk).update(purpose_nl="Onderzoek", purpose_en="Research")
    assert "Kennis Lab" in client.get(reverse("labs", args=["werkplaats"])).content.decode()
    page = client.get(reverse("lab", args=["werkplaats", "learning"]), headers={"Accept-Language": "nl"})
    assert "Carla Noorderpoort" in page.content.decode()
    page = client.get(reverse("lab", args=["werkplaats", "kennis"]), headers={"Accept-Language": "en"})
    assert "Research" in page.content.decode()


def test_a_partnership_or_lab_that_is_not_there(cast, client):
    assert client.get(reverse("labs", args=["nergens"])).status_code == 404
    assert client.get(reverse("lab", args=["werkplaats", "maan"])).status_code == 404
    assert client.get(reverse("lab", args=["elders", "kennis"])).status_code == 404


def test_a_partnership_may_have_more_labs_of_its_own(cast):
    for slug in ("groen", "zorg"):
        Lab.objects.create(partnership=cast.werkplaats, kind="other", slug=slug, name=slug)
    for values in ({"kind": "kennis", "slug": "dubbel"}, {"kind": "other", "slug": "kennis"}, {"kind": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Lab.objects.create(partnership=cast.werkplaats, name="Nog een", **values)
