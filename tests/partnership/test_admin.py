"""The administration: closing an account is its one deed, and stands in the log."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lib.workflow import Refused
from partnership.actions.accounts import set_active
from partnership.models import AuditEvent, User


@pytest.fixture
def keeper(cast):
    return User.objects.create_superuser("keeper@example.org", "a long enough passphrase", name="Kea Keeper")


def change_url(user):
    return reverse("admin:partnership_user_change", args=[user.pk])


def test_closing_an_account_is_in_the_log_and_ends_its_session(cast, keeper, client, log_in):
    anna, home = Client(), reverse("hours", args=["werkplaats"])
    anna.force_login(cast.anna.user)
    assert anna.get(home).status_code == 200
    client.force_login(keeper)
    assert client.post(change_url(cast.anna.user), {}).status_code == 302
    event = AuditEvent.objects.get(verb="account.closed")
    assert (event.actor, event.partnership, event.object_id) == (keeper, cast.werkplaats, cast.anna.user_id)
    assert anna.get(home).status_code == 302
    assert "Anna Terpdok" in log_in(cast.mirjam).get(reverse("audit", args=["werkplaats"])).content.decode()
    client.force_login(keeper)
    client.post(change_url(cast.anna.user), {"is_active": "on"})
    assert AuditEvent.objects.filter(verb="account.opened", actor=keeper).count() == 1
    assert User.objects.get(pk=cast.anna.user_id).is_active


def test_saving_without_a_change_writes_nothing(cast, keeper, client):
    client.force_login(keeper)
    assert client.post(change_url(cast.anna.user), {"is_active": "on"}).status_code == 302
    assert not AuditEvent.objects.exists()


def test_who_only_looks_closes_nothing(cast, keeper, client):
    cast.beheer.user.is_staff = True
    cast.beheer.user.save()
    client.force_login(cast.beheer.user)
    assert client.post(change_url(cast.anna.user), {}).status_code == 403
    with pytest.raises(Refused):
        set_active(by=cast.beheer.user, user=cast.anna.user, active=False, now=timezone.now())
    set_active(by=keeper, user=cast.anna.user, active=False, now=timezone.now())
    assert not User.objects.get(pk=cast.anna.user_id).is_active
