"""What a state means for who reads it: what happens next, and until when."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.figures import day_plain

from .application_rights import answer_due
from .kinds import DeclineReason
from .models import Application
from .states import ApplicationState as S

FOR_STUDENT = {
    S.DRAFT: gettext_lazy("Nobody sees this yet. Send it when it is ready."),
    S.SUBMITTED: gettext_lazy("%(company)s reads it and answers before %(due)s. After that it ends by itself."),
    S.READ: gettext_lazy("%(company)s has read it and answers before %(due)s. After that it ends by itself."),
    S.TALKING: gettext_lazy("%(company)s gets in touch with you, and decides before %(due)s."),
    S.OFFERED: gettext_lazy("%(company)s offers you this seat. Accept it, or turn it down, before %(due)s."),
    S.ACCEPTED: gettext_lazy("You accepted. Now the company and your school make the agreement with you."),
    S.PLACED: gettext_lazy("The seat is yours."),
    S.DECLINED: gettext_lazy("%(company)s does not go on with this application."),
    S.WITHDRAWN: gettext_lazy("You took this application back."),
    S.EXPIRED: gettext_lazy("Nobody answered in time, so this application ended."),
    S.CANCELLED: gettext_lazy("This ended because of something else: the assignment closed, or you found a seat."),
}
FOR_COMPANY = {
    S.SUBMITTED: gettext_lazy("Read it, and answer before %(due)s. After that it ends by itself."),
    S.READ: gettext_lazy("Say what you do with it before %(due)s. After that it ends by itself."),
    S.TALKING: gettext_lazy("Get in touch with the student, and decide before %(due)s. After that it ends by itself."),
    S.OFFERED: gettext_lazy("The student accepts or turns down your offer before %(due)s."),
    S.ACCEPTED: gettext_lazy("The student accepted. Next comes the agreement."),
    S.PLACED: gettext_lazy("The student has this seat."),
    S.DECLINED: gettext_lazy("You do not go on with this application."),
    S.WITHDRAWN: gettext_lazy("The student took this application back."),
    S.EXPIRED: gettext_lazy("Nobody answered in time, so this application ended."),
    S.CANCELLED: gettext_lazy(
        "This ended because of something else: the assignment closed, or the student has a seat."
    ),
}
UNTIL_THEN = gettext_lazy("Send it when it is ready, before %(until)s.")


def next_for_student(application: Application) -> str:
    if application.state == S.DRAFT and application.assignment.apply_until:
        return str(UNTIL_THEN) % {"until": day_plain(application.assignment.apply_until)}
    return _filled(FOR_STUDENT, application)


def next_for_company(application: Application) -> str:
    return _filled(FOR_COMPANY, application)


def _filled(words: dict, application: Application) -> str:
    due = answer_due(application)
    names = {"company": application.assignment.organisation.name, "due": day_plain(due) if due else ""}
    return str(words[S(application.state)]) % names


def why_declined(application: Application) -> str:
    """The reason in a sentence. Another reason is in the message only."""
    if application.decline_reason in ("", DeclineReason.OTHER):
        return ""
    return str(DeclineReason(application.decline_reason).label)


def level_warning(level: str, needed: str, needed_label: str) -> str:
    """That a role is of another level than the student's profile says: a warning, the student decides."""
    if not level or level == needed:
        return ""
    return _("This role is of level %(level)s, your profile says something else. You can apply; say why it fits.") % {
        "level": needed_label
    }
