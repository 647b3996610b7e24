"""Makes the demonstration partnership, when it isn't there yet."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contributions.demo.stage import NAME, SLUG, set_stage
from partnership.demo_accounts import ACCOUNTS


class Command(BaseCommand):
    help = "Make the demonstration partnership with its history and accounts. Only where DEMO or DEBUG is on."

    def handle(self, *args, **options):
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("The demonstration has accounts with a known password. Set DEMO=1 if you want it here.")
        done = set_stage(now=timezone.now())
        if done is None:
            self.stdout.write("  The demonstration is there already; nothing changed.")
            return
        lines, refused = done.judgement.accepted_hour_lines, len(done.judgement.rejected)
        self.stdout.write(f"  {NAME} at /{SLUG}/: {lines} hour lines ({refused} refused), {len(ACCOUNTS)} accounts.")
