"""Lets the first person into a new partnership."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from lib.workflow import Refused
from partnership.actions.founding import found
from partnership.kinds import OrganisationKind


class Command(BaseCommand):
    help = (
        "Let the first member of management in: makes the partnership and the organisation when they are not there "
        "yet, and prints a link to choose a password. Again for the same person prints a new link."
    )

    def add_arguments(self, parser):
        parser.add_argument("--slug", required=True, help="the address of the partnership, as in /rif-noord/")
        parser.add_argument("--partnership", default="", metavar="NAME", help="the name of a new partnership")
        parser.add_argument("--organisation", required=True, metavar="NAME", help="of the manager; or its key")
        parser.add_argument(
            "--kind",
            default=OrganisationKind.APPLICANT_SCHOOL.value,
            help=f"of a new organisation: {', '.join(OrganisationKind.values)}; applicant_school unless you say so",
        )
        parser.add_argument("--email", required=True, help="of the manager")
        parser.add_argument("--name", default="", help="of the manager")

    def handle(self, *args, slug, partnership, organisation, kind, email, name, **options):
        try:
            done = found(
                slug=slug,
                partnership=partnership,
                organisation=organisation,
                email=email,
                name=name,
                kind=kind,
                now=timezone.now(),
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        names = {"email": done.membership.user.email, "partnership": done.membership.partnership.name}
        self.stdout.write(_("%(email)s belongs to the management of %(partnership)s.") % names)
        if done.link:
            self.stdout.write(_("Choose a password here; the link works once, for three days:"))
            self.stdout.write(f"  {done.link}")
        else:
            self.stdout.write(_("They log in with the password they have."))
