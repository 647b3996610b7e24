"""The life of a student company: one table, and how its states look."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.workflow import Transition, Workflow
from partnership.roles import Permission


class CompanyState(models.TextChoices):
    IDEA = "idea", _("idea")
    STARTED = "started", _("started")
    TRADING = "trading", _("trading")
    STOPPED = "stopped", _("stopped")
    GRADUATED = "graduated", _("graduated")


IDEA, STARTED, TRADING, STOPPED, GRADUATED = CompanyState.values
RUNNING, OVER = (STARTED, TRADING), (STOPPED, GRADUATED)
RUN = Permission.RUN_LABS
COMPANIES = Workflow(
    Transition("start", (IDEA,), STARTED, RUN),
    Transition("trade", (STARTED,), TRADING, RUN),
    Transition("graduate", (TRADING,), GRADUATED, RUN),
    Transition("stop", (IDEA, STARTED, TRADING), STOPPED, RUN),
)
TONES = {IDEA: "wait", STARTED: "good", TRADING: "good", STOPPED: "neutral", GRADUATED: "good"}
# Buttons of who runs the lab, and the words with which members ask for the same.
DOES = {
    "start": _("Accept the idea"),
    "trade": _("It trades now"),
    "graduate": _("It goes on by itself"),
    "stop": _("It stops"),
}
ASKS = {
    "start": _("We want to start"),
    "trade": _("We trade now"),
    "graduate": _("We go on by ourselves"),
    "stop": _("We stop"),
}


class Wish(models.TextChoices):
    """What members may ask of who runs the lab."""

    START = "start", _("to start")
    TRADE = "trade", _("to be trading")
    GRADUATE = "graduate", _("to go on by itself")
    STOP = "stop", _("to stop")
