"""Hours and pledges in the administration, for looking only: states move on the portal's own pages."""

from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from .models import Contribution, HourEntry, Pledge


class LookOnly(ReadOnlyAdmin):
    """Long lists, so no count of everything on top."""

    list_per_page = 50
    show_full_result_count = False


@admin.register(HourEntry)
class HourEntryAdmin(LookOnly):
    list_display = ("worked_on", "person", "organisation", "activity", "minutes", "kind", "state", "amount")
    list_filter = ("state", "kind")
    list_select_related = ("person", "organisation", "activity")
    search_fields = ("history_id", "person__name", "organisation__name")
    ordering = ("-worked_on", "-pk")


@admin.register(Pledge)
class PledgeAdmin(LookOnly):
    list_display = ("organisation", "kind", "starts_on", "ends_on", "quantity", "amount", "version", "withdrawn_at")
    list_filter = ("kind",)
    list_select_related = ("organisation",)
    ordering = ("organisation__name", "starts_on", "pk")


@admin.register(Contribution)
class ContributionAdmin(LookOnly):
    list_display = ("received_on", "organisation", "kind", "amount", "state", "history_id")
    list_filter = ("state", "kind")
    list_select_related = ("organisation",)
    ordering = ("-received_on", "-pk")
