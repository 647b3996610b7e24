"""The activity plan with its goals and activities, and the names, purposes and coordinators of the labs."""

from django.urls import path

from ..views import plan, plan_activities, plan_goals, plan_labs

urlpatterns = [
    path("plan/", plan.plan, name="plan"),
    path("plan/download/", plan.plan_download, name="plan_download"),
    path("plan/goals/", plan_goals.goals, name="plan_goals"),
    path("plan/goals/new/", plan_goals.goal_new, name="goal_new"),
    path("plan/goals/<int:pk>/", plan_goals.goal_edit, name="goal_edit"),
    path("plan/goals/<int:pk>/move/", plan_goals.goal_move, name="goal_move"),
    path("plan/goals/<int:pk>/remove/", plan_goals.goal_remove, name="goal_remove"),
    path("plan/activities/new/", plan_activities.activity_new, name="activity_new"),
    path("plan/activities/<int:pk>/", plan.activity, name="activity"),
    path("plan/activities/<int:pk>/change/", plan_activities.activity_edit, name="activity_edit"),
    path("plan/labs/open/", plan_labs.labs_open, name="labs_open"),
    path("plan/labs/new/", plan_labs.lab_new, name="lab_new"),
    path("plan/labs/<int:pk>/", plan_labs.lab_edit, name="lab_edit"),
    path("plan/labs/<int:pk>/coordinators/", plan_labs.coordinator_add, name="coordinator_add"),
    path(
        "plan/labs/<int:pk>/coordinators/<int:coordinator>/remove/",
        plan_labs.coordinator_remove,
        name="coordinator_remove",
    ),
]
