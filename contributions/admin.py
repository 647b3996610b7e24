"""What partners bring in, in the administration, for looking only: states move on the portal's own pages.

What a file, a snapshot or a row of a spreadsheet says of people is not shown here, only how it fares.
"""

from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from .models import (
    Agreement,
    Contribution,
    Document,
    HourEntry,
    HourOffer,
    LockException,
    LockRule,
    MonthLock,
    OfferLink,
    Pledge,
    Proof,
    Reminder,
    ReminderChoice,
    ReminderRound,
    RentClaim,
    SheetImport,
    SheetMapping,
    Timesheet,
    TimesheetStep,
)


class LookOnly(ReadOnlyAdmin):
    """Long lists, so no count of everything on top."""

    list_per_page = 50
    show_full_result_count = False


@admin.register(HourEntry)
class HourEntryAdmin(LookOnly):
    list_display = ("worked_on", "person", "organisation", "activity", "minutes", "kind", "state", "amount")
    list_filter = ("state", "kind")
    list_select_related = ("person", "organisation", "activity")
    search_fields = ("history_id", "person__name", "organisation__name")
    ordering = ("-worked_on", "-pk")


@admin.register(Pledge)
class PledgeAdmin(LookOnly):
    list_display = ("organisation", "kind", "starts_on", "ends_on", "quantity", "amount", "version", "withdrawn_at")
    list_filter = ("kind",)
    list_select_related = ("organisation",)
    ordering = ("organisation__name", "starts_on", "pk")


@admin.register(Contribution)
class ContributionAdmin(LookOnly):
    list_display = ("received_on", "organisation", "kind", "amount", "state", "history_id")
    list_filter = ("state", "kind")
    list_select_related = ("organisation",)
    ordering = ("-received_on", "-pk")


@admin.register(Agreement)
class AgreementAdmin(LookOnly):
    list_display = ("number", "organisation", "state", "starts_on", "ends_on", "sent_at", "signed_on", "withdrawn_at")
    list_filter = ("state", "method")
    list_select_related = ("organisation",)
    exclude = ("signed_from", "nonce")
    ordering = ("-prepared_at", "-pk")


@admin.register(Timesheet)
class TimesheetAdmin(LookOnly):
    list_display = ("month", "person", "organisation", "programme", "state", "lines", "minutes", "nothing")
    list_filter = ("state",)
    list_select_related = ("person", "organisation", "programme")
    search_fields = ("person__name", "organisation__name")
    ordering = ("-month", "-pk")


@admin.register(TimesheetStep)
class TimesheetStepAdmin(LookOnly):
    list_display = ("at", "timesheet", "verb", "by", "role", "organisation")
    list_filter = ("verb",)
    list_select_related = ("timesheet__person", "timesheet__organisation", "by", "organisation")
    ordering = ("-at", "-pk")


@admin.register(LockRule)
class LockRuleAdmin(LookOnly):
    list_display = ("programme", "days_after", "grace_days", "set_by", "set_at")
    list_select_related = ("programme", "set_by")
    ordering = ("programme__name", "pk")


@admin.register(MonthLock)
class MonthLockAdmin(LookOnly):
    list_display = ("month", "programme", "locked_at", "locked_by")
    list_select_related = ("programme", "locked_by")
    ordering = ("-month", "-pk")


@admin.register(LockException)
class LockExceptionAdmin(LookOnly):
    list_display = ("lock", "organisation", "until", "granted_by", "granted_at", "ended_at")
    list_select_related = ("lock__programme", "organisation", "granted_by")
    ordering = ("-granted_at", "-pk")


@admin.register(Proof)
class ProofAdmin(LookOnly):
    """That there is a file: a list only, because what a file is called may say things about people."""

    list_display = ("added_at", "organisation", "kind", "media_type", "size", "added_by", "removed_at")
    list_filter = ("kind", "media_type")
    list_display_links = None
    list_select_related = ("organisation", "added_by")
    ordering = ("-added_at", "-pk")

    def has_view_permission(self, request, obj=None):
        return obj is None and super().has_view_permission(request)


@admin.register(Document)
class DocumentAdmin(LookOnly):
    """How documents fared; not what they say."""

    list_display = ("requested_at", "kind", "organisation", "state", "attempts", "failure", "finished_at", "pages")
    list_filter = ("state", "kind", "failure")
    list_select_related = ("organisation",)
    exclude = ("snapshot",)
    ordering = ("-requested_at", "-pk")


@admin.register(SheetImport)
class SheetImportAdmin(LookOnly):
    """How spreadsheets fared; not what stood in them."""

    list_display = ("uploaded_at", "organisation", "programme", "state", "accepted", "refused", "attempts", "failure")
    list_filter = ("state", "failure")
    list_select_related = ("organisation", "programme")
    exclude = ("columns", "constants", "mapping", "nonce")
    ordering = ("-uploaded_at", "-pk")


@admin.register(SheetMapping)
class SheetMappingAdmin(LookOnly):
    list_display = ("organisation", "remembered_at", "remembered_by")
    list_select_related = ("organisation", "remembered_by")
    exclude = ("constants",)
    ordering = ("-remembered_at", "-pk")


@admin.register(ReminderRound)
class ReminderRoundAdmin(LookOnly):
    list_display = ("week", "partnership", "state", "prepared_at", "decided_at", "decided_by")
    list_filter = ("state",)
    list_select_related = ("partnership", "decided_by")
    ordering = ("-week", "-pk")


@admin.register(Reminder)
class ReminderAdmin(LookOnly):
    """Who was in a round, and whether a mail left; not what it was about."""

    list_display = ("round", "user", "left_out", "sent_week")
    list_filter = ("left_out",)
    list_select_related = ("round", "user")
    exclude = ("topics",)
    ordering = ("-round__week", "user__name", "pk")


@admin.register(ReminderChoice)
class ReminderChoiceAdmin(LookOnly):
    list_display = ("user", "partnership", "off_at")
    list_select_related = ("user", "partnership")
    ordering = ("user__name", "pk")


@admin.register(HourOffer)
class HourOfferAdmin(LookOnly):
    list_display = ("session", "person", "organisation", "state", "refusal", "offered_at", "answered_at")
    list_filter = ("state",)
    list_select_related = ("session", "person", "organisation")
    ordering = ("-offered_at", "-pk")


@admin.register(OfferLink)
class OfferLinkAdmin(LookOnly):
    """Without hash and stamp: nobody has to do anything with those."""

    fields = ("partnership", "person", "made_at", "expires_at", "ended_at")
    list_display = ("person", "partnership", "made_at", "expires_at", "ended_at")
    list_select_related = ("person", "partnership")
    ordering = ("-made_at", "-pk")


@admin.register(RentClaim)
class RentClaimAdmin(LookOnly):
    list_display = ("rental", "contribution", "first_month", "last_month")
    list_select_related = ("rental__room", "contribution")
    ordering = ("-first_month", "-pk")
