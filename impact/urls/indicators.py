"""Figures per year."""

urlpatterns: list = []
