from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import LearningPath, Module, ModuleJoin


@admin.register(Module)
class ModuleAdmin(ReadOnlyAdmin):
    list_display = ("title_nl", "owner", "lab", "state", "price")
    list_select_related = ("owner", "lab")


@admin.register(ModuleJoin)
class ModuleJoinAdmin(ReadOnlyAdmin):
    list_display = ("module", "organisation", "starts_on", "places", "ended_on")
    list_select_related = ("module", "organisation")


@admin.register(LearningPath)
class LearningPathAdmin(ReadOnlyAdmin):
    list_display = ("title_nl", "lab", "state")
    list_select_related = ("lab",)
