"""Who may bring in hours from a spreadsheet, and what may still be done with one."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from .permissions import NO_RIGHT
from .states import SHEETS, SheetState

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import SheetImport

TOO_LATE = {
    SheetState.DONE: _("These hours were written already."),
    SheetState.CANCELLED: _("This import was cancelled. Choose the file again."),
    SheetState.WRITING: _("These hours are being written at this moment."),
    SheetState.READING: _("This sheet is being read at this moment."),
    SheetState.FAILED: _("This import failed. Go back to the columns, or choose the file again."),
    SheetState.READ: _("Somebody read this sheet already. Look at it again before you decide."),
    SheetState.UPLOADED: _("Choose the columns first."),
}


def can_import(membership: "Membership") -> Decision:
    return ALLOWED if membership.can(Permission.IMPORT_HOURS) else refused(NO_RIGHT)


def can_step(membership: "Membership", sheet: "SheetImport", verb: str) -> Decision:
    """Whether this person may take a step with a spreadsheet of the own organisation."""
    if sheet.organisation_id != membership.organisation_id:
        return refused(NO_RIGHT)
    if not SHEETS.allows(verb, sheet.state):
        return refused(TOO_LATE[SheetState(sheet.state)])
    return can_import(membership)
