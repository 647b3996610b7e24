"""`manage.py financing GRANT_NUMBER [--json]`: what a programme has realised, as the page and the reports have it."""

import json

from django.core.management.base import BaseCommand, CommandError

from contributions.queries.financing import realised, realised_as_json
from partnership.models import Programme


class Command(BaseCommand):
    help = (
        "What a programme has realised up to now, approved and counting, to the cent: hours, their value, cash, rooms "
        "and materials, and all of it by side of the financing, partner, calendar year, lab and kind of effort."
    )

    def add_arguments(self, parser):
        parser.add_argument("grant_number")
        parser.add_argument("--json", action="store_true", help='the same for a program, as JSON: {"realised": {…}}')

    def handle(self, *args, grant_number, **options):
        programme = Programme.objects.filter(grant_number=grant_number).first()
        if programme is None:
            known = ", ".join(Programme.objects.order_by("grant_number").values_list("grant_number", flat=True))
            raise CommandError(f"No programme has grant number {grant_number}. There are: {known or 'none'}.")
        figures = realised_as_json(realised(programme))
        if options["json"]:
            self.stdout.write(json.dumps({"realised": figures}, indent=1))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name}: {value}" if isinstance(value, str) else f"{name}:")
            for key, amount in value.items() if isinstance(value, dict) else ():
                self.stdout.write(f"  {key:<28}{amount:>16}")
