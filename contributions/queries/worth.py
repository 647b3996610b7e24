"""What an effort is worth while somebody is still typing it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from contributions.rules import Verdict
from contributions.sentences import CONCERNS, WHY_NOT
from partnership.models import Organisation

from .checks import Effort, Findings, examine, worth_of
from .standing import standing


@dataclass(frozen=True)
class Hint:
    """The verdict on what is typed so far; `left` is what would remain to do of the pledge for that programme year."""

    effort: Effort
    rate: Decimal
    verdict: Verdict
    findings: Findings | None = None
    pledged: int = 0
    left: int = 0
    refusals: list[str] = field(default_factory=list)

    @property
    def concerned(self) -> list[str]:
        return [CONCERNS[concern] for concern in self.findings.concerns] if self.findings else []

    @property
    def why_not(self) -> str:
        return WHY_NOT[self.verdict.reason]


def hint_for(effort: Effort, *, organisation: Organisation, day: date, dated: bool = True) -> Hint:
    """Verdict, concerns and what remains of the pledge; five queries. Without a date (`dated`) only the verdict."""
    programme = effort.activity.programme
    stand = standing(organisation, programme, effort.worked_on)
    verdict = worth_of(effort, group=stand.group)
    used = effort.minutes if verdict.counts else 0
    return Hint(
        effort=effort,
        rate=programme.rate,
        verdict=verdict,
        findings=examine(effort, day=day) if dated else None,
        pledged=stand.year.pledged_minutes,
        left=max(0, stand.year.to_do_minutes - used),
    )
