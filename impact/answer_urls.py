"""Answering a survey: for who has a personal link, without an account."""

from django.urls import path

from .views import answering, answering_copies, answering_out

urlpatterns = [
    path("<str:token>/", answering.survey, name="survey"),
    path("<str:token>/check/", answering.check, name="survey_check"),
    path("<str:token>/drop/", answering.drop, name="survey_drop"),
    path("<str:token>/not-me/", answering_out.opt_out, name="survey_opt_out"),
    path("<str:token>/colleague/", answering_out.hand_over, name="survey_hand_over"),
    path("<str:token>/copy/", answering_copies.copy, name="survey_copy"),
    path("<str:token>/copy/progress/", answering_copies.progress, name="survey_copy_progress"),
    path("<str:token>/copy/file/", answering_copies.download, name="survey_copy_file"),
    path("<str:token>/<slug:key>/", answering.step, name="survey_step"),
    path("<str:token>/<slug:key>/keep/", answering.keep, name="survey_keep"),
    path("<str:token>/<slug:key>/left-over/", answering.left_over, name="survey_left_over"),
]
