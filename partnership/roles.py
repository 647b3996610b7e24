"""Roles are code: what each may do. A membership gives a person one role at one organisation in one partnership."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    COMPANY_MEMBER = "company_member", _("company member")
    COMPANY_MANAGER = "company_manager", _("company manager")
    STUDENT = "student", _("student")
    TEACHER = "teacher", _("teacher")
    COORDINATOR = "coordinator", _("coordinator")
    MANAGEMENT = "management", _("management")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


class Permission(models.TextChoices):
    """What can be asked of `membership.can()`. Labels are for the page that explains the roles."""

    LOG_HOURS = "log_hours", _("log own hours")
    SEE_ORGANISATION_HOURS = "see_organisation_hours", _("see all hours of the own organisation")
    SEE_ALL_HOURS = "see_all_hours", _("see the hours of every partner")
    DECIDE_ON_HOURS = "decide_on_hours", _("approve or return hours of the own labs")
    SEE_OWN_PLEDGE = "see_own_pledge", _("see how the own organisation's pledge stands")
    SEE_FINANCING = "see_financing", _("see the thirds and all financing")
    SEE_REPORTS = "see_reports", _("see and download accountability reports")
    MAKE_REPORTS = "make_reports", _("make accountability reports")
    MANAGE_PLEDGES = "manage_pledges", _("enter pledges")
    MANAGE_PROGRAMME = "manage_programme", _("manage programmes, organisations and labs")
    INVITE_COLLEAGUES = "invite_colleagues", _("invite colleagues")
    INVITE_ANYONE = "invite_anyone", _("invite anyone")
    SEE_AUDIT = "see_audit", _("see who did what")


P = Permission
COMPANY_MEMBER = frozenset({P.LOG_HOURS, P.SEE_OWN_PLEDGE})
MANAGEMENT = frozenset(
    {
        P.LOG_HOURS,
        P.SEE_ALL_HOURS,
        P.SEE_OWN_PLEDGE,
        P.SEE_FINANCING,
        P.SEE_REPORTS,
        P.MAKE_REPORTS,
        P.MANAGE_PLEDGES,
        P.MANAGE_PROGRAMME,
        P.INVITE_COLLEAGUES,
        P.INVITE_ANYONE,
        P.SEE_AUDIT,
    }
)
PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.COMPANY_MEMBER: COMPANY_MEMBER,
    Role.COMPANY_MANAGER: COMPANY_MEMBER | {P.SEE_ORGANISATION_HOURS, P.INVITE_COLLEAGUES},
    Role.STUDENT: frozenset(),
    Role.TEACHER: frozenset({P.LOG_HOURS}),
    Role.COORDINATOR: frozenset({P.LOG_HOURS, P.DECIDE_ON_HOURS}),
    Role.MANAGEMENT: MANAGEMENT,
    Role.AUDITOR: frozenset({P.SEE_ALL_HOURS, P.SEE_FINANCING, P.SEE_REPORTS, P.SEE_AUDIT}),
    Role.ADMINISTRATOR: MANAGEMENT - {P.LOG_HOURS},
}


def allows(role: str, permission: str) -> bool:
    """Whether a role carries a permission. An unknown role carries none."""
    return permission in PERMISSIONS.get(role, frozenset())
