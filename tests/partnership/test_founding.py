"""`manage.py first_manager`: how somebody gets into a portal in which nobody is yet."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from partnership.models import AuditEvent, Membership, Organisation, Partnership, User
from partnership.roles import Role

NEW_PASSWORD = "seven quiet herons"
FIRST = {
    "slug": "rif-noord",
    "partnership": "RIF Noord",
    "organisation": "Wadcollege",
    "email": "Anna@Wad.example",
    "name": "Anna Wad",
}


def run(**values) -> str:
    out = StringIO()
    call_command("first_manager", stdout=out, **FIRST | values)
    return out.getvalue()


def link_in(printed: str) -> str:
    return re.search(r"http://localhost:8000(\S+)", printed)[1]


@pytest.mark.django_db
def test_the_first_manager_follows_the_link_chooses_a_password_and_is_in(client):
    page = client.get(link_in(run()), follow=True)
    assert page.status_code == 200
    client.post(page.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert client.login(username="anna@wad.example", email="anna@wad.example", password=NEW_PASSWORD)
    assert client.get("/rif-noord/").status_code == 200
    assert client.get("/rif-noord/people/").status_code == 200
    assert Organisation.objects.get(key="wadcollege").kind == "applicant_school"
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"partnership.founded", "organisation.entered", "membership.founded"} <= verbs


@pytest.mark.django_db
def test_again_gives_a_new_link_and_nothing_else():
    run()
    assert link_in(run())
    assert (Partnership.objects.count(), Organisation.objects.count(), User.objects.count()) == (1, 1, 1)
    assert Membership.objects.get().role == Role.MANAGEMENT


@pytest.mark.django_db
def test_who_has_a_password_keeps_it():
    User.objects.create_user("anna@wad.example", NEW_PASSWORD, name="Anna")
    assert "http" not in run()
    assert User.objects.get().check_password(NEW_PASSWORD)


@pytest.mark.django_db
def test_there_is_one_first_manager():
    run()
    with pytest.raises(CommandError, match=r"anna@wad\.example"):
        run(email="piet@wad.example")
    assert Membership.objects.count() == 1


def test_a_manager_of_a_partnership_that_is_there_stands_at_one_of_its_partners(cast):
    Membership.objects.filter(role=Role.MANAGEMENT).delete()
    run(slug=cast.werkplaats.slug, partnership="", organisation=cast.terpdok.key)
    made = Membership.objects.get(role=Role.MANAGEMENT)
    assert (made.organisation, made.partnership) == (cast.terpdok, cast.werkplaats)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"slug": "admin"}, "address admin"),
        ({"slug": "no good"}, "letters, digits"),
        ({"partnership": "x" * 121}, "120"),
        ({"email": "anna"}, "no e-mail address"),
        ({"name": "x" * 121}, "120"),
        ({"kind": "bakery"}, "applicant_school"),
        ({"organisation": "--"}, "--organisation"),
    ],
)
@pytest.mark.django_db
def test_what_cannot_be_is_refused_and_nothing_is_left(wrong, said):
    with pytest.raises(CommandError, match=said), override("en"):
        run(**wrong)
    assert not Partnership.objects.exists()


@pytest.mark.django_db
def test_a_closed_account_is_not_opened_again():
    User.objects.create_user("anna@wad.example", name="Anna", is_active=False)
    with pytest.raises(CommandError, match="closed"), override("en"):
        run()
