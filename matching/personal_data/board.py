"""What the matching board knows about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

FOUR_WEEKS = _(
    "Until four weeks after it came to nothing, or as long as the placement that came of it; that it was there is "
    "counted, without a name."
)
TWO_YEARS = _(
    "Two years after the student last logged in, applied or changed it, or after the role ended; with a placement, as "
    "long as that one."
)
CONSENT = _("Consent: only who wants to tells it (article 6(1)(a) GDPR).")
AS_LONG = _("As long as the assignment.")
personal = (
    PersonalData(
        what=_("A question at the desk: your name, e-mail address and telephone, and who looked at it"),
        fields=(
            "matching.DeskQuestion.contact_name",
            "matching.DeskQuestion.contact_email",
            "matching.DeskQuestion.contact_phone",
            "matching.DeskQuestion.asked_by",
            "matching.DeskQuestion.handled_by",
        ),
        purpose=_("Answering your question."),
        basis=INTEREST,
        kept=_("Two years after the question was decided on."),
        seen_by=_("Your organisation, and who looks after the board."),
    ),
    PersonalData(
        what=_("Who entered, submitted, decided on or mentors an assignment"),
        fields=(
            "matching.Assignment.made_by",
            "matching.Assignment.submitted_by",
            "matching.Assignment.decided_by",
            "matching.Assignment.mentor",
            "matching.Assignment.school_mentor",
            "matching.Assignment.coordinator",
            "matching.AssignmentChange.asked_by",
            "matching.AssignmentChange.decided_by",
            "matching.Expectation.told_by",
            "matching.Recognition.entered_by",
            "matching.Deadline.entered_by",
            "matching.Cluster.made_by",
        ),
        purpose=_("Knowing whom to ask, and that nobody decides on the own work."),
        basis=INTEREST,
        kept=AS_LONG,
        seen_by=_(
            "The mentors: members of the partnership. The others: the organisation, and who looks after the board."
        ),
    ),
    PersonalData(
        what=_("Who offered or withdrew a template in the project bank, or put a question for a follow-up away"),
        fields=(
            "matching.BankTemplate.made_by",
            "matching.BankTemplate.withdrawn_by",
            "matching.FollowUpAsk.put_away_by",
        ),
        purpose=_("Knowing whom to ask."),
        basis=INTEREST,
        kept=AS_LONG,
        seen_by=_("Who reads the log; the page of a template names the school, not the person."),
    ),
    PersonalData(
        what=_("A student's profile: level, education programme and skills"),
        fields=("matching.StudentProfile.student", "matching.StudentProfile.level"),
        purpose=_("Saying which assignments fit."),
        basis=INTEREST,
        kept=TWO_YEARS,
        seen_by=_("The student, who looks after the board, and companies that the student applied to."),
    ),
    PersonalData(
        what=_("Gender, if the student tells it"),
        fields=("matching.StudentProfile.gender",),
        purpose=_("Counting the share of women per year, never for a small group."),
        basis=CONSENT,
        kept=TWO_YEARS,
        seen_by=_("The student; others only see a share of many."),
    ),
    PersonalData(
        what=_("Applications: motivation, files, team, and what became of it"),
        fields=(
            "matching.Application.student",
            "matching.Application.motivation",
            "matching.Application.message",
            "matching.Application.handled_by",
            "matching.ApplicationStep.by",
            "matching.ApplicationFile.name",
            "matching.ApplicationFile.path",
            "matching.ApplicationFile.sha256",
            "matching.Team.name",
            "matching.Team.made_by",
            "matching.TeamInvitation.email",
        ),
        purpose=_("Bringing students and assignments together."),
        basis=INTEREST,
        kept=FOUR_WEEKS,
        seen_by=_("The student, the company that was applied to, and who looks after the board."),
    ),
)
not_personal = (
    "matching.Assignment.delivered",
    "matching.Assignment.handover",
    "matching.BankTemplate.company_name",
    "matching.BankTemplate.title",
    "matching.BankTemplate.text",
    "matching.BankTemplate.learned",
    "matching.BankTemplate.roles",
    "matching.SkillTag.name_nl",
    "matching.SkillTag.name_en",
    "matching.Cluster.name",
    "matching.DeskQuestion.company_name",
    "matching.DeskQuestion.title",
    "matching.DeskQuestion.text",
    "matching.DeskQuestion.answer",
    "matching.Assignment.title",
    "matching.Assignment.text",
    "matching.Assignment.place",
    "matching.Assignment.reason",
    "matching.AssignmentRole.name",
    "matching.Expectation.effort",
    "matching.Expectation.contact",
    "matching.Expectation.confidentiality",
    "matching.AssignmentChange.values",
    "matching.AssignmentChange.before",
    "matching.AssignmentChange.reason",
)
