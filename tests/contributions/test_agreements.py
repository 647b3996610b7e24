"""Every way in which an agreement can go on, and every way in which it cannot."""

import hashlib
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.utils import translation
from PIL import Image
from pypdf import PdfReader

from contributions import actions as pledging
from contributions.actions import agreements as actions
from contributions.models import Agreement, Document, Pledge
from contributions.queries.financing import overview
from contributions.states import AGREEMENTS
from contributions.store import DOCUMENTS
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent, Membership, OutboxMail, Participation
from partnership.roles import Role
from tests.cast import NOW, TODAY, make_member

from .agreement_helpers import fresh, make_document, part_of, prepare, send, sign, signature

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def scan(name="scan.png") -> SimpleUploadedFile:
    picture = BytesIO()
    Image.new("L", (20, 20), 255).save(picture, "PNG")
    return SimpleUploadedFile(name, picture.getvalue())


def on_paper(cast, agreement, member=None, **values) -> Agreement:
    defaults = {"name": "Mo Terpdok", "signed_on": TODAY, "scan": scan()}
    paper = actions.PaperSignature(**defaults | values)
    actions.record_paper(membership=member or cast.mirjam, agreement=agreement, paper=paper, now=NOW)
    return fresh(agreement)


def withdraw(cast, agreement, member=None, reason="De uren kloppen niet."):
    actions.withdraw_agreement(membership=member or cast.mirjam, agreement=agreement, reason=reason, now=NOW)


def change(cast, pledge):
    return pledging.change_pledge(
        membership=cast.mirjam, pledge=pledge, promise=pledging.Promise(80 * 60), nonce=uuid4(), now=NOW
    )


def pledged(cast):
    return overview(cast.programme).total.pledged


# --- Preparing --------------------------------------------------------------------------------------------------


def test_an_agreement_is_made_of_pledges_and_has_its_document(cast):
    later = cast.promise(starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31))
    agreement = prepare(cast, [cast.promise(), later])

    assert agreement.number == "RIF19-00073-terpdok-1"
    assert (agreement.starts_on, agreement.ends_on) == (date(2025, 8, 1), date(2027, 7, 31))
    assert (agreement.state, agreement.prepared_by) == ("prepared", cast.mirjam.user)
    assert agreement.document.snapshot["partner"]["name"] == "Terpdok Software"
    assert [row["amount"] for row in agreement.document.snapshot["pledges"]] == ["8760.00", "8760.00"]
    assert AuditEvent.objects.about(agreement).get().verb == "agreement.prepared"


def test_the_same_form_twice_gives_one_agreement(cast):
    nonce, pledge = uuid4(), cast.promise()
    assert prepare(cast, [pledge], nonce=nonce) == prepare(cast, [pledge], nonce=nonce)
    assert Document.objects.count() == 1


def test_numbers_go_on_also_after_one_was_withdrawn(cast):
    pledge = cast.promise()
    withdraw(cast, prepare(cast, [pledge]))
    assert prepare(cast, [pledge]).number.endswith("terpdok-2")
    assert prepare(cast, [cast.promise(cast.wadbyte)]).number.endswith("wadbyte-1")


def test_what_cannot_go_into_an_agreement(cast):
    pledge, other = cast.promise(), cast.promise(cast.wadbyte)
    newer = change(cast, pledge)
    for chosen in ([], [pledge], [newer, other]):
        with pytest.raises(Refused):
            prepare(cast, chosen, participation=part_of(cast))
    assert prepare(cast, [newer])
    with pytest.raises(Refused, match="RIF19-00073-terpdok-1"):
        prepare(cast, [newer])


def test_who_signs_is_somebody_of_the_partner_with_the_right(cast):
    pledge = cast.promise()
    for member in (cast.anna, cast.mirjam, cast.bram):
        with pytest.raises(Refused):
            prepare(cast, [pledge], signatory=member.user)
    assert prepare(cast, [pledge], signatory=cast.mo.user).signatory == cast.mo.user


def test_somebody_who_left_is_not_asked_to_sign(cast):
    Membership.objects.filter(pk=cast.mo.pk).update(ended_at=NOW - timedelta(days=1))
    with pytest.raises(Refused):
        prepare(cast, [cast.promise()], signatory=cast.mo.user)


def test_for_many_partners_at_once(cast):
    for organisation in (cast.terpdok, cast.wadbyte, cast.hanze):
        cast.promise(organisation)
    cast.pledge(cast.gemeente)
    rows = Participation.objects.filter(programme=cast.programme).order_by("organisation__name")
    nonce = uuid4()

    done = actions.prepare_many(membership=cast.mirjam, participations=list(rows), language="nl", nonce=nonce, now=NOW)
    assert done.done == 3
    assert sorted(line.partition(":")[0] for line in done.skipped) == ["Gemeente", "Noorderpoort"]
    assert set(Agreement.objects.values_list("signatory__name", flat=True)) == {"Mo Terpdok", None}

    actions.prepare_many(membership=cast.mirjam, participations=list(rows), language="nl", nonce=nonce, now=NOW)
    assert Agreement.objects.count() == 3


# --- Every role against every step ------------------------------------------------------------------------------


def take(cast, verb, member):
    agreement = prepare(cast)
    if verb == "send":
        actions.send_agreement(membership=member, agreement=agreement, signatory=cast.mo.user, now=NOW)
    elif verb == "sign":
        sign(cast, send(cast, agreement), member)
    elif verb == "record_paper":
        on_paper(cast, agreement, member)
    else:
        withdraw(cast, agreement, member)
    return fresh(agreement)


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("verb", AGREEMENTS.transitions)
def test_a_step_takes_the_right_that_the_table_names(cast, role, verb):
    at = cast.terpdok if verb == "sign" else cast.noorderpoort
    member = make_member("Iemand", at, role, cast.programme if role == Role.AUDITOR else None)
    if member.can(AGREEMENTS[verb].permission):
        assert take(cast, verb, member).state == AGREEMENTS[verb].target
    else:
        with pytest.raises(Refused):
            take(cast, verb, member)
    if not member.can("manage_pledges"):
        with pytest.raises(Refused):
            prepare(cast, [cast.promise(cast.wadbyte)], membership=member)


# --- Sending ----------------------------------------------------------------------------------------------------


def test_sending_mails_one_button_in_the_language_of_the_agreement(cast):
    send(cast, prepare(cast, language="nl"), make=False)
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.subject) == ("mo.terpdok@example.org", "Overeenkomst om te tekenen: RIF19-00073-terpdok-1")
    assert "/werkplaats/agreements/" in mail.text


def test_sending_to_somebody_who_may_not_sign_and_sending_twice(cast):
    agreement = prepare(cast)
    with pytest.raises(Refused):
        actions.send_agreement(membership=cast.mirjam, agreement=agreement, signatory=cast.anna.user, now=NOW)
    assert send(cast, agreement).state == "sent"
    with pytest.raises(Refused):
        actions.send_agreement(membership=cast.mirjam, agreement=agreement, signatory=cast.mo.user, now=NOW)
    assert OutboxMail.objects.count() == 1


def test_a_document_that_failed_is_not_sent(cast):
    agreement = prepare(cast)
    Document.objects.update(state="failed", failure="rendering")
    with pytest.raises(Refused, match="could not be made"):
        send(cast, agreement, make=False)


# --- Signing in the browser -------------------------------------------------------------------------------------


def test_signing_makes_the_pledge_count_and_keeps_who_when_where_and_what(cast):
    agreement = send(cast)
    assert pledged(cast) == 0
    signed = sign(cast, agreement)

    file = DOCUMENTS.location(signed.document.path).read_bytes()
    assert signed.signed_sha256 == hashlib.sha256(file).hexdigest()
    assert (signed.signed_by, signed.signed_on, signed.signed_at) == (cast.mo.user, TODAY, NOW)
    assert (signed.signed_name, signed.signed_from, signed.method) == ("Mo Terpdok", "192.0.2.7", "browser")
    assert pledged(cast) == Pledge.objects.get().amount
    event = AuditEvent.objects.about(signed).get(verb="agreement.signed")
    assert (event.actor, event.data) == (cast.mo.user, {"sha256": signed.signed_sha256})


def test_the_signed_document_shows_the_signature(cast):
    signed = sign(cast)
    made = make_document(signed.signed_document)
    text = " ".join(page.extract_text() for page in PdfReader(DOCUMENTS.location(made.path)).pages)
    plain = "".join(text.split())
    for fact in ("Mo Terpdok", "mo.terpdok@example.org", "192.0.2.7", signed.signed_sha256, "16 March 2026, 10:30"):
        assert "".join(fact.split()) in plain
    assert made.sha256 != signed.signed_sha256


def test_another_with_the_right_at_the_partner_may_sign(cast):
    colleague = make_member("Nel Terpdok", cast.terpdok, Role.COMPANY_MANAGER)
    assert sign(cast, send(cast), colleague, name="Nel Terpdok").signed_by == colleague.user


def test_nobody_signs_for_another_or_what_they_prepared(cast):
    other = make_member("Wim Wadbyte", cast.wadbyte, Role.COMPANY_MANAGER)
    agreement = send(cast)
    for member in (other, cast.mirjam, cast.anna):
        with pytest.raises(Refused):
            sign(cast, agreement, member)
    own = send_to_school(cast)
    with pytest.raises(Refused, match="You prepared"):
        sign(cast, own, cast.mirjam)
    assert sign(cast, own, cast.beheer).state == "signed"


def send_to_school(cast):
    agreement = prepare(cast, [cast.promise(cast.noorderpoort, kind="cash")])
    make_document(agreement.document)
    actions.send_agreement(membership=cast.mirjam, agreement=fresh(agreement), signatory=cast.beheer.user, now=NOW)
    return fresh(agreement)


def test_signing_before_the_document_is_there(cast):
    agreement = send(cast, make=False)
    with pytest.raises(Refused, match="not ready"):
        sign(cast, agreement)


@pytest.mark.parametrize("wrong", [{"fingerprint": "0" * 64}, {"name": "  "}])
def test_signing_another_text_or_without_a_name(cast, wrong):
    agreement = send(cast)
    with pytest.raises(Refused):
        sign(cast, agreement, **wrong)
    assert sign(cast, agreement).state == "signed"


@pytest.mark.parametrize("damage", [lambda file: file.unlink(), lambda file: file.write_bytes(b"%PDF-other")])
def test_a_damaged_file_is_not_signed(cast, damage):
    agreement = send(cast)
    damage(DOCUMENTS.location(agreement.document.path))
    with pytest.raises(Refused, match="missing or damaged"):
        sign(cast, agreement)
    assert not AuditEvent.objects.filter(verb="agreement.signed").exists()


def test_signing_twice(cast):
    agreement = send(cast)
    stale = fresh(agreement)
    sign(cast, agreement)
    with pytest.raises(SomeoneWasFirst):
        sign(cast, stale)
    with pytest.raises(Refused):
        sign(cast, fresh(agreement))


def test_a_pledge_that_changed_makes_it_stale(cast):
    pledge = cast.promise()
    agreement = send(cast, prepare(cast, [pledge]))
    newer = change(cast, pledge)
    assert Agreement.objects.with_staleness().get().is_stale
    for deed in (sign, on_paper):
        with pytest.raises(Refused, match="changed"):
            deed(cast, agreement)
    withdraw(cast, agreement)
    assert sign(cast, send(cast, prepare(cast, [newer]))).state == "signed"


def test_a_withdrawn_pledge_makes_it_stale_too(cast):
    pledge = cast.promise()
    agreement = prepare(cast, [pledge])
    pledging.withdraw_pledge(membership=cast.mirjam, pledge=pledge, now=NOW)
    with pytest.raises(Refused):
        send(cast, agreement)


def test_a_change_after_signing_counts_once_it_is_signed_for_anew(cast):
    pledge = cast.promise()
    old = sign(cast, send(cast, prepare(cast, [pledge])))
    newer = change(cast, pledge)
    assert pledged(cast) == 0
    sign(cast, send(cast, prepare(cast, [newer])))
    assert pledged(cast) == newer.amount
    assert fresh(old).state == "signed"


def test_a_signature_counts_for_the_period_it_covers(cast):
    agreement = prepare(cast)
    Agreement.objects.update(ends_on=date(2026, 7, 30))
    assert sign(cast, send(cast, fresh(agreement))).state == "signed"
    assert pledged(cast) == 0


# --- On paper ---------------------------------------------------------------------------------------------------


def test_a_scan_counts_as_a_signature(cast):
    signed = on_paper(cast, prepare(cast), signed_on=date(2025, 7, 1))
    assert (signed.method, signed.signed_on, signed.recorded_by) == ("paper", date(2025, 7, 1), cast.mirjam.user)
    assert hashlib.sha256(DOCUMENTS.location(signed.scan_path).read_bytes()).hexdigest() == signed.scan_sha256
    assert pledged(cast) == 8760


def test_the_partner_adds_the_scan_once_it_was_sent(cast):
    agreement = prepare(cast)
    with pytest.raises(Refused):
        on_paper(cast, agreement, cast.mo)
    agreement = send(cast, agreement)
    with pytest.raises(Refused):
        on_paper(cast, agreement, make_member("Wim Wadbyte", cast.wadbyte, Role.COMPANY_MANAGER))
    assert on_paper(cast, agreement, cast.mo).recorded_by == cast.mo.user


@pytest.mark.parametrize(
    "wrong",
    [
        {"scan": SimpleUploadedFile("a.pdf", b"MZ\x90 no pdf at all")},
        {"scan": SimpleUploadedFile("a.pdf", b"")},
        {"signed_on": TODAY + timedelta(days=1)},
        {"name": " "},
    ],
)
def test_what_is_no_signed_paper(cast, wrong):
    agreement = prepare(cast)
    with pytest.raises(Refused):
        on_paper(cast, agreement, **wrong)
    assert not DOCUMENTS.location(f"agreements/{agreement.pk}").exists()
    assert on_paper(cast, agreement).state == "signed"


def test_of_a_scan_that_came_too_late_no_file_stays(cast):
    agreement = prepare(cast)
    late = fresh(agreement)
    withdraw(cast, agreement)
    with pytest.raises(SomeoneWasFirst):
        on_paper(cast, late)
    assert not list(DOCUMENTS.location(f"agreements/{agreement.pk}").iterdir())


# --- Withdrawing, and what stays --------------------------------------------------------------------------------


def test_withdrawing_takes_a_reason_and_comes_before_signing(cast):
    agreement = prepare(cast)
    with pytest.raises(Refused):
        withdraw(cast, agreement, reason=" ")
    withdraw(cast, agreement)
    assert fresh(agreement).withdrawn_reason == "De uren kloppen niet."
    with pytest.raises(Refused):
        withdraw(cast, fresh(agreement))
    with pytest.raises(Refused):
        withdraw(cast, sign(cast, send(cast, prepare(cast, [Pledge.objects.get()]))))


@pytest.mark.parametrize("change", [{"state": "withdrawn"}, {"signed_name": "X"}, {"ends_on": date(2030, 1, 1)}])
def test_the_database_keeps_what_was_signed(cast, change):
    sign(cast)
    values = change | {"withdrawn_at": NOW, "withdrawn_reason": "x"}
    with pytest.raises(ProgrammingError), transaction.atomic():
        Agreement.objects.update(**values)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Agreement.objects.all().delete()


def test_the_database_keeps_which_pledges_were_signed_for(cast):
    signed, other = sign(cast), cast.promise(cast.wadbyte)
    for deed in (lambda: signed.pledges.add(other), lambda: signed.pledges.clear()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            deed()
    assert prepare(cast, [other]).pledges.count() == 1


def test_a_partner_that_left_keeps_its_agreements(cast):
    signed = sign(cast)
    Participation.objects.filter(organisation=cast.terpdok).update(left_on=TODAY)
    assert list(Agreement.objects.visible_to(cast.mirjam)) == [signed]
    assert pledged(cast) == 8760


@pytest.mark.parametrize(
    ("who", "prepared", "sent"),
    [
        ("mirjam", 1, 1),
        ("aad", 1, 1),
        ("mo", 0, 1),
        ("anna", 0, 1),
        ("bram", 0, 0),
        ("carla", 0, 0),
        ("esra", 0, 0),
    ],
)
def test_who_sees_it(cast, who, prepared, sent):
    agreement = prepare(cast)
    seen = Agreement.objects.visible_to(getattr(cast, who))
    assert seen.count() == prepared
    send(cast, agreement)
    assert seen.all().count() == sent


def test_a_wrong_password_is_kept(cast):
    agreement = send(cast)
    actions.note_wrong_password(membership=cast.mo, agreement=agreement, now=NOW)
    assert AuditEvent.objects.about(agreement).filter(verb="agreement.password_refused").count() == 1
    assert signature(agreement).fingerprint == agreement.document.sha256
