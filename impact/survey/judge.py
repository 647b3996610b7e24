"""Judges contacts and answers, row by row in the order of the files: accepted, there already, or refused."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from contributions.history import values
from contributions.history.facts import Row
from contributions.history.facts import RowError as ValueRefused

from ..kinds import Language, Nature, Sector, Status, TextKind, YesNo
from ..models.responses import LONGEST_TEXT
from ..queries.answers import Answer
from ..queries.instruments import Asked, AskedLevel, AskedOutcome
from .columns import TICKED
from .facts import ContactFacts, Judgement, Reason, Rejection, RowError
from .folder import Folder

LONGEST_KEY, LONGEST_NAME = 40, 160


@dataclass(frozen=True)
class Books:
    """What is already there: contacts by key, and answers by contact (None: it answered, nobody knows what)."""

    contacts: Mapping[str, ContactFacts] = field(default_factory=dict)
    answers: Mapping[str, Answer | None] = field(default_factory=dict)


def judge(folder: Folder, books: Books, asked: Asked, *, tick: Callable = lambda: None) -> Judgement:
    """Which rows of a folder are accepted, which of those are new, and which are refused."""
    judgement = Judgement()
    _Contacts(books, judgement, tick).all(folder.contacts)
    known = {*books.contacts, *(contact.key for contact in judgement.contacts)}
    _Answers(books, judgement, tick, asked, known).all(folder.answers)
    return judgement


class _Judge:
    """Goes through one file; `one` understands a row and says whether it is new, or raises RowError."""

    def __init__(self, books: Books, judgement: Judgement, tick: Callable):
        self.books, self.judgement, self.tick = books, judgement, tick
        self.seen: set[str] = set()

    def all(self, rows: Iterable[Row]) -> None:
        for row in rows:
            try:
                if row.fault:
                    raise RowError(Reason(str(row.fault)))
                self.one(row)
            except RowError as refused:
                place = row.file, row.line, refused.reason, refused.column
                self.judgement.rejected.append(Rejection(*place))
            self.tick()

    def one(self, row: Row) -> None:
        raise NotImplementedError

    def first_of(self, key: str, column: str) -> None:
        if key in self.seen:
            raise RowError(Reason.DUPLICATE, column)
        self.seen.add(key)


class _Contacts(_Judge):
    def __init__(self, *args):
        super().__init__(*args)
        self.addresses = {contact.email: contact.key for contact in self.books.contacts.values()}

    def one(self, row: Row) -> None:
        contact = _contact(row)
        self.first_of(contact.key, "contact")
        there = self.books.contacts.get(contact.key)
        if there is not None and there != contact:
            raise RowError(Reason.CHANGED)
        if self.addresses.setdefault(contact.email, contact.key) != contact.key:
            raise RowError(Reason.DUPLICATE, "email")
        self.judgement.accepted_contacts += 1
        if there is None:
            self.judgement.contacts.append(contact)


def _contact(row: Row) -> ContactFacts:
    return ContactFacts(
        key=_short(row, "contact", LONGEST_KEY, Reason.CONTACT, least=1),
        email=_email(row["email"]),
        name=_short(row, "name", LONGEST_NAME, Reason.NAME),
        language=_choice(row, "language", Language.values, Reason.LANGUAGE),
        workplace=_short(row, "workplace", LONGEST_NAME, Reason.GROUP),
        tranche=_short(row, "tranche", LONGEST_NAME, Reason.GROUP),
        sector=_choice(row, "sector", Sector.values, Reason.SECTOR),
    )


def _email(text: str) -> str:
    try:
        return values.email(text, Reason.EMAIL)
    except ValueRefused:
        raise RowError(Reason.EMAIL, "email") from None


def _short(row: Row, column: str, most: int, reason: Reason, least: int = 0) -> str:
    if not least <= len(row[column]) <= most:
        raise RowError(reason, column)
    return row[column]


def _choice(row: Row, column: str, known: Iterable[str], reason: Reason) -> str:
    if row[column] not in known:
        raise RowError(reason, column)
    return row[column]


class _Answers(_Judge):
    def __init__(self, books: Books, judgement: Judgement, tick: Callable, asked: Asked, known: set[str]):
        super().__init__(books, judgement, tick)
        self.asked, self.known = asked, known

    def one(self, row: Row) -> None:
        contact = row["contact"]
        if contact not in self.known:
            raise RowError(Reason.CONTACT, "contact")
        self.first_of(contact, "contact")
        answer = understood(row, self.asked)
        is_there = contact in self.books.answers
        there = self.books.answers.get(contact)
        if there is not None and there.says != answer.says:
            raise RowError(Reason.CHANGED)
        self.judgement.accepted_answers += 1
        if not is_there:
            self.judgement.answers.append(answer)


def understood(row: Row, asked: Asked) -> Answer:
    """A row as an answer that the list of questions allows. Raises RowError."""
    answer = Answer(row["contact"])
    for level in asked.levels:
        _text(row, f"{level.key}.opening", answer, (TextKind.OPENING, level.pk))
        for outcome in level.outcomes:
            _outcome(row, level, outcome, answer)
        if row[f"{level.key}.none"] and any(outcome.pk in answer.named for outcome in level.named):
            raise RowError(Reason.NONE_AND_OUTCOME, f"{level.key}.none")
    for question in asked.questions:
        _text(row, f"question.{question.key}", answer, (TextKind.QUESTION, question.pk))
    _text(row, "remarks", answer, (TextKind.REMARKS, None))
    answer.material_available = _choice(row, "material_available", ["", *YesNo.values], Reason.VALUE)
    answer.material_consent = _choice(row, "material_consent", ["", *YesNo.values], Reason.VALUE)
    if answer.material_consent and answer.material_available != YesNo.YES:
        raise RowError(Reason.CONSENT, "material_consent")
    return answer


def _outcome(row: Row, level: AskedLevel, outcome: AskedOutcome, answer: Answer) -> None:
    name = f"{level.key}.{outcome.key}"
    ticked = _choice(row, name, ("", TICKED), Reason.VALUE)
    if outcome.is_none:
        if ticked:
            answer.named[outcome.pk] = ("", "")
        return
    status = _choice(row, f"{name}.status", ["", *Status.values], Reason.VALUE)
    nature = _choice(row, f"{name}.nature", ["", *Nature.values], Reason.VALUE)
    about = [f"{name}.status", f"{name}.nature", f"{name}.explanation", *([f"{name}.text"] if outcome.is_other else ())]
    if not ticked and (filled := next((column for column in about if row[column]), None)):
        raise RowError(Reason.WITHOUT_OUTCOME, filled)
    if not ticked:
        return
    answer.named[outcome.pk] = (status, nature)
    _text(row, f"{name}.explanation", answer, (TextKind.EXPLANATION, outcome.pk))
    if outcome.is_other:
        if not row[f"{name}.text"]:
            raise RowError(Reason.OTHER_WITHOUT_TEXT, f"{name}.text")
        _text(row, f"{name}.text", answer, (TextKind.OTHER, outcome.pk))


def _text(row: Row, column: str, answer: Answer, key: tuple) -> None:
    if len(row[column]) > LONGEST_TEXT:
        raise RowError(Reason.TEXT, column)
    if row[column]:
        answer.texts[key] = row[column]
