"""Texts as their moderator reads them, and single answers as the researcher does."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from ..disclosure import Gate, Group
from ..kinds import Sector, TextKind
from ..models import Campaign, FreeText, Response
from ..states import WAITING
from .groups import gate_of, groups_of
from .instruments import Asked

Question = tuple[str, int | None]  # the kind of a text, and the level, outcome or question it is about


@dataclass(frozen=True)
class TextRow:
    """A text in the list: what it answers, who wrote it if that is known, and the group if that may be told."""

    text: FreeText
    question: str
    who: str
    group: str


def questions_of(asked: Asked) -> dict[str, str]:
    """Every question that texts answer, in the order of asking, by a key for an address."""
    found = {f"opening-{level.pk}": _with(level.name, asked.wordings["opening"]) for level in asked.levels}
    for level in asked.levels:
        for outcome in level.named:
            if outcome.is_other:
                found[f"other-{outcome.pk}"] = _with(level.name, outcome.name)
            found[f"explanation-{outcome.pk}"] = _with(level.name, _with(outcome.name, asked.wordings["explanation"]))
    found |= {f"question-{question.pk}": str(question.text) for question in asked.questions}
    return found | {"remarks-": str(asked.wordings["remarks"])}


def _with(first, second) -> str:
    return f"{first}: {second}"


def key_of(text: FreeText) -> str:
    """The question of a text, by the same key."""
    return f"{text.kind}-{text.level_id or text.outcome_id or text.question_id or ''}"


def texts_of(campaign: Campaign, state: str = "", question: str = "", words: str = "") -> QuerySet[FreeText]:
    """Texts by question. Of an anonymous campaign those of one answer stand in no order that joins them."""
    rows = FreeText.objects.filter(response__campaign=campaign)
    if state:
        rows = rows.filter(state=state)
    if question:
        kind, _dash, about = question.partition("-")
        place = {TextKind.OPENING: "level", TextKind.QUESTION: "question"}.get(kind, "outcome")
        rows = rows.filter(kind=kind, **{place: about} if about else {})
    if words:
        rows = rows.filter(Q(text__icontains=words) | Q(shown_as__icontains=words))
    return rows.select_related("response__contact", "decided_by").order_by("kind", "level", "outcome", "question", "pk")


def waiting_of(campaign: Campaign) -> dict[str, int]:
    """How many texts still have to be read, by question."""
    rows = FreeText.objects.filter(response__campaign=campaign, state=WAITING).order_by()
    counted = rows.values_list("kind", "level", "outcome", "question").annotate(count=Count("*"))
    return {f"{kind}-{level or outcome or question or ''}": count for kind, level, outcome, question, count in counted}


def rows_of(campaign: Campaign, texts: Iterable[FreeText], questions: dict[str, str]) -> list[TextRow]:
    gate = gate_of(campaign, groups_of(campaign))
    return [row_of(campaign, text, questions, gate) for text in texts]


def row_of(campaign: Campaign, text: FreeText, questions: dict[str, str], gate: Gate) -> TextRow:
    """A small group would tell whose text it is, also to who moderates: then it bears no label."""
    sector = text.response.sector
    told = sector and gate.shows(Group.of(sector=[sector]))
    group = str(Sector(sector).label) if told else ""
    return TextRow(text, questions.get(key_of(text), ""), _name(campaign, text.response), group)


def _name(campaign: Campaign, response: Response) -> str:
    if campaign.anonymous or response.contact is None:
        return ""
    return response.contact.name or response.contact.email


# --- Single answers ----------------------------------------------------------------------------------------------
def single_answers(campaign: Campaign) -> QuerySet[Response]:
    """The answers of a campaign with names, by name; of an anonymous one nobody looks at single answers."""
    rows = Response.objects.filter(campaign=campaign, contact__isnull=False)
    related = ("contact", "workplace", "tranche")
    return rows.select_related(*related).order_by("contact__name", "contact__email", "pk")
