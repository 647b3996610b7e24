"""Applications of students, and the inbox of companies."""

from django.urls import path

from ..views import application_teams as teams
from ..views import applications, offer_applications

ONE = "applications/<int:pk>/"
urlpatterns = [
    path("applications/", applications.applications, name="applications"),
    path("matching/assignments/<int:pk>/apply/", applications.application_new, name="application_new"),
    path(ONE, applications.application, name="application"),
    path(f"{ONE}change/", applications.application_edit, name="application_edit"),
    path(f"{ONE}step/", applications.application_step, name="application_step"),
    path(f"{ONE}team/", teams.team_ask, name="application_team_ask"),
    path("applications/invitations/<int:pk>/", teams.team_invitation, name="team_invitation"),
    path("applications/files/<int:pk>/", applications.application_file, name="application_file"),
    path("applications/files/<int:pk>/remove/", applications.application_file_remove, name="application_file_remove"),
    path("offers/applications/", offer_applications.offer_applications, name="offer_applications"),
    path("offers/applications/<int:pk>/", offer_applications.offer_application, name="offer_application"),
    path(
        "offers/applications/<int:pk>/step/", offer_applications.offer_application_step, name="offer_application_step"
    ),
]
