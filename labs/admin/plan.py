"""The administration is for looking."""

from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import Activity, ActivityCost, Goal, Lab, Milestone, MilestoneReport


@admin.register(Lab)
class LabAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "partnership")
    list_select_related = ("partnership",)


@admin.register(Activity)
class ActivityAdmin(ReadOnlyAdmin):
    list_display = ("name", "lab", "programme", "starts_on", "ends_on")
    list_select_related = ("lab", "programme")
    search_fields = ("name",)


@admin.register(Goal)
class GoalAdmin(ReadOnlyAdmin):
    list_display = ("name", "position", "programme")
    list_select_related = ("programme",)


@admin.register(Milestone)
class MilestoneAdmin(ReadOnlyAdmin):
    list_display = ("name", "activity", "planned_on", "removed_at")
    list_select_related = ("activity",)
    search_fields = ("name",)


@admin.register(MilestoneReport)
class MilestoneReportAdmin(ReadOnlyAdmin):
    list_display = ("milestone", "outcome", "looked_on", "reported_at")
    list_select_related = ("milestone",)


@admin.register(ActivityCost)
class ActivityCostAdmin(ReadOnlyAdmin):
    list_display = ("activity", "year", "description", "quantity", "unit_price", "amount")
    list_select_related = ("activity",)
