"""Kinds of organisations, and the side of the financing each one stands on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    COMPANY = "company", _("company")
    APPLICANT_SCHOOL = "applicant_school", _("applicant school")
    SCHOOL = "school", _("school")
    GOVERNMENT = "government", _("government")
    ACCOUNTANT = "accountant", _("accountant")  # checks the books, stands on no side of the financing


class FinancingGroup(models.TextChoices):
    """Who brings the money or the effort (R10)."""

    BUSINESS = "business", _("business")
    APPLICANT = "applicant", _("applicant school")
    OTHER = "other", _("other education and governments")


GROUP_OF_KIND = {
    OrganisationKind.COMPANY: FinancingGroup.BUSINESS,
    OrganisationKind.APPLICANT_SCHOOL: FinancingGroup.APPLICANT,
    OrganisationKind.SCHOOL: FinancingGroup.OTHER,
    OrganisationKind.GOVERNMENT: FinancingGroup.OTHER,
}


class BudgetSource(models.TextChoices):
    """A column of the multi-year budget: who pays."""

    SUBSIDY = "subsidy", _("subsidy")
    BUSINESS = "business", _("business")
    APPLICANT = "applicant", _("applicant school")
    OTHER = "other", _("other education and governments")
