"""Templates offered, changed, withdrawn, put back and taken: every way that ends, and who may."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from lib.workflow import Refused, SomeoneWasFirst
from matching.actions import assignments
from matching.actions import bank as actions
from matching.bank_sentences import credit_of
from matching.models import Assignment, BankTemplate, SkillTag
from matching.queries.assignments import checklist_of, with_parts
from matching.queries.bank import own_skills, people_to_tell, takers_of, templates_for
from matching.rules import Need, lacking
from partnership.models import AuditEvent, OutboxMail
from partnership.roles import Role
from tests.cast import NOW, make_member
from tests.matching import apply_helpers as applying
from tests.matching.bank_helpers import MONDAY, WORDS, offered, taken
from tests.matching.offers_helpers import LATER, approved, draft, lesson, pending, role, skill
from tests.matching.placement_helpers import accepted, placed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march", "in_english")]


def verbs():
    return list(AuditEvent.objects.filter(object_type="matching.banktemplate").values_list("verb", flat=True))


def fresh(row):
    return BankTemplate.objects.get(pk=row.pk)


# --- Offered -----------------------------------------------------------------------------------------------------
def test_what_was_approved_becomes_a_template_of_plain_values(cast):
    row = approved(cast, roles=[role(cast), role(cast, name="Tester", level="hbo", seats=2)])
    template = offered(cast, row)
    assert (template.partnership, template.school, template.kind) == (cast.werkplaats, cast.noorderpoort, "practice")
    assert template.levels == ["hbo", "mbo4"]
    assert template.roles == [
        {"name": "Ontwikkelaar", "level": "mbo4", "seats": 1, "skills": [{"nl": "Python", "en": "Python"}]},
        {"name": "Tester", "level": "hbo", "seats": 2, "skills": [{"nl": "Python", "en": "Python"}]},
    ]
    assert template.company_name == "" and template.title == WORDS["title"]
    assert verbs() == ["bank_template.offered"]
    assert offered(cast, row, title="Nog eens") == template and fresh(template).title == WORDS["title"]


@pytest.mark.parametrize("who", ["mirjam", "joost", "beheer"])
def test_others_who_look_after_the_board_offer_too(cast, who):
    assert offered(cast, by=getattr(cast, who)).school == getattr(cast, who).organisation


@pytest.mark.parametrize("who", ["anna", "mo", "bram", "thea", "sanne", "aad", "esra"])
def test_nobody_else_offers(cast, who):
    row = approved(cast)
    with pytest.raises(Refused):
        offered(cast, row, by=getattr(cast, who))
    assert not BankTemplate.objects.exists() and offered(cast, row)


def test_only_what_was_approved_is_offered(cast):
    for row in (draft(cast), pending(cast)):
        with pytest.raises(Refused, match="approved"):
            offered(cast, row)
    row = approved(cast)
    assignments.close(by=cast.anna, assignment=row, version=row.version, now=LATER)
    assert offered(cast, row)


def test_what_schools_ask_is_not_offered(cast):
    row = draft(cast, by=cast.thea, kind="guest_lesson", values=lesson(cast))
    row = assignments.submit(by=cast.thea, assignment=row, version=row.version, now=NOW)
    row = assignments.approve(by=cast.carla, assignment=row, version=row.version, now=LATER)
    with pytest.raises(Refused, match="students"):
        offered(cast, row)


@pytest.mark.parametrize("where", ["title", "text", "learned"])
@pytest.mark.parametrize("name", ["Anna Terpdok", "thea docent", "iemand@terpdok.example"])
def test_people_are_not_named(cast, where, name):
    row = approved(cast)
    with pytest.raises(Refused, match="people"):
        offered(cast, row, **{where: f"Vraag {name} om hulp"})
    assert not BankTemplate.objects.exists()


def test_students_are_not_named_either(cast):
    row = approved(cast)
    applied = applying.classmate(cast, "Ali Aanvrager")
    accepted(cast, applied, row)
    placed(cast, accepted(cast, cast.sanne))
    with pytest.raises(Refused, match="Ali Aanvrager"):
        offered(cast, row, learned="Zoek iemand als Ali Aanvrager")
    assert offered(cast, row, learned="Zoek iemand als Sanne Student")  # works on something else


def test_a_company_that_did_not_agree_is_not_named(cast):
    row = approved(cast)
    with pytest.raises(Refused, match="Terpdok Software"):
        offered(cast, row, text="Bij Terpdok Software maakten studenten een planbord.")
    template = offered(cast, row, text="Bij Terpdok Software maakten studenten een planbord.", names_company=True)
    assert template.company_name == "Terpdok Software"


def test_a_role_may_name_nobody(cast):
    row = approved(cast, roles=[role(cast, name="Hulp van Anna Terpdok")])
    with pytest.raises(Refused, match="Anna Terpdok"):
        offered(cast, row)


def test_without_a_title_or_text_there_is_no_template(cast):
    row = approved(cast)
    for name in ("title", "text"):
        with pytest.raises(Refused, match="description"):
            offered(cast, row, **{name: "  "})
    assert offered(cast, row)


# --- Kept --------------------------------------------------------------------------------------------------------
def change(cast, template, by=None, version=None, names_company=False, **values):
    return actions.change_template(
        by=by or cast.carla,
        template=template,
        version=version or fresh(template).version,
        values=WORDS | values,
        names_company=names_company,
        now=NOW,
    )


def test_a_template_gets_other_words_and_what_was_taken_keeps_its_own(cast):
    template = offered(cast, names_company=True)
    row = taken(cast, template)
    assert "Terpdok" in credit_of(row.template)
    change(cast, template, title="Een ander bord", by=cast.joost)
    row.refresh_from_db()
    assert row.title == WORDS["title"]
    assert "Terpdok" not in credit_of(BankTemplate.objects.get(pk=row.template_id))
    assert verbs()[-1] == "bank_template.changed"


def test_of_two_who_change_it_the_second_hears_it(cast):
    template = offered(cast)
    change(cast, template, version=1)
    with pytest.raises(SomeoneWasFirst):
        change(cast, template, version=1)
    assert change(cast, template, version=2).version == 3


def step(action, cast, template, by=None, version=None):
    return action(by=by or cast.carla, template=template, version=version or fresh(template).version, now=NOW)


def test_withdrawn_and_put_back(cast):
    template = offered(cast)
    row = taken(cast, template)
    step(actions.withdraw_template, cast, template)
    for deed in (
        lambda: change(cast, template),
        lambda: taken(cast, template, organisation=cast.terpdok),
        lambda: taken(cast, template, by=cast.esra, organisation=cast.kleibyte),
        lambda: step(actions.withdraw_template, cast, template),
        lambda: offered(cast, template.assignment),
    ):
        with pytest.raises(Refused, match="withdrawn"):
            deed()
    assert Assignment.objects.filter(pk=row.pk, template=template).exists()
    step(actions.put_back_template, cast, template)
    with pytest.raises(Refused, match="already"):
        step(actions.put_back_template, cast, template)
    assert taken(cast, template, by=cast.esra, organisation=cast.kleibyte)
    found = verbs()
    assert [found.count(f"bank_template.{verb}") for verb in ("withdrawn", "put_back", "taken")] == [1, 1, 2]


@pytest.mark.parametrize("who", ["esra", "thea", "anna", "sanne", "aad"])
def test_only_the_partnership_that_offered_it_keeps_it(cast, who):
    template = offered(cast)
    for deed in (
        lambda: change(cast, template, by=getattr(cast, who)),
        lambda: step(actions.withdraw_template, cast, template, by=getattr(cast, who)),
    ):
        with pytest.raises(Refused):
            deed()
    assert fresh(template).version == 1
    step(actions.withdraw_template, cast, template, by=cast.joost)
    with pytest.raises(Refused):
        step(actions.put_back_template, cast, template, by=getattr(cast, who))
    assert not fresh(template).is_live


# --- Taken -------------------------------------------------------------------------------------------------------
def test_another_partnership_takes_it_with_a_company_of_its_own(cast):
    template = offered(cast)
    SkillTag.objects.create(partnership=cast.elders, name_nl="Slangentaal", name_en="python")
    row = taken(cast, template, by=cast.esra, organisation=cast.kleibyte)
    assert (row.partnership, row.organisation, row.state) == (cast.elders, cast.kleibyte, "draft")
    assert (row.title, row.starts_on, row.ends_on) == (WORDS["title"], MONDAY, date(2027, 1, 24))
    assert (row.mentor, row.school_mentor, row.education, row.place, row.allowance) == (None, None, None, "", None)
    found = row.roles.get()
    assert (found.name, found.level, found.seats) == ("Ontwikkelaar", "mbo4", 1)
    assert [each.name_nl for each in found.skills.all()] == ["Slangentaal"]
    lacks = {point.need for point in lacking(checklist_of(with_parts(Assignment.objects).get(pk=row.pk), NOW))}
    assert {Need.MENTOR, Need.SCHOOL_MENTOR, Need.COMPANY_SAYS, Need.PLACE} <= lacks
    assert [(each.name, each.count) for each in takers_of(template)] == [("ICT Campus Elders", 1)]
    event = AuditEvent.objects.get(verb="bank_template.taken")
    assert (event.partnership, event.object_id, event.data) == (cast.elders, template.pk, {"assignment": row.pk})


def test_skills_that_are_not_on_the_own_list_are_left_out(cast):
    template = offered(cast)
    row = taken(cast, template, by=cast.esra, organisation=cast.kleibyte)
    assert not row.roles.get().skills.exists()
    assert own_skills(cast.elders.pk, template.roles) == ({}, [{"nl": "Python", "en": "Python"}])
    tag = skill(cast)
    assert own_skills(cast.werkplaats.pk, template.roles) == ({"Python": tag}, [])
    SkillTag.objects.filter(pk=tag.pk).update(ended_at=NOW)
    assert own_skills(cast.werkplaats.pk, template.roles)[0] == {}


@pytest.mark.parametrize("who", ["carla", "joost", "mirjam", "beheer"])
def test_the_own_partnership_takes_it_too(cast, who):
    assert taken(cast, by=getattr(cast, who)).organisation == cast.wadbyte


@pytest.mark.parametrize("who", ["thea", "anna", "mo", "bram", "sanne", "aad", "ed"])
def test_nobody_else_takes_it(cast, who):
    template = offered(cast)
    with pytest.raises(Refused):
        taken(cast, template, by=getattr(cast, who))
    assert not Assignment.objects.filter(template=template).exists() and taken(cast, template)


@pytest.mark.parametrize("company", ["kleibyte", "terpdok", "hanze", "kantoor", "gemeente"])
def test_it_is_for_another_company_of_the_own_region(cast, company):
    """Not of elsewhere, not the one that did it before, no school, and nobody who is no business partner."""
    template = offered(cast)
    with pytest.raises(Refused, match="company"):
        taken(cast, template, organisation=getattr(cast, company))
    assert taken(cast, template, organisation=cast.wadbyte)


def test_the_same_form_twice_is_one_draft_and_one_mail(cast):
    template, nonce = offered(cast), uuid4()
    assert taken(cast, template, nonce=nonce) == taken(cast, template, nonce=nonce)
    assert Assignment.objects.filter(template=template).count() == 1
    assert OutboxMail.objects.filter(subject__contains=WORDS["title"]).count() == 1


def test_a_company_has_it_once_until_it_is_withdrawn(cast):
    template = offered(cast)
    row = taken(cast, template)
    with pytest.raises(Refused, match="already"):
        taken(cast, template, by=cast.carla)
    assignments.withdraw(by=cast.bram, assignment=row, version=row.version, now=NOW)
    assert taken(cast, template, by=cast.carla) != row


def test_managers_hear_it_or_without_one_everybody_who_offers_work(cast):
    template = offered(cast)
    taken(cast, template)
    assert list(OutboxMail.objects.filter(subject__contains="Planbord voor mensen").values_list("to", flat=True)) == [
        cast.bram.user.email
    ]
    willem = make_member("Willem Wadbyte", cast.wadbyte, Role.COMPANY_MANAGER)
    assert people_to_tell(cast.wadbyte.pk, NOW) == [willem]
    type(willem).objects.filter(pk=willem.pk).update(ended_at=NOW)
    assert people_to_tell(cast.wadbyte.pk, LATER) == [cast.bram]


def test_the_company_makes_it_its_own_and_the_credit_stays(cast):
    template = offered(cast, names_company=True)
    row = taken(cast, template)
    values = {"title": "Iets heel anders", "mentor": cast.bram.pk, "place": "Leek"}
    assignments.change_assignment(by=cast.bram, assignment=row, version=row.version, values=values, now=NOW)
    row.refresh_from_db()
    assert row.title == "Iets heel anders" and row.template == template
    assert credit_of(template) == (
        "Based on an assignment of Terpdok Software, shared by Noorderpoort of Werkplaats Digitaal Vakmanschap."
    )


def test_who_looks_after_the_board_sees_the_draft_and_others_do_not(cast):
    row = taken(cast)
    seen = {
        who
        for who in ("carla", "joost", "mirjam", "bram", "anna", "thea", "sanne", "esra")
        if Assignment.objects.visible_to(getattr(cast, who)).filter(pk=row.pk).exists()
    }
    assert seen == {"carla", "joost", "mirjam", "bram"}
    own = draft(cast)
    assert not Assignment.objects.visible_to(cast.carla).filter(pk=own.pk).exists()


# --- Looking through it ------------------------------------------------------------------------------------------
def test_what_is_asked_for_is_found(cast):
    first = offered(cast)
    second = offered(cast, approved(cast, kind="research"), title="Meten in de kas", theme="data", text="Sensoren.")
    for asked, found in (
        ({}, {first, second}),
        ({"q": "KAS meten"}, {second}),
        ({"q": "sensoren"}, {second}),
        ({"q": "kas planbord"}, set()),
        ({"kind": "research"}, {second}),
        ({"theme": "software"}, {first}),
        ({"level": "mbo4"}, {first, second}),
        ({"level": "wo"}, set()),
        ({"whose": "own"}, {first, second}),
    ):
        assert set(templates_for(cast.thea, asked)) == found, asked
    assert set(templates_for(cast.esra, {"whose": "own"})) == set()
    assert set(templates_for(cast.esra, {"q": "100%_"})) == set()


def test_withdrawn_ones_are_seen_by_their_own_coordinators_only(cast):
    template = offered(cast)
    step(actions.withdraw_template, cast, template)
    seen = {who for who in ("carla", "joost", "mirjam", "thea", "esra") if templates_for(getattr(cast, who), {})}
    assert seen == {"carla", "joost", "mirjam"}


# --- The database itself -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("bank_template_for_students", {"kind": "guest_lesson"}),
        ("bank_template_says_something", {"title": ""}),
        ("bank_template_says_something", {"text": ""}),
        ("bank_template_lasts", {"weeks": 0}),
        ("bank_template_withdrawn_by_someone", {"withdrawn_at": NOW}),
    ],
)
def test_the_database_refuses_impossible_templates(cast, name, values):
    rows = BankTemplate.objects.filter(pk=offered(cast).pk)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**values)
