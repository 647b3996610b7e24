"""The administration is for looking, and for closing an account; everything else has its own page and its own log."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils import timezone

from .actions.accounts import set_active
from .models import AuditEvent, Invitation, Membership, Organisation, OutboxMail, Partnership, Programme, User

# One door: the administration's own login page knows no limits on attempts.
admin.site.login = secure_admin_login(admin.site.login)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Nothing is added, changed or removed here."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Partnership)
class PartnershipAdmin(ReadOnlyAdmin):
    list_display = ("name", "slug", "created_at")


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Only whether somebody may log in can be changed; a password has its own page."""

    list_display = ("email", "name", "is_active", "is_staff", "joined_at")
    search_fields = ("email", "name")
    fields = ("email", "name", "is_active", "is_staff", "joined_at")
    readonly_fields = ("email", "name", "is_staff", "joined_at")

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def save_model(self, request, obj, form, change):
        set_active(by=request.user, user=obj, active=obj.is_active, now=timezone.now())


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("user", "role", "organisation", "started_at", "ended_at")
    list_select_related = ("user", "organisation")
    list_filter = ("role", "partnership")
    search_fields = ("user__email", "user__name")


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "partnership", "kvk")
    list_select_related = ("partnership",)
    list_filter = ("kind", "partnership")
    search_fields = ("name", "kvk")


@admin.register(Programme)
class ProgrammeAdmin(ReadOnlyAdmin):
    list_display = ("name", "scheme", "grant_number", "partnership", "starts_on", "ends_on")
    list_select_related = ("partnership",)


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("email", "role", "organisation", "invited_at", "expires_at", "accepted_at", "revoked_at")
    list_select_related = ("organisation",)
    exclude = ("token_hash",)


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnlyAdmin):
    """How mails fared; not what they said."""

    list_display = ("key", "to", "state", "attempts", "due_at", "sent_at", "error")
    list_filter = ("state",)
    exclude = ("text", "html")


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "verb", "actor", "acting_for", "object_type", "object_id")
    list_select_related = ("actor", "acting_for")
    list_filter = ("verb", "partnership")
    date_hierarchy = "at"
