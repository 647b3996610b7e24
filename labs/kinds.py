"""The labs, and what happens in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LabKind(models.TextChoices):
    """The three labs that every partnership starts with, and any that it adds."""

    KENNIS = "kennis", _("Kennis Lab")
    LEARNING = "learning", _("Learning Lab")
    BUSINESS = "business", _("Business Lab")
    OTHER = "other", _("Another lab")


STARTING_KINDS = (LabKind.KENNIS, LabKind.LEARNING, LabKind.BUSINESS)


def in_order(slug: str) -> tuple[int, str]:
    """Sorts addresses of labs: the three first, the others after them by name."""
    return (STARTING_KINDS.index(slug) if slug in STARTING_KINDS else len(STARTING_KINDS), slug)


class ActivityKind(models.TextChoices):
    """Project management is a line of its own in plan and budget (R61)."""

    ACTIVITY = "activity", _("activity")
    MANAGEMENT = "management", _("project management")


class Outcome(models.TextChoices):
    """What became of a milestone, as reported."""

    YES = "yes", _("Reached")
    PARTLY = "partly", _("Partly reached")
    NO = "no", _("Not reached")


class SessionKind(models.TextChoices):
    TRAINING = "training", _("Training")
    MASTERCLASS = "masterclass", _("Masterclass")
    GUEST_LESSON = "guest_lesson", _("Guest lesson")
    WORKSHOP = "workshop", _("Workshop")
    COMPANY_VISIT = "company_visit", _("Company visit")
    MAKATHON = "makathon", _("Makathon")
    EXPERT_MEETING = "expert_meeting", _("Expert meeting")
    COACHING = "coaching", _("Coaching")
    TEACHER_PLACEMENT = "teacher_placement", _("Teacher in practice")


class Audience(models.TextChoices):
    """For whom a session is: levels of education, and groups of people."""

    MBO2 = "mbo2", _("mbo 2")
    MBO3 = "mbo3", _("mbo 3")
    MBO4 = "mbo4", _("mbo 4")
    HBO = "hbo", _("hbo")
    WO = "wo", _("wo")
    TEACHERS = "teachers", _("teachers")
    EMPLOYEES = "employees", _("employees")
    ALUMNI = "alumni", _("alumni")


class SessionLanguage(models.TextChoices):
    DUTCH = "nl", _("Dutch")
    ENGLISH = "en", _("English")


class Rhythm(models.TextChoices):
    """How a session repeats."""

    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY_WEEKDAY = "monthly_weekday", _("Every month, on the same weekday")
    MONTHLY_DATE = "monthly_date", _("Every month, on the same date")


class RoomKind(models.TextChoices):
    ROOM = "room", _("Room")
    DESK = "desk", _("Desk")
