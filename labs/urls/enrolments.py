"""Taking part: signing up, classes, who was there, certificates."""

from django.urls import path

from ..views import attendance, certificates, classes, enrolments, participants

urlpatterns = [
    path("my-sessions/", enrolments.my_sessions, name="my_sessions"),
    path("my-sessions/<int:pk>/withdraw/", enrolments.withdraw, name="enrolment_withdraw"),
    path("my-sessions/<int:pk>/certificate/", certificates.certificate_make, name="certificate_make"),
    path("calendar/<int:pk>/sign-up/", enrolments.enrol, name="session_enrol"),
    path("calendar/<int:pk>/sign-up/class/", classes.class_enrol, name="class_enrol"),
    path("calendar/<int:pk>/class/<int:group>/", classes.class_people, name="class_people"),
    path("calendar/<int:pk>/people/", participants.people, name="session_people"),
    path("calendar/<int:pk>/people/add/", participants.person_add, name="session_person_add"),
    path("calendar/<int:pk>/people/export/", participants.people_export, name="session_people_export"),
    path("calendar/<int:pk>/attendance/", attendance.attendance, name="session_attendance"),
    path("classes/", classes.groups, name="student_groups"),
    path("classes/new/", classes.group_new, name="student_group_new"),
    path("classes/<int:pk>/", classes.group_edit, name="student_group"),
    path("classes/<int:pk>/end/", classes.group_end, name="student_group_end"),
    path("certificates/<int:pk>/", certificates.certificate, name="certificate"),
    path("certificates/<int:pk>/progress/", certificates.certificate_progress, name="certificate_progress"),
    path("certificates/<int:pk>/retry/", certificates.certificate_retry, name="certificate_retry"),
    path("certificates/<int:pk>/download/", certificates.certificate_download, name="certificate_download"),
]
