"""The calendar, and planning what stands on it."""

from django.urls import path

from ..views import calendar, session_steps, sessions

urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/new/", sessions.session_new, name="session_new"),
    path("calendar/<int:pk>/", calendar.session, name="session"),
    path("calendar/<int:pk>/edit/", sessions.session_edit, name="session_edit"),
    path("calendar/<int:pk>/publish/", session_steps.session_publish, name="session_publish"),
    path("calendar/<int:pk>/cancel/", session_steps.session_cancel, name="session_cancel"),
    path("calendar/<int:pk>/discard/", session_steps.session_discard, name="session_discard"),
]
