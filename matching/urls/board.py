"""The board, what somebody keeps of it, and the own profile."""

from django.urls import path

from ..views import board, kept, profiles

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/<int:pk>/", board.board_assignment, name="board_assignment"),
    path("board/<int:pk>/keep/", kept.favourite, name="board_favourite"),
    path("board/kept/", kept.kept, name="board_kept"),
    path("board/save/", kept.search_save, name="board_search_save"),
    path("board/searches/<int:pk>/mail/", kept.search_mail, name="board_search_mail"),
    path("board/searches/<int:pk>/end/", kept.search_throw_away, name="board_search_end"),
    path("profile/", profiles.profile, name="profile"),
]
