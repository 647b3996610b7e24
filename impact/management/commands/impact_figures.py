"""Prints what the analysis of a campaign shows."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from contributions.history.programme import shown
from impact.figure_rules import Share
from impact.models import Campaign
from impact.queries.figures import ALL, BESIDE, Figures, figures_json, figures_of
from impact.queries.groups import CampaignGroups, UnknownGroup, groups_of
from lib.figures import NOTHING


class Command(BaseCommand):
    help = "Print the figures of an impact survey, of everybody or of a group. What may not be shown is left out."

    def add_arguments(self, parser):
        pair = {"action": "append", "nargs": "+", "default": []}
        parser.add_argument("campaign", metavar="CAMPAIGN_SLUG", help="the address of the campaign")
        parser.add_argument("--partnership", default="", metavar="SLUG", help="needed when several have this campaign")
        parser.add_argument("--where", **pair, metavar="GROUP=NAME", help="sector=mbo, tranche=1 or workplace=NAME")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def handle(self, *args, campaign, partnership, where, as_json, **options):
        found = _campaign(campaign, partnership)
        groups = groups_of(found)
        figures = figures_of(found, where=_where(groups, where), groups=groups)
        if as_json:
            self.stdout.write(json.dumps(figures_json(figures), indent=1, ensure_ascii=False))
        else:
            self._tell(figures)

    def _tell(self, figures: Figures) -> None:
        total = figures.response.total
        self.stdout.write(figures.campaign.name)
        words = _("%(answered)s of %(invited)s people answered.")
        self.stdout.write(words % {"answered": total.answered, "invited": total.invited})
        if not figures.is_shown:
            self.stdout.write(_("Too few answers to show what they say."))
            return
        names = (ALL, *BESIDE)
        for level in figures.levels:
            self.stdout.write(f"\n{level.level.name}" + "".join(f"{name:>8}" for name in names))
            for item in level.outcomes:
                cells = "".join(f"{_in_words(item.shares[name]):>8}" for name in names)
                self.stdout.write(f"{cells}  {item.outcome.name}")


def _in_words(share: Share | None) -> str:
    if share is None:
        return NOTHING
    return str(share.extreme) if share.extreme else f"{share.percent}%"


def _campaign(slug: str, partnership: str) -> Campaign:
    found = Campaign.objects.filter(slug=slug).select_related("partnership").order_by("pk")
    if partnership:
        found = found.filter(partnership__slug=partnership)
    campaigns = list(found[:2])
    if not campaigns:
        raise CommandError(_("There is no campaign %(what)s.") % {"what": shown(slug)})
    if len(campaigns) > 1:
        raise CommandError(_("Several partnerships have this campaign. Choose one with --partnership."))
    return campaigns[0]


def _where(groups: CampaignGroups, where: list[list[str]]):
    pairs = [pair.partition("=")[::2] for some in where for pair in some]
    try:
        return groups.chosen(pairs)
    except UnknownGroup as unknown:
        raise CommandError(shown(str(unknown))) from None
