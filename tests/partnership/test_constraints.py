"""The database refuses impossible people, organisations and grants, by name."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import get_resolver
from django.utils import timezone

from partnership.models import (
    BudgetLine,
    Invitation,
    Membership,
    Organisation,
    OutboxMail,
    Participation,
    Programme,
    User,
)
from partnership.models.organisations import RESERVED


def refuses(name):
    return pytest.raises(IntegrityError, match=name)


def update(row, **values):
    with transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    ("who", "values", "constraint"),
    [
        ("programme", {"rate": Decimal(0)}, "programme_rate_positive"),
        ("programme", {"budget_total": Decimal(0)}, "programme_budget_positive"),
        ("programme", {"subsidy_granted": Decimal(-1)}, "programme_subsidy_not_negative"),
        ("programme", {"ends_on": "2023-01-01"}, "programme_ends_after_start"),
        ("programme", {"applied_on": "2024-01-01"}, "programme_applied_before_start"),
        ("terpdok", {"kvk": "1234567"}, "organisation_kvk_8_digits"),
        ("terpdok", {"branch": "x" * 12}, "organisation_branch_12_digits"),
        ("terpdok", {"kind": "club"}, "organisation_kind_known"),
        ("anna", {"role": "boss"}, "membership_role_known"),
        ("anna", {"role": "auditor"}, "membership_programme_for_auditors_only"),
        ("aad", {"programme": None}, "membership_programme_for_auditors_only"),
        ("anna", {"ended_at": "2020-01-01T00:00Z"}, "membership_ends_after_start"),
    ],
)
def test_a_row_that_cannot_be(cast, who, values, constraint):
    with refuses(constraint):
        update(getattr(cast, who), **values)


def test_addresses_are_lower_case_and_unique(cast):
    with refuses("user_email_lower_case"):
        update(cast.anna.user, email="Anna@example.org")
    with refuses("email"), transaction.atomic():
        User.objects.create_user(cast.anna.user.email.upper(), "x")


def test_a_role_is_held_once_while_it_lasts(cast):
    values = {name: getattr(cast.anna, name) for name in ("user", "partnership", "organisation", "role", "started_at")}
    with refuses("membership_once_while_it_lasts"), transaction.atomic():
        Membership.objects.create(**values)
    update(cast.anna, ended_at=timezone.now())
    assert Membership.objects.create(**values).pk


def test_an_organisation_takes_part_once(cast):
    row = cast.terpdok.participations.get()
    with refuses("participation_once_per_programme"), transaction.atomic():
        Participation.objects.create(
            programme=row.programme, organisation=row.organisation, group="other", joined_on=row.joined_on
        )
    with refuses("participation_leaves_after_joining"):
        update(row, left_on=row.joined_on - timedelta(days=1))
    with refuses("participation_group_known"):
        update(row, group="friends")


def first_parts(patterns):
    for entry in patterns:
        part = str(entry.pattern).split("/")[0]
        if part and not part.startswith("<"):
            yield part
        elif not part:
            yield from first_parts(getattr(entry, "url_patterns", ()))


def test_a_partnership_does_not_take_an_address_of_the_portal(cast):
    assert set(first_parts(get_resolver().url_patterns)) | {"static", "gallery"} == set(RESERVED)
    for address in RESERVED:
        with refuses("partnership_address_not_the_portals_own"):
            update(cast.elders, slug=address)
    update(cast.elders, slug="verifying")


def test_a_form_makes_one_row(cast):
    nonce = uuid4()
    update(cast.terpdok, nonce=nonce)
    with refuses("nonce"):
        update(cast.wadbyte, nonce=nonce)
    assert Organisation.objects.filter(nonce=None).count() > 1
    assert Programme.objects.filter(nonce=None).count() > 1


def test_an_invitation_is_accepted_or_withdrawn_or_neither(cast):
    now = timezone.now()
    invitation = Invitation.objects.create(
        partnership=cast.werkplaats,
        organisation=cast.terpdok,
        email="x@example.org",
        role="teacher",
        token_hash="0" * 64,
        nonce=uuid4(),
        invited_by=cast.mirjam.user,
        invited_at=now,
        expires_at=now + timedelta(days=1),
    )
    with refuses("invitation_accepted_by_someone"):
        update(invitation, accepted_at=now)
    with refuses("invitation_accepted_or_withdrawn"):
        update(invitation, accepted_at=now, accepted_by=cast.anna.user, revoked_at=now)
    with refuses("invitation_expires_later"):
        update(invitation, expires_at=now)
    update(invitation, accepted_at=now, accepted_by=cast.anna.user)


def test_a_sent_mail_has_its_moment(cast):
    mail = OutboxMail.objects.create(key="k", to="x@example.org", subject="s", text="t", due_at=timezone.now())
    with refuses("outbox_mail_sent_when_done"):
        update(mail, state="done")
    update(mail, state="done", sent_at=timezone.now())


def test_a_budget_line_stands_once_and_is_not_negative(cast):
    values = {"programme": cast.programme, "year": 2024, "source": "subsidy"}
    line = BudgetLine.objects.create(**values, amount=1)
    with refuses("budget_line_once"), transaction.atomic():
        BudgetLine.objects.create(**values, amount=2)
    with refuses("budget_line_not_negative"):
        update(line, amount=-1)
    with refuses("budget_line_source_known"):
        update(line, source="lottery")
