"""A teacher's classes: made of the own school's students, signed up whole, taken out whole."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from labs.actions import enrolments, groups
from labs.models import Enrolment, Session, StudentGroup
from lib.workflow import Refused
from partnership.models import Membership
from partnership.roles import Permission, Role
from tests.cast import NOW, make_member
from tests.labs.enrolment_helpers import DAY, SEATED, WAITING, WITHDRAWN, enrol, make_session, make_students

pytestmark = pytest.mark.django_db


@pytest.fixture
def students(cast):
    return make_students(cast, 5)


def make_group(by, students, name="ICT3A", **values):
    return groups.make_group(by=by, name=name, students=students, nonce=uuid4(), now=NOW, **values)


@pytest.fixture
def group(cast, students):
    return make_group(cast.thea, students)


def enrol_class(by, session, group, nonce=None, whole=False):
    values = {"all_or_nothing": whole, "nonce": nonce or uuid4(), "now": NOW}
    return groups.enrol_group(by=by, session=session, group=group, **values)


def test_a_class_is_made_once_for_the_same_form(cast, students):
    nonce = uuid4()
    values = {"by": cast.thea, "name": "ICT3A", "students": students, "nonce": nonce, "now": NOW}
    assert groups.make_group(**values) == groups.make_group(**values)
    with pytest.raises(Refused):
        make_group(cast.thea, students)
    assert StudentGroup.objects.count() == 1


def test_a_class_has_students_of_the_own_school_only(cast, students):
    elsewhere = make_member("Bo Hanze", cast.hanze, Role.STUDENT)
    for stranger in (elsewhere, cast.anna, cast.carla):
        with pytest.raises(Refused):
            make_group(cast.thea, [*students, stranger])
    assert make_group(cast.joost, [elsewhere]).organisation == cast.hanze


@pytest.mark.parametrize("role", Role.values)
def test_keeping_a_class_takes_the_right_to(cast, students, role):
    member = make_member("Iemand", cast.noorderpoort, role, cast.programme if role == Role.AUDITOR else None)
    if member.can(Permission.ENROL_CLASSES):
        assert make_group(member, students).kept_by == member
    else:
        with pytest.raises(Refused):
            make_group(member, students)


def test_a_class_is_changed_and_ended_by_its_teacher_only(cast, students, group):
    for member in (cast.carla, cast.mirjam, cast.joost):
        with pytest.raises(Refused):
            groups.change_group(by=member, group=group, name="Anders", students=[], now=NOW)
        with pytest.raises(Refused):
            groups.end_group(by=member, group=group, now=NOW)
    groups.change_group(by=cast.thea, group=group, name="ICT4A", students=students[:2], now=NOW)
    assert (StudentGroup.objects.get().name, group.members.count()) == ("ICT4A", 2)
    groups.end_group(by=cast.thea, group=group, now=NOW)
    with pytest.raises(Refused):
        groups.end_group(by=cast.thea, group=group, now=NOW)
    make_group(cast.thea, students, name="ICT4A")  # the name is free again


def test_who_fits_gets_a_seat_and_the_others_wait(cast, students, group):
    session = make_session(cast, capacity=4)
    enrol(cast.anna, session)
    enrol(students[0], session)
    outcome = enrol_class(cast.thea, session, group)
    assert (len(outcome.seated), len(outcome.waiting), outcome.there_already) == (2, 2, 1)
    assert Enrolment.objects.filter(session=session, group=group, enrolled_by=cast.thea.user).count() == 4


def test_all_or_nothing(cast, students, group):
    session = make_session(cast, capacity=4)
    with pytest.raises(Refused, match="4"):
        enrol_class(cast.thea, session, group, whole=True)
    assert not Enrolment.objects.exists()
    Session.objects.update(capacity=5)
    assert len(enrol_class(cast.thea, session, group, whole=True).seated) == 5


def test_the_same_form_twice_signs_nobody_up_again(cast, students, group):
    session, nonce = make_session(cast, capacity=9), uuid4()
    enrol_class(cast.thea, session, group, nonce)
    row = Enrolment.objects.get(person=students[0].user)
    enrolments.withdraw(by=students[0], enrolment=row, now=NOW)
    assert enrol_class(cast.thea, session, group, nonce).seated == []
    assert Enrolment.objects.count() == 5


def test_who_left_the_school_is_not_signed_up(cast, students, group):
    Membership.objects.filter(pk=students[0].pk).update(ended_at=NOW - DAY)
    assert len(enrol_class(cast.thea, make_session(cast, capacity=9), group).seated) == 4


def test_another_teacher_signs_this_class_up_nowhere(cast, group):
    session = make_session(cast)
    for member in (cast.carla, cast.joost, cast.anna):
        with pytest.raises(Refused):
            enrol_class(member, session, group)
        with pytest.raises(Refused):
            groups.withdraw_group(by=member, session=session, group=group, now=NOW)


def test_a_class_that_leaves_makes_room(cast, students, group):
    session = make_session(cast, capacity=5)
    enrol_class(cast.thea, session, group)
    enrol(cast.anna, session)
    assert groups.withdraw_group(by=cast.thea, session=session, group=group, now=NOW) == 5
    states = dict(session.enrolments.values_list("person__name", "state"))
    assert states.pop("Anna Terpdok") == SEATED
    assert set(states.values()) == {WITHDRAWN}


def test_a_class_leaves_until_the_date_only(cast, group):
    session = make_session(cast, capacity=5, withdraw_until=NOW + DAY)
    enrol_class(cast.thea, session, group)
    with pytest.raises(Refused):
        groups.withdraw_group(by=cast.thea, session=session, group=group, now=NOW + DAY)
    one = session.enrolments.first()
    with pytest.raises(Refused):
        enrolments.withdraw(by=cast.thea, enrolment=one, now=NOW + DAY)
    enrolments.withdraw(by=cast.thea, enrolment=one, now=NOW)
    assert session.enrolments.filter(state=WITHDRAWN).count() == 1


# --- Pages -----------------------------------------------------------------------------------------------------
@pytest.fixture
def soon(cast):
    return make_session(cast, starts_at=timezone.now() + DAY, capacity=3)


def address(name, *args):
    return reverse(name, args=["werkplaats", *args])


def test_a_teacher_makes_a_class_and_signs_it_up(cast, log_in, students, soon):
    make_member("Bo Hanze", cast.hanze, Role.STUDENT)
    client, english = log_in(cast.thea), {"Accept-Language": "en"}
    page = client.get(address("student_group_new")).content.decode()
    assert "Leerling 00" in page and "Bo Hanze" not in page
    chosen = {"name": "ICT3A", "students": [each.pk for each in students], "nonce": uuid4()}
    assert client.post(address("student_group_new"), chosen | {"students": []}).context["form"].errors
    client.post(address("student_group_new"), chosen)
    group = StudentGroup.objects.get()
    assert "ICT3A" in client.get(address("student_groups")).content.decode()
    form = {"group": group.pk, "when_full": "all", "nonce": uuid4()}
    assert client.post(address("class_enrol", soon.pk), form).context["form"].errors
    client.post(address("class_enrol", soon.pk), form | {"when_full": "fitting"})
    assert sorted(soon.enrolments.values_list("state", flat=True)) == [SEATED] * 3 + [WAITING] * 2
    there = client.get(address("class_people", soon.pk, group.pk), headers=english).content.decode()
    assert there.count("Leerling") >= 5
    client.post(address("class_people", soon.pk, group.pk))
    assert set(soon.enrolments.values_list("state", flat=True)) == {WITHDRAWN}
    client.post(address("student_group", group.pk), {"name": "ICT4A", "students": [students[0].pk]})
    client.post(address("student_group_end", group.pk))
    group.refresh_from_db()
    assert group.name == "ICT4A" and group.ended_at
    assert client.get(address("student_group", group.pk)).status_code == 404


@pytest.mark.parametrize("who", ["sanne", "anna", "mo", "aad"])
def test_others_have_no_classes(cast, log_in, group, soon, who):
    client = log_in(getattr(cast, who))
    for name, args in (("student_groups", ()), ("student_group_new", ()), ("class_enrol", (soon.pk,))):
        assert client.get(address(name, *args)).status_code == 403
    assert client.post(address("student_group_end", group.pk)).status_code == 403


@pytest.mark.parametrize("who", ["carla", "mirjam", "joost"])
def test_the_class_of_another_teacher_is_not_there(cast, log_in, group, soon, who):
    client = log_in(getattr(cast, who))
    assert client.get(address("student_group", group.pk)).status_code == 404
    assert client.get(address("class_people", soon.pk, group.pk)).status_code == 404
    assert client.post(address("student_group_end", group.pk)).status_code == 404
    form = {"group": group.pk, "when_full": "all", "nonce": uuid4()}
    assert client.post(address("class_enrol", soon.pk), form).context["form"].errors
    assert "ICT3A" not in client.get(address("student_groups")).content.decode()


def test_a_class_page_takes_a_fixed_number_of_queries(cast, log_in, group, soon, django_assert_max_num_queries):
    enrol_class(cast.thea, soon, group)
    client = log_in(cast.thea)
    client.get(address("student_groups"))
    make_group(cast.thea, make_students(cast, 0) or [each.student for each in group.members.all()], name="Tweede")
    for name, args in (
        ("student_groups", ()),
        ("student_group", (group.pk,)),
        ("class_enrol", (soon.pk,)),
        ("class_people", (soon.pk, group.pk)),
    ):
        with django_assert_max_num_queries(10):
            assert client.get(address(name, *args)).status_code == 200
