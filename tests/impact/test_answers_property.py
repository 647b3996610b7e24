"""Whatever is clicked and typed, in whatever order: what is sent fits the questions, and goes out and in again."""

import csv
import io

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impact.actions import answers as actions
from impact.answer_rules import StepKind, left_over, problems_of, seen
from impact.forms.answers import StepForm
from impact.models import Draft, InstrumentQuestion, Response
from impact.queries.answering import open_link, values_of
from impact.queries.answers import answer_of
from impact.reports.raw_answers import answer_lines
from impact.survey.judge import understood
from lib.workflow import Refused
from tests.cast import NOW
from tests.impact.stage import make_campaign, make_contact, make_link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
TEXTS = st.sampled_from(["", " ", "Ja", "Meer\r\nregels", "=1+1", "é" * 30, "a@example.org", "\x01x", "x" * 4100])
CHOICES = st.sampled_from(["", "realised", "expected", "new", "strengthened", "yes", "no", "onzin"])
TICKS = st.lists(st.sampled_from(["none", "other", "motivation", "soft_skills", "curriculum", "didactics"]), max_size=4)
MOVES = st.lists(
    st.tuples(
        st.integers(0, 20), TEXTS, CHOICES, CHOICES, TICKS, st.sampled_from(["page", "page", "page", "remove", "keep"])
    ),
    max_size=14,
)


@pytest.fixture
def token(cast):
    draft = make_campaign(cast.werkplaats, state="draft")
    words = {"text_nl": "Wat nog?", "text_en": "What else?"}
    InstrumentQuestion.objects.create(instrument=draft.instrument, key="more", position=1, **words)
    type(draft).objects.filter(pk=draft.pk).update(state="open", opened_at=NOW)
    draft.refresh_from_db()
    return make_link(make_contact(draft))


def move(token, number, text, first, second, ticks, deed):
    """Open a page, fill in something on each of its fields, and save; or settle what is left over there."""
    opened = open_link(token)
    step = opened.steps[number % len(opened.steps)]
    if deed != "page":
        actions.settle_left_over(opened=opened, step=step, remove=deed == "remove", now=NOW)
        return
    form = StepForm({}, step=step, asked=opened.asked, values=opened.values)
    data = {name: first if name.endswith(("status", "available", "consent")) else second for name in form.fields}
    data |= {
        name: text for name in data if name.endswith(("text", "explanation", "opening", "remarks", "email", "more"))
    }
    if step.kind == StepKind.OUTCOMES:
        data["ticked"] = ticks
    kept = StepForm(data, step=step, asked=opened.asked, values=opened.values).kept()
    actions.keep(opened=opened, step=step, values=kept, made_on=seen(opened.values, kept), now=NOW)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_what_is_sent_fits_the_questions(token, moves):
    with transaction.atomic():
        for each in moves:
            move(token, *each)
        opened = open_link(token)
        made_on = seen(opened.values)
        wrong = problems_of(opened.asked, opened.values)
        try:
            assert actions.send(opened=opened, made_on=made_on, language="nl", now=NOW)
        except Refused:
            assert wrong and not Response.objects.exists()
        else:
            assert not wrong
            holds(token, opened.values)
        transaction.set_rollback(True)


def holds(token, values):
    """By the rules written out once more; and the file of the answer says the same when it is read again."""
    response = Response.objects.get()
    named = list(response.outcomes.select_related("outcome__level"))
    for level in {each.outcome.level for each in named}:
        kinds = [each.outcome.kind for each in named if each.outcome.level == level]
        assert "none" not in kinds or kinds == ["none"]
    ticked = {each.outcome_id for each in named}
    for each in named:
        assert each.outcome.kind != "none" or (each.status, each.nature) == ("", "")
        texts = response.texts.filter(kind="other", outcome=each.outcome)
        assert texts.exists() is (each.outcome.kind == "other")
    assert set(response.texts.exclude(outcome=None).values_list("outcome", flat=True)) <= ticked
    assert not response.material_consent or response.material_available == "yes"
    offer = getattr(response, "material_offer", None)
    assert offer is None or response.material_consent == "yes"

    opened = open_link(token)
    assert not Draft.objects.exists() and not left_over(opened.asked, opened.values)
    assert opened.values == values == values_of(response, opened.asked)
    row = next(csv.DictReader(io.StringIO("".join(answer_lines(response.campaign)), newline="")))
    plain = {column: cell.removeprefix("'") if "=" in cell else cell for column, cell in row.items()}
    assert understood(plain, opened.asked).says == answer_of(response).says
