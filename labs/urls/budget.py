"""The budget of the activity plan."""

from django.urls import path

from ..views import budget, plan

urlpatterns = [
    path("plan/budget/", plan.budget, name="plan_budget"),
    path("plan/budget/download/", plan.budget_download, name="plan_budget_download"),
    path("plan/activities/<int:pk>/budget/", budget.activity_budget, name="activity_budget"),
]
