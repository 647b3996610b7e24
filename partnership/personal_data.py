"""The personal fields of this room. `not_personal` names the texts that hold nothing about a person."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData

INTEREST = _("Legitimate interest: cooperating and keeping accounts safe (article 6(1)(f) GDPR).")
DUTY = _("Legal duty: accounting for a subsidy (article 6(1)(c) GDPR).")
TEN_YEARS = _("Ten years after the subsidy is settled, as the accounts have to be.")
MANAGEMENT = _("The person, the management of the partnership, and a company manager for the own organisation.")

personal = (
    PersonalData(
        what=_("Your account: name, e-mail address and password"),
        fields=(
            "partnership.User.name",
            "partnership.User.email",
            "partnership.User.password",
            "account.EmailAddress.email",
            "account.EmailAddress.user",
            "account.EmailConfirmation.key",
        ),
        purpose=_("Logging in, and showing who did what. Of the password only a hash is kept."),
        basis=INTEREST,
        kept=_("As long as you have a role; your name as long as the accounts it stands in."),
        seen_by=_("Your name: who works with you. Your address: management and your company manager."),
    ),
    PersonalData(
        what=_("Your roles: at which organisation, since when, until when"),
        fields=("partnership.Membership.user",),
        purpose=_("Deciding what you may see and do."),
        basis=INTEREST,
        kept=TEN_YEARS,
        seen_by=MANAGEMENT,
    ),
    PersonalData(
        what=_("An invitation: name and e-mail address of who is invited, and who invited"),
        fields=(
            "partnership.Invitation.email",
            "partnership.Invitation.name",
            "partnership.Invitation.token_hash",
            "partnership.Invitation.invited_by",
            "partnership.Invitation.accepted_by",
        ),
        purpose=_("Giving access to the right people only."),
        basis=INTEREST,
        kept=_("Ninety days after it ended without being accepted; once accepted, as long as the role."),
        seen_by=MANAGEMENT,
    ),
    PersonalData(
        what=_("Mail that the portal sends you"),
        fields=(
            "partnership.OutboxMail.to",
            "partnership.OutboxMail.subject",
            "partnership.OutboxMail.text",
            "partnership.OutboxMail.html",
        ),
        purpose=_("Delivering a mail once, also when something fails in between."),
        basis=INTEREST,
        kept=_("The text until it left; the address and the subject ninety days."),
        seen_by=_("Nobody; in case of trouble the technical administrator."),
    ),
    PersonalData(
        what=_("The log: who did what, and when"),
        fields=("partnership.AuditEvent.actor", "partnership.AuditEvent.data"),
        purpose=_("Showing afterwards that the accounts are right."),
        basis=DUTY,
        kept=TEN_YEARS,
        seen_by=_("Management and the accountant of the programme; yourself for what you did."),
    ),
    PersonalData(
        what=_("Your session while you are logged in, and looks at the administration"),
        fields=(
            "sessions.Session.session_key",
            "sessions.Session.session_data",
            "admin.LogEntry.user",
            "admin.LogEntry.object_repr",
            "admin.LogEntry.change_message",
        ),
        purpose=_("Staying logged in, and remembering your language and role."),
        basis=INTEREST,
        kept=_("A session twelve hours at most."),
        seen_by=_("Nobody; in case of trouble the technical administrator."),
    ),
)

not_personal = (
    "partnership.Partnership.slug",
    "partnership.Partnership.name",
    "partnership.Organisation.key",
    "partnership.Organisation.name",
    "partnership.Organisation.kvk",
    "partnership.Organisation.branch",
    "partnership.Organisation.sector",
    "partnership.AuditEvent.role",
    "partnership.AuditEvent.verb",
    "partnership.AuditEvent.object_type",
    "partnership.OutboxMail.key",
    "partnership.OutboxMail.error",
    "partnership.Programme.name",
    "partnership.Programme.grant_number",
    "partnership.Programme.terms_granted",
    "partnership.Programme.override_reason",
    "admin.LogEntry.object_id",
    "auth.Permission.name",
    "auth.Permission.codename",
    "auth.Group.name",
    "contenttypes.ContentType.app_label",
    "contenttypes.ContentType.model",
)
