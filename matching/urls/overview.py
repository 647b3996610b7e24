"""The overview of who looks after the board, and what belongs to it."""

from django.urls import path

from ..views import overview

urlpatterns = [
    path("matching/", overview.matching, name="matching"),
    path("matching/waiting/<slug:what>/", overview.waiting, name="matching_waiting"),
    path("matching/figures/", overview.figures, name="matching_figures"),
    path("matching/export/<slug:what>/<slug:file_format>/", overview.export, name="matching_export"),
    path("matching/assignments/<int:pk>/hand-over/", overview.hand_over, name="assignment_hand_over"),
]
