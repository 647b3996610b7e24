"""From what was filled in to the rows that are counted. Texts that stay the same keep what was decided about them."""

import random
from collections.abc import Iterable
from datetime import datetime

from ..answer_rules import ADDRESS, Values, shares
from ..models import Campaign, FreeText, MaterialOffer, NamedOutcome, Response
from ..queries.answering import Opened
from ..queries.answers import Answer, text_row
from ..queries.instruments import Asked
from ..survey.columns import answer_columns
from ..survey.judge import understood

Pairs = list[tuple[Response, Answer]]


def answer_from(values: Values, questions: Asked) -> Answer:
    """What was filled in, by the rules by which files are judged too. Raises RowError."""
    return understood({column: values.get(column, "") for column in answer_columns(questions)}, questions)


def write_answer(opened: Opened, values: Values, language: str, now: datetime) -> Response:
    """The answer of somebody who is known, new or in place of the one before."""
    answer = answer_from(values, opened.asked)
    material = {"material_available": answer.material_available, "material_consent": answer.material_consent}
    response = opened.response
    if response is None:
        groups = {name: getattr(opened.contact, name) for name in ("workplace_id", "tranche_id", "sector")}
        named = {"campaign": opened.campaign, "contact": opened.contact, "sent_at": now}
        response = Response.objects.create(**named, **groups, **material, language=language)
    else:
        again = {"changed_at": now, "version": response.version + 1}
        Response.objects.filter(pk=response.pk).update(**material, **again, language=language)
    write_said([(response, answer)])
    MaterialOffer.objects.filter(response=response).delete()
    if values.get(ADDRESS) and shares(values):
        MaterialOffer.objects.create(campaign=opened.campaign, response=response, email=values[ADDRESS])
    return response


def write_said(pairs: Pairs) -> None:
    """Outcomes and texts of answers, in place of what they said before; in an order that tells nothing."""
    draw = random.SystemRandom()
    responses = [response.pk for response, _answer in pairs]
    NamedOutcome.objects.filter(response__in=responses).delete()
    named = [
        NamedOutcome(response=response, outcome_id=outcome, status=status, nature=nature)
        for response, answer in pairs
        for outcome, (status, nature) in answer.named.items()
    ]
    texts = [
        FreeText(response=response, **text_row(key, text))
        for response, answer in pairs
        for key, text in answer.texts.items()
    ]
    kept = _texts_that_stay(responses, texts)
    texts = [text for text in texts if _identity(text) not in kept]
    for rows in (named, texts):
        draw.shuffle(rows)
    NamedOutcome.objects.bulk_create(named, batch_size=2000)
    FreeText.objects.bulk_create(texts, batch_size=2000)


def _texts_that_stay(responses: Iterable, texts: list[FreeText]) -> set[tuple]:
    """Throw away the texts that are said no more, and say which ones are there word for word."""
    wanted = {_identity(text) for text in texts}
    there = {text.pk: _identity(text) for text in FreeText.objects.filter(response__in=responses)}
    FreeText.objects.filter(pk__in=[pk for pk, identity in there.items() if identity not in wanted]).delete()
    return wanted & set(there.values())


def _identity(text: FreeText) -> tuple:
    return text.response_id, text.kind, text.level_id, text.outcome_id, text.question_id, text.text


# --- Answers without names ---------------------------------------------------------------------------------------
def write_without_names(campaign: Campaign, questions: Asked, sent: dict[str, dict]) -> None:
    """What was sent by holders of links, new or in place of what they sent before, in an order that is drawn.

    Who leaves an address is not told apart by an answer that says so: that is not kept with it.
    """
    owners = list(sent)
    random.SystemRandom().shuffle(owners)
    there = {row.owner_hash: row for row in Response.objects.filter(campaign=campaign, owner_hash__in=owners)}
    pairs, new = [], []
    for owner in owners:
        values = sent[owner]["values"]
        answer = answer_from(values, questions)
        response = there.get(owner) or Response(campaign=campaign, owner_hash=owner, **sent[owner]["groups"])
        response.language = sent[owner]["language"]
        told = not values.get(ADDRESS)
        response.material_available = answer.material_available if told else ""
        response.material_consent = answer.material_consent if told else ""
        if owner not in there:
            new.append(response)
        pairs.append((response, answer))
    Response.objects.bulk_create(new, batch_size=2000)
    fields = ["language", "material_available", "material_consent"]
    Response.objects.bulk_update(there.values(), fields, batch_size=500)
    write_said(pairs)
