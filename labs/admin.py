"""The administration is for looking."""

from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from .models import Activity, Lab


@admin.register(Lab)
class LabAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "partnership")
    list_select_related = ("partnership",)


@admin.register(Activity)
class ActivityAdmin(ReadOnlyAdmin):
    list_display = ("name", "lab", "programme", "starts_on", "ends_on")
    list_select_related = ("lab", "programme")
    search_fields = ("name",)
