"""Fills the demonstration's matching board, when it is empty."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from contributions.demo.stage import GRANT_NUMBER
from matching.demo import add_matching
from matching.models import Assignment
from partnership.models import Programme


class Command(BaseCommand):
    help = "Fill the matching board of the demonstration. Only where DEMO or DEBUG is on, after demo_data."

    def handle(self, *args, **options):
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("The demonstration is made up. Set DEMO=1 if you want it here.")
        with transaction.atomic():
            programme = Programme.objects.select_for_update().filter(grant_number=GRANT_NUMBER).first()
            if programme is None:
                raise CommandError("There is no demonstration yet. Run demo_data first.")
            if Assignment.objects.filter(partnership=programme.partnership_id).exists():
                self.stdout.write("  The board is filled already; nothing changed.")
                return
            add_matching(programme, timezone.now())
        count = Assignment.objects.filter(partnership=programme.partnership_id).count()
        self.stdout.write(f"  The matching board: {count} assignments.")
