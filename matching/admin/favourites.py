from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import BoardEntry


@admin.register(BoardEntry)
class BoardEntryAdmin(ReadOnlyAdmin):
    """Favourites and saved searches are nobody's business, so they are not here."""

    list_display = ("assignment_id", "kind", "since", "is_public")
