from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import PastCompanyMember, StudentCompany


@admin.register(StudentCompany)
class StudentCompanyAdmin(ReadOnlyAdmin):
    list_display = ("name", "lab", "state", "since")
    list_select_related = ("lab",)


@admin.register(PastCompanyMember)
class PastCompanyMemberAdmin(ReadOnlyAdmin):
    list_display = ("company", "stayed", "years")
    list_select_related = ("company",)
