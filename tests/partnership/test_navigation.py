"""Much navigation stands under headings, little does not; every group has its links side by side."""

from itertools import groupby

import pytest
from django.utils.translation import override

from partnership.navigation import GROUPS_FROM, ITEMS, grouped, navigation_for

pytestmark = pytest.mark.django_db


def labels(groups):
    with override("en"):
        return [str(group.heading) for group in groups]


def test_management_finds_its_links_under_headings(cast):
    groups = grouped(navigation_for(cast.mirjam, "/"))
    assert labels(groups) == ["", "In the labs", "Matching", "Brought in", "Money", "Partnership"]
    assert sum(len(group.links) for group in groups) >= GROUPS_FROM


def test_a_long_group_is_folded_unless_the_page_is_in_it(cast):
    def folded(path, member):
        with override("en"):
            return [str(group.heading) for group in grouped(navigation_for(member, path)) if group.folded]

    assert folded("/werkplaats/", cast.mirjam) == ["In the labs"]
    assert folded("/werkplaats/rooms/", cast.mirjam) == []
    assert folded("/werkplaats/", cast.carla) == ["In the labs"]
    assert folded("/werkplaats/", cast.thea) == []


def test_few_links_have_no_headings(cast):
    links = navigation_for(cast.sanne, "/")
    assert labels(grouped(links[: GROUPS_FROM - 1])) == [""]
    assert labels(grouped(links)) == ["", "In the labs", "Matching"]


def test_links_of_a_group_stand_together():
    order = [str(item.group) for item in ITEMS]
    assert [group for group, _items in groupby(order)] == list(dict.fromkeys(order))


def test_a_page_with_an_address_of_its_own_is_under_the_item_that_it_belongs_to(cast):
    def current(path):
        return [link["url"] for link in navigation_for(cast.sanne, path) if link["current"]]

    assert current("/werkplaats/placements/7/") == current("/werkplaats/portfolio/") == ["/werkplaats/placements/"]
    assert current("/werkplaats/") == current("/werkplaats/nowhere/") == ["/werkplaats/"]
