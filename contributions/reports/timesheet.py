"""What the template of a signed month shows, from the plain values of its snapshot."""

from datetime import date, datetime
from typing import Any

from contributions.kinds import ContributionKind
from contributions.month_sentences import STEPS, VOIDED
from contributions.states import TimesheetState
from partnership.roles import Role


def context(snapshot: dict[str, Any]) -> dict[str, Any]:
    return {
        "month": date.fromisoformat(snapshot["month"]),
        "state": TimesheetState(snapshot["state"]).label,
        "lines": [line_in_words(line) for line in snapshot["lines"]],
        "steps": [step_in_words(step) for step in snapshot["steps"]],
    }


def line_in_words(line: dict[str, Any]) -> dict[str, Any]:
    return line | {"day": date.fromisoformat(line["day"]), "kind": ContributionKind(line["kind"]).label}


def step_in_words(step: dict[str, Any]) -> dict[str, Any]:
    return step | {
        "words": STEPS[step["verb"]],
        "role": Role(step["role"]).label if step["role"] else "",
        "at": datetime.fromisoformat(step["at"]),
        "reason": str(VOIDED.get(step["reason"], step["reason"])),
    }
