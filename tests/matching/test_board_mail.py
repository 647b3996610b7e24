"""The weekly mail of saved searches: what is new, once, to who wants it."""

from datetime import timedelta

import pytest

from lib.workflow import Refused
from matching.actions import favourites
from matching.actions.search_mail import tell_news
from matching.models import SavedSearch
from matching.searching import Search
from partnership.models import OutboxMail
from tests.cast import NOW
from tests.matching.board_stage import make_assignment

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def told(cast):
    cast.saved = save(cast.sanne, "molen", "Molens")
    make_assignment(cast, "Website voor een molen", decided_at=NOW + timedelta(days=2))
    return cast


def save(member, q, name, by_mail=True):
    return favourites.save_search(by=member, search=Search(q=q), name=name, by_mail=by_mail, now=NOW)


def mails():
    return list(OutboxMail.objects.order_by("pk"))


def test_what_is_new_is_told_once(told):
    assert tell_news(now=NOW + WEEK) == 1
    mail = mails()[0]
    assert mail.to == told.sanne.user.email
    assert "Website voor een molen" in mail.text and "Molens" in mail.text
    assert "/werkplaats/board/?q=molen&sort=new" in mail.text and "/werkplaats/board/kept/" in mail.text
    assert tell_news(now=NOW + WEEK) == 0
    assert tell_news(now=NOW + WEEK + timedelta(hours=3)) == 0
    assert tell_news(now=NOW + 2 * WEEK) == 0  # nothing new
    make_assignment(told, "Zaagmolen", text="Een molen.", decided_at=NOW + 2 * WEEK + timedelta(days=1))
    assert tell_news(now=NOW + 3 * WEEK) == 1
    assert "Zaagmolen" in mails()[1].text and "Website" not in mails()[1].text


def test_one_mail_for_all_searches_of_a_person(told):
    save(told.sanne, "dijk", "Dijken")
    save(told.sanne, "strand", "Strand")
    make_assignment(told, "Dijk meten", decided_at=NOW + timedelta(days=3))
    assert tell_news(now=NOW + WEEK) == 1
    text = mails()[0].text
    assert "Molens" in text and "Dijken" in text and "Strand" not in text


def test_many_are_counted_and_few_are_named(told):
    for number in range(7):
        make_assignment(told, f"Molen {number}", decided_at=NOW + timedelta(days=1, hours=number))
    tell_news(now=NOW + WEEK)
    assert mails()[0].text.count("Molen ") <= 6
    assert "8" in mails()[0].subject and "nog 3" in mails()[0].text


@pytest.mark.parametrize("change", ["off", "ended", "closed", "other", "late"])
def test_who_is_not_told(told, change):
    if change == "off":
        favourites.set_mail(by=told.sanne, saved=told.saved, by_mail=False, now=NOW)
    elif change == "ended":
        told.sanne.ended_at = NOW + timedelta(days=1)
        told.sanne.save()
    elif change == "closed":
        make_assignment(told, "Molen dicht", apply_until=NOW.date(), decided_at=NOW + timedelta(hours=1))
        SavedSearch.objects.update(query="q=dicht")
    elif change == "other":
        SavedSearch.objects.update(query="q=molen&kind=research")
    else:
        SavedSearch.objects.update(told_until=NOW + timedelta(days=3))
    assert tell_news(now=NOW + WEEK) == 0
    assert not mails()


def test_switched_on_again_tells_from_then_on(told):
    favourites.set_mail(by=told.sanne, saved=told.saved, by_mail=False, now=NOW)
    favourites.set_mail(by=told.sanne, saved=told.saved, by_mail=True, now=NOW + timedelta(days=5))
    assert tell_news(now=NOW + WEEK) == 0
    make_assignment(told, "Molenwiek", text="molen", decided_at=NOW + timedelta(days=9))
    assert tell_news(now=NOW + 2 * WEEK) == 1


def test_the_list_of_searches_is_bounded(cast):
    for number in range(10):
        save(cast.sanne, f"woord{number}", "x")
    with pytest.raises(Refused):
        save(cast.sanne, "nog een", "x")
    with pytest.raises(Refused):
        favourites.save_search(by=cast.anna, search=Search(q="\U0001f600" * 200), name="x", by_mail=True, now=NOW)
    with pytest.raises(Refused):
        favourites.throw_away(by=cast.anna, saved=SavedSearch.objects.first(), now=NOW)
    with pytest.raises(Refused):
        favourites.set_mail(by=cast.anna, saved=SavedSearch.objects.first(), by_mail=False, now=NOW)


def test_what_was_kept_goes_when_a_role_ends(told):
    row = make_assignment(told, "Molenaar")
    for member in (told.sanne, told.anna):
        favourites.keep(by=member, assignment=row, now=NOW)
    assert favourites.forget(now=NOW + WEEK) == 0
    told.sanne.ended_at = NOW + timedelta(days=1)
    told.sanne.save()
    assert favourites.forget(now=NOW + WEEK) == 2
    assert list(told.anna.favourites.values_list("assignment", flat=True)) == [row.pk]
    assert not SavedSearch.objects.exists()
