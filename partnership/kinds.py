"""Kinds of organisations, and the side of the financing each one stands on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    COMPANY = "company", _("company")
    APPLICANT_SCHOOL = "applicant_school", _("applicant school")
    SCHOOL = "school", _("school")
    GOVERNMENT = "government", _("government")
    ORGANISED_BUSINESS = "organised_business", _("organised business")  # a trade or employers' association
    TRAINING_FUND = "training_fund", _("training and development fund")  # of a trade (O&O-fonds)
    OTHER = "other", _("other partner")
    ACCOUNTANT = "accountant", _("accountant")  # checks the books, stands on no side of the financing


class FinancingGroup(models.TextChoices):
    """Who brings the money or the effort (R10)."""

    BUSINESS = "business", _("business")
    APPLICANT = "applicant", _("applicant school")
    OTHER = "other", _("other education and governments")


# Organised business and the training funds of a trade bring in what business does (RIF24 art. 11).
GROUP_OF_KIND = {
    OrganisationKind.COMPANY: FinancingGroup.BUSINESS,
    OrganisationKind.APPLICANT_SCHOOL: FinancingGroup.APPLICANT,
    OrganisationKind.SCHOOL: FinancingGroup.OTHER,
    OrganisationKind.GOVERNMENT: FinancingGroup.OTHER,
    OrganisationKind.ORGANISED_BUSINESS: FinancingGroup.BUSINESS,
    OrganisationKind.TRAINING_FUND: FinancingGroup.BUSINESS,
    OrganisationKind.OTHER: FinancingGroup.OTHER,
}


class BudgetSource(models.TextChoices):
    """A column of the multi-year budget: who pays."""

    SUBSIDY = "subsidy", _("subsidy")
    BUSINESS = "business", _("business")
    APPLICANT = "applicant", _("applicant school")
    OTHER = "other", _("other education and governments")
