from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from contributions.actions import months
from contributions.models import Proof
from contributions.reports.month_papers import request_timesheet
from partnership.admin import ReadOnlyAdmin
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def looker(cast, client):
    user = cast.beheer.user
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    return client


@pytest.mark.parametrize("make", ["entry", "pledge", "cash"])
def test_the_administration_only_looks(cast, looker, make):
    row = getattr(cast, make)()
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
    assert looker.get(reverse(f"{name}_changelist")).status_code == 200
    assert looker.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
    assert looker.get(reverse(f"{name}_add")).status_code == 403
    assert looker.post(reverse(f"{name}_change", args=[row.pk]), {"state": "approved"}).status_code == 403
    assert looker.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_members_have_no_business_there(cast, log_in):
    assert log_in(cast.mirjam).get(reverse("admin:contributions_hourentry_changelist")).status_code == 302


# Models without a page of their own there, and why.
WITHOUT = {
    "accountability.Snapshot": "packed books with names, and nothing else",
    "contributions.SheetRow": "what a company wrote about its people; gone after ninety days",
    "impact.AnswerCopy": "what somebody answered, on its way to that person; gone after an hour",
    "impact.BlockedAddress": "who wants no mail of the survey is known to who runs it, and to nobody else",
    "impact.CampaignGroup": "stands on the page of the campaign",
    "impact.CampaignPartner": "stands on the page of the campaign",
    "impact.CampaignText": "stands on the page of the campaign",
    "impact.Contact": "who is asked is known to who runs the survey, and to nobody else",
    "impact.ContactSheet": "who is asked is known to who runs the survey, and to nobody else",
    "impact.ContactSheetRow": "who is asked is known to who runs the survey, and to nobody else",
    "impact.Draft": "what somebody has not sent yet is nobody else's business",
    "impact.FreeText": "what somebody wrote is read by who runs the survey only",
    "impact.IndicatorEntry": "every value stands on the page of its year",
    "impact.IndicatorSnapshot": "what was reported stands on the page of its year",
    "impact.IndicatorYear": "targets stand on the page of their year",
    "impact.InstrumentLevel": "stands on the page of the list of questions",
    "impact.InstrumentOutcome": "stands on the page of the list of questions",
    "impact.InstrumentQuestion": "stands on the page of the list of questions",
    "impact.InstrumentWording": "stands on the page of the list of questions",
    "impact.Invitation": "whether somebody answered is known to who runs the survey, and to nobody else",
    "impact.InvitationLink": "the hash of an address that opens somebody's answer",
    "impact.MaterialOffer": "what somebody wrote is read by who runs the survey only",
    "impact.NamedOutcome": "single answers are not looked at; figures pass a gate",
    "impact.Response": "single answers are not looked at; figures pass a gate",
    "impact.StoryConsent": "who agreed stands with the story, for who keeps it",
    "impact.StoryPerson": "who is in a story is known to who keeps it, and to its readers",
    "matching.BoardWord": "words of the board, each once, and nothing else",
    "matching.Favourite": "what somebody looks at is nobody else's business",
    "matching.SavedSearch": "what somebody looks for is nobody else's business",
    "labs.SessionGuest": "who comes stands on the page of the session",
    "labs.SessionSeries": "a series is nothing but its sessions, and those are there",
    "labs.EarlierActivity": "earlier versions stand in the log and in the activity plan",
    "labs.LabCoordinator": "stands on the page of the lab",
    "labs.CompanyStep": "the steps of a student company stand on its page",
    "labs.CompanyMember": "names of students stay on the page of their company",
    "labs.CompanyCoach": "stands on the page of the student company",
    "labs.CompanyAssignment": "stands on the page of the student company",
    "labs.CompanySession": "coaching stands on the page of the student company",
    "labs.StudentGroupMember": "names of students stay with their teacher",
    "labs.ResearchMember": "names of students stay on the page of the line",
    "labs.TeamMember": "names of students stay on the page of the line",
    "labs.ProductVersion": "versions stand on the page of the product",
    "labs.ProductText": "texts that wait to be put out stand on the page of the product",
    "labs.Reuse": "stands on the page of the product",
    "labs.ModuleSession": "stands on the page of the module",
    "labs.PathChoice": "a path is nothing but its modules, and those stand on its page",
    "labs.PathStep": "a path is nothing but its modules, and those stand on its page",
    "labs.PathStart": "personal progress is for the person and who runs the lab",
    "labs.ModuleDone": "personal progress is for the person and who runs the lab",
    "labs.EarlierMilestone": "earlier versions stand on the page of the activity",
    "labs.MilestoneFigure": "stands in the report on the milestone",
    "labs.MilestoneFile": "stands in the report on the milestone",
    "labs.PracticeMeeting": "stands on the page of the placement",
    "labs.PracticeLog": "what both sides wrote is for both and who runs the lab",
    "labs.PracticeEvaluation": "what both sides wrote is for both and who runs the lab",
    "labs.SkillSetPartner": "stands on the page of the set",
    "labs.Skill": "stands on the page of the set",
    "labs.SkillVoice": "stands on the page of the set",
    "labs.SkillComment": "stands on the page of the set",
    "labs.StartScore": "stands on the page of the start check",
    "partnership.BudgetLine": "stands on the page of the programme",
    "partnership.Participation": "stands on the page of the partner",
}
ROOMS = ("accountability", "contributions", "impact", "labs", "matching", "partnership")
OWN = [model for model in apps.get_models() if model._meta.app_label in ROOMS]


def test_every_model_has_its_page_or_a_reason():
    there = {model._meta.label for model in OWN}
    shown = {model._meta.label for model in admin.site._registry}
    assert there - shown == set(WITHOUT)
    assert set(WITHOUT) <= there


@pytest.mark.parametrize("model", [model for model in OWN if model._meta.label not in WITHOUT], ids=str)
def test_every_page_there_works_and_writes_nothing(looker, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert looker.get(reverse(f"{name}_changelist")).status_code == 200
    assert looker.get(reverse(f"{name}_add")).status_code == 403
    assert isinstance(admin.site._registry[model], ReadOnlyAdmin)


def test_what_is_said_about_people_is_not_shown(cast, looker, tmp_path, settings):
    settings.DOCUMENTS_ROOT = tmp_path
    line = cast.entry(worked_on=date(2026, 2, 10), explanation="Na de vakantie ingevoerd")
    values = {"programme": cast.programme, "month": date(2026, 2, 1), "now": NOW}
    sheet = months.hand_in_month(membership=cast.anna, **values, statement=True)
    document = request_timesheet(membership=cast.anna, sheet=sheet, now=NOW)
    proof = Proof.objects.create(
        programme=cast.programme,
        organisation=cast.terpdok,
        timesheet=sheet,
        name="ziekmelding Anna.pdf",
        media_type="application/pdf",
        path="proofs/1",
        sha256="0" * 64,
        size=1,
        added_by=cast.anna.user,
        added_at=NOW,
    )
    for row in (sheet, sheet.steps.get(), document):
        page = looker.get(reverse(f"admin:contributions_{row._meta.model_name}_change", args=[row.pk]))
        assert page.status_code == 200
        assert line.description not in page.content.decode()
    files = looker.get(reverse("admin:contributions_proof_changelist")).content.decode()
    assert "Anna Terpdok" in files and "ziekmelding" not in files
    assert looker.get(reverse("admin:contributions_proof_change", args=[proof.pk])).status_code == 403
