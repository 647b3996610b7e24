from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import Campaign, Instrument, Mailing


@admin.register(Instrument)
class InstrumentAdmin(ReadOnlyAdmin):
    list_display = ("name_nl", "key", "version", "partnership", "made_at")
    list_select_related = ("partnership",)


@admin.register(Campaign)
class CampaignAdmin(ReadOnlyAdmin):
    list_display = ("name", "slug", "partnership", "state", "opens_on", "closes_on", "anonymous", "threshold")
    list_select_related = ("partnership",)


@admin.register(Mailing)
class MailingAdmin(ReadOnlyAdmin):
    list_display = ("campaign", "kind", "state", "done", "total", "attempts", "requested_at")
    list_select_related = ("campaign",)
