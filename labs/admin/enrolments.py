from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import Certificate, Enrolment, PastAttendance, StudentGroup


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    list_display = ("session", "person", "state", "enrolled_at", "was_there")
    list_select_related = ("session", "person")


@admin.register(StudentGroup)
class StudentGroupAdmin(ReadOnlyAdmin):
    list_display = ("name", "organisation", "kept_by", "ended_at")
    list_select_related = ("organisation", "kept_by")


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "enrolment", "state", "requested_at")
    list_select_related = ("enrolment",)
    exclude = ("seed", "snapshot")


@admin.register(PastAttendance)
class PastAttendanceAdmin(ReadOnlyAdmin):
    list_display = ("session", "organisation", "kind", "counted_in")
    list_select_related = ("session", "organisation")
