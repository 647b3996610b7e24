"""Offers, the page of an assignment, approval, recognitions and deadlines."""

from django.urls import path

from ..views import assignments, offers, recognitions

urlpatterns = [
    path("matching/approvals/", assignments.approvals, name="matching_approvals"),
    path("matching/assignments/<int:pk>/", assignments.assignment, name="assignment"),
    path("matching/assignments/<int:pk>/step/", assignments.assignment_step, name="assignment_step"),
    path("matching/assignments/<int:pk>/school/", assignments.assignment_school, name="assignment_school"),
    path(
        "matching/assignments/<int:pk>/changes/<int:change>/", assignments.assignment_change, name="assignment_change"
    ),
    path("matching/offers/", offers.offers, name="offers"),
    path("matching/offers/new/", offers.offer_new, name="offer_new"),
    path("matching/offers/<int:pk>/change/", offers.offer_edit, name="offer_edit"),
    path("matching/recognitions/", recognitions.recognitions, name="recognitions"),
    path("matching/recognitions/new/", recognitions.recognition_new, name="recognition_new"),
    path("matching/recognitions/<int:pk>/change/", recognitions.recognition_edit, name="recognition_edit"),
    path("matching/deadlines/", recognitions.deadlines, name="matching_deadlines"),
    path("matching/deadlines/<int:pk>/remove/", recognitions.deadline_remove, name="matching_deadline_remove"),
]
