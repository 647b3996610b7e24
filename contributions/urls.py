"""Pages of hours, approvals and pledges; all live under a partnership's address."""

from django.urls import path

from .views import approvals, hours, pledges, rules

urlpatterns = [
    path("hours/", hours.index, name="hours"),
    path("hours/new/", hours.new, name="hours_new"),
    path("hours/worth/", hours.worth, name="hours_worth"),
    path("hours/<int:pk>/", hours.entry, name="hours_entry"),
    path("hours/<int:pk>/edit/", hours.edit, name="hours_edit"),
    path("hours/<int:pk>/submit/", hours.submit, name="hours_submit"),
    path("hours/<int:pk>/withdraw/", hours.withdraw, name="hours_withdraw"),
    path("hours/<int:pk>/delete/", hours.delete, name="hours_delete"),
    path("approvals/", approvals.inbox, name="approvals"),
    path("approvals/decide/", approvals.decide_many, name="approvals_decide"),
    path("approvals/<int:pk>/", approvals.one, name="approval"),
    path("approvals/<int:pk>/decide/", approvals.decide, name="approval_decide"),
    path("approvals/<int:pk>/reopen/", approvals.reopen, name="approval_reopen"),
    path("pledges/", pledges.index, name="pledges"),
    path("pledges/new/", pledges.new, name="pledge_new"),
    path("pledges/<int:pk>/", pledges.one, name="pledge"),
    path("pledges/<int:pk>/edit/", pledges.edit, name="pledge_edit"),
    path("pledges/<int:pk>/withdraw/", pledges.withdraw, name="pledge_withdraw"),
    path("rules/", rules.page, name="rules"),
]
