"""The agreement conforms, says what is agreed, and is the same when made again."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from lib.jobs import LEASE
from matching.actions import placements_papers as papers
from matching.models import PlacementPaper
from matching.reports.placements import rendered_paper
from matching.tasks import render_placement_paper, sweep_placement_papers
from tests.cast import NOW, make_member
from tests.matching.placement_helpers import ADDRESS, MINOR, accepted, fresh, make_papers, placed, signed

pytestmark = pytest.mark.django_db
VERAPDF = Path(__file__).resolve().parent.parent / "accountability" / "verapdf.py"


def words(paper: PlacementPaper) -> str:
    pages = PdfReader(BytesIO(rendered_paper(paper).content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_it_conforms_in_both_languages_also_when_signed(cast, tmp_path):
    row = signed(cast, placed(cast, language="nl", allowance=350))
    other = placed(cast, _second(cast), **MINOR)
    files = []
    for name, paper in (("nl", row.signed_paper), ("en", other.paper)):
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(rendered_paper(paper).content)
    done = subprocess.run(
        [sys.executable, str(VERAPDF), *map(str, files)], capture_output=True, text=True, check=True, timeout=300
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == {str(file): {"3a": [], "ua1": []} for file in files}


def _second(cast):
    return accepted(cast, make_member("Bas Student", cast.noorderpoort, "student"))


def test_it_says_what_is_agreed(cast):
    text = words(placed(cast, allowance=350, **MINOR).paper)
    for part in (
        "Sanne Student at Terpdok Software",
        "Een app voor de veerdienst",
        "Ontwikkelaar",
        "6 April to 3 July 2026",
        "300 hours in all, 24 hours a week",
        "Vera Vader as legal representative",
        "mentor: Anna Terpdok",
        "Twee uur per week, door Anna",
        "Broncode",
        "During the first 2 weeks",
        "€350.00 a month",
        "signed in the portal",
    ):
        assert "".join(part.split()) in text, part


def test_the_signed_one_says_who_when_and_of_which_file(cast):
    row = signed(cast)
    text = words(row.signed_paper)
    for part in ("Sanne Student", cast.anna.user.email, "16 March 2026, 10:30", ADDRESS, "Company member"):
        assert "".join(part.split()).lower() in text.lower(), part
    assert text.count(row.paper.sha256) == 3


def test_made_again_it_has_the_same_bytes(cast):
    row = signed(cast)
    for paper in (row.paper, row.signed_paper):
        assert rendered_paper(paper).content == rendered_paper(paper).content


def test_html_in_a_text_stays_text(cast):
    row = placed(cast, confidentiality="<img src=file:///etc/passwd> & <script>x</script>")
    assert "<script>x</script>" in words(row.paper)


# --- The job -----------------------------------------------------------------------------------------------------
def test_one_worker_makes_it_and_it_is_safe_to_run_twice(cast):
    row = placed(cast)
    render_placement_paper(paper_id=row.paper_id)
    done = fresh(row).paper
    render_placement_paper(paper_id=row.paper_id)
    assert (done.state, fresh(row).paper.finished_at) == ("done", done.finished_at)
    assert papers.claim_paper(paper_id=row.paper_id, now=NOW) is None


def test_what_fails_is_tried_three_times(cast, settings, tmp_path):
    row = placed(cast)
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    settings.DOCUMENTS_ROOT = str(blocked)
    for attempt in range(1, 4):
        render_placement_paper(paper_id=row.paper_id)
        paper = fresh(row).paper
        assert (paper.attempts, paper.failure) == (attempt, "storage")
    assert paper.state == "failed"
    assert papers.retry_paper(by=cast.carla, paper=paper, now=NOW)
    assert not papers.retry_paper(by=cast.carla, paper=paper, now=NOW)


def test_the_sweeper_finds_what_nobody_holds(cast):
    row = placed(cast)
    claimed = papers.claim_paper(paper_id=row.paper_id, now=NOW)
    later = NOW + LEASE * 2
    assert papers.sweep_papers(now=NOW) == []
    assert papers.sweep_papers(now=later) == [row.paper_id]
    assert papers.renew_lease(paper=claimed, now=later)
    PlacementPaper.objects.update(attempts=3, lease_until=NOW)
    assert not papers.renew_lease(paper=claimed, now=later)
    sweep_placement_papers()
    assert fresh(row).paper.failure == "worker_lost"
    make_papers()
