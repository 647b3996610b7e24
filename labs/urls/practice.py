"""Teachers in practice."""

from django.urls import path

from ..views import practice
from ..views import practice_meetings as meetings

ONE = "practice/<int:pk>/"
urlpatterns = [
    path("practice/", practice.practice, name="practice"),
    path("practice/new/", practice.practice_new, name="practice_new"),
    path(ONE, practice.placement, name="practice_placement"),
    path(f"{ONE}match/", practice.practice_match, name="practice_match"),
    path(f"{ONE}step/", practice.practice_step, name="practice_step"),
    path(f"{ONE}evaluation/", practice.practice_evaluate, name="practice_evaluate"),
    path(f"{ONE}meetings/new/", meetings.meeting_new, name="practice_meeting_new"),
    path(f"{ONE}meetings/<int:meeting>/", meetings.meeting_edit, name="practice_meeting_edit"),
    path(f"{ONE}meetings/<int:meeting>/cancel/", meetings.meeting_cancel, name="practice_meeting_cancel"),
    path(f"{ONE}meetings/<int:meeting>/done/", meetings.meeting_tell, name="practice_meeting_tell"),
]
