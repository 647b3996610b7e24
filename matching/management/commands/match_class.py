"""`manage.py match_class FOLDER [--seed N] [--json]`: places a class by ranked wishes, from files, as the page does."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributions.history.programme import shown
from matching.placing.facts import Placement, Result
from matching.placing.judging import Judged, Refusal
from matching.placing.lottery import draw_seed
from matching.placing.reading import file_of, read_class
from matching.placing.sentences import WHY_REFUSED, explanation, outcome_in_words
from matching.placing.solver import solve

MOST_SHOWN = 100


class Command(BaseCommand):
    help = (
        "Place a class by ranked wishes, from students.csv, roles.csv and wishes.csv: as many students as possible, "
        "then at the lowest total cost (0, 1, 4, 9, 16 for the first to fifth wish), then by a lottery. The same seed "
        "gives the same result again. Refused lines are listed and do not stop the others; docs/class-format.md "
        "describes the files."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="folder with the three CSV files")
        parser.add_argument("--seed", type=int, help="of the lottery; without it one is drawn and printed")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print only the result, as JSON")

    def handle(self, *args, folder, seed, as_json, **options):
        if not folder.is_dir():
            raise CommandError(_("There is no folder %(path)s.") % {"path": shown(str(folder))})
        judged = read_class(folder)
        result = solve(judged.problem, seed=draw_seed() if seed is None else seed)
        if as_json:
            self.stdout.write(json.dumps(_as_json(result, judged), indent=1))
        else:
            self._tell(result)
            self._tell_refused(judged)
        if unread := [refusal for refusal in judged.refusals if refusal.whole_file]:
            raise CommandError(" ".join(f"{file_of(each.part)}: {_why(each)}" for each in unread))

    def _tell(self, result: Result) -> None:
        everybody = len(result.placements)
        words = ngettext(
            "%(placed)s of %(count)s student is placed. Cost: %(cost)s. Seed of the lottery: %(seed)s.",
            "%(placed)s of %(count)s students are placed. Cost: %(cost)s. Seed of the lottery: %(seed)s.",
            everybody,
        )
        about = {"placed": result.placed, "count": everybody, "cost": result.cost, "seed": result.seed}
        self.stdout.write(words % about)
        rows = [_row(placement) for placement in result.placements]
        widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
        for row, placement in zip(rows, result.placements, strict=True):
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
            self.stdout.write("  " + "  ".join(cells).rstrip())
            for sentence in _explained(placement)["why"] if not placement.role else ():
                self.stdout.write(f"      {sentence}")

    def _tell_refused(self, judged: Judged) -> None:
        refused = len(judged.refusals)
        if refused:
            words = ngettext("%(count)s line is refused:", "%(count)s lines are refused:", refused)
            self.stdout.write(words % {"count": refused})
        for refusal in judged.refusals[:MOST_SHOWN]:
            self.stdout.write(f"  {file_of(refusal.part)}:{refusal.line}  {_why(refusal)}")
        if refused > MOST_SHOWN:
            self.stdout.write("  " + _("… and %(count)s more; --json gives all.") % {"count": refused - MOST_SHOWN})


def _row(placement: Placement) -> tuple[str, str, str]:
    return shown(placement.student), outcome_in_words(placement), shown(placement.role)


def _why(refusal: Refusal) -> str:
    sentence = str(WHY_REFUSED[refusal.reason])
    return f"{sentence} ({shown(refusal.value)})" if refusal.value else sentence


def _as_json(result: Result, judged: Judged) -> dict:
    by_student = result.by_student()
    return {
        "placed": result.placed,
        "cost": result.cost,
        "seed": result.seed,
        "unplaced": list(result.unplaced),
        "assignment": result.assignment,
        "explanations": {placement.student: _explained(placement) for placement in by_student},
        "refused": [
            {"file": file_of(each.part), "line": each.line, "reason": str(each.reason), "message": _why(each)}
            for each in judged.refusals
        ],
    }


def _explained(placement: Placement) -> dict:
    return {
        "outcome": str(placement.outcome),
        "rank": placement.rank or None,
        "lot": placement.lot or None,
        "why": explanation(placement, {each.role: shown(each.role) for each in placement.missed}),
    }
