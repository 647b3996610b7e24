"""What the impact survey knows about the people it asks."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

HOLDERS = _("The management of the partnership that holds the survey.")
personal = (
    PersonalData(
        what=_("Name, address and key of who is asked in an impact survey"),
        fields=("impact.Contact.key", "impact.Contact.email", "impact.Contact.name"),
        purpose=_("Inviting you, and reminding you when no answer came."),
        basis=INTEREST,
        kept=_("Two years after the survey closed; counts stay."),
        seen_by=HOLDERS,
    ),
    PersonalData(
        what=_("Rows of a file with people to ask, before they are written"),
        fields=(
            "impact.ContactSheet.uploaded_by",
            "impact.ContactSheetRow.cells",
            "impact.ContactSheetRow.contact",
        ),
        purpose=_("Showing what would be written, and giving back what can't be."),
        basis=INTEREST,
        kept=_("Thirty days."),
        seen_by=HOLDERS,
    ),
    PersonalData(
        what=_("The hash of your personal link to an impact survey"),
        fields=("impact.InvitationLink.token_hash",),
        purpose=_("Recognising your link. The link itself is not kept."),
        basis=INTEREST,
        kept=_("Until thirty days after the survey closed."),
        seen_by=_("Nobody."),
    ),
    PersonalData(
        what=_("Addresses that do not want to be asked any more"),
        fields=("impact.BlockedAddress.email", "impact.BlockedAddress.blocked_by"),
        purpose=_("Never asking you again."),
        basis=INTEREST,
        kept=_("Until you want to be asked again."),
        seen_by=HOLDERS,
    ),
)
not_personal = (
    "impact.ContactSheet.name",
    "impact.ContactSheet.columns",
    "impact.ContactSheetRow.reason",
    "impact.ContactSheetRow.column",
    "impact.Mailing.held_by",
)
