"""docs/history-format.md can be followed: its sample comes in whole, and it names every word that the import knows."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from contributions.history.facts import Reason
from contributions.history.folder import COLUMNS
from contributions.kinds import ContributionKind, GoodsKind, PledgeKind
from contributions.models import HourEntry
from labs.kinds import LabKind
from partnership.kinds import GROUP_OF_KIND
from partnership.schemes import PRESETS

DOCS = Path(__file__).resolve().parents[2] / "docs"
SAMPLE = DOCS / "sample-history"


def bring_in(folder, **options) -> str:
    out = StringIO()
    with override("en"):
        call_command("import_history", str(folder), partnership="voorbeeld", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_the_sample_comes_in_whole_and_says_of_what():
    said = bring_in(SAMPLE)
    assert "refused" not in said
    rows = re.findall(r"(?m)^ +(\d+) (.+)$", said)
    found = {name: int(count) for count, name in rows}
    assert (found["organisations"], found["pledges"], found["hours"], found["other contributions"]) == (3, 2, 4, 2)
    assert HourEntry.objects.count() == 4
    assert "Nothing was written" in bring_in(SAMPLE)


def copy_with(tmp_path, **values) -> Path:
    for file in SAMPLE.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    programme = tmp_path / "programme.json"
    programme.write_text(json.dumps(json.loads(programme.read_text()) | values))
    return tmp_path


@pytest.mark.django_db
def test_another_rate_than_the_schemes_comes_in_with_its_reason(tmp_path):
    assert "another one than the scheme's" in bring_in(copy_with(tmp_path, scheme="RIF24"))


@pytest.mark.django_db
def test_an_unknown_scheme_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(CommandError, match="RIF99; choose from RIF14, RIF19, RIF24"):
        bring_in(copy_with(tmp_path, scheme="RIF99"))


@pytest.mark.django_db
def test_another_end_is_told_by_the_key_of_the_file(tmp_path):
    bring_in(SAMPLE)
    with pytest.raises(CommandError, match=r"another end\b"):
        bring_in(copy_with(tmp_path, end="2028-07-31"))


def test_the_page_names_every_column_and_every_word():
    page = (DOCS / "history-format.md").read_text(encoding="utf-8")
    words = [*ContributionKind.values, *GoodsKind.values, *PledgeKind.values, *LabKind.values, *GROUP_OF_KIND]
    words += [*PRESETS, *COLUMNS, *(column for columns in COLUMNS.values() for column in columns), *Reason]
    assert [word for word in words if f"`{word}`" not in page] == []
