"""Kinds on the matching board: what is offered or asked, for whom, and how the work is done."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from labs.kinds import Audience


class AssignmentKind(models.TextChoices):
    """What a company offers to students first; then what schools ask of companies."""

    INTERNSHIP = "internship", _("internship")
    PRACTICE = "practice", _("practice assignment")
    GRADUATION = "graduation", _("graduation assignment")
    RESEARCH = "research", _("research question")
    MICRO_JOB = "micro_job", _("micro-job")
    CHALLENGE = "challenge", _("challenge")
    GUEST_LESSON = "guest_lesson", _("guest lesson")
    TEACHER_PLACEMENT = "teacher_placement", _("teacher placement")


# Asked by schools, answered by companies; everything else is for students.
ASKED_BY_SCHOOLS = (AssignmentKind.GUEST_LESSON.value, AssignmentKind.TEACHER_PLACEMENT.value)
FOR_STUDENTS = tuple(kind for kind in AssignmentKind.values if kind not in ASKED_BY_SCHOOLS)
# Several teams, also of several schools, work on the same one.
FOR_SEVERAL_TEAMS = (AssignmentKind.CHALLENGE.value,)


class Level(models.TextChoices):
    """The level of an education, as the labs name it."""

    MBO2 = Audience.MBO2.value, Audience.MBO2.label
    MBO3 = Audience.MBO3.value, Audience.MBO3.label
    MBO4 = Audience.MBO4.value, Audience.MBO4.label
    HBO = Audience.HBO.value, Audience.HBO.label
    WO = Audience.WO.value, Audience.WO.label


class Remote(models.TextChoices):
    ON_SITE = "on_site", _("on site")
    PARTLY = "partly", _("partly from home")
    REMOTE = "remote", _("from home")


class Language(models.TextChoices):
    DUTCH = "nl", _("Dutch")
    ENGLISH = "en", _("English")
    EITHER = "either", _("Dutch or English")


class Theme(models.TextChoices):
    SOFTWARE = "software", _("software")
    DATA = "data", _("data and AI")
    INFRASTRUCTURE = "infrastructure", _("infrastructure and cloud")
    SECURITY = "security", _("security")
    WEB = "web", _("web and design")
    HARDWARE = "hardware", _("hardware and the internet of things")
    BUSINESS = "business", _("process and organisation")
    OTHER = "other", _("something else")


class Size(models.TextChoices):
    """How large a question is, as far as one can say beforehand."""

    DAYS = "days", _("some days")
    WEEKS = "weeks", _("some weeks")
    HALF_YEAR = "half_year", _("half a year")
    LONGER = "longer", _("longer than half a year")


class Side(models.TextChoices):
    COMPANY = "company", _("company")
    SCHOOL = "school", _("school")


class Weight(models.TextChoices):
    """How demanding the work is for a student of the level."""

    LIGHT = "light", _("light")
    FITTING = "fitting", _("fitting the level")
    HEAVY = "heavy", _("demanding")


class Follows(models.TextChoices):
    """How an assignment goes on from an earlier one."""

    EDITION = "edition", _("next edition")
    RELAY = "relay", _("relay: a new team goes on with it")
    FOLLOW_UP = "follow_up", _("follow-up question")
    PART = "part", _("next part")


class DeclineReason(models.TextChoices):
    """Why a company declines an application; the student reads the sentence that goes with it."""

    FILLED = "filled", _("The seat went to somebody else.")
    LEVEL = "level", _("The level does not fit the assignment.")
    SKILLS = "skills", _("Other skills are needed for it.")
    PERIOD = "period", _("The period or the days do not fit.")
    MOTIVATION = "motivation", _("The motivation says too little about this assignment.")
    OTHER = "other", _("Another reason, explained in the message.")
