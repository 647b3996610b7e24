from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import CalendarLink


@admin.register(CalendarLink)
class CalendarLinkAdmin(ReadOnlyAdmin):
    list_display = ("person", "partnership", "made_at", "last_used_on")
    list_select_related = ("person", "partnership")
    fields = list_display
