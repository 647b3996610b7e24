from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import Indicator, IndicatorClosing


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    list_display = ("name_nl", "partnership", "unit", "ended_at")
    list_select_related = ("partnership",)


@admin.register(IndicatorClosing)
class IndicatorClosingAdmin(ReadOnlyAdmin):
    list_display = ("year", "partnership", "closed_at")
    list_select_related = ("partnership",)
