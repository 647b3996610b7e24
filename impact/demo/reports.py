"""Of the closed campaign: what management concludes, a report, and figures for everybody."""

from datetime import datetime

from partnership.models import Membership, Partnership
from partnership.roles import Role

from ..actions.conclusions import fingerprint_of, save_conclusions
from ..actions.public_figures import publish_figures
from ..actions.reports import request_report
from ..models import Campaign, ImpactReport
from .answers import SLUG

CONCLUSIONS = {
    "nl": {
        "": "De werkplaatsen doen wat zij beloven: studenten leren in de praktijk, en scholen en bedrijven weten "
        "elkaar te vinden.\n\nWat nog achterblijft is de instroom. Daar is de tijd ook te kort voor geweest.",
        "institution": "De band tussen mbo en hbo is de grootste winst. Die hangt nog te veel aan personen; volgend "
        "jaar leggen we vast wie bij welke school het aanspreekpunt is.",
        "programme": "Opleidingen komen makkelijker aan opdrachten en stages. Het curriculum beweegt mee, langzaam.",
        "student": "Bijna iedereen ziet dat studenten theorie en praktijk beter verbinden.",
    },
    "en": {
        "": "The workplaces do what they promise: students learn in practice, and schools and companies find each "
        "other.\n\nWhat lags behind is the number of new students. The time has been too short for that, too.",
        "student": "Nearly everybody sees that students connect theory and practice better.",
    },
}


def add_report(partnership: Partnership, now: datetime) -> None:
    """A worker makes the report once it runs."""
    campaign = Campaign.objects.filter(partnership=partnership, slug=SLUG).first()
    manager = Membership.objects.filter(partnership=partnership, role=Role.MANAGEMENT).order_by("pk").first()
    if campaign is None or manager is None or ImpactReport.objects.filter(campaign=campaign).exists():
        return
    for language, texts in CONCLUSIONS.items():
        save_conclusions(
            by=manager, campaign=campaign, language=language, texts=texts, seen=fingerprint_of({}), now=now
        )
    request_report(by=manager, campaign=campaign, language="nl", now=now)
    publish_figures(by=manager, campaign=campaign, now=now)
