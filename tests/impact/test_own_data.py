"""What a person reads about being asked, in the file of own data."""

import pytest

from impact.models import BlockedAddress
from impact.own_data import own_data
from tests.cast import NOW
from tests.impact.stage import make_campaign, make_contact

pytestmark = pytest.mark.django_db


def test_people_read_where_they_were_asked_and_nothing_of_others(cast):
    here, elsewhere = make_campaign(cast.werkplaats), make_campaign(cast.elders)
    email = cast.anna.user.email
    for campaign in (here, elsewhere):
        make_contact(campaign, email=email)
        make_contact(campaign)
    for partnership in (cast.werkplaats, cast.elders):
        BlockedAddress.objects.create(partnership=partnership, email=email, blocked_at=NOW)
    told = own_data(cast.anna.user, [cast.anna], NOW)
    assert [(row["campaign__name"], row["email"]) for row in told["asked_in_surveys"]] == [(here.name, email)]
    assert len(told["never_asked"]) == 1
    assert own_data(cast.mo.user, [cast.mo], NOW) == {"asked_in_surveys": [], "never_asked": []}
