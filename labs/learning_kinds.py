"""Kinds of what there is to learn."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ModuleLevel(models.TextChoices):
    """What somebody knows before beginning."""

    STARTER = "starter", _("Starter: no knowledge needed")
    NEXT = "next", _("Next step: the basics are known")
    EXPERT = "expert", _("Expert: for who works with it")


class Cost(models.TextChoices):
    FREE = "free", _("Free of charge")
    PAID = "paid", _("With a price")


class AudienceKind(models.TextChoices):
    """Who took part, as counts tell it; it follows from the membership with which somebody signed up."""

    STUDENTS = "students", _("Students")
    TEACHERS = "teachers", _("Teachers and staff of schools")
    EMPLOYEES = "employees", _("Employees")


# Letters of groups of modules of which a path asks so many; modules in none of them have to be done.
GROUPS = (("a", _("Choice A")), ("b", _("Choice B")), ("c", _("Choice C")))


class CountedIn(models.TextChoices):
    """The counts of people that are shown: of a year, in a module or of an organisation or both, and of a lab."""

    CALENDAR = "calendar", _("calendar year")
    CALENDAR_MODULE = "calendar_module", _("calendar year and module")
    CALENDAR_PARTNER = "calendar_partner", _("calendar year and organisation")
    CALENDAR_BOTH = "calendar_both", _("calendar year, module and organisation")
    SCHOOL = "school", _("school year")
    SCHOOL_MODULE = "school_module", _("school year and module")
    SCHOOL_PARTNER = "school_partner", _("school year and organisation")
    SCHOOL_BOTH = "school_both", _("school year, module and organisation")
    LAB = "lab", _("public sessions of a lab")
