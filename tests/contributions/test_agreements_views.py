"""The pages of agreements: who comes in, what is said, and what is kept of what was typed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from contributions.actions.pledges import Promise, change_pledge
from contributions.models import Agreement
from partnership.models import AuditEvent
from partnership.roles import Role
from tests.cast import NOW, PASSWORD, make_member

from .agreement_helpers import fresh, make_document, prepare, send, sign
from .test_agreements import scan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"
    cache.clear()


def url(name, pk=None, partnership="werkplaats"):
    values = {"partnership": partnership}
    return reverse(name, kwargs=values if pk is None else values | {"pk": pk})


def text(response):
    return response.content.decode()


STEPS = ("agreement_send", "agreement_sign", "agreement_paper", "agreement_withdraw")


@pytest.mark.parametrize(
    ("who", "look", "manage", "signs"),
    [
        ("mirjam", 200, 200, 302),
        ("beheer", 200, 200, 302),
        ("aad", 200, 403, 403),
        ("mo", 200, 403, 200),
        ("anna", 200, 403, 403),
        ("bram", 404, 403, 403),
        ("carla", 403, 403, 403),
        ("thea", 403, 403, 403),
        ("sanne", 403, 403, 403),
        ("esra", 404, 404, 404),
    ],
)
def test_who_comes_in(log_in, cast, who, look, manage, signs):
    agreement = send(cast)
    client = log_in(getattr(cast, who))
    assert client.get(url("agreement", agreement.pk)).status_code == look
    assert client.get(url("agreements")).status_code == (200 if who == "bram" else look)
    assert client.get(url("agreement_new")).status_code == manage
    assert client.post(url("agreements_prepare")).status_code == manage
    assert client.get(url("agreement_withdraw", agreement.pk)).status_code == manage
    assert client.get(url("agreement_sign", agreement.pk)).status_code == signs
    paper = {"bram": 403, "anna": 403, "aad": 403}.get(who, look)
    assert client.get(url("agreement_paper", agreement.pk)).status_code == paper


def test_a_partner_sees_nothing_before_it_is_sent_and_never_that_of_another(log_in, cast):
    agreement = prepare(cast)
    other = make_member("Wim Wadbyte", cast.wadbyte, Role.COMPANY_MANAGER)
    for member in (cast.mo, other, cast.esra):
        for name in ("agreement", "agreement_sign", "agreement_paper", "agreement_scan"):
            assert log_in(member).get(url(name, agreement.pk)).status_code == 404
        assert log_in(member).get(url("document", agreement.document_id)).status_code == 404
    send(cast, agreement)
    assert log_in(cast.mo).get(url("agreement", agreement.pk)).status_code == 200
    assert log_in(cast.mo).get(url("document", agreement.document_id)).status_code == 200
    assert log_in(other).get(url("agreement", agreement.pk)).status_code == 404
    assert log_in(other).post(url("agreement_sign", agreement.pk), {"name": "Wim"}).status_code == 404


# --- Preparing and sending --------------------------------------------------------------------------------------


def test_from_the_list_of_who_did_not_sign_to_a_mail(log_in, cast):
    cast.promise()
    client = log_in(cast.mirjam)
    page = text(client.get(url("agreement_new")))
    assert "Terpdok Software" in page
    address = f"{url('agreement_new')}?partner={cast.terpdok.pk}&programme={cast.programme.pk}"
    form = client.get(address).context["form"]
    data = {
        "pledges": form.fields["pledges"].initial,
        "language": "en",
        "signatory": cast.mo.user_id,
        "nonce": str(uuid4()),
    }
    page = text(client.post(address, data, follow=True))
    agreement = Agreement.objects.get()
    assert "Agreement RIF19-00073-terpdok-1" in page
    assert "Every pledge is signed for" in text(client.get(url("agreement_new")))
    page = text(client.post(url("agreement_send", agreement.pk), {"signatory": cast.mo.user_id}, follow=True))
    assert "on its way to Mo Terpdok" in page
    assert "sent already" in text(client.get(url("agreement_send", agreement.pk), follow=True))


def test_preparing_without_a_pledge_says_so_and_keeps_the_rest(log_in, cast):
    cast.promise()
    address = f"{url('agreement_new')}?partner={cast.terpdok.pk}&programme={cast.programme.pk}"
    page = text(log_in(cast.mirjam).post(address, {"language": "en", "nonce": str(uuid4())}))
    assert "Choose at least one pledge" in page
    assert '<option value="en" selected' in page


@pytest.mark.parametrize("partner", ["kleibyte", "kantoor"])
def test_a_partner_that_takes_no_part_here_is_not_there(log_in, cast, partner):
    address = f"{url('agreement_new')}?partner={getattr(cast, partner).pk}&programme={cast.programme.pk}"
    assert log_in(cast.mirjam).get(address).status_code == 404


def test_for_all_of_them_in_one_go(log_in, cast):
    for organisation in (cast.terpdok, cast.wadbyte):
        cast.promise(organisation)
    client = log_in(cast.mirjam)
    rows = client.get(url("agreement_new")).context["rows"]
    data = {"partners": [row.key for row in rows], "language": "nl", "nonce": str(uuid4())}
    for _twice in range(2):
        page = text(client.post(url("agreements_prepare"), data, follow=True))
    assert Agreement.objects.count() == 2
    assert "RIF19-00073-wadbyte-1" in page
    assert "Every pledge is signed for" in text(client.get(url("agreement_new")))


def test_in_one_go_for_nobody(log_in, cast):
    cast.promise()
    page = text(log_in(cast.mirjam).post(url("agreements_prepare"), {"language": "nl", "nonce": str(uuid4())}))
    assert "Tick at least one partner" in page
    assert not Agreement.objects.exists()


# --- Signing ----------------------------------------------------------------------------------------------------


def typed(agreement, **values):
    defaults = {
        "name": "Mo Terpdok",
        "agreed": "on",
        "password": PASSWORD,
        "fingerprint": agreement.document.sha256,
    }
    return defaults | values


def test_signing_with_the_password(log_in, cast):
    agreement = send(cast)
    client = log_in(cast.mo)
    assert agreement.document.sha256 in text(client.get(url("agreement_sign", agreement.pk)))
    page = text(client.post(url("agreement_sign", agreement.pk), typed(agreement), follow=True))
    signed = fresh(agreement)
    assert (signed.state, signed.signed_from) == ("signed", "127.0.0.1")
    assert signed.signed_sha256 in page
    assert make_document(signed.signed_document).state == "done"
    page = text(client.get(url("agreement", agreement.pk)))
    assert reverse("document_download", args=("werkplaats", signed.signed_document_id)) in page
    response = client.get(reverse("document_download", args=("werkplaats", signed.signed_document_id)))
    assert response.getvalue().startswith(b"%PDF")
    response.close()


def test_a_wrong_password_signs_nothing_and_is_kept(log_in, cast):
    agreement = send(cast)
    client = log_in(cast.mo)
    page = text(client.post(url("agreement_sign", agreement.pk), typed(agreement, password="guess", name="M. Terpdok")))
    assert "This is not your password" in page
    assert 'value="M. Terpdok"' in page
    assert "guess" not in page
    assert fresh(agreement).state == "sent"
    assert AuditEvent.objects.filter(verb="agreement.password_refused", actor=cast.mo.user).count() == 1


def test_after_five_wrong_passwords_the_right_one_waits_too(log_in, cast):
    agreement = send(cast)
    client = log_in(cast.mo)
    for _try in range(5):
        client.post(url("agreement_sign", agreement.pk), typed(agreement, password="guess"))
    page = text(client.post(url("agreement_sign", agreement.pk), typed(agreement)))
    assert "Too many attempts" in page
    assert fresh(agreement).state == "sent"
    assert AuditEvent.objects.filter(verb="agreement.password_refused").count() == 5


def test_the_right_password_starts_the_count_anew(log_in, cast):
    agreement = send(cast)
    client = log_in(cast.mo)
    for _try in range(3):
        for _wrong in range(3):
            client.post(url("agreement_sign", agreement.pk), typed(agreement, password="guess"))
        client.post(url("agreement_sign", agreement.pk), typed(agreement, agreed=""))
    client.post(url("agreement_sign", agreement.pk), typed(agreement))
    assert fresh(agreement).state == "signed"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"agreed": ""}, "Tick this when you have read"),
        ({"name": ""}, "Fill in your name"),
        ({"password": ""}, "Fill in the password"),
        ({"fingerprint": "0" * 64}, "another one than you had on screen"),
    ],
)
def test_what_is_still_missing(log_in, cast, wrong, words):
    agreement = send(cast)
    assert words in text(log_in(cast.mo).post(url("agreement_sign", agreement.pk), typed(agreement, **wrong)))
    assert fresh(agreement).state == "sent"


def test_signing_what_was_withdrawn_or_changed_is_told(log_in, cast):
    agreement = send(cast)
    Agreement.objects.update(state="withdrawn", withdrawn_at=NOW, withdrawn_reason="Fout bedrag")
    page = text(log_in(cast.mo).post(url("agreement_sign", agreement.pk), typed(agreement), follow=True))
    assert "This agreement was withdrawn" in page
    assert "Fout bedrag" in page


def test_a_document_that_is_still_being_made(log_in, cast):
    agreement = send(cast, make=False)
    assert "is being made" in text(log_in(cast.mo).get(url("agreement_sign", agreement.pk)))


# --- Paper and withdrawing --------------------------------------------------------------------------------------


def test_paper_and_its_scan(log_in, cast):
    agreement = prepare(cast)
    client = log_in(cast.mirjam)
    data = {"name": "Mo Terpdok", "signed_on": "1-7-2025", "scan": scan("getekend.exe")}
    page = text(client.post(url("agreement_paper", agreement.pk), data, follow=True))
    assert "its pledges count from now on" in page
    assert fresh(agreement).state == "signed"
    response = log_in(cast.mo).get(url("agreement_scan", agreement.pk))
    assert response["Content-Type"] == "image/png"
    assert "RIF19-00073-terpdok-1.png" in response["Content-Disposition"]
    response.close()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"signed_on": "31-2-2026"}, "does not exist"),
        ({"signed_on": "17-3-2026"}, "in the future"),
        ({"name": ""}, "Fill in the name"),
        ({"scan": ""}, "Choose a file"),
    ],
)
def test_paper_that_is_not_right(log_in, cast, wrong, words):
    agreement = prepare(cast)
    data = {"name": "Mo", "signed_on": "1-7-2025", "scan": scan()} | wrong
    assert words in text(log_in(cast.mirjam).post(url("agreement_paper", agreement.pk), data))
    assert fresh(agreement).state == "prepared"


def test_withdrawing_takes_a_reason(log_in, cast):
    agreement = prepare(cast)
    client = log_in(cast.mirjam)
    assert "Say why" in text(client.post(url("agreement_withdraw", agreement.pk), {"reason": ""}))
    page = text(client.post(url("agreement_withdraw", agreement.pk), {"reason": "Fout bedrag"}, follow=True))
    assert "Fout bedrag" in page
    assert "was withdrawn" in text(client.get(url("agreement_withdraw", agreement.pk), follow=True))


# --- What is seen elsewhere, and how many queries ----------------------------------------------------------------


def test_home_says_what_waits(log_in, cast):
    agreement = send(cast)
    assert agreement.number in text(log_in(cast.mo).get(url("home")))
    page = text(log_in(cast.anna).get(url("home")))
    assert agreement.number not in page
    assert "Pledged, not signed yet" in page
    page = text(log_in(cast.mirjam).get(url("home")))
    assert "1 pledge is not signed for" in page
    sign(cast, agreement)
    assert "not signed yet" not in text(log_in(cast.anna).get(url("home")))
    assert "not signed for" not in text(log_in(cast.mirjam).get(url("home")))


def agreed_again(cast, earlier, *, minutes):
    """The pledge of a signed agreement changed, and an agreement is prepared about its next version."""
    promise = Promise(minutes=minutes)
    values = {"membership": cast.mirjam, "promise": promise, "nonce": uuid4(), "now": NOW}
    return prepare(cast, [change_pledge(pledge=earlier.pledges.get(), **values)])


def test_what_was_signed_names_what_replaced_it(log_in, cast):
    first = sign(cast)
    assert "replace" not in text(log_in(cast.mo).get(url("agreement", first.pk)))
    second = agreed_again(cast, first, minutes=80 * 60)
    assert second.number not in text(log_in(cast.mo).get(url("agreement", first.pk)))  # not sent to the partner yet
    page = text(log_in(cast.mirjam).get(url("agreement", first.pk)))
    assert f'href="{url("agreement", second.pk)}"' in page
    assert "is to replace it, and waits for a signature" in page
    sign(cast, send(cast, second))
    third = sign(cast, send(cast, agreed_again(cast, second, minutes=90 * 60)))
    page = text(log_in(cast.mo).get(url("agreement", first.pk)))
    for later in (second, third):
        assert f'href="{url("agreement", later.pk)}"' in page
    assert page.count("replaces it; it was signed on 16 March 2026") == 2
    assert first.number not in text(log_in(cast.mo).get(url("agreement", third.pk)))


def test_the_same_pledge_agreed_on_again_is_told_too(log_in, cast):
    pledge = cast.promise()
    first = sign(cast, send(cast, prepare(cast, [pledge])))
    again = sign(cast, send(cast, prepare(cast, [pledge])))
    page = text(log_in(cast.mo).get(url("agreement", first.pk)))
    assert "There is a newer agreement about the same" in page
    assert again.number in page
    assert "newer agreement" not in text(log_in(cast.mo).get(url("agreement", again.pk)))


def test_the_financing_names_what_is_not_signed(log_in, cast):
    cast.promise()
    assert "Pledged, not signed yet" in text(log_in(cast.aad).get(url("financing")))


def test_the_list_filters_and_sorts(log_in, cast):
    send(cast)
    prepare(cast, [cast.promise(cast.wadbyte)])
    client = log_in(cast.aad)
    for asked, number in (({"state": "sent"}, "terpdok-1"), ({"partner": cast.wadbyte.pk}, "wadbyte-1")):
        [row] = client.get(url("agreements"), asked).context["page"].object_list
        assert row.number.endswith(number)
    for key in ("newest", "number", "partner", "amount", "state"):
        assert client.get(url("agreements"), {"sort": f"-{key}"}).status_code == 200


def test_pages_take_the_same_queries_for_any_number_of_rows(log_in, cast, django_assert_max_num_queries):
    client, counts = log_in(cast.mirjam), []
    for organisation in (cast.terpdok, cast.wadbyte, cast.hanze):
        prepare(cast, [cast.promise(organisation), cast.promise(organisation, kind="cash")])
        cast.promise(organisation, kind="materials")
        seen = []
        for address in (url("agreements"), url("agreement_new"), url("partner_pledges", organisation.pk)):
            with django_assert_max_num_queries(12) as caught:
                assert client.get(address).status_code == 200
            seen.append(len(caught))
        counts.append(seen)
    assert counts[0] == counts[1] == counts[2]


def test_one_agreement_takes_the_same_queries_for_any_number_of_pledges(log_in, cast, django_assert_max_num_queries):
    client, counts = log_in(cast.mirjam), []
    for pledges in ([cast.promise()], [cast.promise(cast.wadbyte, kind=kind) for kind in ("hours", "cash", "room")]):
        agreement = prepare(cast, pledges)
        with django_assert_max_num_queries(15) as caught:
            assert client.get(url("agreement", agreement.pk)).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_who_left_signs_nothing(log_in, cast):
    agreement = send(cast)
    cast.mo.ended_at = NOW - timedelta(days=1)
    cast.mo.save()
    assert log_in(cast.mo).get(url("agreement_sign", agreement.pk)).status_code == 404
