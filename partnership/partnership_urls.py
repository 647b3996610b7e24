"""Pages of one partnership about who takes part, under which grant, and what happened."""

from django.urls import path

from .views import acting, log, organisations, own_data, people, programmes

urlpatterns = [
    path("act-as/", acting.act_as, name="act_as"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.organisation_new, name="organisation_new"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", organisations.organisation_edit, name="organisation_edit"),
    path("organisations/<int:pk>/join/", organisations.participation_new, name="participation_new"),
    path("participations/<int:pk>/leave/", organisations.participation_end, name="participation_end"),
    path("programme/", programmes.programmes, name="programmes"),
    path("programme/new/", programmes.programme_new, name="programme_new"),
    path("programme/<int:pk>/", programmes.programme, name="programme"),
    path("programme/<int:pk>/edit/", programmes.programme_edit, name="programme_edit"),
    path("programme/<int:pk>/budget/", programmes.programme_budget, name="programme_budget"),
    path("people/", people.people, name="people"),
    path("people/invitations/", people.invitations, name="invitations"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:pk>/appoint/", people.membership_appoint, name="membership_appoint"),
    path("people/<int:pk>/end/", people.membership_end, name="membership_end"),
    path("people/invitations/<int:pk>/resend/", people.invitation_resend, name="invitation_resend"),
    path("people/invitations/<int:pk>/revoke/", people.invitation_revoke, name="invitation_revoke"),
    path("my-data/", own_data.own_data, name="own_data"),
    path("my-data/download/", own_data.own_data_file, name="own_data_file"),
    path("log/", log.audit, name="audit"),
]
