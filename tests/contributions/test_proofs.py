"""Proof on hours, months and other contributions: who may add it, what is kept, and what stays."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from contributions.actions import proofs as actions
from contributions.actions.proofs import add_proof, remove_proof
from contributions.kinds import ProofKind
from contributions.models import MonthLock, Proof, Timesheet
from contributions.store import DOCUMENTS
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from partnership.roles import Role
from tests.cast import NOW, make_member
from tests.contributions.files import pdf, picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def documents(settings, tmp_path):
    settings.DOCUMENTS_ROOT = tmp_path / "documents"
    with translation.override("en"):
        yield settings.DOCUMENTS_ROOT


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def month_of(cast, person=None, **values):
    membership = person or cast.anna
    defaults = {
        "programme": cast.programme,
        "organisation": membership.organisation,
        "person": membership.user,
        "month": date(2026, 2, 1),
    }
    return Timesheet.objects.create(**defaults | values)


def goods(cast, **values):
    return cast.cash(**{"state": "draft", "evidence": "", "entered_by": cast.mo.user} | values)


def add(by, target, content=None, **values):
    return add_proof(by=by, target=target, upload=upload(content or pdf()), now=NOW, **values)


def test_a_file_is_kept_with_its_fingerprint(cast, documents):
    entry = cast.entry()
    added = add_proof(by=cast.anna, target=entry, upload=upload(pdf(), "../Presentielijst.PDF"), now=NOW)
    proof = Proof.objects.get()
    assert added.is_new and added.proof == proof
    assert (proof.entry, proof.programme, proof.organisation) == (entry, cast.programme, cast.terpdok)
    assert (proof.name, proof.media_type, proof.size) == ("Presentielijst.pdf", "application/pdf", len(pdf()))
    stored = DOCUMENTS.location(proof.path)
    assert stored.read_bytes() == pdf()
    assert stored.is_relative_to(documents) and "Presentielijst" not in proof.path
    assert len(proof.sha256) == 64
    event = AuditEvent.objects.get()
    assert (event.verb, event.object_id, event.data) == (
        "proof.added",
        proof.pk,
        {"place": "entry", "target": entry.pk},
    )


def test_the_same_file_again_is_the_same_proof(cast, documents):
    entry = cast.entry()
    first = add(cast.anna, entry)
    again = add(cast.anna, entry)
    assert (again.proof, again.is_new) == (first.proof, False)
    assert len(files(documents)) == 1
    assert add(cast.anna, cast.entry()).is_new  # on other hours it is another proof


def test_ten_files_fit(cast, documents, settings):
    settings.MOST_PROOFS = 3
    entry = cast.entry()
    for number in range(3):
        add(cast.anna, entry, pdf(f"nummer {number}"))
    with pytest.raises(Refused, match="as many files here as fit"):
        add(cast.anna, entry, pdf("nummer 4"))
    assert len(files(documents)) == 3
    remove_proof(by=cast.anna, proof=Proof.objects.first(), now=NOW)
    assert add(cast.anna, entry, pdf("nummer 4")).is_new


@pytest.mark.parametrize("content", [b"<html></html>", b"", b"%PDF-1.7 broken"])
def test_what_is_refused_leaves_nothing(cast, documents, content):
    with pytest.raises(Refused):
        add_proof(by=cast.anna, target=cast.entry(), upload=upload(content), now=NOW)
    assert not Proof.objects.exists() and not files(documents)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("anna", None),
        ("mo", None),
        ("bram", "Only who logged this"),
        ("carla", "Only who logged this"),
        ("mirjam", "Only who logged this"),
        ("aad", "Only who logged this"),
        ("sanne", "Only who logged this"),
    ],
)
def test_who_adds_proof_to_hours(cast, who, reason):
    member, entry = getattr(cast, who), cast.submitted()
    if reason is None:
        assert add(member, entry).is_new
    else:
        with pytest.raises(Refused, match=reason):
            add(member, entry)


def test_a_colleague_is_not_the_manager(cast):
    with pytest.raises(Refused, match="Only who logged this"):
        add(make_member("Jet Terpdok", cast.terpdok, Role.COMPANY_MEMBER), cast.entry())


@pytest.mark.parametrize("make", ["entry", "submitted", "returned"])
def test_until_it_is_decided_on_proof_can_be_added(cast, make):
    assert add(cast.anna, getattr(cast, make)()).is_new


def test_approved_hours_take_no_more_proof(cast):
    with pytest.raises(Refused, match="are approved"):
        add(cast.anna, cast.approved())


def test_hours_of_a_locked_month_take_no_more_proof(cast):
    entry = cast.submitted()
    other = cast.submitted(worked_on=date(2026, 2, 10))
    MonthLock.objects.create(programme=cast.programme, month=date(2026, 3, 1), locked_at=NOW)
    with pytest.raises(Refused, match="month is locked"):
        add(cast.anna, entry)
    assert add(cast.anna, other).is_new


SUBMITTED = {"state": "submitted", "submitted_at": NOW, "fingerprint": "a" * 64, "no_double_funding": True}


def test_a_scan_of_a_signed_month(cast):
    month = month_of(cast, **SUBMITTED)
    proof = add(cast.mo, month, kind=ProofKind.SIGNED_SCAN).proof
    assert (proof.timesheet, proof.kind) == (month, "signed_scan")
    with pytest.raises(Refused, match="stays: the month was submitted"):
        remove_proof(by=cast.mo, proof=proof, now=NOW)


def test_a_locked_month_takes_no_more_proof(cast):
    confirmed = {"confirmed_at": NOW, "confirmed_by": cast.mo.user, "accepted_at": NOW, "accepted_by": cast.carla.user}
    month = month_of(cast, **SUBMITTED | confirmed | {"state": "locked", "locked_at": NOW})
    with pytest.raises(Refused, match="month is locked"):
        add(cast.mo, month)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("mo", None),
        ("anna", "role does not allow"),
        ("bram", "role does not allow"),
        ("mirjam", "another organisation"),
        ("aad", "role does not allow"),
        ("thea", "role does not allow"),
    ],
)
def test_who_adds_proof_to_goods(cast, who, reason):
    member, target = getattr(cast, who), goods(cast)
    if reason is None:
        assert add(member, target, picture("JPEG")).proof.contribution == target
    else:
        with pytest.raises(Refused, match=reason):
            add(member, target)


def test_approved_goods_take_no_more_proof(cast):
    with pytest.raises(Refused, match="is approved"):
        add(cast.mo, goods(cast, state="approved", entered_by=None))


def test_a_proof_that_is_taken_away_stays_on_disk_and_in_the_log(cast, documents):
    proof = add(cast.anna, cast.entry()).proof
    remove_proof(by=cast.anna, proof=proof, now=NOW)
    proof.refresh_from_db()
    assert (proof.removed_by, proof.removed_at) == (cast.anna.user, NOW)
    assert DOCUMENTS.location(proof.path).exists()
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == ["proof.added", "proof.removed"]
    with pytest.raises(SomeoneWasFirst):
        remove_proof(by=cast.anna, proof=proof, now=NOW)


def test_what_waits_or_is_approved_keeps_its_proof(cast):
    entry = cast.returned()
    proof = add(cast.anna, entry).proof
    type(entry).objects.update(state="submitted", decided_at=None, decided_by=None)
    with pytest.raises(Refused, match="stays: the hours were submitted"):
        remove_proof(by=cast.anna, proof=proof, now=NOW)
    type(entry).objects.update(state="draft")
    with pytest.raises(Refused, match="Only who logged"):
        remove_proof(by=cast.bram, proof=proof, now=NOW)
    assert remove_proof(by=cast.mo, proof=proof, now=NOW).removed_at == NOW


@pytest.mark.parametrize("change", [{"path": "x"}, {"sha256": "0" * 64}, {"name": "x"}, {"size": 1}])
def test_the_database_keeps_a_proof_as_it_is(cast, change):
    add(cast.anna, cast.entry())
    with pytest.raises(DatabaseError), transaction.atomic():
        Proof.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Proof.objects.all().delete()


def test_a_row_that_cannot_be_written_leaves_no_file(cast, documents, monkeypatch):
    monkeypatch.setattr(actions, "record", lambda **_values: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        add(cast.anna, cast.entry())
    assert not Proof.objects.exists() and not files(documents)


def test_a_disk_that_is_full_is_said(cast, documents):
    documents.mkdir()
    (documents / "proofs").write_bytes(b"in the way")
    with pytest.raises(Refused, match="could not be stored"):
        add(cast.anna, cast.entry())


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Two real connections. Seen to fail without the lock on what the proof hangs on."""

    def test_the_same_file_twice(self, cast, documents):
        from tests.contributions.test_races import at_once

        entry = cast.entry()
        answers = at_once(*[lambda: add(cast.anna, entry)] * 4)
        assert sorted(answer.is_new for answer in answers) == [False, False, False, True]
        assert Proof.objects.count() == len(files(documents)) == 1

    def test_no_more_than_fit(self, cast, documents, settings, monkeypatch):
        from tests.contributions.test_races import at_once

        settings.MOST_PROOFS = 2
        looked = actions.proofs_of

        def slow(target):
            threading.Event().wait(0.1)
            return looked(target)

        monkeypatch.setattr(actions, "proofs_of", slow)
        entry = cast.entry()
        answers = at_once(*[lambda number=number: add(cast.anna, entry, pdf(f"nr {number}")) for number in range(5)])
        assert Proof.objects.count() == len(files(documents)) == 2
        assert sum(isinstance(answer, Refused) for answer in answers) == 3
