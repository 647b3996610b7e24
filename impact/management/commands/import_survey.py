"""Brings a campaign that was held elsewhere into a partnership, from a folder of files."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributions.history.facts import FolderError
from contributions.history.programme import shown
from contributions.history.progress import Bar, Silence
from impact.survey.facts import Judgement
from impact.survey.folder import read_folder
from impact.survey.sentences import WHY_REFUSED
from impact.survey.write import Imported, built_in_questions, import_campaign
from partnership.actions.founding import wrong_names

MOST_SHOWN = 100


class Command(BaseCommand):
    help = (
        "Bring a campaign of the impact survey, a folder of files, into a partnership. The same folder again adds "
        "nothing. Refused rows are listed and do not stop the others; docs/survey-format.md describes the files."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="folder with campaign.json, contacts.csv and answers.csv")
        parser.add_argument("--partnership", required=True, metavar="SLUG", help="made when it is not there yet")
        parser.add_argument("--name", default="", help="the name of a new partnership")
        parser.add_argument("--dry-run", action="store_true", help="only check and say what would be refused")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print only the result, as JSON")

    def handle(self, *args, folder, partnership, name, dry_run, as_json, **options):
        if wrong := wrong_names(partnership, name):
            raise CommandError(wrong)
        progress = Silence() if as_json else Bar()
        try:
            read = read_folder(folder, built_in_questions(timezone.now()))
            done = import_campaign(read, slug=partnership, name=name, dry_run=dry_run, progress=progress)
        except FolderError as refusal:
            raise CommandError(_("%(problem)s Nothing was written.") % {"problem": refusal}) from None
        except Error as error:
            message = _("The database refused: %(problem)s. Nothing was written.")
            raise CommandError(message % {"problem": shown(str(error).splitlines()[0])}) from None
        finally:
            progress.stop()
        if as_json:
            self.stdout.write(json.dumps(done.judgement.as_json() | {"written": done.written}, indent=1))
        else:
            self._tell(done.judgement)
            self._tell_what_is_written(done, dry_run)

    def _tell(self, judgement: Judgement) -> None:
        values = {"contacts": judgement.accepted_contacts, "answers": judgement.accepted_answers}
        self.stdout.write(_("Accepted: %(contacts)s contacts, %(answers)s answers.") % values)
        refused = len(judgement.rejected)
        if refused:
            words = ngettext("%(count)s row is refused:", "%(count)s rows are refused:", refused)
            self.stdout.write(words % {"count": refused})
        for item in judgement.rejected[:MOST_SHOWN]:
            row = _("row %(row)s") % {"row": item.row}
            why = f"{item.reason}: {WHY_REFUSED[item.reason]}" + (f" ({item.column})" if item.column else "")
            self.stdout.write(f"  {item.file}  {row}  {why}")
        if refused > MOST_SHOWN:
            self.stdout.write("  " + _("… and %(count)s more; --json gives all.") % {"count": refused - MOST_SHOWN})

    def _tell_what_is_written(self, done: Imported, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write(_("This was a check only. Nothing was written."))
        elif done.written:
            words = ngettext("%(count)s row was written:", "%(count)s rows were written:", done.written)
            self.stdout.write(words % {"count": done.written})
            for model, count in done.counts.items():
                if count:
                    self.stdout.write(f"  {count:>7} {model._meta.verbose_name_plural}")
        else:
            self.stdout.write(_("Everything was there already. Nothing was written."))
