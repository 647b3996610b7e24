"""Reports and notification duties in the administration, for looking only; they have pages of their own."""

from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from .models import AccountabilityReport, NotificationDuty, ReportPart


@admin.register(NotificationDuty)
class NotificationDutyAdmin(ReadOnlyAdmin):
    list_display = ("opened_at", "programme", "side", "amount", "total", "state", "recovered_at")
    list_filter = ("state", "side")
    list_select_related = ("programme",)
    ordering = ("-opened_at", "-pk")


@admin.register(AccountabilityReport)
class AccountabilityReportAdmin(ReadOnlyAdmin):
    list_display = ("number", "programme", "first_on", "last_on", "state", "failure", "line_count", "finished_at")
    list_filter = ("state", "failure")
    list_select_related = ("programme",)
    exclude = ("nonce",)
    ordering = ("-cutoff_at", "-pk")


@admin.register(ReportPart)
class ReportPartAdmin(ReadOnlyAdmin):
    """How the making of files fares: what hangs, and why."""

    list_display = ("report", "number", "state", "attempts", "lease_until", "failure", "finished_at", "pages")
    list_filter = ("state", "failure")
    list_select_related = ("report",)
    ordering = ("-report_id", "number")
