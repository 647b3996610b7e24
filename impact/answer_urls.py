"""Answering a survey: for who has a personal link, without an account."""

urlpatterns: list = []
