"""Brings the hours of a company in from a spreadsheet: what the upload screen does, at a terminal."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributions.actions.sheet_terminal import Asked, Brought, bring_in, read_people
from contributions.actions.sheets import Upload
from contributions.history.facts import RowError
from contributions.history.programme import shown
from contributions.sheets.facts import FIELDS, Judged, Outcome, SheetRefused
from contributions.sheets.files import LARGEST_FILE
from contributions.sheets.sentences import WHY_REFUSED, in_words
from lib.figures import hours_unit
from lib.money import hours_of
from partnership.models import Organisation, Partnership, Programme

MOST_SHOWN = 100


class Command(BaseCommand):
    help = "Bring hours of a partner in from a spreadsheet (XLSX or CSV). The same spreadsheet again adds nothing."

    def add_arguments(self, parser):
        pair = {"action": "append", "nargs": "+", "default": []}
        parser.add_argument("file", type=Path, help="the spreadsheet")
        parser.add_argument("--partnership", required=True, metavar="SLUG")
        parser.add_argument("--programme", required=True, metavar="GRANT", help="the number of the grant")
        parser.add_argument("--partner", required=True, metavar="KEY", help="whose hours these are")
        parser.add_argument("--sheet", default="", metavar="NAME", help="which sheet, when there are several")
        parser.add_argument("--map", **pair, metavar="FIELD=COLUMN", help=f"fields: {', '.join(FIELDS)}")
        parser.add_argument("--set", **pair, metavar="FIELD=VALUE", help="one value for every row")
        parser.add_argument("--add-people", type=Path, metavar="FILE.csv", help="columns email and name: added first")
        parser.add_argument("--dry-run", action="store_true", help="only check and say what would be refused")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print only the result, as JSON")

    def handle(self, *args, dry_run, as_json, **options):
        try:
            brought = bring_in(_asked(options), now=timezone.now(), dry_run=dry_run)
        except SheetRefused as refusal:
            raise CommandError(_("%(problem)s Nothing was written.") % {"problem": in_words(refusal)}) from None
        except Error as error:
            message = _("The database refused: %(problem)s. Nothing was written.")
            raise CommandError(message % {"problem": shown(str(error).splitlines()[0])}) from None
        if brought.others:
            # Beside the answer, so that it is seen too when the answer is read by a program.
            words = _("Read was the sheet %(sheet)s. These look like hours too: %(others)s. Choose one with --sheet.")
            values = {"sheet": shown(brought.sheet), "others": shown(", ".join(brought.others))}
            self.stderr.write(words % values)
        if as_json:
            self.stdout.write(json.dumps(_as_json(brought.judged), indent=1, ensure_ascii=False))
        else:
            self._tell(brought, dry_run)

    def _tell(self, brought: Brought, dry_run: bool) -> None:
        judged = brought.judged
        columns = ", ".join(f"{field}={shown(column)}" for field, column in brought.mapping.items())
        self.stdout.write(_("Columns: %(columns)s") % {"columns": columns})
        accepted, there = judged.count(Outcome.ACCEPTED), judged.count(Outcome.ALREADY_THERE)
        words = ngettext("accepted: %(count)s row, %(hours)s", "accepted: %(count)s rows, %(hours)s", accepted)
        self.stdout.write(words % {"count": accepted, "hours": hours_unit(judged.minutes)})
        self.stdout.write(_("already there: %(count)s") % {"count": there})
        self._tell_refused(judged)
        if dry_run:
            self.stdout.write(_("This was a check only. Nothing was written."))

    def _tell_refused(self, judged: Judged) -> None:
        refused = list(judged.of(Outcome.REFUSED))
        self.stdout.write(_("refused: %(count)s") % {"count": len(refused)})
        for row in refused[:MOST_SHOWN]:
            why = f"{row.reason}: {WHY_REFUSED[row.reason]}"
            self.stdout.write("  " + _("row %(row)s") % {"row": row.number} + f"  {why} ({shown(row.value)})")
        if len(refused) > MOST_SHOWN:
            self.stdout.write(
                "  " + _("… and %(count)s more; --json gives all.") % {"count": len(refused) - MOST_SHOWN}
            )


def _as_json(judged: Judged) -> dict:
    return {
        "accepted": judged.count(Outcome.ACCEPTED),
        "hours": f"{hours_of(judged.minutes):.2f}",
        "refused": [
            {"row": row.number, "reason": str(row.reason), "value": row.value} for row in judged.of(Outcome.REFUSED)
        ],
        "already_there": judged.count(Outcome.ALREADY_THERE),
    }


def _asked(options: dict) -> Asked:
    partnership = Partnership.objects.filter(slug=options["partnership"]).first()
    if partnership is None:
        raise CommandError(_("There is no partnership %(what)s.") % {"what": shown(options["partnership"])})
    programme = Programme.objects.filter(partnership=partnership, grant_number=options["programme"]).first()
    if programme is None:
        raise CommandError(_("This partnership has no programme %(what)s.") % {"what": shown(options["programme"])})
    organisation = Organisation.objects.filter(partnership=partnership, key=options["partner"]).first()
    if organisation is None:
        raise CommandError(_("This partnership has no partner %(what)s.") % {"what": shown(options["partner"])})
    return Asked(
        upload=Upload(options["file"].name, _content(options["file"])),
        programme=programme,
        organisation=organisation,
        sheet=options["sheet"],
        mapping=_pairs(options["map"]),
        constants=_pairs(options["set"]),
        people=_people(Path(options["add_people"])) if options["add_people"] else (),
    )


def _pairs(given: list[list[str] | str]) -> dict[str, str]:
    """`FIELD=VALUE`, as often as wanted; a value may hold the sign too."""
    found = {}
    for text in (text for group in given for text in ([group] if isinstance(group, str) else group)):
        name, sign, value = text.partition("=")
        name = name.strip().lower()
        if not sign or name not in FIELDS or not value.strip():
            fields = ", ".join(FIELDS)
            message = _("%(what)s is not understood. Write FIELD=VALUE; the fields are: %(fields)s.")
            raise CommandError(message % {"what": shown(text), "fields": fields})
        found[name] = value.strip()
    return found


def _content(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():  # a device or a pipe may never end
            raise CommandError(_("%(file)s is no ordinary file.") % {"file": path.name})
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        message = _("%(file)s cannot be read: %(error)s.") % {"file": path.name, "error": error.strerror}
        raise CommandError(message) from None


def _people(path: Path) -> tuple[tuple[str, str], ...]:
    try:
        return read_people(_content(path))
    except ValueError:
        raise CommandError(_("%(file)s must have the columns email and name.") % {"file": path.name}) from None
    except RowError as error:
        message = _("%(file)s: %(value)s is no e-mail address.")
        raise CommandError(message % {"file": path.name, "value": shown(error.value)}) from None
    except SheetRefused as refusal:
        raise CommandError(in_words(refusal)) from None
