"""Two people at the same question, set or form at the same moment; each on a connection of its own."""

from uuid import uuid4

import pytest

from labs.actions import products, products_out, skills, startcheck
from labs.actions import research as actions
from labs.models import Product, ProductVersion, ResearchQuestion, SkillComment, SkillSet, SkillVoice, StartCheck
from labs.queries.products import newest_text
from labs.startcheck_conditions import CODES
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.contributions.test_races import at_once
from tests.labs.research_helpers import ask, discussed, make_product, open_lab, upload

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_coordinators_who_take_up_a_question_one_wins(cast):
    question = ask(cast)
    rows = [ResearchQuestion.objects.select_related("lab").get(pk=question.pk) for _ in range(2)]
    first, second = at_once(
        lambda: actions.take_up(by=cast.joost, question=rows[0], version=1, now=NOW),
        lambda: actions.take_up(by=cast.mirjam, question=rows[1], version=1, now=NOW),
    )
    assert sum(isinstance(answer, SomeoneWasFirst) for answer in (first, second)) == 1
    question.refresh_from_db()
    winner = cast.joost if isinstance(second, SomeoneWasFirst) else cast.mirjam
    assert (question.decided_by, question.version) == (winner.user, 2)
    assert AuditEvent.objects.filter(verb="research_question.taken_up").count() == 1


def test_taking_up_and_declining_at_once(cast):
    question = ask(cast)
    rows = [ResearchQuestion.objects.select_related("lab").get(pk=question.pk) for _ in range(2)]
    at_once(
        lambda: actions.take_up(by=cast.joost, question=rows[0], version=1, now=NOW),
        lambda: actions.decline(by=cast.mirjam, question=rows[1], version=1, reason="Een opdracht.", now=NOW),
    )
    question.refresh_from_db()
    assert (question.state, question.reason) in {("taken_up", ""), ("declined", "Een opdracht.")}


def test_a_question_that_is_sent_twice_at_once_is_one(cast):
    lab, nonce = open_lab(cast), uuid4()

    def send():
        return actions.ask(by=cast.anna, lab=lab, title="Vraag", text="Tekst", nonce=nonce, now=NOW).pk

    first, second = at_once(send, send)
    assert first == second
    assert AuditEvent.objects.filter(verb="research_question.asked").count() == 1


def test_two_versions_at_once_get_two_numbers(cast):
    product = make_product(cast)
    at_once(
        *(lambda: products.add_version(by=cast.thea, product=product, upload=upload(), now=NOW) for _number in range(4))
    )
    assert sorted(ProductVersion.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_publishing_and_changing_at_once(cast):
    """What goes out is what who published it saw, or nothing."""
    product = make_product(cast)
    products.add_version(by=cast.thea, product=product, upload=upload(), now=NOW)
    product.refresh_from_db()
    published, _changed = at_once(
        lambda: products_out.step_product(
            by=cast.joost, product=product, verb="publish", version=product.version, now=NOW
        ),
        lambda: products.change_product(by=cast.thea, product=product, now=NOW, title="Zeven lessen"),
    )
    now = Product.objects.get(pk=product.pk)
    assert newest_text(now).title == "Zeven lessen"
    if isinstance(published, SomeoneWasFirst):
        assert (now.state, now.title) == ("draft", "Zeven lessen")
    else:
        assert (now.state, now.title) == ("everyone", "Zes lessen")


def test_an_organisation_has_one_voice_when_two_colleagues_give_it(cast):
    skill = discussed(cast).skills.first()
    at_once(
        lambda: skills.support(by=cast.anna, skill=skill, now=NOW),
        lambda: skills.support(by=cast.mo, skill=skill, now=NOW),
    )
    assert SkillVoice.objects.count() == 1
    assert AuditEvent.objects.filter(verb="skill.supported").count() == 1


def test_agreeing_and_speaking_at_once(cast):
    """The comment stands in the agreed set or is refused; it never comes after the agreement."""
    skill_set = discussed(cast)
    skill = skill_set.skills.first()
    partners = [cast.terpdok, cast.noorderpoort]
    agreement, said = at_once(
        lambda: skills.agree(
            by=cast.joost, skill_set=skill_set, agreed_on=NOW.date(), partners=partners, version=2, now=NOW
        ),
        lambda: skills.comment(by=cast.anna, skill=skill, text="Wacht even", nonce=uuid4(), now=NOW),
    )
    assert SkillSet.objects.get().state == "agreed"
    assert not isinstance(agreement, Exception)
    assert SkillComment.objects.count() == (0 if isinstance(said, Refused) else 1)
    told = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert isinstance(said, Refused) or told.index("skill.commented") < told.index("skill_set.agreed")


def test_two_sets_for_a_year_are_one(cast):
    from tests.labs.research_helpers import make_education

    open_lab(cast)
    education = make_education(cast)
    answers = at_once(
        *(lambda: skills.open_set(by=cast.joost, education=education, year=2025, now=NOW) for _number in range(2))
    )
    assert SkillSet.objects.count() == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 1


def test_two_managers_fill_in_the_start_check_at_once(cast):
    answers = dict.fromkeys(CODES, (1, ""))
    done = at_once(
        lambda: startcheck.fill_in(by=cast.mirjam, answers=answers, version=0, now=NOW),
        lambda: startcheck.fill_in(by=cast.beheer, answers=answers, version=0, now=NOW),
    )
    assert StartCheck.objects.count() == 1
    assert sum(isinstance(answer, SomeoneWasFirst) for answer in done) == 1
