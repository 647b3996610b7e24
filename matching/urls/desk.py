"""The desk."""

from django.urls import path

from ..views import desk

urlpatterns = [
    path("questions/", desk.questions, name="questions"),
    path("questions/new/", desk.question_new, name="question_new"),
    path("questions/sent/", desk.question_sent, name="question_sent"),
    path("questions/<int:pk>/", desk.question, name="question"),
    path("questions/<int:pk>/decide/", desk.question_decide, name="question_decide"),
    path("questions/<int:pk>/turn/", desk.question_turn, name="question_turn"),
]
