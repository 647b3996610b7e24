"""The demonstration's own campaigns: everything that pages show is there, and a second time changes nothing."""

import pytest

from impact.demo.campaigns import MANAGER, SLUG, add_open_campaign
from impact.models import Campaign, Contact, ContactSheet, Instrument, Mailing, Response
from impact.queries.contacts import contacts_of, standing_of
from impact.queries.mailings import recipients
from partnership.models import OutboxMail
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_the_demonstration_is_filled_once(cast):
    add_open_campaign(cast.werkplaats, NOW)
    assert not Campaign.objects.exists()  # nobody is there who would have made it
    cast.mirjam.user.email = MANAGER
    cast.mirjam.user.save()
    for _twice in range(2):
        add_open_campaign(cast.werkplaats, NOW)
    row = Campaign.objects.get(slug=SLUG)
    assert (row.state, Campaign.objects.count(), Mailing.objects.filter(state="done").count()) == ("open", 2, 2)
    assert Response.objects.count() == 17
    words = {str(standing_of(contact).label) for contact in contacts_of(row)}
    assert len(words) == 6
    assert recipients(row, "invitation", NOW).count() == 2
    sheet = ContactSheet.objects.get()
    assert (sheet.accepted, sheet.refused, sheet.already_there) == (2, 2, 1)
    assert Instrument.objects.filter(partnership=cast.werkplaats).exists()
    invited = OutboxMail.objects.filter(key__startswith="survey-invitation")
    assert invited.count() == invited.values("to").distinct().count() == 36
    assert Contact.objects.filter(came_from_colleague=True).count() == 1
