"""Acting for one of several organisations, chosen by the person (R115)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from partnership.actions import memberships
from partnership.roles import Role
from tests.cast import make_member

HERE = reverse("act_as", args=["werkplaats"])


@pytest.fixture
def second(cast):
    """Anna coordinates for Hanze too."""
    return make_member("Anna Terpdok", cast.hanze, Role.COORDINATOR)


def choose(client, membership, **more):
    return client.post(HERE, {"membership": membership.pk, **more})


def test_with_one_role_nothing_has_to_be_chosen(cast, log_in):
    assert log_in(cast.anna).get(HERE).context["membership"] == cast.anna


def test_with_several_roles_one_is_chosen_first(cast, second, log_in):
    client = log_in(cast.anna)
    asked = reverse("plan", args=["werkplaats"])
    response = client.get(asked)
    assert response.url.startswith(f"{HERE}?next=")
    assert choose(client, second, next=asked).url == asked
    assert client.get(asked).context["membership"] == second


def test_the_choice_is_kept_and_can_be_changed(cast, second, log_in):
    client = log_in(cast.anna)
    choose(client, second)
    assert client.get(HERE).context["membership"] == second
    choose(client, cast.anna)
    assert client.get(HERE).context["membership"] == cast.anna


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example/", "/elders/hours/", "/werkplaats/\\evil"])
def test_the_way_on_stays_in_the_partnership(cast, second, log_in, next_):
    assert choose(log_in(cast.anna), second, next=next_).url.startswith("/werkplaats/")


def test_nobody_acts_as_somebody_else(cast, second, log_in):
    client = log_in(cast.anna)
    assert choose(client, cast.mirjam).status_code == 404
    assert choose(client, cast.esra).status_code == 404
    assert client.post(HERE, {"membership": "x"}).status_code == 404


def test_a_role_that_ended_is_not_acted_with(cast, second, log_in):
    client = log_in(cast.anna)
    choose(client, second)
    memberships.end(by=cast.mirjam, membership=second, now=timezone.now())
    assert client.get(HERE).context["membership"] == cast.anna
    assert choose(client, second).status_code == 404


def test_the_door_leads_to_the_only_partnership_a_choice_or_an_explanation(cast, client, log_in):
    log_in(cast.anna)
    assert client.get(reverse("start")).url == "/werkplaats/"
    make_member("Anna Terpdok", cast.kleibyte, Role.COMPANY_MEMBER)
    found = client.get(reverse("start"))
    assert [partnership.slug for partnership, _ in found.context["found"]] == ["elders", "werkplaats"]
    memberships.end(by=cast.mirjam, membership=cast.bram, now=timezone.now())
    client.force_login(cast.bram.user)
    assert client.get(reverse("start")).context["found"] == []


def test_a_stranger_hears_that_there_is_no_such_page(cast, log_in):
    for path in ("", "act-as/", "people/", "plan/", "programme/", "log/"):
        assert log_in(cast.esra).get(f"/werkplaats/{path}").status_code == 404
        assert log_in(cast.esra).get(f"/nowhere/{path}").status_code == 404
    assert log_in(cast.esra).get("/elders/people/").status_code == 200


def test_what_was_typed_before_choosing_a_role_is_offered_after_it(cast, client, log_in):
    make_member("Mirjam Management", cast.hanze, Role.COORDINATOR)
    log_in(cast.mirjam)
    answer = client.post(reverse("invite", args=["werkplaats"]), {"name": "Nina Nieuw"})
    assert reverse("act_as", args=["werkplaats"]) in answer.url
    assert "resume" in answer.url
    assert "Nina Nieuw" in client.get(reverse("interrupted")).content.decode()
    chosen = choose(client, cast.mirjam, next=reverse("interrupted"))
    assert chosen.url == reverse("interrupted")
