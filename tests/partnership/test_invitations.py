"""The life of an invitation: sent, opened, accepted once, sent again, withdrawn, expired."""

import re
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from lib.workflow import Refused
from partnership.actions import invitations as actions
from partnership.models import AuditEvent, Invitation, Membership, OutboxMail, User
from partnership.roles import Role
from tests.cast import PASSWORD, stage

NEW_PASSWORD = "seven quiet herons"


def send(cast, by=None, **values):
    by = by or cast.mirjam
    defaults = {
        "email": "nina@example.org",
        "name": "Nina Nieuw",
        "role": Role.COMPANY_MEMBER,
        "organisation": cast.terpdok,
        "programme": None,
        "nonce": uuid4(),
        "now": timezone.now(),
    }
    return actions.invite(by=by, **defaults | values)


def token_in_mail(invitation):
    mail = OutboxMail.objects.filter(to=invitation.email).order_by("-pk").first()
    return re.search(r"/invitation/([\w-]+)/", mail.text)[1]


def open_link(client, token):
    return client.get(reverse("invitation", args=[token]), follow=True)


def test_the_token_is_long_and_only_its_hash_is_kept(cast):
    invitation = send(cast)
    token = token_in_mail(invitation)
    assert len(token) >= 43  # 256 bits
    assert invitation.token_hash == actions.hash_of(token)
    assert token not in str(list(Invitation.objects.values()))
    assert token not in str(list(AuditEvent.objects.values()))


def test_the_link_moves_into_the_session_and_changes_nothing(cast, client):
    invitation = send(cast)
    token = token_in_mail(invitation)
    response = open_link(client, token)
    assert response.redirect_chain == [(reverse("invitation_accept"), 302)]
    assert token not in response.content.decode()
    assert "Nina Nieuw" in response.content.decode()
    assert not User.objects.filter(email="nina@example.org").exists()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_a_newcomer_gets_an_account_a_role_and_is_logged_in(cast, client):
    invitation = send(cast)
    open_link(client, token_in_mail(invitation))
    answer = {"name": "Nina Nieuw", "password": NEW_PASSWORD}
    response = client.post(reverse("invitation_accept"), answer)
    assert response.url == "/werkplaats/"
    membership = Membership.objects.get(user__email="nina@example.org")
    assert (membership.role, membership.organisation) == (Role.COMPANY_MEMBER, cast.terpdok)
    assert membership.user.check_password(NEW_PASSWORD)
    assert client.get(reverse("start")).url == "/werkplaats/"
    assert AuditEvent.objects.get(verb="invitation.accepted").actor == membership.user


@pytest.mark.parametrize("password", ["short", "123456789012", "nina.vandernieuw", ""])
def test_a_weak_password_is_refused_and_the_name_is_kept(cast, client, password):
    open_link(client, token_in_mail(send(cast)))
    response = client.post(reverse("invitation_accept"), {"name": "Nina van der Nieuw", "password": password})
    assert response.status_code == 200
    assert response.context["form"].errors["password"]
    assert "Nina van der Nieuw" in response.content.decode()
    assert not User.objects.filter(email="nina@example.org").exists()


def test_a_link_works_once(cast, client):
    token = token_in_mail(send(cast))
    open_link(client, token)
    client.post(reverse("invitation_accept"), {"name": "Nina", "password": NEW_PASSWORD})
    client.logout()
    assert open_link(client, token).status_code == 410


def test_after_sending_again_only_the_new_link_works(cast, client):
    invitation = send(cast)
    old = token_in_mail(invitation)
    actions.resend(by=cast.mirjam, invitation=invitation, now=timezone.now())
    assert open_link(client, old).status_code == 410
    assert open_link(client, token_in_mail(invitation)).status_code == 200


def test_a_page_that_was_open_dies_with_its_link(cast, client):
    invitation = send(cast)
    open_link(client, token_in_mail(invitation))
    actions.revoke(by=cast.mirjam, invitation=invitation, now=timezone.now())
    response = client.post(reverse("invitation_accept"), {"name": "Nina", "password": NEW_PASSWORD})
    assert response.status_code == 410
    assert not User.objects.filter(email="nina@example.org").exists()


def test_a_link_dies_after_its_days(cast, client, settings):
    sent = timezone.now() - timedelta(days=settings.INVITATION_DAYS, minutes=1)
    assert open_link(client, token_in_mail(send(cast, now=sent))).status_code == 410
    fresh = send(cast, now=sent + timedelta(minutes=2))
    assert open_link(client, token_in_mail(fresh)).status_code == 200


def test_a_made_up_link_does_nothing(cast, client):
    assert open_link(client, "x" * 43).status_code == 410


def test_who_has_an_account_logs_in_first(cast, client):
    invitation = send(cast, email=cast.bram.user.email)
    response = open_link(client, token_in_mail(invitation))
    assert reverse("account_login") in response.content.decode()
    refused = client.post(reverse("invitation_accept"), {"name": "X", "password": NEW_PASSWORD})
    assert refused.status_code == 200
    assert Membership.objects.filter(user=cast.bram.user).count() == 1
    client.post(
        reverse("account_login"),
        {"login": cast.bram.user.email, "password": PASSWORD, "next": reverse("invitation_accept")},
    )
    assert client.post(reverse("invitation_accept")).url == "/werkplaats/"
    assert Membership.objects.filter(user=cast.bram.user, organisation=cast.terpdok).exists()
    cast.bram.user.refresh_from_db()
    assert cast.bram.user.check_password(PASSWORD)


def test_nobody_accepts_an_invitation_of_another_address(cast, log_in):
    token = token_in_mail(send(cast))
    client = log_in(cast.bram)
    response = open_link(client, token)
    assert "nina@example.org" in response.content.decode()
    client.post(reverse("invitation_accept"))
    assert not Invitation.objects.exclude(accepted_at=None).exists()
    with pytest.raises(Refused):
        actions.accept_as(invitation=Invitation.objects.get(), user=cast.bram.user, now=timezone.now())


def test_the_same_form_twice_is_one_invitation_and_one_mail(cast, log_in):
    form = {
        "name": "Nina",
        "email": "Nina@Example.org",
        "role": "teacher",
        "organisation": cast.hanze.pk,
        "nonce": uuid4(),
    }
    client = log_in(cast.mirjam)
    answers = [client.post(reverse("invite", args=["werkplaats"]), form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Invitation.objects.get().email == "nina@example.org"
    assert OutboxMail.objects.count() == 1


def test_who_is_there_or_invited_already_is_not_invited_again(cast, log_in):
    client = log_in(cast.mirjam)
    form = {"name": "Anna", "email": cast.anna.user.email, "role": "company_member", "organisation": cast.terpdok.pk}
    response = client.post(reverse("invite", args=["werkplaats"]), form | {"nonce": uuid4()})
    assert "email" in response.context["form"].errors
    send(cast)
    form["email"] = "nina@example.org"
    response = client.post(reverse("invite", args=["werkplaats"]), form | {"nonce": uuid4()})
    assert "email" in response.context["form"].errors
    form["organisation"] = cast.wadbyte.pk
    assert client.post(reverse("invite", args=["werkplaats"]), form | {"nonce": uuid4()}).status_code == 302


def test_an_auditor_gets_a_programme_and_nobody_else_does(cast, log_in):
    client = log_in(cast.mirjam)
    form = {"name": "A", "email": "a@example.org", "role": "auditor", "organisation": cast.kantoor.pk}
    url = reverse("invite", args=["werkplaats"])
    assert "programme" in client.post(url, form | {"nonce": uuid4()}).context["form"].errors
    other = form | {"nonce": uuid4(), "role": "teacher", "programme": cast.programme.pk}
    assert "programme" in client.post(url, other).context["form"].errors
    foreign = form | {"nonce": uuid4(), "programme": cast.other_programme.pk}
    assert "programme" in client.post(url, foreign).context["form"].errors
    assert client.post(url, form | {"nonce": uuid4(), "programme": cast.programme.pk}).status_code == 302


@pytest.mark.parametrize(
    ("role", "organisation", "allowed"),
    [
        ("company_member", "terpdok", True),
        ("company_manager", "terpdok", True),
        ("company_member", "wadbyte", False),
        ("management", "terpdok", False),
        ("coordinator", "terpdok", False),
    ],
)
def test_a_company_manager_invites_colleagues_only(cast, log_in, role, organisation, allowed):
    company = getattr(cast, organisation)
    form = {"name": "Kim", "email": "kim@example.org", "role": role, "organisation": company.pk, "nonce": uuid4()}
    response = log_in(cast.mo).post(reverse("invite", args=["werkplaats"]), form)
    assert (response.status_code == 302) is allowed
    assert Invitation.objects.exists() is allowed
    if not allowed:
        with pytest.raises(Refused):
            send(cast, by=cast.mo, role=role, organisation=company)


def test_an_invitation_of_another_company_or_partnership_is_not_there(cast, log_in):
    invitation = send(cast, organisation=cast.wadbyte)
    url = reverse("invitation_revoke", args=["werkplaats", invitation.pk])
    assert log_in(cast.mo).post(url).status_code == 404
    elsewhere = reverse("invitation_revoke", args=["elders", invitation.pk])
    assert log_in(cast.esra).post(elsewhere).status_code == 404
    assert log_in(cast.mirjam).post(url).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_gets_in(client):
    cast = stage()
    invitation = send(cast)
    together, answers = Barrier(2), []

    def accept():
        try:
            together.wait(5)
            actions.accept_as_newcomer(invitation=invitation, name="Nina", password=NEW_PASSWORD, now=timezone.now())
            answers.append("in")
        except Refused:
            answers.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["in", "refused"]
    assert Membership.objects.filter(user__email="nina@example.org").count() == 1


def test_the_list_says_which_mail_did_not_arrive_in_a_fixed_number_of_queries(cast, log_in, django_assert_num_queries):
    client = log_in(cast.mirjam)
    url = reverse("invitations", args=["werkplaats"])
    send(cast)
    client.get(url)
    with django_assert_num_queries(5):
        client.get(url)
    for number in range(8):
        send(cast, email=f"n{number}@example.org")
    OutboxMail.objects.filter(to="n3@example.org").update(state="failed")
    with django_assert_num_queries(5):
        response = client.get(url)
    assert response.content.decode().count("pill--bad") == 1
