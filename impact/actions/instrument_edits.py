"""Lists of questions of one's own: copied, worded, extended, until a campaign with them opens."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from lib.patience import is_busy
from lib.workflow import Refused, SomeoneWasFirst, demand
from partnership import audit
from partnership.models import Membership
from partnership.roles import Permission

from ..kinds import OutcomeKind
from ..models import Instrument, InstrumentLevel, InstrumentOutcome, InstrumentQuestion, InstrumentWording
from ..permissions import can_change_instrument
from ..queries.instrument_texts import MODELS, mark_of, texts_in

NO_RIGHT = _("Your role does not let you manage impact surveys.")
OTHER_LIST = _("Choose a list of questions of this partnership, or the one that came with the portal.")
NOT_OWN = _("Make a copy of this list first; the list that came with the portal has no other versions.")
IN_A_DRAFT = _("A campaign that is being prepared asks this list. Let that one ask another list first.")
TRY_AGAIN = _("Somebody else works on this list of questions at this moment. Try it again.")
STAYS = _("This one belongs to every level. It can't be taken out, but it can be worded.")
FULL = _("There are enough of these. More would make the survey too long to be answered.")
MOST_OUTCOMES, MOST_QUESTIONS = 30, 20
RESERVED = {"other", "none", "opening", "status", "nature", "explanation", "text"}
Both = Mapping[str, str]  # a text by language


# --- Another list ------------------------------------------------------------------------------------------------
def copy_instrument(*, by: Membership, source: Instrument, name: Both, nonce: UUID, now: datetime) -> Instrument:
    """A list of one's own that starts as another one. The same form twice gives one. Raises Refused."""
    taken = set(Instrument.objects.visible_to(by).values_list("key", flat=True))
    return _made(by, source, {"key": key_from(name["en"], taken, "list"), "version": 1}, name, nonce, now)


def new_version(*, by: Membership, source: Instrument, nonce: UUID, now: datetime) -> Instrument:
    """The same list with a higher number, to be changed; what was asked with the old one stays. Raises Refused."""
    if source.partnership_id != by.partnership_id:
        raise Refused(NOT_OWN)
    last = Instrument.objects.filter(partnership=source.partnership_id, key=source.key).aggregate(last=Max("version"))
    place = {"key": source.key, "version": last["last"] + 1}
    return _made(by, source, place, {"nl": source.name_nl, "en": source.name_en}, nonce, now)


def _made(by: Membership, source: Instrument, place: dict, name: Both, nonce: UUID, now: datetime) -> Instrument:
    if not by.can(Permission.MANAGE_IMPACT):
        raise Refused(NO_RIGHT)
    if not Instrument.objects.visible_to(by).filter(pk=source.pk).exists():
        raise Refused(OTHER_LIST)
    made = {"made_from": source, "made_by_id": by.user_id, "made_at": now, "nonce": nonce}
    names = {"name_nl": name["nl"], "name_en": name["en"]}
    try:
        with transaction.atomic():
            row = Instrument.objects.create(partnership_id=by.partnership_id, **place, **names, **made)
            _copy_rows(source, row)
            audit.record(by=by, verb="instrument.copied", row=row, at=now, source=source.pk)
            return row
    except IntegrityError as error:
        sent = Instrument.objects.filter(partnership=by.partnership_id, nonce=nonce).first()
        if sent is None:
            raise Refused(TRY_AGAIN) from error
        return sent


def _copy_rows(source: Instrument, row: Instrument) -> None:
    for model in (InstrumentWording, InstrumentQuestion):
        found = model.objects.filter(instrument=source).order_by("pk")
        model.objects.bulk_create(_again(each, instrument=row) for each in found)
    for level in InstrumentLevel.objects.filter(instrument=source).order_by("position"):
        outcomes = InstrumentOutcome.objects.filter(level=level).order_by("position")
        copied = _again(level, instrument=row)
        copied.save()
        InstrumentOutcome.objects.bulk_create(_again(each, level=copied) for each in outcomes)


def _again(row, **changes):
    """The same row once more, somewhere else."""
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}
    copy = type(row)(**fields)
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


def key_from(name: str, taken: set[str], otherwise: str) -> str:
    """A key that can be read, from an English name; answers in files and comparisons go by it."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    bare = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:34].strip("_")
    key = base = bare if bare[:1].isalpha() else f"{otherwise}_{bare}".strip("_")[:34]
    number = 2
    while key in taken or key in RESERVED:
        key, number = f"{base}_{number}", number + 1
    return key


# --- Changing one ------------------------------------------------------------------------------------------------
@contextmanager
def _changing(by: Membership, instrument: Instrument, now: datetime, verb: str = "") -> Iterator[Instrument]:
    """A transaction in which nobody else changes the list, or opens a campaign with it. Raises Refused."""
    try:
        with transaction.atomic():
            row = Instrument.objects.select_for_update(no_key=True).get(pk=instrument.pk)
            demand(can_change_instrument(by, row))
            audit.record(by=by, verb=verb or "instrument.changed", row=row, at=now)
            yield row
    except OperationalError as error:
        if not is_busy(error):
            raise
        raise Refused(TRY_AGAIN) from error


def word(*, by: Membership, instrument: Instrument, texts: Mapping[str, Both], mark: str, now: datetime) -> int:
    """Other words, by the keys of the texts that were looked at; says how many changed.

    Raises Refused, and SomeoneWasFirst when a text is not what it was then.
    """
    with _changing(by, instrument, now) as row:
        there = texts_in(row)
        if mark_of(there) != mark:
            raise SomeoneWasFirst
        changed = 0
        for text in there:
            new = texts.get(text.key)
            if new is not None and (new["nl"], new["en"]) != (text.nl, text.en):
                values = {f"{text.field}_nl": new["nl"], f"{text.field}_en": new["en"]}
                MODELS[text.kind].objects.filter(pk=text.row).update(**values)
                changed += 1
        return changed


def add_outcome(*, by: Membership, level: InstrumentLevel, name: Both, now: datetime) -> InstrumentOutcome:
    """One more outcome at a level, before `other` and `none`. Raises Refused."""
    with _changing(by, level.instrument, now):
        rows = list(InstrumentOutcome.objects.filter(level=level).order_by("position", "pk"))
        if len(rows) >= MOST_OUTCOMES:
            raise Refused(FULL)
        key = key_from(name["en"], {row.key for row in rows}, "outcome")
        last = max((row.position for row in rows), default=0)
        names = {"name_nl": name["nl"], "name_en": name["en"]}
        new = InstrumentOutcome.objects.create(level=level, key=key, position=last + 1, **names)
        fixed = [row for row in rows if row.kind != OutcomeKind.NAMED]
        for offset, row in enumerate(fixed, 2):
            InstrumentOutcome.objects.filter(pk=row.pk).update(position=last + offset)
        return new


def remove_outcome(*, by: Membership, outcome: InstrumentOutcome, now: datetime) -> None:
    """Ask it no longer. Raises Refused."""
    with _changing(by, outcome.level.instrument, now):
        if outcome.kind != OutcomeKind.NAMED:
            raise Refused(STAYS)
        InstrumentOutcome.objects.filter(pk=outcome.pk).delete()


def add_question(*, by: Membership, instrument: Instrument, text: Both, now: datetime) -> InstrumentQuestion:
    """An open question of one's own, after the levels. Raises Refused."""
    with _changing(by, instrument, now) as row:
        there = list(row.questions.values_list("key", "position"))
        if len(there) >= MOST_QUESTIONS:
            raise Refused(FULL)
        place = {"key": key_from(text["en"], {key for key, _position in there}, "question")}
        place |= {"position": max((position for _key, position in there), default=0) + 1}
        return InstrumentQuestion.objects.create(instrument=row, text_nl=text["nl"], text_en=text["en"], **place)


def remove_question(*, by: Membership, question: InstrumentQuestion, now: datetime) -> None:
    """Ask it no longer. Raises Refused."""
    with _changing(by, question.instrument, now):
        InstrumentQuestion.objects.filter(pk=question.pk).delete()


def throw_away_instrument(*, by: Membership, instrument: Instrument, now: datetime) -> None:
    """A list that no campaign asks goes. Raises Refused."""
    with _changing(by, instrument, now, verb="instrument.thrown_away") as row:
        if row.campaigns.exists():
            raise Refused(IN_A_DRAFT)
        Instrument.objects.filter(made_from=row).update(made_from=row.made_from)
        row.delete()
