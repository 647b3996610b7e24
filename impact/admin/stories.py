from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import Story


@admin.register(Story)
class StoryAdmin(ReadOnlyAdmin):
    list_display = ("title", "partnership", "lab", "state", "published_at")
    list_select_related = ("partnership", "lab")
