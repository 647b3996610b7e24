from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import Round, RoundRole, RoundRun, RoundStudent, RoundWish


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    list_display = ("name", "partnership", "state", "made_at")
    list_select_related = ("partnership",)


@admin.register(RoundRole)
class RoundRoleAdmin(ReadOnlyAdmin):
    list_display = ("round", "number", "level", "seats", "earlier")
    list_select_related = ("round",)


@admin.register(RoundStudent)
class RoundStudentAdmin(ReadOnlyAdmin):
    list_display = ("round", "number", "level", "outcome", "rank")
    list_select_related = ("round",)


@admin.register(RoundWish)
class RoundWishAdmin(ReadOnlyAdmin):
    list_display = ("student_id", "role_id", "rank")


@admin.register(RoundRun)
class RoundRunAdmin(ReadOnlyAdmin):
    list_display = ("round", "seed", "state", "attempts", "requested_at", "placed", "cost")
    list_select_related = ("round",)
