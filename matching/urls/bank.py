"""The project bank, and going on from an assignment."""

from django.urls import path

from ..views import bank, going_on

urlpatterns = [
    path("board/bank/", bank.bank, name="bank"),
    path("board/bank/<int:pk>/", bank.bank_template, name="bank_template"),
    path("board/bank/<int:pk>/change/", bank.bank_edit, name="bank_edit"),
    path("board/bank/<int:pk>/step/", bank.bank_step, name="bank_step"),
    path("board/bank/<int:pk>/take/", bank.bank_take, name="bank_take"),
    path("matching/assignments/<int:pk>/bank/", bank.bank_offer, name="bank_offer"),
    path("matching/assignments/<int:pk>/go-on/", going_on.assignment_go_on, name="assignment_go_on"),
    path("matching/assignments/<int:pk>/not-now/", going_on.follow_up_put_away, name="follow_up_put_away"),
]
