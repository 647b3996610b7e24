"""Who sees whom, and what the end of a role means."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from lib.workflow import Refused
from partnership.actions import memberships as actions
from partnership.models import AuditEvent, Membership, OutboxMail, User
from partnership.roles import Role
from tests.cast import make_member, stage


def end_url(membership):
    return reverse("membership_end", args=[membership.partnership.slug, membership.pk])


def test_a_role_that_ends_ends_now_in_open_sessions_too(cast, client, log_in):
    log_in(cast.anna)
    assert client.get(reverse("act_as", args=["werkplaats"])).status_code == 200
    actions.end(by=cast.mirjam, membership=cast.anna, now=timezone.now())
    assert client.get(reverse("act_as", args=["werkplaats"])).status_code == 404
    assert client.get(reverse("start")).status_code == 200  # says that there is no access


def test_the_page_asks_first_and_ends_on_post(cast, log_in):
    client = log_in(cast.mirjam)
    client.get(end_url(cast.anna))
    cast.anna.refresh_from_db()
    assert cast.anna.ended_at is None
    assert client.post(end_url(cast.anna)).url == reverse("people", args=["werkplaats"])
    cast.anna.refresh_from_db()
    assert cast.anna.ended_at is not None


def test_the_last_management_member_stays(cast, log_in):
    client = log_in(cast.beheer)
    assert "button--danger" not in client.get(end_url(cast.mirjam)).content.decode()
    client.post(end_url(cast.mirjam))
    cast.mirjam.refresh_from_db()
    assert cast.mirjam.ended_at is None
    make_member("Max Management", cast.noorderpoort, Role.MANAGEMENT)
    client.post(end_url(cast.mirjam))
    cast.mirjam.refresh_from_db()
    assert cast.mirjam.ended_at is not None


def test_ending_the_own_role_comes_with_a_warning(cast, log_in):
    client = log_in(cast.beheer)
    assert client.get(end_url(cast.beheer)).context["oneself"]
    assert not client.get(end_url(cast.anna)).context["oneself"]
    assert client.post(end_url(cast.beheer)).url == reverse("start")


def test_a_company_manager_ends_colleagues_only(cast, log_in):
    client = log_in(cast.mo)
    assert client.post(end_url(cast.bram)).status_code == 404
    assert client.post(end_url(cast.anna)).status_code == 302
    cast.bram.refresh_from_db()
    assert cast.bram.ended_at is None
    with pytest.raises(Refused):
        actions.end(by=cast.mo, membership=cast.bram, now=timezone.now())


def test_a_role_ends_once(cast):
    now = timezone.now()
    actions.end(by=cast.mirjam, membership=cast.anna, now=now)
    with pytest.raises(Refused):
        actions.end(by=cast.mirjam, membership=cast.anna, now=now + timedelta(hours=1))


def test_who_looked_earlier_and_waited_does_not_end_the_last_manager(cast):
    max_, now = make_member("Max Management", cast.noorderpoort, Role.MANAGEMENT), timezone.now()
    actions.end(by=cast.mirjam, membership=max_, now=now + timedelta(seconds=1))
    with pytest.raises(Refused):
        actions.end(by=max_, membership=cast.mirjam, now=now)
    cast.mirjam.refresh_from_db()
    assert cast.mirjam.ended_at is None


@pytest.mark.django_db(transaction=True)
def test_of_two_managers_who_end_each_other_one_stays():
    cast = stage()
    max_ = make_member("Max Management", cast.noorderpoort, Role.MANAGEMENT)
    together = Barrier(2)

    def end(by, whom):
        try:
            together.wait(5)
            actions.end(by=by, membership=whom, now=timezone.now())
        except Refused:
            pass
        finally:
            connection.close()

    threads = [Thread(target=end, args=pair) for pair in ((cast.mirjam, max_), (max_, cast.mirjam))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = Membership.objects.active(timezone.now()).filter(role=Role.MANAGEMENT, partnership=cast.werkplaats)
    assert left.count() == 1


# --- Making a colleague manager --------------------------------------------------------------------------------
def appoint_url(membership):
    return reverse("membership_appoint", args=[membership.partnership.slug, membership.pk])


def roles_of(user):
    return set(Membership.objects.active(timezone.now()).filter(user=user).values_list("role", flat=True))


@pytest.mark.parametrize("who", ["mirjam", "beheer", "mo"])
def test_a_colleague_becomes_manager(cast, log_in, who):
    client = log_in(getattr(cast, who))
    page = client.get(reverse("people", args=["werkplaats"])).content.decode()
    assert appoint_url(cast.anna) in page and appoint_url(cast.mo) not in page
    assert client.get(appoint_url(cast.anna)).status_code == 200
    assert roles_of(cast.anna.user) == {"company_member"}
    assert client.post(appoint_url(cast.anna)).url == reverse("people", args=["werkplaats"])
    assert roles_of(cast.anna.user) == {"company_manager"}
    event = AuditEvent.objects.get(verb="membership.appointed")
    assert (event.actor, event.data["user"]) == (getattr(cast, who).user, cast.anna.user_id)
    mail = OutboxMail.objects.get()
    assert mail.to == cast.anna.user.email and "Terpdok" in mail.text
    client.post(appoint_url(cast.anna))
    assert Membership.objects.filter(user=cast.anna.user).count() == 2


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("carla", 403), ("aad", 403), ("esra", 404), ("mo", 404)])
def test_who_makes_nobody_manager(cast, log_in, who, status):
    assert log_in(getattr(cast, who)).post(appoint_url(cast.bram)).status_code == status
    assert roles_of(cast.bram.user) == {"company_member"}
    with pytest.raises(Refused):
        actions.appoint(by=getattr(cast, who), membership=cast.bram, now=timezone.now())


@pytest.mark.parametrize("whom", ["thea", "carla", "aad", "mo", "sanne"])
def test_only_a_company_member_becomes_manager(cast, log_in, whom):
    before = getattr(cast, whom)
    client = log_in(cast.mirjam)
    assert '<form method="post">' not in client.get(appoint_url(before)).content.decode()
    client.post(appoint_url(before))
    before.refresh_from_db()
    assert before.ended_at is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_appoint_at_once_one_does():
    cast, together, refused = stage(), Barrier(2), []

    def appoint(by):
        try:
            together.wait(5)
            actions.appoint(by=by, membership=cast.bram, now=timezone.now())
        except Refused as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=appoint, args=[by]) for by in (cast.mirjam, cast.beheer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert roles_of(cast.bram.user) == {"company_manager"}
    assert AuditEvent.objects.filter(verb="membership.appointed").count() == OutboxMail.objects.count() == 1


def test_the_form_of_an_invitation_comes_filled_in(cast, log_in):
    wanted = {"organisation": cast.wadbyte.pk, "role": "company_manager"}
    page = log_in(cast.mirjam).get(reverse("invite", args=["werkplaats"]), wanted).content.decode()
    assert f'<option value="{cast.wadbyte.pk}" selected>' in page and 'value="company_manager" selected' in page
    assert log_in(cast.mo).get(reverse("invite", args=["werkplaats"]), wanted).status_code == 200
    odd = {"organisation": "x", "role": "king"}
    assert log_in(cast.mirjam).get(reverse("invite", args=["werkplaats"]), odd).status_code == 200


def names(response):
    return {row.user.name for row in response.context["page"]}


def test_management_sees_everybody_and_a_company_manager_the_own_company(cast, log_in):
    url = reverse("people", args=["werkplaats"])
    assert names(log_in(cast.mo).get(url)) == {"Anna Terpdok", "Mo Terpdok"}
    everybody = names(log_in(cast.mirjam).get(url))
    assert {"Anna Terpdok", "Bram Wadbyte", "Aad Auditor"} <= everybody
    assert "Esra Elders" not in everybody


def test_filters_and_order_of_people(cast, log_in):
    client = log_in(cast.mirjam)
    url = reverse("people", args=["werkplaats"])
    assert names(client.get(url, {"q": "wadbyte"})) == {"Bram Wadbyte"}
    assert names(client.get(url, {"role": "coordinator"})) == {"Carla Noorderpoort", "Joost Hanze"}
    assert names(client.get(url, {"organisation": cast.hanze.pk})) == {"Joost Hanze"}
    actions.end(by=cast.mirjam, membership=cast.anna, now=timezone.now() - timedelta(seconds=1))
    assert names(client.get(url, {"state": "ended"})) == {"Anna Terpdok"}
    ordered = [row.user.name for row in client.get(url, {"sort": "-name"}).context["page"]]
    assert ordered == sorted(ordered, reverse=True)
    assert client.get(url, {"sort": "user__password", "organisation": "x", "page": "999"}).status_code == 200


def test_the_list_takes_a_fixed_number_of_queries(cast, log_in, django_assert_num_queries):
    client = log_in(cast.mirjam)
    url = reverse("people", args=["werkplaats"])
    client.get(url)
    with django_assert_num_queries(7):
        client.get(url)
    for number in range(12):
        make_member(f"Extra {number}", cast.wadbyte, Role.COMPANY_MEMBER)
    with django_assert_num_queries(7):
        client.get(url)
    assert User.objects.count() > 20
