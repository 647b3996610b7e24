"""Single answers as plain values, for the researcher's file and to recognise what was brought in before."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..kinds import TextKind
from ..models import Campaign, FreeText, NamedOutcome, Response
from ..states import SHOWN

TextKey = tuple[str, int | None]  # the kind, and the level, outcome or question it belongs to


@dataclass
class Answer:
    """What one person answered: outcomes with status and nature, and texts, by the keys of what was asked."""

    who: str
    named: dict[int, tuple[str, str]] = field(default_factory=dict)
    texts: dict[TextKey, str] = field(default_factory=dict)
    material_available: str = ""
    material_consent: str = ""

    @property
    def says(self) -> tuple:
        """All of it but who, to compare with another."""
        return self.named, self.texts, self.material_available, self.material_consent


def answers_of(campaign: Campaign) -> Iterator[Answer]:
    """All answers: by contact, or of an anonymous campaign in an order that tells nothing, numbered in that order.

    Texts of an anonymous campaign come along once somebody decided that they may be read.
    """
    responses = Response.objects.filter(campaign=campaign)
    named, texts = _named(responses), _texts(responses, only_shown=campaign.anonymous)
    columns = ("pk", "contact__key", "material_available", "material_consent")
    rows = responses.order_by("contact__key", "pk").values_list(*columns)
    for number, (pk, key, available, consent) in enumerate(rows.iterator(chunk_size=2000), 1):
        yield Answer(key or f"r{number:05d}", named.get(pk, {}), texts.get(pk, {}), available, consent)


def answer_of(response: Response) -> Answer:
    """One answer as its sender wrote it."""
    only = Response.objects.filter(pk=response.pk)
    named, texts = _named(only), _texts(only, only_shown=False)
    said = response.material_available, response.material_consent
    return Answer("", named.get(response.pk, {}), texts.get(response.pk, {}), *said)


def _named(responses) -> dict:
    found: dict = defaultdict(dict)
    rows = NamedOutcome.objects.filter(response__in=responses).order_by()
    for response, outcome, status, nature in rows.values_list("response_id", "outcome_id", "status", "nature"):
        found[response][outcome] = (status, nature)
    return found


def _texts(responses, *, only_shown: bool) -> dict:
    found: dict = defaultdict(dict)
    rows = FreeText.objects.filter(response__in=responses).order_by()
    if only_shown:
        rows = rows.filter(state=SHOWN)
    columns = ("response_id", "kind", "level_id", "outcome_id", "question_id", "text", "shown_as")
    for response, kind, level, outcome, question, text, shown_as in rows.values_list(*columns):
        found[response][kind, level or outcome or question] = (shown_as or text) if only_shown else text
    return found


def text_row(key: TextKey, text: str) -> dict:
    """The fields of a text's row."""
    kind, about = key
    place = {TextKind.OPENING: "level_id", TextKind.QUESTION: "question_id"}.get(kind, "outcome_id")
    return {"kind": kind, "text": text} | ({place: about} if about else {})
