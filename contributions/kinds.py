"""What partners bring in. Whether a kind counts is not said here: that is a verdict of `rules.py`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from labs.kinds import SessionKind


class ContributionKind(models.TextChoices):
    """Kinds of effort that hours can be spent on."""

    CURRICULUM_ADVICE = "curriculum_advice", _("Advice on the curriculum")
    GUEST_TEACHING = "guest_teaching", _("Guest teaching")
    STUDENT_PROJECT_GUIDANCE = "student_project_guidance", _("Guidance of students in projects")
    TEACHER_PLACEMENT = "teacher_placement", _("Teacher placement")
    INTERNSHIP_SUPERVISION = "internship_supervision", _("Internship supervision")
    INTERNSHIP_FEE = "internship_fee", _("Internship fee")
    WAGE_LOSS = "wage_loss", _("Wage loss")
    VOLUNTEERING = "volunteering", _("Volunteering")


# What giving a session is as an effort.
KIND_OF_SESSION = {
    SessionKind.TRAINING: ContributionKind.GUEST_TEACHING,
    SessionKind.MASTERCLASS: ContributionKind.GUEST_TEACHING,
    SessionKind.GUEST_LESSON: ContributionKind.GUEST_TEACHING,
    SessionKind.WORKSHOP: ContributionKind.GUEST_TEACHING,
    SessionKind.EXPERT_MEETING: ContributionKind.CURRICULUM_ADVICE,
    SessionKind.COACHING: ContributionKind.STUDENT_PROJECT_GUIDANCE,
    SessionKind.TEACHER_PLACEMENT: ContributionKind.TEACHER_PLACEMENT,
    SessionKind.MAKATHON: ContributionKind.STUDENT_PROJECT_GUIDANCE,
    SessionKind.COMPANY_VISIT: ContributionKind.STUDENT_PROJECT_GUIDANCE,
}


class GoodsKind(models.TextChoices):
    """Contributions that are not hours."""

    MATERIALS = "materials", _("Materials")
    ROOM = "room", _("Room in the Business Lab")
    CASH = "cash", _("Cash")


class PledgeKind(models.TextChoices):
    HOURS = "hours", _("Hours")
    MATERIALS = "materials", _("Materials")
    ROOM = "room", _("Room in the Business Lab")
    CASH = "cash", _("Cash")


class Valuation(models.TextChoices):
    """How the price of goods was found (R50)."""

    INVOICE = "invoice", _("The price on the invoice")
    COST_PRICE = "cost_price", _("Cost price")
    LIST_PRICE = "list_price", _("Price list, less the usual discount")
    BOOK_VALUE = "book_value", _("Depreciation over the period of use")
    RENT = "rent", _("Rent that others pay for it")


class ProofKind(models.TextChoices):
    PROOF = "proof", _("proof")
    SIGNED_SCAN = "signed_scan", _("scan of a signed document")


class DocumentKind(models.TextChoices):
    """PDFs that are made on request, each from a snapshot of its own."""

    TIMESHEET = "timesheet", _("Monthly timesheet")
    MONTH_OVERVIEW = "month_overview", _("Month overview of a company")
    AGREEMENT = "agreement", _("Agreement")
    YEAR_STATEMENT = "year_statement", _("Year statement")
