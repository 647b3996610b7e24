"""Certificates, and whether one that somebody shows is genuine."""

import hashlib
import re

from lib.jobs import DONE

from ..models import Certificate

SHA256 = re.compile(r"[0-9a-f]{64}")
NUMBER = re.compile(r"[0-9a-f]{32}")


def hash_of_number(number: str) -> str:
    """What is kept of a certificate's number: it has 128 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(number.encode()).hexdigest()


def issued_certificate(code: str) -> Certificate | None:
    """The finished certificate with this SHA-256, or this number without its dashes (both lower case), or None."""
    rows = Certificate.objects.filter(state=DONE).select_related("enrolment__session__lab__partnership")
    if SHA256.fullmatch(code):
        return rows.filter(sha256=code).order_by("pk").first()
    if NUMBER.fullmatch(code):
        return rows.filter(number_hash=hash_of_number(code)).first()
    return None
