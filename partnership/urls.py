"""Pages outside any partnership. What is public says so itself; `tests/partnership/test_public_pages.py` lists it."""

from django.urls import path

from .views import health, invitations, language, privacy, start

urlpatterns = [
    path("", start.start, name="start"),
    path("healthz", health.healthz, name="healthz"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("language/", language.set_language, name="set_language"),
    path("resume/", start.interrupted, name="interrupted"),
    path("invitation/", invitations.accept, name="invitation_accept"),
    path("invitation/<str:token>/", invitations.arrive, name="invitation"),
]
