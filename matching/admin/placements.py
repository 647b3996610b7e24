from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import (
    Placement,
    PlacementFeedback,
    PlacementPaper,
    PlacementReference,
    PlacementSignature,
    PortfolioLink,
    RepresentativeLink,
)


@admin.register(Placement)
class PlacementAdmin(ReadOnlyAdmin):
    list_display = ("pk", "organisation", "kind", "state", "starts_on", "ends_on")
    list_select_related = ("organisation",)


@admin.register(PlacementPaper)
class PlacementPaperAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "placement_id", "state", "requested_at")


@admin.register(PlacementSignature)
class PlacementSignatureAdmin(ReadOnlyAdmin):
    list_display = ("placement_id", "party", "at", "cleared_at")


@admin.register(RepresentativeLink)
class RepresentativeLinkAdmin(ReadOnlyAdmin):
    list_display = ("placement_id", "made_at", "expires_at")
    exclude = ("token_hash",)


@admin.register(PlacementFeedback)
class PlacementFeedbackAdmin(ReadOnlyAdmin):
    list_display = ("placement_id", "moment", "side", "given_at")


@admin.register(PlacementReference)
class PlacementReferenceAdmin(ReadOnlyAdmin):
    list_display = ("placement_id", "written_at")


@admin.register(PortfolioLink)
class PortfolioLinkAdmin(ReadOnlyAdmin):
    list_display = ("student_id", "made_at")
    exclude = ("token_hash",)
