from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import Room, Session


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    list_display = ("title", "lab", "kind", "starts_at", "state")
    list_select_related = ("lab",)
    search_fields = ("title",)


@admin.register(Room)
class RoomAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "seats", "partnership")
    list_select_related = ("partnership",)
