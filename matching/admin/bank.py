from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import BankTemplate, FollowUpAsk


@admin.register(BankTemplate)
class BankTemplateAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "partnership", "made_at", "withdrawn_at")
    list_select_related = ("partnership",)


@admin.register(FollowUpAsk)
class FollowUpAskAdmin(ReadOnlyAdmin):
    list_display = ("assignment", "asked_at", "put_away_at")
    list_select_related = ("assignment",)
