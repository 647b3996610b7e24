"""What research, products, skills and the start check know about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

FIVE_YEARS = _("Five years after the research ended; counts stay.")
MEMBERS = _("Members of the partnership.")
AS_LONG = _("As long as what you did it for is kept.")
personal = (
    PersonalData(
        what=_("Which research line you lead"),
        fields=("labs.ResearchLine.lead",),
        purpose=_("Showing everybody whom to ask about the research."),
        basis=INTEREST,
        kept=FIVE_YEARS,
        seen_by=_("Everybody."),
    ),
    PersonalData(
        what=_("In which research lines and teams you take part, and what you do there"),
        fields=("labs.ResearchMember.membership", "labs.TeamMember.membership", "labs.TeamMember.part"),
        purpose=_("Working together on research."),
        basis=INTEREST,
        kept=FIVE_YEARS,
        seen_by=_(
            "Members of the partnership. The name of a student: that student, the teachers and experts beside him or "
            "her, and who runs the lab."
        ),
    ),
    PersonalData(
        what=_("Research questions that you asked, or decided on"),
        fields=("labs.ResearchQuestion.asked_by", "labs.ResearchQuestion.decided_by"),
        purpose=_("Knowing whom to answer."),
        basis=INTEREST,
        kept=FIVE_YEARS,
        seen_by=_("Your organisation, and who runs the lab."),
    ),
    PersonalData(
        what=_("The authors of publications and material"),
        fields=("labs.Product.authors", "labs.ProductText.authors"),
        purpose=_("Naming who made it, as the licence asks."),
        basis=INTEREST,
        kept=_("As long as the product can be found."),
        seen_by=_("Who can find the product: everybody, or the members."),
    ),
    PersonalData(
        what=_("What you said about a skill, and when you gave your organisation's support"),
        fields=("labs.SkillComment.author", "labs.SkillComment.text", "labs.SkillVoice.given_by"),
        purpose=_("Agreeing on skills together."),
        basis=INTEREST,
        kept=FIVE_YEARS,
        seen_by=MEMBERS,
    ),
    PersonalData(
        what=_("Who entered, agreed or took over something in research and skills, and who filled in the start check"),
        fields=(
            "labs.ResearchLine.made_by",
            "labs.ResearchTeam.made_by",
            "labs.Product.added_by",
            "labs.ProductText.written_by",
            "labs.ProductVersion.added_by",
            "labs.Reuse.taken_over_by",
            "labs.Reuse.told_by",
            "labs.SkillSet.opened_by",
            "labs.SkillSet.agreed_by",
            "labs.Skill.proposed_by",
            "labs.StartCheck.filled_by",
        ),
        purpose=_("Knowing whom to ask."),
        basis=INTEREST,
        kept=AS_LONG,
        seen_by=_("Who runs the lab, and the management; of an agreement the members, of the start check the auditor."),
    ),
)
not_personal = (
    "labs.ResearchLine.title_nl",
    "labs.ResearchLine.title_en",
    "labs.ResearchLine.summary_nl",
    "labs.ResearchLine.summary_en",
    "labs.ResearchQuestion.title",
    "labs.ResearchQuestion.text",
    "labs.ResearchQuestion.reason",
    "labs.ResearchQuestion.outcome",
    "labs.ResearchTeam.name",
    "labs.Product.title",
    "labs.Product.summary",
    "labs.ProductText.title",
    "labs.ProductText.summary",
    "labs.ProductVersion.note",
    "labs.ProductVersion.name",
    "labs.ProductVersion.media_type",
    "labs.ProductVersion.path",
    "labs.ProductVersion.sha256",
    "labs.Reuse.used_for",
    "labs.Reuse.outcome",
    "labs.EducationProgramme.code",
    "labs.EducationProgramme.name",
    "labs.SkillSet.agreed_code",
    "labs.SkillSet.agreed_name",
    "labs.Skill.name",
    "labs.Skill.why",
    "labs.Skill.dropped_why",
    "labs.StartScore.condition",
    "labs.StartScore.note",
)
