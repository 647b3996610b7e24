"""Signatures under an agreement: who, once each, of what was on screen; a minor's representative; reminders."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from labs.store import DOCUMENTS
from lib.workflow import Refused
from matching.actions import placements as placing
from matching.actions import placements_signing as actions
from matching.models import Placement, PlacementSignature, RepresentativeLink
from partnership.models import OutboxMail
from tests.cast import NOW, make_member
from tests.matching.placement_helpers import (
    FIRST,
    MINOR,
    at,
    fresh,
    make_papers,
    placed,
    sign,
    signature,
    signed,
    terms,
    verbs,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HOUR = timedelta(hours=1)


@pytest.fixture
def in_english():
    """Refusals are matched by their English words."""
    with translation.override("en"):
        yield


def sign_one(row, who, **values):
    return actions.sign_placement(by=who, placement=row, signature=signature(row, **values), now=NOW)


def test_the_last_signature_makes_it_signed_with_all_in_the_document(cast):
    row = sign(cast, placed(cast), cast.sanne, cast.anna)
    assert (row.state, row.signed_paper) == ("preparing", None)
    row = sign(cast, row, cast.thea)
    assert (row.state, row.signed_at) == ("signed", NOW)
    facts = [(each["party"], each["sha256"]) for each in row.signed_paper.snapshot["signatures"]]
    assert facts == [(party, row.paper.sha256) for party in ("student", "company", "school")]
    kept = row.signatures.get(party="company")
    assert (kept.signed_by, kept.organisation, kept.account) == (cast.anna.user, cast.terpdok, cast.anna.user.email)
    assert OutboxMail.objects.filter(key__contains=":signed:").count() == 3
    assert verbs().count("placement.signed_by_all") == 1


@pytest.mark.parametrize(
    ("who", "party"),
    [("sanne", "student"), ("anna", "company"), ("mo", "company"), ("thea", "school"), ("carla", "school")],
)
def test_who_signs_for_whom(cast, who, party):
    row = placed(cast)
    make_papers()
    sign_one(row, getattr(cast, who))
    assert row.signatures.get().party == party


@pytest.mark.parametrize("who", ["bram", "ed", "esra", "aad"])
def test_others_do_not_sign(cast, who):
    row = placed(cast)
    make_papers()
    with pytest.raises(Refused):
        sign_one(row, getattr(cast, who))
    assert not PlacementSignature.objects.exists()


def test_colleagues_and_other_students_do_not_sign(cast):
    row = placed(cast)
    make_papers()
    for name, organisation, role in (
        ("Kim Terpdok", cast.terpdok, "company_member"),
        ("Bas", cast.noorderpoort, "student"),
    ):
        with pytest.raises(Refused):
            sign_one(row, make_member(name, organisation, role))


def test_each_signs_once(cast):
    row = sign(cast, placed(cast), cast.anna, cast.thea)
    with pytest.raises(Refused, match="already"):
        sign_one(row, cast.anna)
    with pytest.raises(Refused, match="colleague"):
        sign_one(row, cast.mo)
    with pytest.raises(Refused, match="colleague"):
        sign_one(row, cast.carla)


def test_only_what_was_on_screen_is_signed(cast):
    row = placed(cast)
    with pytest.raises(Refused, match="not ready"):
        sign_one(row, cast.sanne)
    make_papers()
    for values, words in (({"fingerprint": "0" * 64}, "another one"), ({"name": " "}, "your name")):
        with pytest.raises(Refused, match=words):
            sign_one(row, cast.sanne, **values)
    seen = signature(row)
    placing.change_placement(
        by=cast.carla, placement=row, version=row.version, terms=terms(cast, hours_total=99), now=NOW
    )
    make_papers()
    with pytest.raises(Refused, match="another one"):
        actions.sign_placement(by=cast.sanne, placement=row, signature=seen, now=NOW)
    file = DOCUMENTS.location(fresh(row).paper.path)
    file.write_bytes(b"something else")
    with pytest.raises(Refused, match="damaged"):
        sign_one(row, cast.sanne)
    file.unlink()
    with pytest.raises(Refused, match="damaged"):
        sign_one(row, cast.sanne)
    assert not PlacementSignature.objects.exists()


def test_what_is_signed_or_cancelled_is_not_signed_again(cast):
    row = signed(cast)
    with pytest.raises(Refused):
        sign_one(row, cast.mo)
    row = fresh(row)
    placing.cancel_placement(by=cast.carla, placement=row, version=row.version, reason="Toch niet.", now=NOW)
    with pytest.raises(Refused):
        sign_one(row, cast.mo)


# --- A minor -----------------------------------------------------------------------------------------------------
def token_of(mail) -> str:
    return re.search(r"/represent/([\w-]+)/", mail.text).group(1)


def link_of(mail, now=NOW):
    return actions.working_link(actions.hash_of(token_of(mail)), now)


def test_a_minor_needs_the_representative(cast):
    row = sign(cast, placed(cast, **MINOR))
    assert row.state == "preparing"
    mail = OutboxMail.objects.get(to="vera@example.org")
    link = link_of(mail)
    assert token_of(mail) not in RepresentativeLink.objects.get().token_hash
    actions.sign_as_representative(link=link, signature=signature(row, "Vera Vader"), now=NOW)
    row = fresh(row)
    assert row.state == "signed"
    kept = row.signatures.get(party="representative")
    assert (kept.signed_by, kept.account, kept.name) == (None, "vera@example.org", "Vera Vader")
    with pytest.raises(Refused):
        actions.sign_as_representative(link=link, signature=signature(row), now=NOW)


def test_the_link_expires_and_a_fresh_one_ends_it(cast):
    row = placed(cast, **MINOR)
    make_papers()
    first = OutboxMail.objects.get(to="vera@example.org")
    link = link_of(first)
    assert link_of(first, NOW + actions.LINK_WORKS_FOR) is None
    assert actions.working_link("", NOW) is None
    assert actions.remind_to_sign(now=at(FIRST) - 30 * HOUR) == 1
    assert link_of(first) is None
    with pytest.raises(Refused, match="latest mail"):
        actions.sign_as_representative(link=link, signature=signature(row), now=NOW)
    again = OutboxMail.objects.get(to="vera@example.org", key__contains="remind")
    assert link_of(again, at(FIRST) - 30 * HOUR)


def test_the_representative_signs_again_after_a_change_and_never_without_need(cast):
    row = placed(cast, **MINOR)
    make_papers()
    link = link_of(OutboxMail.objects.get(to="vera@example.org"))
    actions.sign_as_representative(link=link, signature=signature(row), now=NOW)
    with pytest.raises(Refused, match="already"):
        actions.sign_as_representative(link=link, signature=signature(row), now=NOW)
    row = fresh(row)
    lapsed = placing.change_placement(
        by=cast.carla, placement=row, version=row.version, terms=terms(cast, **MINOR, hours_total=99), now=NOW
    )
    assert lapsed == ["representative"]
    mail = OutboxMail.objects.get(to="vera@example.org", key__contains=":2:")
    assert "lapsed" in mail.text
    row = fresh(row)
    placing.change_placement(by=cast.carla, placement=row, version=row.version, terms=terms(cast), now=NOW)
    assert link_of(mail) is None
    with pytest.raises(Refused):
        actions.sign_as_representative(link=RepresentativeLink.objects.get(), signature=signature(row), now=NOW)


# --- Reminders ---------------------------------------------------------------------------------------------------
def reminders():
    return sorted(mail.key.rpartition(":1:")[2] for mail in OutboxMail.objects.filter(key__contains="remind"))


def test_the_ladder_of_reminders(cast):
    row = sign(cast, placed(cast), cast.sanne)
    start = at(FIRST) - 10 * HOUR  # midnight in Amsterdam, in summer time
    for hours, sent in ((73, 0), (72, 1), (60, 0), (48, 1), (24, 1), (23, 0), (1, 0), (0, 0), (-5, 0)):
        assert actions.remind_to_sign(now=start - hours * HOUR) == sent, hours
        assert actions.remind_to_sign(now=start - hours * HOUR) == 0, "run again it asks nobody twice"
    assert reminders() == [f"remind-{hours}:{party}" for hours in (24, 48, 72) for party in ("company", "school")]
    assert fresh(row).reminded_at == start - 24 * HOUR


def test_nobody_is_reminded_of_what_is_signed_or_cancelled(cast):
    row = signed(cast)
    assert actions.remind_to_sign(now=at(FIRST) - 30 * HOUR) == 0
    placing.cancel_placement(by=cast.carla, placement=row, version=row.version, reason="Toch niet.", now=NOW)
    assert actions.remind_to_sign(now=at(FIRST) - 30 * HOUR) == 0


# --- The database ------------------------------------------------------------------------------------------------
def refused_by(name, change):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        change()


def protected(change):
    from django.db import InternalError, OperationalError, ProgrammingError

    with pytest.raises((InternalError, OperationalError, ProgrammingError, IntegrityError)), transaction.atomic():
        change()


def test_the_database_refuses_a_start_before_all_signed(cast):
    row = sign(cast, placed(cast, **MINOR))
    values = {"signed_at": NOW, "started_on": FIRST}
    rows = Placement.objects.filter(pk=row.pk)
    refused_by("placement_signed_by_all", lambda: rows.update(state="running", **values))
    refused_by("placement_signed_by_all", lambda: rows.update(state="signed", signed_at=NOW))
    link = link_of(OutboxMail.objects.get(to="vera@example.org"))
    actions.sign_as_representative(link=link, signature=signature(row), now=NOW)
    refused_by("placement_starts_on_its_first_day", lambda: rows.update(state="running", started_on=NOW.date()))
    assert placing.start_placements(now=at(FIRST)) == 1


def test_the_database_keeps_signatures_and_what_was_signed(cast):
    row = signed(cast)
    rows, names = Placement.objects.filter(pk=row.pk), row.signatures.all()
    protected(lambda: rows.update(hours_total=1))
    protected(lambda: rows.update(hours_total=1, state="preparing", signed_at=None))
    protected(lambda: rows.delete())
    protected(lambda: names.update(name="Iemand anders"))
    refused_by("placement_signatures_are_kept", lambda: names.delete())
    one = names.first()

    def again():
        values = {"name": "Nog een", "account": "x@example.org", "at": NOW, "sha256": one.sha256}
        PlacementSignature.objects.create(
            placement=row, paper=row.paper, party="school", signed_by=cast.mo.user, **values
        )

    refused_by("placement_signs_what_is_asked", again)
