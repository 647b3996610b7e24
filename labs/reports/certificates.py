"""From the row of a certificate to its stored file."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lib.pdf import Rendered, render, style
from lib.periods import today
from lib.store import Stored

from ..actions.certificates import number_of
from ..kinds import SessionKind
from ..models import Certificate
from ..store import CERTIFICATES

STEP = 4  # digits that stand together


def build(certificate: Certificate) -> tuple[Stored, str]:
    """Render and store a certificate; says the number on it. Raises OSError when it can't be stored."""
    rendered = rendered_certificate(certificate)
    path = f"certificates/{certificate.pk}/{certificate.file_name}"
    return CERTIFICATES.put(path, rendered.content), number_of(certificate)


def rendered_certificate(certificate: Certificate) -> Rendered:
    """The PDF itself: the same bytes for the same row."""
    with translation.override(certificate.language):
        html = render_to_string("labs/pdf/certificate.html", _context(certificate))
        return render(html, css=style(), created=certificate.moment)


def grouped(number: str) -> str:
    """A number as people copy it from paper: groups of four with dashes."""
    return "-".join(number[at : at + STEP] for at in range(0, len(number), STEP)).upper()


def _context(certificate: Certificate) -> dict:
    snapshot = certificate.snapshot
    starts_at, ends_at = (datetime.fromisoformat(snapshot[name]) for name in ("starts_at", "ends_at"))
    return {
        "snapshot": snapshot,
        "kind": SessionKind(snapshot["kind"]).label,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "first": today(starts_at),
        "last": today(ends_at),
        "one_day": today(starts_at) == today(ends_at),
        "number": grouped(number_of(certificate)),
        "check_at": f"{settings.SITE_URL}{reverse('verify_start')}".split("://")[-1],
        "title": _("Certificate of participation"),
        "language": certificate.language,
        "author": snapshot["partnership"],
        "generator": f"Drieluik {certificate.template_version}",
        "description": snapshot["title"],
        "running_left": "",
        "running_right": "",
    }
