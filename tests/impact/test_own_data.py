"""What a person reads about being asked, in the file of own data."""

import pytest

from impact.models import BlockedAddress, FreeText
from impact.own_data import own_data
from tests.cast import NOW
from tests.impact.stage import make_campaign, make_contact, make_response

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
    assert not any(own_data(cast.mo.user, [cast.mo], NOW).values())


def test_people_read_what_they_answered_under_their_name(cast):
    campaign = make_campaign(cast.werkplaats)
    mine = make_response(make_contact(campaign, email=cast.anna.user.email), "student.motivation")
    make_response(make_contact(campaign), "student.motivation")
    FreeText.objects.create(response=mine, kind="remarks", text="Ga zo door")
    told = own_data(cast.anna.user, [cast.anna], NOW)
    assert [row["campaign__name"] for row in told["answers"]] == [campaign.name]
    assert [row["outcome__key"] for row in told["outcomes_named"]] == ["motivation"]
    assert [row["text"] for row in told["texts_written"]] == ["Ga zo door"]
