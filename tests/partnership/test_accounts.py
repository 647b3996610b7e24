"""Logging in, passwords, and what an outsider can find out."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse

from partnership.models import OutboxMail
from partnership.roles import Role
from tests.cast import PASSWORD, make_member

LOGIN = reverse("account_login")
RESET = reverse("account_reset_password")
NEW_PASSWORD = "seven quiet herons"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


def log_in_as(client, email, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def test_logging_in_leads_to_the_door_or_to_where_one_was_going(cast, client):
    assert log_in_as(client, cast.anna.user.email).url == reverse("start")
    client.logout()
    assert log_in_as(client, cast.anna.user.email, next="/werkplaats/hours/").url == "/werkplaats/hours/"
    client.logout()
    assert log_in_as(client, cast.anna.user.email, next="https://evil.example/").url == reverse("start")


def test_an_address_is_the_same_in_capitals(cast, client):
    assert log_in_as(client, cast.anna.user.email.upper()).status_code == 302


def test_logging_out_takes_a_button(cast, client, log_in):
    log_in(cast.anna)
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("act_as", args=["werkplaats"])).status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get(reverse("act_as", args=["werkplaats"])).url.startswith(LOGIN)


def error_of(response):
    return [str(error) for error in response.context["form"].non_field_errors()]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(cast, client):
    known = log_in_as(client, cast.anna.user.email, "wrong wrong wrong")
    unknown = log_in_as(client, "nobody@example.org", "wrong wrong wrong")
    assert (known.status_code, error_of(known)) == (unknown.status_code, error_of(unknown))
    assert error_of(known)


def test_asking_for_a_password_answers_the_same_and_mails_only_who_is_there(cast, client):
    known = client.post(RESET, {"email": cast.anna.user.email})
    unknown = client.post(RESET, {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [mail.to for mail in OutboxMail.objects.all()] == [cast.anna.user.email]


def test_who_may_not_log_in_gets_no_mail_and_does_not_get_in(cast, client):
    cast.anna.user.is_active = False
    cast.anna.user.save()
    client.post(RESET, {"email": cast.anna.user.email})
    assert not OutboxMail.objects.exists()
    log_in_as(client, cast.anna.user.email)
    assert client.get(reverse("act_as", args=["werkplaats"])).url.startswith(LOGIN)


def reset_link(settings):
    mail = OutboxMail.objects.latest("pk")
    return re.search(re.escape(settings.SITE_URL) + r"(/accounts/password/reset/key/\S+)", mail.text)[1]


def test_a_forgotten_password_is_replaced_by_the_link_once(cast, client, settings):
    client.post(RESET, {"email": cast.anna.user.email})
    link = reset_link(settings)
    page = client.get(link, follow=True)
    assert link.rstrip("/").split("-")[-1] not in page.request["PATH_INFO"]  # the token left the address
    weak = client.post(page.request["PATH_INFO"], {"password1": "short"})
    assert weak.context["form"].errors["password1"]
    done = client.post(page.request["PATH_INFO"], {"password1": NEW_PASSWORD})
    assert done.url == reverse("account_reset_password_from_key_done")
    cast.anna.user.refresh_from_db()
    assert cast.anna.user.check_password(NEW_PASSWORD)
    assert "token_fail" in client.get(link, follow=True).context


def test_a_made_up_link_offers_a_new_one(cast, client):
    page = client.get(reverse("account_reset_password_from_key", args=["1", "abc-def"]))
    assert page.context["token_fail"]
    assert RESET in page.content.decode()


def test_a_new_password_logs_other_sessions_out(cast, client, log_in):
    log_in(cast.anna)
    cast.anna.user.set_password(NEW_PASSWORD)
    cast.anna.user.save()
    assert client.get(reverse("act_as", args=["werkplaats"])).url.startswith(LOGIN)


def test_changing_the_password_takes_the_old_one(cast, log_in):
    client = log_in(cast.anna)
    url = reverse("account_change_password")
    wrong = client.post(url, {"oldpassword": "wrong", "password1": NEW_PASSWORD})
    assert wrong.context["form"].errors["oldpassword"]
    assert client.post(url, {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}).status_code == 302
    cast.anna.user.refresh_from_db()
    assert cast.anna.user.check_password(NEW_PASSWORD)
    assert client.get(url).status_code == 200  # still logged in here


def test_guessing_is_stopped_and_somebody_else_still_gets_in(cast, client):
    for _ in range(5):
        log_in_as(client, cast.anna.user.email, "wrong wrong wrong")
    blocked = log_in_as(client, cast.anna.user.email)
    assert blocked.status_code == 200
    assert log_in_as(client, cast.bram.user.email).status_code == 302


def test_many_requests_from_one_address_get_a_page_that_says_so(cast, client):
    answers = [client.post(RESET, {"email": cast.anna.user.email}) for _ in range(6)]
    assert answers[0].status_code == 302
    assert answers[-1].status_code == 429
    assert reverse("start") in answers[-1].content.decode()


def test_without_redis_people_log_in_and_quickly(cast, client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1"
    began = time.monotonic()
    assert log_in_as(client, cast.anna.user.email).status_code == 302
    assert time.monotonic() - began < 3


def test_there_is_no_way_to_sign_up(client, db):
    for path in ("signup/", "email/", "confirm-email/", "login/code/"):
        assert client.get(f"/accounts/{path}").status_code == 404


def test_demo_accounts_show_in_the_demonstration_only(client, db, settings):
    assert "management@example.org" not in client.get(LOGIN).content.decode()
    settings.DEMO = True
    page = client.get(LOGIN).content.decode()
    assert "management@example.org" in page
    assert "drieluik-demo" in page


def test_both_languages(client, db):
    dutch = client.get(LOGIN).content.decode()
    assert 'lang="nl"' in dutch
    answer = client.post(reverse("set_language"), {"language": "en", "next": f"{LOGIN}?next=/x/"})
    assert answer.url == f"{LOGIN}?next=/x/"
    assert 'lang="en"' in client.get(LOGIN).content.decode()
    assert client.post(reverse("set_language"), {"language": "en", "next": "https://evil.example/"}).url == "/"


class TestSessionThatRanOut:
    """What was typed is kept through the login (and only through a form of our own)."""

    URL = reverse("invite", args=["werkplaats"])
    TYPED = {"name": "Nina Nieuw", "email": "nina@example.org", "role": "teacher"}

    def typed(self, cast):
        return self.TYPED | {"organisation": cast.hanze.pk, "nonce": "0b6a2a1e-4a55-4c8f-9d8e-6f6a1b0a0c11"}

    def test_a_form_is_sent_on_after_logging_in(self, cast, client, log_in):
        log_in(cast.mirjam)
        Session.objects.all().delete()
        asked = client.post(self.URL, self.typed(cast), follow=True)
        assert asked.request["PATH_INFO"] == LOGIN
        resume = log_in_as(client, cast.mirjam.user.email, next=reverse("interrupted"))
        page = client.get(resume.url)
        assert "Nina Nieuw" in page.content.decode()
        sent = client.post(reverse("interrupted"), self.typed(cast))
        assert (sent.status_code, sent.url) == (307, self.URL)
        assert client.post(sent.url, self.typed(cast)).status_code == 302
        assert client.get(reverse("interrupted")).url == reverse("start")

    def test_somebody_else_at_the_same_computer_never_sees_it(self, cast, client, log_in):
        log_in(cast.mirjam)
        client.get(self.URL)
        Session.objects.all().delete()
        client.post(self.URL, self.typed(cast))
        log_in_as(client, cast.beheer.user.email)
        assert client.get(reverse("interrupted")).url == reverse("start")
        assert client.post(reverse("interrupted"), self.typed(cast)).url == reverse("start")

    def test_a_part_of_a_page_leaves_the_page_alone(self, cast, client):
        answer = client.post(self.URL, self.typed(cast), headers={"HX-Request": "true"})
        assert (answer.status_code, answer.content) == (401, b"")
        log_in_as(client, cast.mirjam.user.email)
        assert client.get(reverse("interrupted")).url == reverse("start")

    def test_it_can_be_thrown_away(self, cast, client):
        client.post(self.URL, self.typed(cast))
        log_in_as(client, cast.mirjam.user.email)
        assert client.post(reverse("interrupted"), {"drop": ""}).url == reverse("start")
        assert client.get(reverse("interrupted")).url == reverse("start")

    def test_passwords_and_floods_are_not_kept(self, cast, client):
        url = reverse("account_change_password")
        client.post(url, {"oldpassword": "secret", "password1": "secret"})
        client.post(self.URL, {"name": "x" * 110_000})
        log_in_as(client, cast.mirjam.user.email)
        assert client.get(reverse("interrupted")).url == reverse("start")


def test_a_form_without_its_token_says_so_and_shows_what_was_typed(cast):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.mirjam.user)
    url = reverse("invite", args=["werkplaats"])
    answer = client.post(url, {"name": "Nina Nieuw", "password": "secret", "csrfmiddlewaretoken": "x"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Nina Nieuw" in page
    assert "secret" not in page
    assert f'href="{url}"' in page


def test_staff_without_a_role_find_the_administration(client, db, cast):
    user = make_member("Sam Staf", cast.terpdok, Role.STUDENT).user
    user.memberships.update(ended_at="2025-01-01T00:00Z")
    user.is_staff = True
    user.save()
    client.force_login(user)
    assert reverse("admin:index") in client.get(reverse("start")).content.decode()
