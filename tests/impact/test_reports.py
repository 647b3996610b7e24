"""Reports, conclusions and public figures: frozen, made once, through the gate, and for whom they are."""

import csv
import io
import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from impact.actions import reports as actions
from impact.actions.conclusions import CHANGED_MEANWHILE, fingerprint_of, save_conclusions
from impact.actions.public_figures import publish_figures, withdraw_figures
from impact.models import CampaignPartner, Conclusion, FreeText, ImpactReport, PublicFigures
from impact.queries.figures import figures_of
from impact.queries.snapshot import conclusions_in, public_snapshot, thawed
from impact.reports.report import rendered_report
from impact.reports.tables import tables_of
from impact.tasks import render_impact_report, sweep_impact_reports
from labs.store import DOCUMENTS
from lib.jobs import LEASE
from lib.workflow import Refused
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.impact.brought_in import bring_in, published_survey
from tests.impact.stage import make_campaign, make_contact, make_response
from tests.impact.survey_folder import random_survey

pytestmark = pytest.mark.django_db
VERAPDF = Path(__file__).resolve().parent.parent / "accountability" / "verapdf.py"
ENGLISH = {"Accept-Language": "en"}


def url(name, *keys, partnership="werkplaats"):
    return reverse(name, args=[partnership, *keys])


@pytest.fixture
def campaign(cast, tmp_path):
    """Closed, with the published response; every text may be read."""
    found = bring_in(published_survey(), tmp_path)
    level = found.instrument.levels.get(key="student")
    for number, response in enumerate(found.responses.order_by("contact__key")[:20]):
        decided = {"state": "shown", "decided_at": NOW, "decided_by": cast.mirjam.user}
        text = f"<b>Zin {number}</b> & meer"
        FreeText.objects.create(response=response, kind="opening", level=level, text=text, **decided)
    return found


def asked_for(cast, campaign, language="en") -> ImpactReport:
    return actions.request_report(by=cast.mirjam, campaign=campaign, language=language, now=NOW)[0]


def conclude(cast, campaign, language="en", by=None, seen=None, **texts):
    current = conclusions_in(campaign, language)
    texts = {"" if key == "overall" else key: text for key, text in texts.items()}
    values = {"by": by or cast.mirjam, "campaign": campaign, "language": language, "texts": current | texts}
    return save_conclusions(seen=seen or fingerprint_of(current), now=NOW, **values)


def words(content: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)


# --- the PDF -----------------------------------------------------------------------------------------------------
def test_it_conforms_in_both_languages_and_says_what_was_found(cast, campaign, tmp_path):
    conclude(cast, campaign, overall="Everything went well.", student="Students <i>grow</i>.")
    conclude(cast, campaign, "nl", overall="Alles ging goed.")
    files = {}
    for language in ("nl", "en"):
        content = rendered_report(asked_for(cast, campaign, language)).content
        files[language] = tmp_path / f"{language}.pdf"
        files[language].write_bytes(content)
    done = subprocess.run(
        [sys.executable, str(VERAPDF), *map(str, files.values())],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == {str(file): {"3a": [], "ua1": []} for file in files.values()}
    english, dutch = (words(files[language].read_bytes()) for language in ("en", "nl"))
    for part in (
        "Of 178 people who were asked, 64 answered. Answers came from 19 of 20 workplaces.",
        "Everything went well.",
        "Students <i>grow</i>.",
        "36% (26 of 73)",
        "tranche 1, 2",
        "<b>Zin 1</b> & meer",
        "Annex: what was asked",
        "Without a sector",
    ):
        assert "".join(part.split()) in english, part
    assert "".join(["Alles", "ging", "goed."]) in dutch and "Everythingwentwell" not in dutch
    assert "Vande178mensendiegevraagdzijn,antwoordden" in dutch


def test_made_again_it_has_the_same_bytes_and_asked_again_it_is_the_same_row(cast, campaign):
    first = asked_for(cast, campaign)
    assert rendered_report(first).content == rendered_report(first).content
    again, is_new = actions.request_report(by=cast.mirjam, campaign=campaign, language="en", now=NOW + LEASE)
    assert again == first and not is_new
    with translation.override("nl"):  # whoever asks in another language gets the same
        assert asked_for(cast, campaign) == first
    conclude(cast, campaign, overall="Nieuw.")
    assert asked_for(cast, campaign) != first
    assert asked_for(cast, campaign, "nl") not in (first, None)


def test_what_happens_later_is_not_in_it(cast, campaign):
    report = asked_for(cast, campaign)
    before = rendered_report(report).content
    FreeText.objects.update(text="heel iets anders")
    campaign.responses.first().outcomes.all().delete()
    assert rendered_report(ImpactReport.objects.get(pk=report.pk)).content == before


@pytest.mark.parametrize("seed", [2, 5])
def test_a_snapshot_says_the_same_as_the_analysis(cast, tmp_path, seed):
    campaign = bring_in(random_survey(seed), tmp_path)
    figures = figures_of(campaign)
    frozen = thawed(json.loads(json.dumps(asked_for(cast, campaign).snapshot)))
    live = {table.key: table.rows for table in tables_of(figures, beside=figures.beside)}
    assert {table.key: table.rows for table in tables_of(frozen, beside=frozen.beside)} == live


def test_small_sectors_are_in_no_snapshot(cast, campaign):
    snapshot = asked_for(cast, campaign).snapshot
    assert set(snapshot["figures"]["sizes"]) == {"all", "mbo", "hbo", "early", "late"}
    sectors = {sector for each in snapshot["texts"] for sector, _text in each["texts"]}
    assert sectors <= {"mbo", "hbo", ""}
    for level in snapshot["figures"]["levels"]:
        for outcome in level["outcomes"]:
            assert all(share is None or share[0] >= 10 for share in outcome["shares"].values())


def test_of_too_few_answers_the_report_says_nothing(cast):
    campaign = make_campaign(cast.werkplaats, state="closed")
    for _ in range(9):
        make_response(make_contact(campaign), "student.motivation")
    text = words(rendered_report(asked_for(cast, campaign)).content)
    assert "Fewerthan10peopleanswered" in text and "Namedmost" not in text
    with pytest.raises(Refused):
        publish_figures(by=cast.mirjam, campaign=campaign, now=NOW)


# --- the job -----------------------------------------------------------------------------------------------------
def test_one_worker_makes_it_and_it_is_safe_to_run_twice(cast, campaign, log_in):
    report = asked_for(cast, campaign)
    client = log_in(cast.carla)
    assert client.get(url("impact_report_download", report.pk)).status_code == 404
    assert client.get(url("impact_report_progress", report.pk)).status_code == 200
    render_impact_report(report_id=report.pk)
    done = ImpactReport.objects.get()
    render_impact_report(report_id=report.pk)
    assert (done.state, ImpactReport.objects.get().finished_at) == ("done", done.finished_at)
    assert actions.claim_report(report_id=report.pk, now=NOW) is None
    answer = client.get(url("impact_report_download", report.pk))
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"%PDF") and answer["Content-Type"] == "application/pdf"
    assert client.get(url("impact_report_progress", report.pk)).status_code == 286
    verbs = list(AuditEvent.objects.filter(verb__startswith="impact_report").values_list("verb", flat=True))
    assert sorted(verbs) == ["impact_report.finished", "impact_report.requested"]
    with pytest.raises(DatabaseError), transaction.atomic():
        ImpactReport.objects.update(pages=1)
    DOCUMENTS.remove(done.path)
    assert client.get(url("impact_report_download", report.pk)).status_code == 404


def test_what_fails_is_tried_three_times_and_can_be_tried_again(cast, campaign, settings, tmp_path, log_in):
    report = asked_for(cast, campaign)
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    kept, settings.DOCUMENTS_ROOT = settings.DOCUMENTS_ROOT, str(blocked)
    for attempt in range(1, 4):
        render_impact_report(report_id=report.pk)
        report.refresh_from_db()
        assert (report.attempts, report.failure) == (attempt, "storage")
    assert report.state == "failed"
    text = log_in(cast.mirjam).get(url("campaign_reports", campaign.pk), headers=ENGLISH).content.decode()
    assert "could not be stored" in text and "Try again" in text
    assert (
        "Try again"
        not in log_in(cast.carla).get(url("campaign_reports", campaign.pk), headers=ENGLISH).content.decode()
    )
    with pytest.raises(Refused):
        actions.retry_report(by=cast.carla, report=report, now=NOW)
    settings.DOCUMENTS_ROOT = kept
    assert log_in(cast.mirjam).post(url("impact_report_retry", report.pk)).status_code == 302
    with pytest.raises(Refused):
        actions.retry_report(by=cast.mirjam, report=report, now=NOW)
    render_impact_report(report_id=report.pk)
    report.refresh_from_db()
    assert report.state == "done"


def test_the_sweeper_finds_what_nobody_holds(cast, campaign):
    report = asked_for(cast, campaign)
    claimed = actions.claim_report(report_id=report.pk, now=NOW)
    later = NOW + LEASE * 2
    assert actions.sweep_reports(now=NOW) == []
    assert actions.sweep_reports(now=later) == [report.pk]
    assert actions.renew_lease(report=claimed, now=later)
    ImpactReport.objects.update(attempts=3, lease_until=NOW)
    assert not actions.renew_lease(report=claimed, now=later)
    sweep_impact_reports()
    assert ImpactReport.objects.get().failure == "worker_lost"


def test_files_that_no_report_names_go_after_a_day(cast, campaign):
    report = asked_for(cast, campaign)
    render_impact_report(report_id=report.pk)
    lost = DOCUMENTS.put("impact-reports/1/0-lost.pdf", b"%PDF").path
    report.refresh_from_db()
    assert actions.tidy_reports(now=NOW) == 0
    from datetime import timedelta

    from django.utils import timezone

    assert actions.tidy_reports(now=timezone.now() + timedelta(days=2)) >= 1
    assert not DOCUMENTS.location(lost).exists() and DOCUMENTS.location(report.path).exists()


# --- conclusions -------------------------------------------------------------------------------------------------
def form_of(client, campaign, language="nl"):
    page = client.get(url("campaign_conclusions", campaign.pk, language), headers=ENGLISH)
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_each_save_is_a_version_and_nothing_that_did_not_change(cast, campaign, log_in):
    client = log_in(cast.mirjam)
    address = url("campaign_conclusions", campaign.pk, "nl")
    for number in (1, 2):
        data = form_of(client, campaign) | {"overall": f"Versie {number}", "level_student": "Blijft"}
        assert client.post(address, data).status_code == 302
    assert client.post(address, data | form_of(client, campaign)).status_code == 302
    assert sorted(Conclusion.objects.values_list("level__key", "version", "text"), key=str) == [
        ("student", 1, "Blijft"),
        (None, 1, "Versie 1"),
        (None, 2, "Versie 2"),
    ]
    shown = client.get(address, headers=ENGLISH).content.decode()
    assert "Versie 1" in shown and "version 2" in shown
    with pytest.raises(DatabaseError), transaction.atomic():
        Conclusion.objects.update(text="anders")


def test_who_saw_an_older_text_hears_so_and_keeps_what_was_typed(cast, campaign, log_in):
    client = log_in(cast.mirjam)
    data = form_of(client, campaign) | {"overall": "Van mij"}
    conclude(cast, campaign, "nl", overall="Van een ander")
    address = url("campaign_conclusions", campaign.pk, "nl")
    answer = client.post(address, data, headers=ENGLISH)
    text = answer.content.decode()
    assert answer.status_code == 200 and str(CHANGED_MEANWHILE) in text
    assert "Van mij" in text and "Van een ander" in text
    assert conclusions_in(campaign, "nl") == {"": "Van een ander"}
    again = form_of_answer(answer)
    assert client.post(address, again).status_code == 302
    assert conclusions_in(campaign, "nl")[""] == "Van mij"


def form_of_answer(answer):
    form = answer.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_too_long_a_text_is_refused_and_stays(cast, campaign, log_in):
    client = log_in(cast.mirjam)
    data = form_of(client, campaign) | {"overall": "x" * 6001}
    answer = client.post(url("campaign_conclusions", campaign.pk, "nl"), data)
    assert answer.status_code == 200 and "x" * 6001 in answer.content.decode()
    assert not Conclusion.objects.exists()


# --- for everybody -----------------------------------------------------------------------------------------------
def test_everybody_reads_what_was_put_out_until_it_is_taken_back(cast, campaign, client, log_in):
    address = url("impact_public", campaign.slug)
    assert client.get(address).status_code == 404
    log_in(cast.mirjam).post(url("campaign_figures_publish", campaign.pk))
    client.logout()
    text = client.get(address, headers=ENGLISH).content.decode()
    for part in ("178", "64", "36%", "19 of 20"):
        assert part in text, part
    assert (
        "mbo" not in text.lower().split("<main")[1].replace("mbo and hbo are better connected", "").split("</main>")[0]
    )
    assert campaign.name in client.get(url("labs"), headers=ENGLISH).content.decode()
    for name, key in (("impact_public_chart", "named-student"), ("impact_public_table", "status-student")):
        assert client.get(url(name, campaign.slug, key)).status_code == 200
        assert client.get(url(name, campaign.slug, "halves-student")).status_code == 404
        assert client.get(url(name, campaign.slug, "response-sector")).status_code == 404
    log_in(cast.mirjam).post(url("campaign_figures_withdraw", campaign.pk))
    client.logout()
    for gone in (address, url("impact_public_chart", campaign.slug, "named-student")):
        assert client.get(gone).status_code == 404
    assert campaign.name not in client.get(url("labs"), headers=ENGLISH).content.decode()
    verbs = AuditEvent.objects.filter(verb__startswith="campaign.figures").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["campaign.figures_published", "campaign.figures_withdrawn"]


def test_public_figures_are_of_everybody_and_equal_the_analysis(cast, campaign, client):
    row = publish_figures(by=cast.mirjam, campaign=campaign, now=NOW)
    assert row.snapshot == public_snapshot(campaign)
    for level in row.snapshot["figures"]["levels"]:
        assert all(set(outcome["shares"]) == {"all"} for outcome in level["outcomes"])
    answer = client.get(url("impact_public_table", campaign.slug, "named-student"), headers=ENGLISH)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    shown = {row[0]: row[1:] for row in rows[rows.index([]) + 2 :]}
    for item in figures_of(campaign).levels[2].outcomes:
        share = item.shares["all"]
        assert shown[item.outcome.name.en] == [str(share.count), str(share.percent)]


def test_it_is_put_out_once_and_taken_back_once(cast, campaign):
    publish_figures(by=cast.mirjam, campaign=campaign, now=NOW)
    with pytest.raises(Refused):
        publish_figures(by=cast.mirjam, campaign=campaign, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicFigures.objects.create(campaign=campaign, snapshot={}, published_at=NOW, published_by=cast.mirjam.user)
    withdraw_figures(by=cast.mirjam, campaign=campaign, now=NOW)
    with pytest.raises(Refused):
        withdraw_figures(by=cast.mirjam, campaign=campaign, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        PublicFigures.objects.update(withdrawn_at=None)
    publish_figures(by=cast.mirjam, campaign=campaign, now=NOW)


# --- who may, and when -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["draft", "open"])
def test_only_a_closed_campaign_is_reported_on(cast, state):
    campaign = make_campaign(cast.werkplaats, state=state)
    with pytest.raises(Refused):
        asked_for(cast, campaign)
    with pytest.raises(Refused):
        publish_figures(by=cast.mirjam, campaign=campaign, now=NOW)
    assert not ImpactReport.objects.exists() and not PublicFigures.objects.exists()


WRITES = (
    ("impact_report_request", {"language": "nl"}),
    ("campaign_figures_publish", {}),
    ("campaign_figures_withdraw", {}),
)
MAY = {"mirjam": 302, "beheer": 302, "esra": 404}


@pytest.mark.parametrize("who", [*MAY, "carla", "anna", "mo", "thea", "sanne", "aad"])
def test_who_makes_reports_and_puts_figures_out(cast, campaign, log_in, who):
    client, status = log_in(getattr(cast, who)), MAY.get(who, 403)
    for name, data in WRITES:
        assert client.get(url(name, campaign.pk)).status_code in (405, status)
        assert client.post(url(name, campaign.pk), data).status_code == status, name
    concluding = client.get(url("campaign_conclusions", campaign.pk, "nl")).status_code
    assert concluding == (200 if status == 302 else status)
    assert ImpactReport.objects.exists() == PublicFigures.objects.exists() == (status == 302)
    with pytest.raises(Refused):
        conclude(cast, campaign, by=cast.carla, overall="Nee")


def test_a_partnership_that_takes_part_reads_reports_and_makes_none(cast, campaign, log_in):
    report = asked_for(cast, campaign)
    render_impact_report(report_id=report.pk)
    client = log_in(cast.esra)
    there = {"partnership": "elders"}
    download = url("impact_report_download", report.pk, **there)
    assert client.get(download).status_code == 404
    CampaignPartner.objects.create(campaign=campaign, partnership=cast.elders)
    assert b"".join(client.get(download).streaming_content).startswith(b"%PDF")
    shown = client.get(url("campaign_reports", campaign.pk, **there), headers=ENGLISH).content.decode()
    assert report.file_name in shown and "Have the report made" not in shown
    assert client.get(url("campaign_conclusions", campaign.pk, "nl", **there)).status_code == 404
    client.post(url("campaign_figures_publish", campaign.pk, **there))
    client.post(url("impact_report_request", campaign.pk, **there), {"language": "en"})
    assert not PublicFigures.objects.exists() and ImpactReport.objects.count() == 1
