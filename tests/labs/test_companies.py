"""Student companies: from the idea on, with their people and assignments, and who reads what of them."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from labs.actions import companies as actions
from labs.models import CompanyAssignment, CompanyMember, CompanyStep, StudentCompany
from labs.queries.companies import companies_of, in_business, standing_of, years_of
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from partnership.roles import Role
from tests.cast import NOW, TODAY, make_member
from tests.labs.business_helpers import DAY, IDEA, coached, coaching, company, proposed, step, url, verbs
from tests.labs.research_helpers import count_of

pytestmark = pytest.mark.django_db
FORM = IDEA | {"website": "www.klikklaar.example"}


# --- Proposing and text ------------------------------------------------------------------------------------------
def test_a_student_proposes_a_company_once_and_is_its_first_member(cast, log_in):
    form = FORM | {"nonce": uuid4()}
    first, second = (log_in(cast.sanne).post(url("student_company_new"), form) for _ in range(2))
    row = StudentCompany.objects.get()
    assert first.url == second.url == url("student_company", row.pk)
    assert (row.state, row.members.get().membership, row.steps.get().state) == ("idea", cast.sanne, "idea")
    assert row.website == "https://www.klikklaar.example"
    assert verbs() == ["student_company.proposed"]


def test_only_students_propose(cast, log_in):
    for who in ("joost", "anna", "thea", "aad"):
        assert log_in(getattr(cast, who)).get(url("student_company_new")).status_code == 403
    for stranger in (cast.joost, cast.esra):
        with pytest.raises(Refused):
            proposed(cast, by=stranger)
    assert log_in(cast.sanne).get(url("student_company_new")).status_code == 200


def test_without_a_business_lab_nothing_can_be_proposed(cast, log_in):
    cast.incubator.delete()
    cast.business_lab.delete()
    assert log_in(cast.sanne).get(url("student_companies")).status_code == 200
    assert log_in(cast.sanne).get(url("student_company_new")).status_code == 404


def test_members_and_the_lab_change_the_text(cast, log_in):
    row = company(cast, "started")
    page = url("student_company_edit", row.pk)
    form = FORM | {"name": "Klik", "kvk": "1234 5678", "is_shown": "on", "version": row.version}
    assert log_in(cast.sanne).post(page, form).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.kvk, row.is_shown) == ("Klik", "12345678", True)
    assert AuditEvent.objects.latest("pk").data == {"fields": ["is_shown", "kvk", "name", "website"]}
    stale = log_in(cast.joost).post(page, form)
    assert stale.status_code == 200 and stale.context["form"].non_field_errors()
    wrong = log_in(cast.joost).post(page, form | {"version": row.version, "kvk": "123", "website": "geen adres"})
    assert set(wrong.context["form"].errors) == {"kvk", "website"} and b"geen adres" in wrong.content
    coached(cast, row)
    assert log_in(cast.anna).get(page).status_code == 403


# --- Its life ----------------------------------------------------------------------------------------------------
def test_a_company_lives_step_by_step(cast):
    row = company(cast, "graduated")
    assert list(row.steps.order_by("pk").values_list("state", flat=True)) == ["idea", "started", "trading", "graduated"]
    assert (row.since, row.until) == (TODAY - 10 * DAY, TODAY - 10 * DAY)
    with pytest.raises(Refused):
        actions.change_company(by=cast.sanne, company=row, version=row.version, now=NOW, **IDEA)
    with pytest.raises(SomeoneWasFirst):
        step(cast, row, "stop", reason="Klaar")


def test_stopping_needs_a_reason_and_days_follow_each_other(cast):
    row = company(cast)
    for values in (
        {"reason": " "},
        {"reason": "Klaar", "on": TODAY + DAY},
        {"reason": "Klaar", "on": TODAY - 20 * DAY},
    ):
        with pytest.raises(Refused):
            step(cast, row, "stop", **values)
    row = step(cast, row, "stop", reason="De vraag viel weg.")
    assert (row.state, row.steps.latest("pk").reason) == ("stopped", "De vraag viel weg.")


@pytest.mark.parametrize("who", ["sanne", "carla", "anna", "thea", "aad", "mo", "esra"])
def test_only_who_runs_the_lab_changes_the_state(cast, log_in, who):
    row = company(cast, "started", shown=True)
    coached(cast, row)
    with pytest.raises(Refused):
        step(cast, row, "trade", by=getattr(cast, who))
    form = {"verb": "trade", "trade-on": "1-3-2026", "trade-version": row.version}
    answer = log_in(getattr(cast, who)).post(url("student_company_step", row.pk), form)
    assert answer.status_code in (403, 404)


@pytest.mark.parametrize("who", ["joost", "mirjam", "beheer"])
def test_who_runs_the_lab_changes_it_on_the_page(cast, log_in, who):
    row = company(cast, "idea")
    form = {"verb": "start", "start-on": "1-3-2026", "start-version": row.version}
    client = log_in(getattr(cast, who))
    assert client.post(url("student_company_step", row.pk), form).status_code == 302
    row.refresh_from_db()
    assert row.state == "started"
    again = client.post(url("student_company_step", row.pk), form)
    assert again.status_code == 200
    stop = {"verb": "stop", "stop-on": "2-3-2026", "stop-reason": "", "stop-version": row.version}
    answer = client.post(url("student_company_step", row.pk), stop)
    assert answer.status_code == 200 and "2-3-2026" in answer.content.decode()
    assert client.post(url("student_company_step", row.pk), {"verb": "burn"}).status_code == 400


def test_members_ask_for_a_step_and_the_step_answers_it(cast, log_in):
    row = company(cast, "started")
    client = log_in(cast.sanne)
    client.post(url("student_company_wish", row.pk), {"verb": "trade"})
    client.post(url("student_company_wish", row.pk), {"verb": "graduate"})  # not now
    row.refresh_from_db()
    assert (row.wish, row.wished_by) == ("trade", cast.sanne.user)
    assert "vraagt om" in log_in(cast.joost).get(url("student_company", row.pk)).content.decode()
    assert log_in(cast.joost).post(url("student_company_wish", row.pk), {"verb": "trade"}).status_code == 403
    row = step(cast, row, "trade")
    assert (row.wish, row.wished_at) == ("", None)
    assert verbs().count("student_company.wished") == 1


# --- People ------------------------------------------------------------------------------------------------------
def test_students_and_coaches_come_and_go(cast, log_in):
    row, client = company(cast), log_in(cast.joost)
    sem = make_member("Sem Student", cast.noorderpoort, Role.STUDENT)
    client.post(url("company_member_add", row.pk), {"member-membership": sem.pk, "member-part": "verkoop"})
    client.post(url("company_coach_add", row.pk), {"coach-membership": cast.anna.pk})
    assert standing_of(row, sem).is_member and standing_of(row, cast.anna).is_coach
    wrong = client.post(url("company_coach_add", row.pk), {"coach-membership": cast.sanne.pk})
    assert wrong.status_code == 200 and wrong.context["coach_form"].errors
    place, coach = row.members.get(membership=sem), row.coaches.get()
    assert log_in(cast.sanne).post(url("company_member_end", row.pk, place.pk)).status_code == 302
    assert standing_of(row, sem).is_member  # another member cannot take somebody out
    assert log_in(sem).post(url("company_member_end", row.pk, place.pk)).url == url("student_companies")
    assert not standing_of(row, sem).knows
    assert log_in(cast.anna).post(url("company_coach_end", row.pk, coach.pk)).status_code == 403
    log_in(cast.joost).post(url("company_coach_end", row.pk, coach.pk))
    assert not standing_of(row, cast.anna).knows
    for who in (cast.esra, cast.thea):
        with pytest.raises(Refused):
            actions.add_company_member(by=cast.joost, company=row, membership=who, now=NOW)
        with pytest.raises(Refused):
            actions.add_coach(by=cast.joost, company=row, membership=who, now=NOW)


# --- Assignments -------------------------------------------------------------------------------------------------
def test_assignments_with_an_amount_for_some(cast, log_in):
    row = company(cast)
    coached(cast, row)
    form = {"title": "Webwinkel", "client_name": "Bakkerij", "month": "2026-02-01", "amount": "900,50"}
    page = url("company_assignment_new", row.pk)
    with time_machine.travel(NOW, tick=False):
        for _ in range(2):
            assert log_in(cast.sanne).post(page, form | {"nonce": row.nonce}).status_code == 302
        both = log_in(cast.sanne).post(page, form | {"nonce": uuid4(), "client": cast.terpdok.pk})
    assert "client_name" in both.context["form"].errors
    found = CompanyAssignment.objects.get()
    assert (found.amount, found.month.day) == (Decimal("900.50"), 1)
    readers = ("sanne", "joost", "anna", "carla")  # Carla runs another lab
    seen = {who: log_in(getattr(cast, who)).get(url("student_company", row.pk)) for who in readers}
    assert {who: "900,50" in answer.content.decode() for who, answer in seen.items()} == {
        "sanne": True,
        "joost": True,
        "anna": False,
        "carla": False,
    }
    remove = url("company_assignment_remove", row.pk, found.pk)
    assert log_in(cast.anna).post(remove).status_code == 403
    log_in(cast.sanne).post(remove)
    assert not CompanyAssignment.objects.exists()


# --- Who reads what ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "shown", "seen"), [("trading", True, 200), ("trading", False, 404), ("started", True, 404)]
)
def test_everybody_reads_companies_that_trade_and_want_it_without_names(cast, client, log_in, state, shown, seen):
    row = company(cast, state, shown=shown)
    coaching(cast, coached(cast, row))
    sem = make_member("Sem Student", cast.noorderpoort, Role.STUDENT)
    for who in (None, sem, cast.bram, cast.aad, cast.thea):
        reader = log_in(who) if who else client
        answer = reader.get(url("student_company", row.pk))
        assert answer.status_code == seen
        for page in (answer, reader.get(url("student_companies"))):
            text = page.content.decode()
            assert "Sanne Student" not in text and "Anna Terpdok" not in text
            assert seen == 404 or "Klikklaar" in text
    assert client.get(url("student_company", row.pk).replace("werkplaats", "elders")).status_code == 404


@pytest.mark.parametrize(
    ("who", "sees"), [("sanne", True), ("anna", True), ("joost", True), ("carla", True), ("mirjam", True)]
)
def test_who_works_with_it_reads_it_in_full(cast, log_in, who, sees):
    row = company(cast)
    coaching(cast, coached(cast, row))
    text = log_in(getattr(cast, who)).get(url("student_company", row.pk)).content.decode()
    assert ("Sanne Student" in text) is sees and "Anna Terpdok" in text
    assert list(companies_of(getattr(cast, who))) == [row]


def test_pages_do_not_ask_more_with_more_rows(cast, log_in):
    row = company(cast, shown=True)
    coach = coached(cast, row)
    coaching(cast, coach)
    client = log_in(cast.joost)
    pages = [url("student_companies"), url("student_company", row.pk)]
    before = [count_of(client, page) for page in pages]
    for number in range(3):
        company(cast, shown=True)
        coaching(cast, coach, starts_at=NOW + (number + 8) * DAY)
        sem = make_member(f"Sem {number}", cast.noorderpoort, Role.STUDENT)
        actions.add_company_member(by=cast.joost, company=row, membership=sem, now=NOW)
    assert [count_of(client, page) for page in pages] == before
    assert max(before) <= 10, before


def test_figures_per_year_give_nobody_away(cast):
    company(cast, "graduated")
    step(cast, company(cast), "stop", reason="Klaar")
    step(cast, proposed(cast), "stop", reason="Geen klanten")  # never taken up
    found = years_of(cast.werkplaats)
    assert [(each.year, each.started, each.trading, each.graduated, each.stopped) for each in found] == [
        (2026, 2, 2, 1, 1)
    ]
    assert found[0].members not in ("1", "2")
    row = company(cast)
    for number in range(5):
        sem = make_member(f"Sem {number}", cast.noorderpoort, Role.STUDENT)
        actions.add_company_member(by=cast.joost, company=row, membership=sem, now=NOW)
    assert years_of(cast.werkplaats)[0].members == "6"


def test_a_year_counts_who_was_in_a_company_while_it_was_one(cast):
    """Not the students of one that was over before, or that began only later."""
    old, new = company(cast, "graduated"), company(cast)
    StudentCompany.objects.filter(pk=old.pk).update(since=date(2023, 5, 1), until=date(2024, 5, 1))
    old.members.update(joined_on=date(2022, 5, 1))
    StudentCompany.objects.filter(pk=new.pk).update(since=date(2026, 2, 1))
    new.members.update(joined_on=date(2025, 12, 1))
    spans = in_business(CompanyMember.objects.all()).values_list("first_year", "last_year")
    assert list(spans) == [(2023, 2024), (2026, None)]
    new.members.update(left_on=date(2026, 3, 1))
    assert in_business(new.members).get().last_year == 2026


# --- The database ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("student_company_kvk", {"kvk": "1234"}),
        ("student_company_days_fit_its_state", {"since": None}),
        ("student_company_days_fit_its_state", {"state": "stopped"}),
        ("student_company_ends_after_start", {"state": "stopped", "until": TODAY - timedelta(days=900)}),
        ("student_company_wish_by_someone", {"wish": "stop"}),
        ("student_company_proposed_by_someone", {"proposed_by": None}),
    ],
)
def test_the_database_refuses_impossible_companies(cast, name, values):
    row = company(cast)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        StudentCompany.objects.filter(pk=row.pk).update(**values)


def test_the_database_keeps_steps_and_places(cast):
    row = company(cast)
    taker, steps = cast.mirjam.user, row.steps
    for change in (lambda: steps.update(on=TODAY), lambda: steps.update(taken_by=taker), lambda: steps.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match="company_step_stopped_with_reason"), transaction.atomic():
        CompanyStep.objects.create(company=row, state="stopped", on=TODAY, taken_by=cast.joost.user, taken_at=NOW)
    with pytest.raises(IntegrityError, match="company_member_once"), transaction.atomic():
        CompanyMember.objects.create(company=row, membership=cast.sanne, joined_on=TODAY)
    values = {"company": row, "title": "Werk", "entered_by": cast.sanne.user, "entered_at": NOW}
    with pytest.raises(IntegrityError, match="company_assignment_has_one_client"), transaction.atomic():
        CompanyAssignment.objects.create(**values, month=TODAY.replace(day=1))
    with pytest.raises(IntegrityError, match="company_assignment_of_a_month"), transaction.atomic():
        CompanyAssignment.objects.create(**values, month=TODAY, client_name="Bakkerij")
