"""What happened to applications."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "application.drafted": _("Began application %(what)s"),
    "application.changed": _("Changed the draft of application %(what)s"),
    "application.team_invited": _("Asked a classmate into the team of application %(what)s"),
    "application.team_joined": _("Joined a team with application %(what)s"),
    "application.team_refused": _("Said no to taking part in team %(what)s"),
    "application.submitted": _("Submitted application %(what)s"),
    "application.read": _("Read application %(what)s"),
    "application.read_on_behalf": _("Read application %(what)s, on behalf of the company"),
    "application.talking": _("Began a conversation about application %(what)s"),
    "application.talking_on_behalf": _("Began a conversation about application %(what)s, on behalf of the company"),
    "application.offered": _("Offered a seat on application %(what)s"),
    "application.offered_on_behalf": _("Offered a seat on application %(what)s, on behalf of the company"),
    "application.accepted": _("Accepted the seat of application %(what)s"),
    "application.placed": _("Placed somebody on application %(what)s"),
    "application.declined": _("Declined application %(what)s"),
    "application.declined_on_behalf": _("Declined application %(what)s, on behalf of the company"),
    "application.withdrawn": _("Withdrew application %(what)s"),
    "application.reminded": _("Reminded of the answer to application %(what)s"),
    "application.expired": _("Application %(what)s expired without an answer"),
    "application.cancelled": _("Application %(what)s was cancelled, because of something else"),
    "application.erased": _("Erased the texts of application %(what)s"),
}
