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
    CONFIRM_MONTHS = "confirm_months", _("confirm the months of colleagues")
    ACCEPT_MONTHS = "accept_months", _("accept confirmed months")
    OVERRIDE_LOCKS = "override_locks", _("set when months lock, and open one again")
    IMPORT_HOURS = "import_hours", _("bring in hours of colleagues from a spreadsheet")
    BRING_GOODS = "bring_goods", _("enter materials, rooms and cash of the own organisation")
    DECIDE_ON_GOODS = "decide_on_goods", _("approve or return materials, rooms and cash")
    SIGN_AGREEMENTS = "sign_agreements", _("sign agreements for the own organisation")
    SEND_REMINDERS = "send_reminders", _("see and send reminders")
    SEE_OWN_PLEDGE = "see_own_pledge", _("see how the own organisation's pledge stands")
    SEE_FINANCING = "see_financing", _("see the thirds and all financing")
    SEE_REPORTS = "see_reports", _("see and download accountability reports")
    MAKE_REPORTS = "make_reports", _("make accountability reports")
    ASSESS_DUTIES = "assess_duties", _("assess whether the funder must be told")
    MANAGE_PLEDGES = "manage_pledges", _("enter pledges")
    MANAGE_PROGRAMME = "manage_programme", _("manage programmes, organisations and labs")
    RUN_LABS = "run_labs", _("plan sessions and keep the plan of the own labs")
    TAKE_PART = "take_part", _("sign up for sessions")
    ENROL_CLASSES = "enrol_classes", _("sign a class up for sessions")
    START_COMPANIES = "start_companies", _("propose a student company")
    BOOK_ROOMS = "book_rooms", _("book rooms and desks")
    MANAGE_ROOMS = "manage_rooms", _("open rooms, set their hours and let them")
    SHARE_KNOWLEDGE = "share_knowledge", _("ask research questions, share products and modules, and speak about skills")
    ASK_DESK = "ask_desk", _("bring a question of the own organisation to the desk")
    OFFER_WORK = "offer_work", _("offer assignments of the own organisation, and choose among who applies")
    APPLY = "apply", _("apply for assignments")
    MATCH = "match", _("look after the matching board: questions, approval, places")
    SEE_BANK = "see_bank", _("read the templates of the project bank, of every partnership")
    SEE_IMPACT = "see_impact", _("see the figures of impact surveys")
    MANAGE_IMPACT = "manage_impact", _("prepare impact surveys, invite people and report")
    READ_IMPACT_ANSWERS = (
        "read_impact_answers",
        _("read single answers to impact surveys and decide which texts are shown"),
    )
    INVITE_COLLEAGUES = "invite_colleagues", _("invite colleagues")
    INVITE_ANYONE = "invite_anyone", _("invite anyone")
    SEE_AUDIT = "see_audit", _("see who did what")


P = Permission
COMPANY_MEMBER = frozenset(
    {
        P.LOG_HOURS,
        P.SEE_OWN_PLEDGE,
        P.TAKE_PART,
        P.BOOK_ROOMS,
        P.SHARE_KNOWLEDGE,
        P.ASK_DESK,
        P.OFFER_WORK,
    }
)
MANAGEMENT = frozenset(
    {
        P.LOG_HOURS,
        P.SEE_ALL_HOURS,
        P.ACCEPT_MONTHS,
        P.OVERRIDE_LOCKS,
        P.BRING_GOODS,
        P.DECIDE_ON_GOODS,
        P.SIGN_AGREEMENTS,
        P.SEND_REMINDERS,
        P.SEE_OWN_PLEDGE,
        P.SEE_FINANCING,
        P.SEE_REPORTS,
        P.MAKE_REPORTS,
        P.ASSESS_DUTIES,
        P.MANAGE_PLEDGES,
        P.MANAGE_PROGRAMME,
        P.RUN_LABS,
        P.TAKE_PART,
        P.ENROL_CLASSES,
        P.BOOK_ROOMS,
        P.MANAGE_ROOMS,
        P.SHARE_KNOWLEDGE,
        P.OFFER_WORK,
        P.MATCH,
        P.SEE_BANK,
        P.SEE_IMPACT,
        P.MANAGE_IMPACT,
        P.READ_IMPACT_ANSWERS,
        P.INVITE_COLLEAGUES,
        P.INVITE_ANYONE,
        P.SEE_AUDIT,
    }
)
PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.COMPANY_MEMBER: COMPANY_MEMBER,
    Role.COMPANY_MANAGER: COMPANY_MEMBER
    | {
        P.SEE_ORGANISATION_HOURS,
        P.INVITE_COLLEAGUES,
        P.CONFIRM_MONTHS,
        P.IMPORT_HOURS,
        P.BRING_GOODS,
        P.SIGN_AGREEMENTS,
    },
    Role.STUDENT: frozenset({P.TAKE_PART, P.START_COMPANIES, P.APPLY}),
    Role.TEACHER: frozenset(
        {P.LOG_HOURS, P.TAKE_PART, P.ENROL_CLASSES, P.BOOK_ROOMS, P.SHARE_KNOWLEDGE, P.OFFER_WORK, P.SEE_BANK}
    ),
    Role.COORDINATOR: frozenset(
        {
            P.LOG_HOURS,
            P.DECIDE_ON_HOURS,
            P.ACCEPT_MONTHS,
            P.RUN_LABS,
            P.TAKE_PART,
            P.ENROL_CLASSES,
            P.BOOK_ROOMS,
            P.MANAGE_ROOMS,
            P.SHARE_KNOWLEDGE,
            P.OFFER_WORK,
            P.MATCH,
            P.SEE_BANK,
            P.SEE_IMPACT,
        }
    ),
    Role.MANAGEMENT: MANAGEMENT,
    Role.AUDITOR: frozenset({P.SEE_ALL_HOURS, P.SEE_FINANCING, P.SEE_REPORTS, P.SEE_AUDIT}),
    Role.ADMINISTRATOR: MANAGEMENT - {P.LOG_HOURS},
}


def allows(role: str, permission: str) -> bool:
    """Whether a role carries a permission. An unknown role carries none."""
    return permission in PERMISSIONS.get(role, frozenset())
