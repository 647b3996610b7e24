from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import EducationProgramme, Product, ResearchLine, ResearchQuestion, ResearchTeam, SkillSet, StartCheck


@admin.register(ResearchLine)
class ResearchLineAdmin(ReadOnlyAdmin):
    list_display = ("title_nl", "lab", "state", "starts_on")
    list_select_related = ("lab",)


@admin.register(ResearchQuestion)
class ResearchQuestionAdmin(ReadOnlyAdmin):
    list_display = ("title", "organisation", "state", "asked_at")
    list_select_related = ("organisation",)


@admin.register(ResearchTeam)
class ResearchTeamAdmin(ReadOnlyAdmin):
    list_display = ("name", "lab", "starts_on", "ends_on")
    list_select_related = ("lab",)


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "organisation", "state")
    list_select_related = ("organisation",)


@admin.register(EducationProgramme)
class EducationProgrammeAdmin(ReadOnlyAdmin):
    list_display = ("name", "code", "level", "partnership")
    list_select_related = ("partnership",)


@admin.register(SkillSet)
class SkillSetAdmin(ReadOnlyAdmin):
    list_display = ("education", "year", "state", "agreed_on")
    list_select_related = ("education",)


@admin.register(StartCheck)
class StartCheckAdmin(ReadOnlyAdmin):
    list_display = ("partnership", "year", "filled_at")
    list_select_related = ("partnership",)
