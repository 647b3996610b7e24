"""Certificates: asked for once for the same content, made by a worker, never changed afterwards."""

import hashlib
import json
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from lib.jobs import FAILED, Failure, Jobs
from lib.store import Stored
from lib.times import day_of
from lib.workflow import Refused
from partnership.audit import record
from partnership.models import Membership

from ..models import Certificate, Enrolment
from ..queries.certificates import hash_of_number
from ..states import SessionState

JOBS = Jobs(Certificate, "labs.tasks.render_certificate", "certificate_id")
TEMPLATE_VERSION = "1"
NUMBER_LENGTH = 32  # hexadecimal digits: 128 bits
NOT_THERE = _("A certificate is for who was there.")
NOT_HELD = _("A certificate is for a session that was held. This one was cancelled, or is not over yet.")


def number_of(certificate: Certificate) -> str:
    """The number printed on a certificate; the portal can say it again, the database alone can not."""
    return salted_hmac("labs.certificate", certificate.seed, algorithm="sha256").hexdigest()[:NUMBER_LENGTH]


@transaction.atomic
def request_certificate(*, by: Membership, enrolment: Enrolment, language: str, now: datetime) -> Certificate:
    """One's own certificate of a session; a worker makes it.

    The same content gives the same row, and so the same file; one that failed is tried again. Raises Refused.
    """
    row = Enrolment.objects.select_related("session__lab__partnership", "person").get(pk=enrolment.pk)
    if row.person_id != by.user_id or row.was_there is not True:
        raise Refused(NOT_THERE)
    if row.session.state != SessionState.PUBLISHED or row.session.ends_at > now:
        raise Refused(NOT_HELD)
    snapshot = snapshot_of(row)
    values = {"template_version": TEMPLATE_VERSION, "language": language, "snapshot": snapshot}
    fresh = Certificate(seed=secrets.token_hex(NUMBER_LENGTH // 2))
    certificate, is_new = Certificate.objects.get_or_create(
        key=_key({**values, "enrolment": row.pk}),
        defaults=values
        | {
            "enrolment": row,
            "seed": fresh.seed,
            "number_hash": hash_of_number(number_of(fresh)),
            "moment": row.session.ends_at,
            "file_name": _file_name(row, language),
            "requested_by_id": by.user_id,
            "requested_at": now,
        },
    )
    if is_new:
        record(by=by, verb="certificate.requested", row=certificate, at=now, session=row.session_id)
        JOBS.wake(certificate.pk)
    elif certificate.state == FAILED:
        retry_certificate(by=by, certificate=certificate, now=now)
    return certificate


def snapshot_of(enrolment: Enrolment) -> dict[str, Any]:
    """Everything that the certificate says, as plain values."""
    session = enrolment.session
    return {
        "person": enrolment.person.name,
        "title": session.title,
        "kind": session.kind,
        "lab": session.lab.name,
        "lab_kind": session.lab.kind,
        "partnership": session.lab.partnership.name,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "minutes": round((session.ends_at - session.starts_at).total_seconds() / 60),
    }


def _file_name(enrolment: Enrolment, language: str) -> str:
    word = "certificaat" if language == "nl" else "certificate"
    return f"{word}-{day_of(enrolment.session.starts_at).isoformat()}.pdf"


def _key(identity: dict[str, Any]) -> str:
    text = json.dumps(identity, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def retry_certificate(*, by: Membership, certificate: Certificate, now: datetime) -> bool:
    """Try a failed certificate again. False when somebody else just did, or when it did not fail."""
    if not JOBS.retry(certificate):
        return False
    certificate.refresh_from_db(fields=["state", "attempts", "lease_until", "failure"])
    record(by=by, verb="certificate.retried", row=certificate, at=now)
    JOBS.wake(certificate.pk)
    return True


# --- Making ----------------------------------------------------------------------------------------------------


def claim_certificate(*, certificate_id: int, now: datetime, holder: str = "") -> Certificate | None:
    """Take a certificate to make, for the task with id `holder`. Of two workers exactly one gets it."""
    if not JOBS.claim(certificate_id, now=now, holder=holder):
        return None
    return Certificate.objects.select_related("enrolment__session__lab").get(pk=certificate_id)


def renew_lease(*, certificate: Certificate, now: datetime) -> bool:
    """Hold a certificate a little longer. False when it was given to another worker."""
    return JOBS.renew(certificate, now=now)


@transaction.atomic
def finish_certificate(*, certificate: Certificate, stored: Stored, number: str, now: datetime) -> bool:
    """The file is made and stored, with `number` on it. False when another worker took over meanwhile."""
    file = {"path": stored.path, "sha256": stored.sha256, "size": stored.size, "number_hash": hash_of_number(number)}
    if not JOBS.finish(certificate, now=now, **file):
        return False
    where = {"partnership_id": certificate.enrolment.session.lab.partnership_id}
    record(by=None, verb="certificate.finished", row=certificate, at=now, sha256=stored.sha256, **where)
    return True


@transaction.atomic
def fail_certificate(*, certificate: Certificate, failure: Failure) -> None:
    """An attempt went wrong: another follows, or after the last one it fails and says why."""
    JOBS.fail(certificate, failure)


@transaction.atomic
def sweep_certificates(*, now: datetime) -> list[int]:
    """Give up on what was lost too often, and wake a worker for every certificate that nobody holds."""
    return JOBS.sweep(now)
