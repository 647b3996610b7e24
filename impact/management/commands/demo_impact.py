"""Fills the pages of impact of the demonstration, when they are empty."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from contributions.demo.stage import GRANT_NUMBER
from impact.demo import add_impact
from impact.models import Campaign, Story
from partnership.models import Programme


class Command(BaseCommand):
    help = "Fill the pages of impact of the demonstration. Only where DEMO or DEBUG is on, after demo_data."

    def handle(self, *args, **options):
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("The demonstration is made up. Set DEMO=1 if you want it here.")
        with transaction.atomic():
            programme = Programme.objects.select_for_update().filter(grant_number=GRANT_NUMBER).first()
            if programme is None:
                raise CommandError("There is no demonstration yet. Run demo_data first.")
            add_impact(programme.partnership, timezone.now())
        count = Campaign.objects.filter(partnership=programme.partnership_id).count()
        stories = Story.objects.filter(partnership=programme.partnership_id).count()
        self.stdout.write(f"  Impact: {count} campaigns, figures per school year, {stories} stories.")
