"""What a company hears when a draft was made for it, and when it is asked for a follow-up.

Call it inside the transaction of the deed; the keys say that each person hears each thing once.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from partnership.actions.mail import post
from partnership.mails import Letter
from partnership.models import Membership

from ..bank_sentences import credit_of
from ..models import Assignment, Placement
from ..queries.bank import people_to_tell


def tell_company(row: Assignment, *, by: Membership, now: datetime) -> None:
    """A draft is there to be filled in. Nobody's language is known, so mail is in that of the portal."""
    with translation.override(settings.LANGUAGE_CODE):
        for each in people_to_tell(row.organisation_id, now):
            names = {
                "name": each.user.name,
                "title": row.title,
                "sender": by.user.name,
                "company": each.organisation.name,
            }
            first = _("%(sender)s made a draft for %(company)s: “%(title)s”.")
            if row.follows_id:
                first = _("%(sender)s made a draft for %(company)s that goes on from what you did: “%(title)s”.")
            letter = Letter(
                subject=_("A draft for you: %(title)s") % names,
                greeting=_("Hello %(name)s,") % names,
                paragraphs=(
                    first % names,
                    *((credit_of(row.template),) if row.template_id else ()),
                    _("Change what you like, fill in who guides it, and hand it in. Not for you? Then withdraw it."),
                ),
                button=_("See the draft"),
                path=reverse("assignment", kwargs={"partnership": each.partnership.slug, "pk": row.pk}),
                closing=(_("Do you have a question? Ask %(sender)s.") % names,),
            )
            post(key=f"assignment-draft:{row.pk}:{each.pk}", to=each.user.email, letter=letter, now=now)


def ask_follow_up(placement: Placement, *, now: datetime) -> None:
    """Whether a satisfied company wants to go on, in the language of the agreement."""
    row = placement.assignment
    with translation.override(placement.language):
        for each in people_to_tell(row.organisation_id, now):
            names = {"name": each.user.name, "title": row.title, "company": each.organisation.name}
            letter = Letter(
                subject=_("Go on with it? %(title)s") % names,
                greeting=_("Hello %(name)s,") % names,
                paragraphs=(
                    _("%(company)s looked back on “%(title)s”, and was satisfied. We are glad to hear that.") % names,
                    _("Would you like a next edition, a new team that goes on with the result, or something new?"),
                ),
                button=_("See what you can do"),
                path=reverse("assignment_go_on", kwargs={"partnership": each.partnership.slug, "pk": row.pk}),
                closing=(_("Not now? Then you need not do anything: we ask this once."),),
            )
            post(key=f"follow-up:{row.pk}:{each.pk}", to=each.user.email, letter=letter, now=now)
