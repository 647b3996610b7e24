"""Brings a history folder into a partnership."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributions.history.facts import FolderError, Judgement
from contributions.history.folder import read_folder
from contributions.history.programme import shown
from contributions.history.progress import Bar, Silence
from contributions.history.sentences import WHY_REFUSED
from contributions.history.write import Imported, import_folder
from contributions.states import EntryState
from partnership.actions.founding import wrong_names

MOST_SHOWN = 100


class Command(BaseCommand):
    help = (
        "Bring the history of a programme, a folder of files, into a partnership. The same folder again adds nothing. "
        "Refused rows are listed and do not stop the others; docs/history-format.md describes the files."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="folder with programme.json and the CSV files")
        parser.add_argument("--partnership", required=True, metavar="SLUG", help="made when it is not there yet")
        parser.add_argument("--name", default="", help="the name of a new partnership")
        parser.add_argument("--dry-run", action="store_true", help="only check and say what would be refused")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print only the result, as JSON")

    def handle(self, *args, folder, partnership, name, dry_run, as_json, **options):
        if wrong := wrong_names(partnership, name):
            raise CommandError(wrong)
        progress = Silence() if as_json else Bar()
        try:
            done = import_folder(read_folder(folder), slug=partnership, name=name, dry_run=dry_run, progress=progress)
        except FolderError as refusal:
            raise CommandError(_("%(problem)s Nothing was written.") % {"problem": refusal}) from None
        except Error as error:
            message = _("The database refused: %(problem)s. Nothing was written.")
            raise CommandError(message % {"problem": shown(str(error).splitlines()[0])}) from None
        finally:
            progress.stop()
        if as_json:
            self.stdout.write(json.dumps(done.judgement.as_json(), indent=1))
        else:
            self._tell(done.judgement)
            self._tell_what_is_written(done, dry_run)

    def _tell(self, judgement: Judgement) -> None:
        count = judgement.accepted_hour_lines
        by_status = ", ".join(f"{EntryState(state).label} {lines}" for state, lines in judgement.by_status.items())
        accepted = ngettext("%(count)s hour line is accepted", "%(count)s hour lines are accepted", count)
        self.stdout.write(f"{accepted % {'count': count}}: {by_status}.")
        refused = len(judgement.rejected)
        if refused:
            words = ngettext("%(count)s row is refused:", "%(count)s rows are refused:", refused)
            self.stdout.write(words % {"count": refused})
        for row in judgement.rejected[:MOST_SHOWN]:
            why = f"{row.reason}: {WHY_REFUSED[row.reason]}"
            self.stdout.write(f"  {row.file}  {shown(row.id)}  {why} ({shown(row.value)})")
        if refused > MOST_SHOWN:
            self.stdout.write("  " + _("… and %(count)s more; --json gives all.") % {"count": refused - MOST_SHOWN})

    def _tell_what_is_written(self, done: Imported, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write(_("This was a check only. Nothing was written."))
        elif done.written:
            words = ngettext("%(count)s row was written:", "%(count)s rows were written:", done.written)
            self.stdout.write(words % {"count": done.written})
            for model, count in done.counts.items():
                self.stdout.write(f"  {count:>7} {model._meta.verbose_name_plural}")
        else:
            self.stdout.write(_("Everything was there already. Nothing was written."))
        if done.other_rate:
            words = _("The rate is another one than the scheme's. The programme says why: “%(reason)s”")
            self.stdout.write(words % {"reason": done.other_rate})
