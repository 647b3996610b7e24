"""Rounds of wishes: for who matches below `matching/rounds/`, for students below `wishes/`."""

from django.urls import path

from ..views import round_students, rounds, wishes

ONE = "matching/rounds/<int:pk>/"
urlpatterns = [
    path("matching/rounds/", rounds.rounds, name="rounds"),
    path("matching/rounds/new/", rounds.round_new, name="round_new"),
    path(ONE, rounds.round_page, name="round"),
    path(f"{ONE}change/", rounds.round_edit, name="round_edit"),
    path(f"{ONE}roles/", rounds.round_roles, name="round_roles"),
    path(f"{ONE}open/", rounds.round_open, name="round_open"),
    path(f"{ONE}close/", rounds.round_close, name="round_close"),
    path(f"{ONE}cancel/", rounds.round_cancel, name="round_cancel"),
    path(f"{ONE}remind/", rounds.round_remind, name="round_remind"),
    path(f"{ONE}solve/", rounds.round_solve, name="round_solve"),
    path(f"{ONE}progress/", rounds.round_progress, name="round_progress"),
    path(f"{ONE}publish/", rounds.round_publish_page, name="round_publish"),
    path(f"{ONE}students/", round_students.round_students, name="round_students"),
    path(f"{ONE}students/<int:student>/", round_students.round_student, name="round_student"),
    path(f"{ONE}students/<int:student>/let-go/", round_students.round_unpin, name="round_unpin"),
    path(f"{ONE}export/", round_students.round_export, name="round_export"),
    path(f"{ONE}files/", round_students.round_files, name="round_files"),
    path("wishes/", wishes.wishes, name="wishes"),
    path("wishes/<int:pk>/", wishes.wishes_of_round, name="wishes_of_round"),
]
