from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import PracticePlacement


@admin.register(PracticePlacement)
class PracticePlacementAdmin(ReadOnlyAdmin):
    list_display = ("subject", "kind", "organisation", "state", "asked_at")
    list_select_related = ("organisation",)
