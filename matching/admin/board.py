from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import (
    Application,
    ApplicationFile,
    ApplicationStep,
    Assignment,
    AssignmentChange,
    AssignmentRole,
    Cluster,
    Deadline,
    DeskQuestion,
    Expectation,
    Recognition,
    SkillTag,
    StudentProfile,
    Team,
    TeamInvitation,
)


@admin.register(SkillTag)
class SkillTagAdmin(ReadOnlyAdmin):
    list_display = ("name_nl", "partnership", "ended_at")
    list_select_related = ("partnership",)


@admin.register(StudentProfile)
class StudentProfileAdmin(ReadOnlyAdmin):
    list_display = ("student_id", "level", "changed_at")


@admin.register(DeskQuestion)
class DeskQuestionAdmin(ReadOnlyAdmin):
    list_display = ("title", "company_name", "state", "asked_at")


@admin.register(Cluster)
class ClusterAdmin(ReadOnlyAdmin):
    list_display = ("name", "made_at")


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "organisation", "state")
    list_select_related = ("organisation",)


@admin.register(AssignmentRole)
class AssignmentRoleAdmin(ReadOnlyAdmin):
    list_display = ("name", "assignment", "level", "seats")
    list_select_related = ("assignment",)


@admin.register(AssignmentChange)
class AssignmentChangeAdmin(ReadOnlyAdmin):
    list_display = ("assignment", "asked_at", "approved")
    list_select_related = ("assignment",)


@admin.register(Expectation)
class ExpectationAdmin(ReadOnlyAdmin):
    list_display = ("assignment", "side", "told_at")
    list_select_related = ("assignment",)


@admin.register(Recognition)
class RecognitionAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "education", "valid")
    list_select_related = ("organisation", "education")


@admin.register(Deadline)
class DeadlineAdmin(ReadOnlyAdmin):
    list_display = ("kind", "last_on", "again_on", "partnership")
    list_select_related = ("partnership",)


@admin.register(Team)
class TeamAdmin(ReadOnlyAdmin):
    list_display = ("name", "assignment", "made_at")
    list_select_related = ("assignment",)


@admin.register(TeamInvitation)
class TeamInvitationAdmin(ReadOnlyAdmin):
    list_display = ("team_id", "invited_at", "refused_at")


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    list_display = ("assignment", "role", "state", "submitted_at")
    list_select_related = ("assignment", "role")


@admin.register(ApplicationStep)
class ApplicationStepAdmin(ReadOnlyAdmin):
    list_display = ("application_id", "state", "at")


@admin.register(ApplicationFile)
class ApplicationFileAdmin(ReadOnlyAdmin):
    list_display = ("application_id", "size", "added_at")
