"""The start check."""

from django.urls import path

from ..views import startcheck

urlpatterns = [
    path("startcheck/", startcheck.startcheck, name="startcheck"),
    path("startcheck/fill/", startcheck.startcheck_fill, name="startcheck_fill"),
]
