"""What the template of a company's month overview shows, from the plain values of its snapshot."""

from datetime import date
from typing import Any

from contributions.states import TimesheetState

from .timesheet import step_in_words


def context(snapshot: dict[str, Any]) -> dict[str, Any]:
    return {
        "month": date.fromisoformat(snapshot["month"]),
        "sheets": [
            sheet
            | {"state": TimesheetState(sheet["state"]).label, "steps": [step_in_words(step) for step in sheet["steps"]]}
            for sheet in snapshot["sheets"]
        ],
    }
