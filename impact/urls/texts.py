"""Reading what people wrote, before others may; and single answers, for the researcher."""

from django.urls import path

from ..views import single_answers, texts

CAMPAIGN = "impact/campaigns/<int:pk>"
urlpatterns = [
    path(f"{CAMPAIGN}/texts/", texts.campaign_texts, name="campaign_texts"),
    path(f"{CAMPAIGN}/texts/decide/", texts.campaign_texts_decide, name="campaign_texts_decide"),
    path(f"{CAMPAIGN}/texts/<uuid:key>/", texts.campaign_text, name="campaign_text"),
    path(f"{CAMPAIGN}/answers/", single_answers.campaign_answers, name="campaign_answers"),
    path(f"{CAMPAIGN}/answers/file/", single_answers.campaign_answers_file, name="campaign_answers_file"),
    path(f"{CAMPAIGN}/answers/<uuid:key>/", single_answers.campaign_answer, name="campaign_answer"),
]
