"""What rounds of wishes know about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

personal = (
    PersonalData(
        what=_("A round of wishes: that you are in it, what you wished for, and what came of it"),
        fields=("matching.RoundStudent.membership", "matching.RoundStudent.missed"),
        purpose=_("Placing a class in a way that is fair and can be explained."),
        basis=INTEREST,
        kept=_("Until eight weeks after the result; how many got which wish is counted, without a name."),
        seen_by=_("The student, and who looks after the board."),
    ),
    PersonalData(
        what=_("Who coordinates a round of wishes, and who had it solved"),
        fields=("matching.Round.coordinator", "matching.RoundRun.requested_by"),
        purpose=_("Knowing whom to ask."),
        basis=INTEREST,
        kept=_("As long as the round."),
        seen_by=_("Who looks after the board; students read the name in mails."),
    ),
)
not_personal = ("matching.Round.name", "matching.RoundRun.held_by")
