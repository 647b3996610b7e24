"""Campaigns, who is asked and who was invited."""

from django.urls import path

from ..views import campaigns

urlpatterns = [
    path("impact/", campaigns.campaigns, name="impact"),
    path("impact/campaigns/<int:pk>/", campaigns.campaign_page, name="campaign"),
]
