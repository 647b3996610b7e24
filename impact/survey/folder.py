"""Reads the folder of a campaign. What makes a whole file unreadable refuses the folder; a bad row only itself."""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from contributions.history.facts import FolderError, Row
from contributions.history.folder import rows_of, text_of
from contributions.history.values import is_clean

from ..kinds import HARD_MINIMUM, THRESHOLD
from ..queries.instruments import Asked
from .columns import CONTACTS, answer_columns
from .facts import CampaignFacts

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}")
MOST = 32_767  # what the column of the threshold holds


@dataclass(frozen=True)
class Folder:
    """Everything that was read, nothing of it judged."""

    campaign: CampaignFacts
    contacts: list[Row]
    answers: list[Row]


def read_folder(path: Path, asked: Asked) -> Folder:
    """Everything in the folder. Raises FolderError."""
    if not path.is_dir():
        raise FolderError(_("There is no folder %(path)s.") % {"path": path})
    return Folder(
        read_campaign(text_of(path / "campaign.json")),
        [row for row in rows_of(path / "contacts.csv", CONTACTS) if any(row.values.values())],
        [row for row in rows_of(path / "answers.csv", answer_columns(asked)) if any(row.values.values())],
    )


def read_campaign(text: str) -> CampaignFacts:
    """The campaign. Raises FolderError with the key whose value can't be accepted."""
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise FolderError(_("campaign.json is no JSON object."))
    facts = CampaignFacts(
        slug=_one_of(data, "slug", lambda value: SLUG.fullmatch(value)),
        name=_one_of(data, "name", lambda value: 0 < len(value.strip()) <= 160 and is_clean(value)),
        opens_on=_day(data, "opens"),
        closes_on=_day(data, "closes"),
        anonymous=_typed(data, "anonymous", bool, False),
        threshold=_typed(data, "threshold", int, THRESHOLD),
    )
    if facts.closes_on < facts.opens_on:
        raise _refused("closes")
    if not HARD_MINIMUM <= facts.threshold <= MOST:
        raise _refused("threshold")
    return facts


def _one_of(data: dict, key: str, is_right) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not is_right(value):
        raise _refused(key)
    return value


def _day(data: dict, key: str) -> date:
    value = _one_of(data, key, lambda text: re.fullmatch(r"\d{4}-\d{2}-\d{2}", text))
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _refused(key) from None


def _typed(data: dict, key: str, kind: type, otherwise: Any) -> Any:
    value = data.get(key, otherwise)
    if type(value) is not kind:
        raise _refused(key)
    return value


def _refused(key: str) -> FolderError:
    return FolderError(_("campaign.json: the value of %(key)s cannot be right.") % {"key": key})
