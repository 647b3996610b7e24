"""Campaigns, who is asked and who was invited."""

urlpatterns: list = []
