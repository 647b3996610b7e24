"""What placements know about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

TWO_YEARS = _("Two years after the placement is over; that it was there is counted, without a name.")
CONTRACT = _("Agreement: carrying out what you signed for (article 6(1)(b) GDPR).")
CONSENT = _("Consent: only what the student chooses to show is seen (article 6(1)(a) GDPR).")
SIDES = _("The student, the company, the student's mentor at the school, and who looks after the board.")

personal = (
    PersonalData(
        what=_("Placements: who is placed where, with whom as mentors, until when, and why it ended"),
        fields=(
            "matching.Placement.student",
            "matching.Placement.mentor",
            "matching.Placement.school_mentor",
            "matching.Placement.made_by",
            "matching.Placement.end_reason",
            "matching.Placement.school_reference",
        ),
        purpose=_("Agreeing on a placement and guiding it."),
        basis=CONTRACT,
        kept=TWO_YEARS,
        seen_by=SIDES,
    ),
    PersonalData(
        what=_("Of a student under 18: name and e-mail address of the legal representative, and a personal link"),
        fields=(
            "matching.Placement.representative_name",
            "matching.Placement.representative_email",
            "matching.RepresentativeLink.token_hash",
        ),
        purpose=_("Having the representative sign too. Of the link only a hash is kept; no date of birth is asked."),
        basis=CONTRACT,
        kept=TWO_YEARS,
        seen_by=_("The name: as the placement. The address: the student's mentor at the school, and who matches."),
    ),
    PersonalData(
        what=_("Agreements of placements and the signatures under them: name, account, address of the connection"),
        fields=(
            "matching.PlacementPaper.snapshot",
            "matching.PlacementPaper.file_name",
            "matching.PlacementPaper.path",
            "matching.PlacementPaper.sha256",
            "matching.PlacementPaper.key",
            "matching.PlacementSignature.name",
            "matching.PlacementSignature.signed_by",
            "matching.PlacementSignature.role",
            "matching.PlacementSignature.account",
            "matching.PlacementSignature.address",
            "matching.PlacementSignature.sha256",
        ),
        purpose=_("Showing who agreed on what."),
        basis=CONTRACT,
        kept=TWO_YEARS,
        seen_by=SIDES,
    ),
    PersonalData(
        what=_("Feedback on a placement, and a reference"),
        fields=(
            "matching.PlacementFeedback.text",
            "matching.PlacementFeedback.given_by",
            "matching.PlacementReference.text",
            "matching.PlacementReference.name",
            "matching.PlacementReference.written_by",
        ),
        purpose=_("Learning from each other, and helping the student on."),
        basis=INTEREST,
        kept=TWO_YEARS,
        seen_by=_("As the placement; feedback by the other side once both gave it or it is due."),
    ),
    PersonalData(
        what=_("The link to a student's portfolio"),
        fields=("matching.PortfolioLink.student", "matching.PortfolioLink.token_hash"),
        purpose=_("Showing the own work to others. Of the link only a hash is kept."),
        basis=CONSENT,
        kept=_("Until the student ends it."),
        seen_by=_("Whoever the student gives the link."),
    ),
)
not_personal = (
    "matching.Placement.confidentiality",
    "matching.Placement.expectations",
    "matching.PlacementPaper.template_version",
    "matching.PlacementPaper.language",
    "matching.PlacementPaper.held_by",
    "matching.Placement.language",
)
