"""What classes and certificates know about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

from .sessions import TWO_YEARS

personal = (
    PersonalData(
        what=_("The class you are in"),
        fields=("labs.StudentGroupMember.student", "labs.StudentGroup.kept_by"),
        purpose=_("Letting a teacher sign a class up in one go."),
        basis=INTEREST,
        kept=_("As long as the class lasts, and two years after it."),
        seen_by=_("The teacher who keeps the class."),
    ),
    PersonalData(
        what=_("Your certificates of participation"),
        fields=("labs.Certificate.snapshot", "labs.Certificate.requested_by"),
        purpose=_("Giving you a paper that others can check."),
        basis=INTEREST,
        kept=TWO_YEARS,
        seen_by=_("You. Who checks a certificate sees the session and the date, not your name."),
    ),
)
not_personal = (
    "labs.StudentGroup.name",
    "labs.Certificate.key",
    "labs.Certificate.seed",
    "labs.Certificate.number_hash",
    "labs.Certificate.template_version",
    "labs.Certificate.language",
    "labs.Certificate.file_name",
    "labs.Certificate.held_by",
    "labs.Certificate.path",
    "labs.Certificate.sha256",
)
