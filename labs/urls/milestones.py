"""Milestones of the activity plan."""

from django.urls import path

from ..views import milestones

urlpatterns = [
    path("plan/activities/<int:pk>/milestones/new/", milestones.milestone_new, name="milestone_new"),
    path("plan/milestones/<int:pk>/", milestones.milestone, name="milestone"),
    path("plan/milestones/<int:pk>/change/", milestones.milestone_edit, name="milestone_edit"),
    path("plan/milestones/<int:pk>/remove/", milestones.milestone_remove, name="milestone_remove"),
    path("plan/milestones/<int:pk>/report/", milestones.milestone_report, name="milestone_report"),
    path("plan/milestones/files/<int:pk>/", milestones.milestone_file, name="milestone_file"),
]
