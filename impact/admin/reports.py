from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import Conclusion, ImpactReport, PublicFigures


@admin.register(Conclusion)
class ConclusionAdmin(ReadOnlyAdmin):
    list_display = ("campaign", "level", "language", "version", "saved_at")
    list_select_related = ("campaign", "level")


@admin.register(ImpactReport)
class ImpactReportAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "campaign", "language", "state", "attempts", "requested_at", "finished_at")
    list_select_related = ("campaign",)
    exclude = ("snapshot",)


@admin.register(PublicFigures)
class PublicFiguresAdmin(ReadOnlyAdmin):
    list_display = ("campaign", "published_at", "withdrawn_at")
    list_select_related = ("campaign",)
