"""The columns of answers as a file: one row per person, the same going in and coming out."""

from collections.abc import Iterator

from ..kinds import TextKind
from ..queries.answers import Answer
from ..queries.instruments import Asked

CONTACTS = ("contact", "email", "name", "language", "workplace", "tranche", "sector")
LAST = ("remarks", "material_available", "material_consent")
TICKED = "1"


def answer_columns(asked: Asked) -> tuple[str, ...]:
    """The header that belongs to a list of questions."""
    columns = ["contact"]
    for level in asked.levels:
        columns += [f"{level.key}.opening", f"{level.key}.none"]
        for outcome in level.named:
            name = f"{level.key}.{outcome.key}"
            columns += [name, f"{name}.status", f"{name}.nature", f"{name}.explanation"]
        columns += [f"{level.key}.other.text"]
    return (*columns, *(f"question.{question.key}" for question in asked.questions), *LAST)


def answer_cells(answer: Answer, asked: Asked) -> Iterator[str]:
    """One answer under that header."""
    yield answer.who
    texts = answer.texts
    for level in asked.levels:
        none = next(outcome for outcome in level.outcomes if outcome.is_none)
        yield texts.get((TextKind.OPENING, level.pk), "")
        yield TICKED if none.pk in answer.named else ""
        for outcome in level.named:
            yield TICKED if outcome.pk in answer.named else ""
            yield from answer.named.get(outcome.pk, ("", ""))
            yield texts.get((TextKind.EXPLANATION, outcome.pk), "")
        other = next(outcome for outcome in level.outcomes if outcome.is_other)
        yield texts.get((TextKind.OTHER, other.pk), "")
    for question in asked.questions:
        yield texts.get((TextKind.QUESTION, question.pk), "")
    yield texts.get((TextKind.REMARKS, None), "")
    yield answer.material_available
    yield answer.material_consent
