"""Who took part in what is forgotten after two years; counts stay the same, also halfway and when it is done twice."""

import random
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from labs import tasks
from labs.actions import certificates
from labs.actions.attendance import Present, take_attendance
from labs.actions.groups import end_group, make_group
from labs.actions.learning_paths import record_done, stop_path
from labs.actions.retention import forget
from labs.enrolment_rights import KEPT
from labs.learning_kinds import CountedIn
from labs.learning_rules import Attended, count_name, counts_left
from labs.models import Certificate, Enrolment, ModuleDone, PastAttendance, PathStart, Session, StudentGroup
from labs.queries.learning_figures import figures_for
from labs.queries.public import public_labs
from labs.store import CERTIFICATES
from lib.workflow import Refused
from tests.cast import NOW, make_member
from tests.contributions.test_races import at_once
from tests.labs.learning_helpers import attend, make_path, past, sit, start, students, titled, url
from tests.labs.sessions import planned

DAY = timedelta(days=1)
LONG_AGO = datetime(2024, 2, 5, 9, tzinfo=UTC)  # more than two years before NOW
READERS = ("carla", "joost", "mirjam", "thea", "anna")


def figures(cast):
    """Everything that anybody can count, whoever looks, in every year."""
    found = {}
    for who in READERS:
        for by in ("calendar", "school"):
            for year in (2023, 2024, 2025, 2026):
                seen = figures_for(getattr(cast, who), by, str(year))
                found[who, by, year] = (seen.years, seen.modules, seen.organisations)
    found["public"] = [(lab.lab.name, lab.held, lab.people) for lab in public_labs(cast.werkplaats, NOW).labs]
    return found


def names_of(session):
    return set(session.enrolments.values_list("person__name", flat=True))


# --- Counts ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_every_count_stays_the_same_whenever_and_how_often_it_is_done(cast, seed):
    chance = random.Random(seed)
    modules = [titled(cast, "Veilig"), titled(cast, "Netwerken"), None]
    people = [*students(cast.noorderpoort, 7), *students(cast.hanze, 6), cast.anna, cast.bram, cast.thea]
    people.append(make_member("Anna Terpdok", cast.wadbyte, "company_member"))  # the same Anna, for somebody else
    for number in range(14):
        day = LONG_AGO - 200 * DAY + chance.randrange(500) * DAY
        where = {"lab": cast.business_lab, "activity": None} if number % 5 == 0 else {}
        session = past(cast, chance.choice(modules), day, is_public=chance.random() > 0.3, **where)
        chosen = {member.user_id: member for member in chance.sample(people, chance.randrange(2, 12))}
        for member in chosen.values():
            sit(session, member, was_there=chance.random() > 0.2)
    before, left = figures(cast), Enrolment.objects.count()
    for moment in sorted(LONG_AGO + KEPT + chance.randrange(-150, 150) * DAY for _ in range(3)):
        forget(now=moment)
        assert forget(now=moment) == 0
        assert figures(cast) == before
        assert Enrolment.objects.count() <= left
    forget(now=NOW + 9000 * DAY)
    assert not Enrolment.objects.exists() and PastAttendance.objects.exists()
    assert figures(cast) == before


@pytest.mark.django_db
def test_who_was_not_there_withdrew_or_was_at_what_was_cancelled_leaves_nothing(cast):
    session, cancelled = past(cast, None, LONG_AGO), past(cast, None, LONG_AGO)
    sit(session, cast.sanne, was_there=False)
    sit(session, cast.thea, "waiting")
    Enrolment.objects.filter(pk=sit(session, cast.bram).pk).update(state="withdrawn", withdrawn_at=LONG_AGO)
    attend(cancelled, cast.anna)
    values = {"cancelled_at": LONG_AGO, "cancelled_by": cast.carla.user, "cancel_reason": "Ziek"}
    Session.objects.filter(pk=cancelled.pk).update(state="cancelled", **values)
    assert forget(now=NOW) == 4
    assert not Enrolment.objects.exists() and not PastAttendance.objects.exists()


@pytest.mark.django_db
def test_two_years_is_two_years(cast):
    young = past(cast, None, NOW - KEPT)
    old = past(cast, None, NOW - KEPT - DAY)
    for session in (young, old):
        attend(session, cast.sanne)
    forget(now=NOW)
    assert (names_of(young), names_of(old)) == ({"Sanne Student"}, set())
    row = PastAttendance.objects.get()
    assert (row.session, row.organisation, row.kind) == (old, cast.noorderpoort, "students")


@pytest.mark.django_db
def test_the_task_does_it_once_a_day(cast, settings):
    attend(past(cast, None, datetime(2020, 1, 6, 9, tzinfo=UTC)), cast.sanne)
    assert settings.CELERY_BEAT_SCHEDULE["forget-people"]["task"] == tasks.forget_people.name
    for _ in range(2):
        tasks.forget_people()
    assert PastAttendance.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_count_everybody_once(cast):
    module = titled(cast, "Veilig")
    for number in range(3):
        attend(past(cast, module, LONG_AGO - number * DAY), cast.sanne, cast.thea)
    before = figures(cast)
    at_once(lambda: forget(now=NOW), lambda: forget(now=NOW))
    forget(now=NOW)
    assert PastAttendance.objects.count() == 6 and figures(cast) == before


# --- What goes with it -------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_certificate_goes_with_its_file(cast, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.DOCUMENTS_ROOT = tmp_path
    row = sit(past(cast, None, LONG_AGO), cast.sanne, was_there=True)
    made = certificates.request_certificate(by=cast.sanne, enrolment=row, language="nl", now=LONG_AGO + DAY)
    tasks.render_certificate(certificate_id=made.pk)
    made.refresh_from_db()
    assert made.state == "done" and CERTIFICATES.location(made.path).exists()
    with django_capture_on_commit_callbacks(execute=True):
        forget(now=NOW)
    assert not Certificate.objects.exists() and not CERTIFICATES.location(made.path).exists()


@pytest.mark.django_db
def test_what_counts_in_a_path_that_somebody_follows_is_kept_until_it_is_stopped(cast):
    module, other = titled(cast, "Veilig"), titled(cast, "Netwerken")
    session = past(cast, module, LONG_AGO)
    attend(session, cast.sanne, cast.thea)
    path = make_path(cast, [module, other])
    start(path, cast.sanne, LONG_AGO)
    before = figures(cast)
    forget(now=NOW)
    assert names_of(session) == {"Sanne Student"} and figures(cast) == before
    stop_path(by=cast.sanne, path=path, now=NOW)
    forget(now=NOW + DAY)
    assert not names_of(session) and figures(cast) == before


@pytest.mark.django_db
def test_paths_and_modules_done_elsewhere_go_two_years_after_stopping(cast):
    modules = [titled(cast, "Veilig"), titled(cast, "Netwerken")]
    path = make_path(cast, modules)
    for member in (cast.sanne, cast.anna):
        row = start(path, member, LONG_AGO - DAY)
        facts = {"done_on": date(2024, 1, 8), "note": "Op school", "now": LONG_AGO - DAY}
        record_done(by=cast.carla, start=row, module=modules[0], **facts)
    stop_path(by=cast.sanne, path=path, now=LONG_AGO)
    stop_path(by=cast.anna, path=path, now=LONG_AGO + 60 * DAY)
    forget(now=NOW)
    assert PathStart.objects.get().person == ModuleDone.objects.get().person == cast.anna.user
    assert forget(now=NOW) == 0


@pytest.mark.django_db
def test_a_class_goes_two_years_after_it_ended(cast):
    groups = [make_group(by=cast.thea, name=each, students=[cast.sanne], nonce=uuid4(), now=LONG_AGO) for each in "abc"]
    end_group(by=cast.thea, group=groups[0], now=LONG_AGO)
    end_group(by=cast.thea, group=groups[1], now=NOW - DAY)
    young = planned(cast)
    Enrolment.objects.filter(pk=sit(young, cast.sanne).pk).update(group=groups[0])
    forget(now=NOW)
    assert not groups[0].members.exists() and groups[1].members.count() == groups[2].members.count() == 1
    Enrolment.objects.all().delete()
    forget(now=NOW)
    assert set(StudentGroup.objects.all()) == set(groups[1:])


@pytest.mark.django_db
def test_the_page_says_how_many_there_were_and_nothing_is_noted_any_more(cast, log_in, march):
    session = past(cast, None, LONG_AGO)
    attend(session, cast.sanne, cast.thea)
    forget(now=NOW)
    with pytest.raises(Refused, match="twee jaar"):
        take_attendance(by=cast.carla, session=session, present=Present([]), seen=None, now=NOW)
    page = log_in(cast.carla).get(url("session_people", session.pk), headers={"Accept-Language": "en"})
    assert "2 people were there." in page.content.decode() and "Sanne" not in page.content.decode()


# --- What a count is ---------------------------------------------------------------------------------------------
def once(day, module=1, organisation=1, kind="students", in_figures=True, lab=None):
    return Attended(day, kind, organisation, in_figures, module, lab)


def test_what_is_forgotten_counts_where_nothing_else_of_that_person_is_left():
    gone = once(date(2024, 2, 5), lab=3)
    everything = counts_left(gone, [])
    assert len(everything) == len(CountedIn.values) and everything == sorted(everything)
    autumn = once(date(2024, 10, 7), module=2, lab=4)
    assert set(everything) - set(counts_left(gone, [autumn])) == {"calendar", "calendar_partner"}
    assert counts_left(gone, [once(date(2024, 1, 8), lab=3)]) == []
    assert set(everything) - set(counts_left(gone, [once(date(2024, 2, 5), kind="teachers", lab=3)])) == {"lab"}
    assert counts_left(once(date(2024, 2, 5), in_figures=False), []) == []


@pytest.mark.parametrize(
    ("facts", "name"),
    [({}, ""), ({"module": True}, "_module"), ({"organisation": True}, "_partner")],
)
def test_counts_have_names(facts, name):
    assert count_name("school", **facts) == f"school{name}"
    assert count_name("calendar", module=True, organisation=True) == "calendar_both"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "name"),
    [({"kind": "cats"}, "past_attendance_kind_known"), ({"counted_in": ["x"]}, "past_attendance_counts_known")],
)
def test_the_database_refuses_other_kinds_and_counts(cast, values, name):
    session = planned(cast)
    facts = {"session": session, "organisation": cast.hanze, "kind": "students", "counted_in": ["school", "lab"]}
    assert PastAttendance.objects.create(**facts).pk
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PastAttendance.objects.create(**facts | values)


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "sees"), [("carla", 2), ("mirjam", 2), ("thea", 0), ("bram", 1), ("esra", 0)])
def test_who_may_look_at_counts(cast, who, sees):
    session = planned(cast)
    for organisation in (cast.hanze, cast.wadbyte):
        PastAttendance.objects.create(session=session, organisation=organisation, kind="students")
    assert PastAttendance.objects.visible_to(getattr(cast, who)).count() == sees
