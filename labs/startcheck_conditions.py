"""The ten conditions of the start check, in words. The order is that of the page; a code never gets another meaning."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HIGHEST = 2


@dataclass(frozen=True)
class Condition:
    """One condition: its name, why it matters, and the question that a score answers."""

    code: str
    name: str | Promise
    explanation: str | Promise


CONDITIONS = (
    Condition(
        "demand",
        _("Companies ask for it"),
        _("The work begins with a question that companies have today, and not with what a school happens to offer."),
    ),
    Condition(
        "people",
        _("People who want it"),
        _("At every partner somebody gives this energy, gets the time for it, and would be missed."),
    ),
    Condition(
        "mass",
        _("Enough size"),
        _("There are so many companies, students and teachers that it goes on when one of them leaves."),
    ),
    Condition(
        "focus",
        _("One shared interest"),
        _("Everybody can say in one sentence what the partnership is for, and it is the same sentence."),
    ),
    Condition(
        "money",
        _("Money to begin with"),
        _("The first years are paid for, and the partners themselves put in what they promised."),
    ),
    Condition(
        "face",
        _("A body with a face"),
        _("People in the region know the name, the place and whom to call, and somebody there may decide."),
    ),
    Condition(
        "network",
        _("A network that fits"),
        _("The partners around the table are those that the subject needs, and they know each other's people."),
    ),
    Condition(
        "business",
        _("A plan for after the subsidy"),
        _("It is written down which activities go on without subsidy, and who pays for them."),
    ),
    Condition(
        "education",
        _("Education that can bend"),
        _("Timetables, assessments and rules leave room for an assignment or a guest of this month."),
    ),
    Condition(
        "teachers",
        _("Teachers who keep up"),
        _("Teachers get time to learn new techniques, also at companies, and what they learn comes back in lessons."),
    ),
)
CODES = [condition.code for condition in CONDITIONS]
MEANING = {
    0: _("not there yet"),
    1: _("partly there"),
    2: _("well in place"),
}
