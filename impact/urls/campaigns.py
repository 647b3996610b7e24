"""Campaigns, who is asked and who was invited; lists of questions; addresses that are never asked."""

from django.urls import path

from ..views import campaigns, campaigns_contacts, campaigns_edit, campaigns_invitations, campaigns_sheets
from ..views import campaigns_questions as questions

ONE = "impact/campaigns/<int:pk>/"
PEOPLE = f"{ONE}contacts/"
FILE = f"{PEOPLE}file/<int:sheet>/"
MAIL = f"{ONE}invitations/"
LIST = "impact/question-lists/<int:pk>/"
urlpatterns = [
    path("impact/", campaigns.campaigns, name="impact"),
    path("impact/campaigns/new/", campaigns_edit.campaign_new, name="campaign_new"),
    path(ONE, campaigns.campaign_page, name="campaign"),
    path(f"{ONE}change/", campaigns_edit.campaign_edit, name="campaign_edit"),
    path(f"{ONE}open/", campaigns_edit.campaign_open, name="campaign_open"),
    path(f"{ONE}close/", campaigns_edit.campaign_close, name="campaign_close"),
    path(f"{ONE}reopen/", campaigns_edit.campaign_reopen, name="campaign_reopen"),
    path(f"{ONE}remove/", campaigns_edit.campaign_remove, name="campaign_remove"),
    path(f"{ONE}wording/", campaigns_edit.wording, name="campaign_wording"),
    path(f"{ONE}wording/<slug:purpose>/<slug:language>/", campaigns_edit.campaign_text, name="campaign_text"),
    path(PEOPLE, campaigns_contacts.contacts, name="campaign_contacts"),
    path(f"{PEOPLE}new/", campaigns_contacts.contact_new, name="campaign_contact_new"),
    path(f"{PEOPLE}portal/", campaigns_contacts.contacts_portal, name="campaign_contacts_portal"),
    path(f"{PEOPLE}remove/", campaigns_contacts.contacts_remove, name="campaign_contacts_remove"),
    path(f"{PEOPLE}export/<slug:file_format>/", campaigns_contacts.contacts_export, name="campaign_contacts_export"),
    path(f"{PEOPLE}file/", campaigns_sheets.contacts_file, name="campaign_contacts_file"),
    path(FILE, campaigns_sheets.contact_sheet, name="campaign_sheet"),
    path(f"{FILE}write/", campaigns_sheets.contact_sheet_write, name="campaign_sheet_write"),
    path(f"{FILE}remove/", campaigns_sheets.contact_sheet_remove, name="campaign_sheet_remove"),
    path(f"{FILE}refused/", campaigns_sheets.contact_sheet_refused, name="campaign_sheet_refused"),
    path(f"{PEOPLE}<int:contact>/", campaigns_contacts.contact_page, name="campaign_contact"),
    path(f"{PEOPLE}<int:contact>/<slug:verb>/", campaigns_contacts.contact_act, name="campaign_contact_act"),
    path(MAIL, campaigns_invitations.invitations, name="campaign_invitations"),
    path(f"{MAIL}test/", campaigns_invitations.invitations_test, name="campaign_invitations_test"),
    path(f"{MAIL}send/<slug:kind>/", campaigns_invitations.invitations_send, name="campaign_invitations_send"),
    path(f"{MAIL}response/", campaigns_invitations.response_now, name="campaign_response_now"),
    path(f"{MAIL}<int:mailing>/progress/", campaigns_invitations.mailing_progress, name="campaign_mailing_progress"),
    path(f"{MAIL}<int:mailing>/<slug:verb>/", campaigns_invitations.mailing_act, name="campaign_mailing_act"),
    path("impact/never/", campaigns_contacts.blocked, name="impact_blocked"),
    path("impact/never/<int:pk>/remove/", campaigns_contacts.unblock, name="impact_unblock"),
    path("impact/question-lists/", questions.question_lists, name="questions_lists"),
    path(LIST, questions.question_list, name="questions_list"),
    path(f"{LIST}preview/", questions.question_preview, name="questions_preview"),
    path(f"{LIST}copy/", questions.question_copy, name="questions_copy"),
    path(f"{LIST}version/", questions.question_version, name="questions_version"),
    path(f"{LIST}words/", questions.question_words, name="questions_words"),
    path(f"{LIST}remove/", questions.question_list_remove, name="questions_list_remove"),
    path(f"{LIST}levels/<int:level>/outcome/", questions.outcome_new, name="questions_outcome_new"),
    path(f"{LIST}outcomes/<int:outcome>/remove/", questions.outcome_remove, name="questions_outcome_remove"),
    path(f"{LIST}question/", questions.question_new, name="questions_question_new"),
    path(f"{LIST}questions/<int:question>/remove/", questions.question_remove, name="questions_question_remove"),
]
