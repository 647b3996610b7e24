"""The mail that asks somebody to sign, in the language of the agreement."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from contributions.models import Agreement
from lib.figures import period
from partnership.actions.mail import post
from partnership.mails import Letter
from partnership.models import Membership


def mail_signatory(agreement: Agreement, *, by: Membership, now: datetime) -> None:
    """Put the mail in the outbox; call it in the transaction that sends the agreement."""
    with translation.override(agreement.language):
        post(
            key=f"agreement:{agreement.pk}:{agreement.version}",
            to=agreement.signatory.email,
            letter=_letter(agreement, by),
            now=now,
        )


def _letter(agreement: Agreement, by: Membership) -> Letter:
    names = {
        "name": agreement.signatory.name,
        "sender": by.user.name,
        "partnership": by.partnership.name,
        "partner": agreement.organisation.name,
        "programme": agreement.programme.name,
        "number": agreement.number,
        "period": period(agreement.starts_on, agreement.ends_on),
    }
    path = reverse("agreement", kwargs={"partnership": by.partnership.slug, "pk": agreement.pk})
    return Letter(
        subject=_("Agreement to sign: %(number)s") % names,
        greeting=_("Hello %(name)s,") % names,
        paragraphs=(
            _("%(sender)s of %(partnership)s asks you to sign an agreement on behalf of %(partner)s.") % names,
            _("It says what %(partner)s brings in to %(programme)s, for %(period)s.") % names,
            _("Read the document first. You sign in the portal with your password, or on paper."),
        ),
        button=_("Read and sign"),
        path=path,
        closing=(_("Is something in it not right? Answer %(sender)s before you sign.") % names,),
    )
