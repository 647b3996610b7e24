"""The skills that companies and schools agree on, per education programme and school year."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from labs.actions import skills as actions
from labs.models import EducationProgramme, Skill, SkillComment, SkillSet, SkillSetPartner, SkillVoice
from labs.queries.skills import comparison, who_may_agree, who_spoke
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.labs.research_helpers import agreed, count_of, discussed, make_education, open_lab, open_set, propose

pytestmark = pytest.mark.django_db
KEEPERS = {"joost", "mirjam", "beheer"}
SPEAKERS = KEEPERS | {"anna", "mo", "thea", "carla"}
MEMBERS = SPEAKERS | {"sanne", "aad"}


def url(name, *keys):
    return reverse(name, args=["werkplaats", *keys])


def names(skill_set):
    return set(skill_set.skills.filter(dropped_why="").values_list("name", flat=True))


# --- Education programmes ------------------------------------------------------------------------------------
def test_an_education_programme_is_entered_once(cast, log_in):
    form = {"code": "25998", "name": "Software developer", "level": "mbo4", "nonce": uuid4()}
    first, second = (log_in(cast.mirjam).post(url("education_new"), form) for _ in range(2))
    row = EducationProgramme.objects.get()
    assert first.url == second.url == url("education", row.pk)
    assert row.register == "crebo"
    assert AuditEvent.objects.filter(verb="education.entered").count() == 1
    again = log_in(cast.mirjam).post(url("education_new"), form | {"nonce": uuid4()})
    assert again.context["form"].errors  # the number is taken


@pytest.mark.parametrize("code", ["", "1234", "123456", "2599a", "２５９９８"])
def test_a_number_has_five_digits(cast, log_in, code):
    form = {"code": code, "name": "Software developer", "level": "mbo4", "nonce": uuid4()}
    assert "code" in log_in(cast.mirjam).post(url("education_new"), form).context["form"].errors


def test_an_education_programme_is_put_right(cast, log_in):
    row = make_education(cast)
    form = {"code": "34479", "name": "HBO-ICT", "level": "hbo"}
    assert log_in(cast.mirjam).post(url("education_edit", row.pk), form).status_code == 302
    row.refresh_from_db()
    assert (row.code, row.register) == ("34479", "croho")
    make_education(cast)
    taken = log_in(cast.mirjam).post(url("education_edit", row.pk), form | {"code": "25998"})
    assert taken.context["form"].errors


# --- From proposals to an agreement --------------------------------------------------------------------------
def test_a_set_goes_from_proposals_to_an_agreement(cast, log_in):
    open_lab(cast)
    education = make_education(cast)
    form = {"year": NOW.year - 1, "propose_until": "1-1-2090", "discuss_until": "1-2-2090"}
    log_in(cast.joost).post(url("skill_set_new", education.pk), form | {"year": this_year()})
    skill_set = SkillSet.objects.get()
    proposal = {"name": "Testen", "weight": 3, "why": "Het scheelt.", "nonce": uuid4()}
    for _ in range(2):
        assert log_in(cast.anna).post(url("skill_new", skill_set.pk), proposal).status_code == 302
    skill = Skill.objects.get()
    log_in(cast.joost).post(url("skill_set_step", skill_set.pk), {"verb": "discuss", "version": 1})
    for who in (cast.anna, cast.mo, cast.thea):
        assert log_in(who).post(url("skill_support", skill.pk), {"verb": "support"}).status_code == 302
    assert SkillVoice.objects.count() == 2  # Anna and Mo are of one organisation
    said = {"text": "Kunnen we dit toetsen?", "nonce": uuid4()}
    for _ in range(2):
        log_in(cast.thea).post(url("skill_comment", skill.pk), said)
    assert SkillComment.objects.count() == 1
    assert log_in(cast.thea).post(url("skill_comment", skill.pk), said | {"text": ""}).context["form"].errors
    agreement = {"agreed_on": "10-3-2026", "version": 2, "partners": [cast.terpdok.pk, cast.noorderpoort.pk]}
    assert log_in(cast.joost).post(url("skill_set_agree", skill_set.pk), agreement).status_code == 302
    skill_set.refresh_from_db()
    assert (skill_set.state, skill_set.agreed_on, skill_set.agreed_by) == (
        "agreed",
        date(2026, 3, 10),
        cast.joost.user,
    )
    shown = log_in(cast.sanne).get(url("skill_set", skill_set.pk)).content.decode()
    assert "Terpdok Software" in shown and "Noorderpoort" in shown and "Joost Hanze" in shown


def this_year():
    from lib.periods import today

    day = today()
    return day.year if day.month >= 8 else day.year - 1


def test_a_year_has_one_set_and_its_deadlines_are_in_order(cast, log_in):
    skill_set = open_set(cast)
    with pytest.raises(Refused):
        open_set(cast, skill_set.education)
    with pytest.raises(Refused):
        open_set(cast, skill_set.education, 2026, propose_until=date(2026, 5, 2), discuss_until=date(2026, 5, 1))
    form = {"year": this_year(), "propose_until": "2-5-2026", "discuss_until": "1-5-2026"}
    answer = log_in(cast.joost).post(url("skill_set_new", skill_set.education.pk), form)
    assert "discuss_until" in answer.context["form"].errors


def test_a_deadline_without_a_year_is_still_to_come(cast, log_in):
    open_lab(cast)
    form = {"year": 2026, "propose_until": "1-2", "discuss_until": "1-3"}
    with time_machine.travel(NOW, tick=False):
        assert log_in(cast.joost).post(url("skill_set_new", make_education(cast).pk), form).status_code == 302
    made = SkillSet.objects.get()
    assert (made.propose_until, made.discuss_until) == (date(2027, 2, 1), date(2027, 3, 1))


def test_a_skill_stands_in_a_set_once(cast, log_in):
    skill_set = open_set(cast)
    propose(cast, skill_set, "Testen")
    form = {"name": "TESTEN", "weight": 1, "why": "Ook wij.", "nonce": uuid4()}
    answer = log_in(cast.bram).post(url("skill_new", skill_set.pk), form)
    assert answer.context["form"].errors and "Ook wij." in answer.content.decode()


def test_after_the_proposals_only_who_keeps_the_set_proposes(cast, log_in):
    skill_set = discussed(cast)
    with pytest.raises(Refused):
        propose(cast, skill_set, "Nog iets")
    assert log_in(cast.anna).get(url("skill_new", skill_set.pk)).status_code == 302
    assert propose(cast, skill_set, "Nog iets", cast.joost)


def test_support_is_for_the_discussion_and_can_be_taken_back(cast, log_in):
    skill_set = open_set(cast)
    skill = propose(cast, skill_set)
    with pytest.raises(Refused):
        actions.support(by=cast.bram, skill=skill, now=NOW)
    actions.step_set(by=cast.joost, skill_set=skill_set, verb="discuss", version=1, now=NOW)
    actions.support(by=cast.bram, skill=skill, now=NOW)
    client = log_in(cast.bram)
    assert client.get(url("skill", skill.pk)).context["supports"]
    client.post(url("skill_support", skill.pk), {"verb": "take_back"})
    client.post(url("skill_support", skill.pk), {"verb": "take_back"})
    assert not SkillVoice.objects.exists()
    assert AuditEvent.objects.filter(verb="skill.support_taken_back").count() == 1


def test_deadlines_hold_for_everybody_but_who_set_them(cast):
    day = NOW.date()
    skill_set = open_set(cast, propose_until=day - timedelta(days=1), discuss_until=day)
    with pytest.raises(Refused):
        propose(cast, skill_set)
    skill = propose(cast, skill_set, by=cast.joost)
    early = propose(cast, skill_set, "Bouwen", now=NOW - timedelta(days=1))
    words = {"name": "Bouwen", "weight": 1, "why": "Anders.", "dropped_why": ""}
    with pytest.raises(Refused):
        actions.change_skill(by=cast.anna, skill=early, now=NOW, **words)
    actions.change_skill(by=cast.anna, skill=early, now=NOW - timedelta(days=1), **words)
    actions.change_skill(by=cast.joost, skill=early, now=NOW, **words | {"weight": 2})
    actions.step_set(by=cast.joost, skill_set=skill_set, verb="discuss", version=1, now=NOW)
    actions.support(by=cast.anna, skill=skill, now=NOW)  # the last day itself
    later = NOW + timedelta(days=1)
    for late in (
        lambda: actions.support(by=cast.bram, skill=skill, now=later),
        lambda: actions.comment(by=cast.bram, skill=skill, text="Te laat", nonce=uuid4(), now=later),
    ):
        with pytest.raises(Refused):
            late()
    actions.comment(by=cast.joost, skill=skill, text="Nog één ding", nonce=uuid4(), now=later)


def test_the_proposer_changes_while_proposals_come_in_and_the_keeper_until_the_agreement(cast, log_in):
    skill_set = open_set(cast)
    skill = propose(cast, skill_set)
    form = {"name": "Beter testen", "weight": 3, "why": "Het scheelt.", "dropped_why": ""}
    for who, status in (("bram", 403), ("mo", 302), ("joost", 302)):
        assert log_in(getattr(cast, who)).post(url("skill_edit", skill.pk), form).status_code == status
    actions.step_set(by=cast.joost, skill_set=skill_set, verb="discuss", version=1, now=NOW)
    for who, status in (("mo", 403), ("joost", 302)):
        answer = log_in(getattr(cast, who)).post(url("skill_edit", skill.pk), form | {"weight": 1})
        assert answer.status_code == status
    with pytest.raises(Refused):
        actions.change_skill(by=cast.bram, skill=skill, name="x", weight=1, why="x", dropped_why="", now=NOW)
    propose(cast, skill_set, "Anders", cast.joost)
    with pytest.raises(Refused):
        actions.change_skill(by=cast.joost, skill=skill, name="anders", weight=1, why="x", dropped_why="", now=NOW)


def test_proposals_can_be_collected_again(cast, log_in):
    skill_set, client = discussed(cast), log_in(cast.joost)
    client.post(url("skill_set_step", skill_set.pk), {"verb": "propose_again", "version": 2})
    skill_set.refresh_from_db()
    assert skill_set.state == "proposing"
    assert client.post(url("skill_set_step", skill_set.pk), {"verb": "agree"}).status_code == 400
    with pytest.raises(SomeoneWasFirst):
        actions.step_set(by=cast.joost, skill_set=skill_set, verb="discuss", version=2, now=NOW)
    assert client.get(url("skill_set_agree", skill_set.pk)).status_code == 302  # not under discussion


def test_an_agreement_needs_two_partners_a_day_that_came_and_skills(cast):
    skill_set = discussed(cast)
    values = {"by": cast.joost, "skill_set": skill_set, "version": 2, "now": NOW}
    both = [cast.terpdok, cast.noorderpoort]
    for partners, day in (
        ([cast.terpdok], NOW.date()),
        ([cast.terpdok, cast.kleibyte], NOW.date()),  # one is of another partnership
        (both, NOW.date() + timedelta(days=1)),
    ):
        with pytest.raises(Refused):
            actions.agree(partners=partners, agreed_on=day, **values)
    with pytest.raises(SomeoneWasFirst):
        actions.agree(partners=both, agreed_on=NOW.date(), **values | {"version": 1})
    skill_set.skills.update(dropped_why="Weg")
    with pytest.raises(Refused):
        actions.agree(partners=both, agreed_on=NOW.date(), **values)
    assert not SkillSetPartner.objects.exists()


def test_who_spoke_comes_first_when_the_agreement_is_recorded(cast):
    skill_set = discussed(cast)
    actions.support(by=cast.bram, skill=skill_set.skills.first(), now=NOW)
    assert set(who_spoke(skill_set)) == {cast.terpdok, cast.noorderpoort, cast.wadbyte}
    order = list(who_may_agree(cast.joost, skill_set))
    assert order[:3] == [cast.noorderpoort, cast.terpdok, cast.wadbyte]
    assert cast.kantoor not in order and cast.kleibyte not in order


# --- Agreed is for good --------------------------------------------------------------------------------------
def test_nothing_is_done_in_an_agreed_set(cast, log_in):
    skill_set = agreed(cast)
    skill = skill_set.skills.first()
    for refused in (
        lambda: propose(cast, skill_set, "Nog iets", cast.joost),
        lambda: actions.support(by=cast.bram, skill=skill, now=NOW),
        lambda: actions.take_support_back(by=cast.bram, skill=skill, now=NOW),
        lambda: actions.comment(by=cast.bram, skill=skill, text="Wacht", nonce=uuid4(), now=NOW),
        lambda: actions.change_skill(by=cast.joost, skill=skill, name="x", weight=1, why="x", dropped_why="", now=NOW),
    ):
        with pytest.raises(Refused):
            refused()
    assert log_in(cast.joost).get(url("skill_edit", skill.pk)).status_code == 403


def test_the_database_itself_freezes_an_agreed_set(cast):
    skill_set = discussed(cast)
    skill = skill_set.skills.first()
    actions.support(by=cast.bram, skill=skill, now=NOW)
    actions.comment(by=cast.bram, skill=skill, text="Ja", nonce=uuid4(), now=NOW)
    actions.agree(
        by=cast.joost,
        skill_set=skill_set,
        agreed_on=NOW.date(),
        partners=[cast.terpdok, cast.hanze],
        version=2,
        now=NOW,
    )
    open_one = open_set(cast, skill_set.education, 2026)
    propose(cast, open_one, "Nieuw")
    for deed in (
        lambda: SkillSet.objects.filter(pk=skill_set.pk).update(state="discussing"),
        lambda: SkillSet.objects.filter(pk=skill_set.pk).delete(),
        lambda: Skill.objects.filter(pk=skill.pk).update(weight=1),
        lambda: Skill.objects.filter(name="Nieuw").update(skill_set=skill_set),
        lambda: SkillVoice.objects.all().delete(),
        lambda: SkillVoice.objects.create(
            skill=skill, organisation=cast.gemeente, given_by=cast.anna.user, given_at=NOW
        ),
        lambda: SkillComment.objects.update(text="Nee"),
        lambda: SkillSetPartner.objects.create(skill_set=skill_set, organisation=cast.gemeente),
        lambda: SkillSetPartner.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    assert names(skill_set) == {"Testen", "Samenwerken"}


def test_an_agreed_set_keeps_what_its_programme_was(cast, log_in):
    skill_set = agreed(cast)
    education, client = skill_set.education, log_in(cast.sanne)
    this = open_set(cast, education, 2026)
    address, compared = url("skill_set", skill_set.pk), url("skill_set_compare", this.pk)
    assert not SkillSet.objects.get(pk=skill_set.pk).has_moved_on
    assert "heet nu" not in client.get(address).content.decode()
    new = {"code": "26001", "name": "Software engineer", "level": "mbo3"}
    actions.save_education(by=cast.mirjam, education=education, now=NOW, **new)
    was = SkillSet.objects.get(pk=skill_set.pk)
    assert (was.programme.code, was.programme.name, was.programme.level) == ("25998", "Software developer", "mbo4")
    for page in (address, url("skill", skill_set.skills.first().pk), url("education", education.pk), compared):
        assert "Software developer" in client.get(page).content.decode(), page
    shown = client.get(address).content.decode()
    assert "crebo 25998" in shown and "heet nu Software engineer, mbo 3, crebo 26001" in shown
    # What is not agreed yet follows the programme.
    assert SkillSet.objects.get(pk=this.pk).programme.name == "Software engineer"
    assert "Software developer" not in client.get(url("skill_set", this.pk)).content.decode()


@pytest.mark.parametrize("name", ["agreed_code", "agreed_name", "agreed_level"])
def test_the_database_refuses_an_agreement_on_no_programme(cast, name):
    skill_set = discussed(cast)
    agreement = {"agreed_on": NOW.date(), "agreed_by": cast.joost.user, "agreed_at": NOW, "state": "agreed"}
    programme = {"agreed_code": "25998", "agreed_name": "Software developer", "agreed_level": "mbo4"}
    rows = SkillSet.objects.filter(pk=skill_set.pk)
    for wrong in (agreement | programme | {name: ""}, {name: programme[name]}):
        with pytest.raises(IntegrityError, match="skill_set_agreed_for_a_programme"), transaction.atomic():
            rows.update(**wrong)
    assert rows.update(**agreement | programme) == 1


# --- A year later --------------------------------------------------------------------------------------------
def next_year(cast):
    """Last year's agreed set, and this year's in which one skill came, one went and one matters more."""
    last = discussed(cast)
    for name in ("Versiebeheer", "Pagina-editor"):
        propose(cast, last, name, cast.joost)
    actions.agree(
        by=cast.joost,
        skill_set=last,
        agreed_on=NOW.date(),
        partners=[cast.terpdok, cast.hanze],
        version=2,
        now=NOW,
    )
    this = open_set(cast, last.education, 2026)
    propose(cast, this, "AI uitleggen", cast.bram)
    for name, changes in (
        ("Testen", {"weight": 3, "name": "Automatisch testen"}),
        ("Samenwerken", {"weight": 1}),
        ("Pagina-editor", {"dropped_why": "Niemand vroeg erom."}),
    ):
        skill = this.skills.select_related("skill_set").get(name=name)
        as_it_is = {field: getattr(skill, field) for field in ("name", "weight", "why", "dropped_why")}
        actions.change_skill(by=cast.joost, skill=skill, now=NOW, **as_it_is | changes)
    return last, this


def test_a_year_starts_from_the_one_before(cast):
    last = agreed(cast)
    this = open_set(cast, last.education, 2026)
    assert names(this) == names(last)
    assert {skill.earlier.skill_set for skill in this.skills.all()} == {last}
    assert {skill.organisation for skill in this.skills.all()} == {cast.terpdok, cast.noorderpoort}


def test_two_years_compared(cast, log_in):
    last, this = next_year(cast)
    found = comparison(last, this)
    assert {change.name: change.kind for change in found.changes} == {
        "AI uitleggen": "came",
        "Pagina-editor": "went",
        "Automatisch testen": "heavier",  # the same skill under another name
        "Samenwerken": "lighter",
        "Versiebeheer": "same",
    }
    assert [change.why for change in found.went] == ["Niemand vroeg erom"]
    shown = log_in(cast.sanne).get(url("skill_set_compare", this.pk)).content.decode()
    for words in ("AI uitleggen", "Niemand vroeg erom", "Testen"):
        assert words in shown
    assert log_in(cast.sanne).get(url("skill_set_compare", last.pk)).status_code == 404  # there is no year before


def test_a_skill_that_comes_back_by_name_is_the_same(cast):
    last = agreed(cast)
    this = open_set(cast, last.education, 2026)
    this.skills.all().delete()
    propose(cast, this, "testen", weight=1)
    assert {change.name: change.kind for change in comparison(last, this).changes} == {
        "testen": "lighter",
        "Samenwerken": "went",
    }


# --- Roles, numbers of queries, the database -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "opens"),
    [
        ("skills", MEMBERS),
        ("education", MEMBERS),
        ("education_new", {"mirjam", "beheer"}),
        ("education_edit", {"mirjam", "beheer"}),
        ("skill_set_new", KEEPERS),
        ("skill_set", MEMBERS),
        ("skill_set_agree", KEEPERS),
        ("skill_set_compare", MEMBERS),
        ("skill", MEMBERS),
        ("skill_edit", KEEPERS),
    ],
)
def test_a_page_opens_for_its_roles_only(cast, client, name, opens):
    last = agreed(cast)
    this = open_set(cast, last.education, 2026)
    actions.step_set(by=cast.joost, skill_set=this, verb="discuss", version=1, now=NOW)
    education, skill = last.education.pk, this.skills.first().pk
    keys = {"education": education, "education_edit": education, "skill_set_new": education}
    keys |= {"skill_set": this.pk, "skill_set_agree": this.pk, "skill_set_compare": this.pk}
    keys |= {"skill": skill, "skill_edit": skill}
    for who in sorted(MEMBERS):
        client.force_login(getattr(cast, who).user)
        status = client.get(url(name, *([keys[name]] if name in keys else []))).status_code
        assert status == (200 if who in opens else 403), who
    client.force_login(cast.esra.user)
    assert client.get(url(name, *([keys[name]] if name in keys else []))).status_code == 404
    if name in keys:
        assert client.get(reverse(name, args=["elders", keys[name]])).status_code in (403, 404)


@pytest.mark.parametrize("who", sorted(MEMBERS | {"esra"}))
def test_every_verb_is_for_its_roles(cast, who):
    by, skill_set = getattr(cast, who), open_set(cast)
    skill = propose(cast, skill_set, by=cast.bram)

    def tried(deed) -> bool:
        try:
            with transaction.atomic():
                deed()
        except Refused:
            return False
        return True

    manages = who in ("mirjam", "beheer")
    assert tried(lambda: propose(cast, skill_set, "Anders", by)) == (who in SPEAKERS)
    assert tried(lambda: actions.comment(by=by, skill=skill, text="Ja", nonce=uuid4(), now=NOW)) == (who in SPEAKERS)
    assert tried(lambda: actions.step_set(by=by, skill_set=skill_set, verb="discuss", version=1, now=NOW)) == (
        who in KEEPERS
    )
    SkillSet.objects.update(state="discussing", version=2)
    skill_set.refresh_from_db()
    assert tried(lambda: actions.support(by=by, skill=skill, now=NOW)) == (who in SPEAKERS)
    assert tried(lambda: actions.open_set(by=by, education=skill_set.education, year=2027, now=NOW)) == (who in KEEPERS)
    assert (
        tried(
            lambda: actions.save_education(
                by=by, education=skill_set.education, code="11111", name="x", level="mbo2", now=NOW
            )
        )
        == manages
    )
    SkillSet.objects.filter(pk=skill_set.pk).update(version=2)
    agreement = {"agreed_on": NOW.date(), "partners": [cast.terpdok, cast.hanze], "version": 2, "now": NOW}
    assert tried(lambda: actions.agree(by=by, skill_set=skill_set, **agreement)) == (who in KEEPERS)


def test_the_pages_take_a_fixed_number_of_queries(cast, log_in):
    last, this = next_year(cast)
    skill = this.skills.first()
    actions.step_set(by=cast.joost, skill_set=this, verb="discuss", version=1, now=NOW)
    client = log_in(cast.joost)
    addresses = [
        url("skills"),
        url("education", last.education.pk),
        url("skill_set", this.pk),
        url("skill_set_compare", this.pk),
        url("skill", skill.pk),
    ]

    def grow(number):
        make_education(cast, code=f"3000{number}", name=f"Opleiding {number}")
        propose(cast, this, f"Nog {number}", cast.joost)
        actions.comment(by=cast.anna, skill=skill, text="Ja", nonce=uuid4(), now=NOW)
        voices = (cast.anna, cast.bram, cast.thea, cast.joost)
        actions.support(by=voices[number], skill=skill, now=NOW)

    grow(0)
    before = [count_of(client, address) for address in addresses]
    for number in range(1, 4):
        grow(number)
    assert [count_of(client, address) for address in addresses] == before
    assert max(before) <= 11


@pytest.mark.parametrize(
    ("model", "values", "constraint"),
    [
        (EducationProgramme, {"code": "1234"}, "education_programme_code_5_digits"),
        (EducationProgramme, {"level": "vmbo"}, "education_programme_level_known"),
        (SkillSet, {"state": "x"}, "skill_set_state_known"),
        (SkillSet, {"year": 26}, "skill_set_year_possible"),
        (SkillSet, {"state": "agreed"}, "skill_set_agreed_by_someone"),
        (
            SkillSet,
            {"propose_until": "2026-05-02", "discuss_until": "2026-05-01"},
            "skill_set_discussed_after_proposing",
        ),
        (Skill, {"weight": 4}, "skill_weight_known"),
        (Skill, {"name": "testen"}, "skill_once_per_set"),
    ],
)
def test_the_database_refuses_by_name(cast, model, values, constraint):
    discussed(cast)
    rows = model.objects.filter(name="Samenwerken") if "name" in values else model.objects.all()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows.update(**values)
