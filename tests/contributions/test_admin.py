import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def looker(cast, client):
    user = cast.beheer.user
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    return client


@pytest.mark.parametrize("make", ["entry", "pledge", "cash"])
def test_the_administration_only_looks(cast, looker, make):
    row = getattr(cast, make)()
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
    assert looker.get(reverse(f"{name}_changelist")).status_code == 200
    assert looker.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
    assert looker.get(reverse(f"{name}_add")).status_code == 403
    assert looker.post(reverse(f"{name}_change", args=[row.pk]), {"state": "approved"}).status_code == 403
    assert looker.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_members_have_no_business_there(cast, log_in):
    assert log_in(cast.mirjam).get(reverse("admin:contributions_hourentry_changelist")).status_code == 302
