"""The labs, their coordinators and the activity plan."""

from django.urls import path

from .views import activities, labs

urlpatterns = [
    path("labs/", labs.labs, name="labs"),
    path("labs/open/", labs.labs_open, name="labs_open"),
    path("labs/<int:pk>/", labs.lab_edit, name="lab_edit"),
    path("labs/<int:pk>/coordinators/", labs.coordinator_add, name="coordinator_add"),
    path("labs/<int:pk>/coordinators/<int:coordinator>/remove/", labs.coordinator_remove, name="coordinator_remove"),
    path("labs/activities/new/", activities.activity_new, name="activity_new"),
    path("labs/activities/<int:pk>/", activities.activity_edit, name="activity_edit"),
]
