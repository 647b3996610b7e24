"""What sessions know about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

TWO_YEARS = _("Two years after the session, or as long as it counts in a learning path that you follow; counts stay.")
AS_PROOF = _("As long as the accounts in which the hours of the session stand.")
personal = (
    PersonalData(
        what=_("What you signed up for, and whether you were there"),
        fields=(
            "labs.Enrolment.person",
            "labs.Enrolment.membership",
            "labs.Enrolment.enrolled_by",
            "labs.Enrolment.was_there",
        ),
        purpose=_("Dividing the seats, and giving you a certificate."),
        basis=INTEREST,
        kept=TWO_YEARS,
        seen_by=_("You, the teacher who signed you up, and who runs the lab."),
    ),
    PersonalData(
        what=_("Which sessions you give as a guest"),
        fields=("labs.SessionGuest.person", "labs.SessionGuest.part", "labs.SessionGuest.was_there"),
        purpose=_("Showing who gives a session, and offering you the hours."),
        basis=INTEREST,
        kept=AS_PROOF,
        seen_by=_("The members of the partnership. Others only read the name of your organisation."),
    ),
    PersonalData(
        what=_("Who planned, cancelled or kept a session"),
        fields=(
            "labs.SessionSeries.planned_by",
            "labs.Session.planned_by",
            "labs.Session.cancelled_by",
            "labs.Session.attendance_taken_by",
        ),
        purpose=_("Knowing whom to ask."),
        basis=INTEREST,
        kept=AS_PROOF,
        seen_by=_("Who runs the lab."),
    ),
)
not_personal = (
    "labs.Session.title",
    "labs.Session.summary",
    "labs.Session.place",
    "labs.Session.cancel_reason",
    "labs.SessionSeries.rule",
    "labs.Room.name",
    "labs.Room.description",
)
