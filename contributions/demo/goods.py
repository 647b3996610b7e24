"""Materials, rooms and cash in every state, with proof and without; and proof of some hours."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from contributions.actions import goods as actions
from contributions.actions.proofs import add_proof
from contributions.goods_rules import Gift
from contributions.kinds import Valuation
from contributions.models import Contribution, HourEntry
from contributions.states import RETURNED, SUBMITTED
from lib.periods import today
from partnership.models import Membership, Programme

from .history import MANAGER

MANAGEMENT = "management@example.org"
QUESTION = "Op de factuur staat een ander bedrag. Klopt het aantal?"


def add_goods(programme: Programme, now: datetime) -> None:
    """Entered by the demo company's manager and by the lead partner; decided on by the management."""
    company, lead = _member(programme, MANAGER), _member(programme, MANAGEMENT)
    day = today(now)

    def enter(gift: Gift, by: Membership = company, proof: bytes = b"", submit: bool = True) -> Contribution:
        goods = actions.enter_goods(by=by, programme=programme, gift=gift, nonce=uuid4(), now=now).goods
        if proof:
            add_proof(by=by, target=goods, upload=_upload(proof, f"factuur-{goods.pk}"), now=now)
        return actions.submit_goods(by=by, goods=goods, now=now) if submit else goods

    laptops = enter(_materials(day - timedelta(days=70), 6, "749.00", "Laptops voor het Learning Lab"), proof=_pdf("1"))
    actions.approve_goods(by=lead, goods=laptops, version=laptops.version, now=now)
    room = enter(_room(day), proof=_pdf("2"))
    actions.approve_goods(by=lead, goods=room, version=room.version, now=now)
    enter(_materials(day - timedelta(days=20), 12, "89.95", "Licenties voor een testomgeving"), proof=_picture())
    enter(_cash(day - timedelta(days=15), "750.00", "Prijzen voor de afsluitende wedstrijd"))
    wrong = enter(_materials(day - timedelta(days=40), 3, "1249.50", "Netwerkapparatuur"), proof=_pdf("3"))
    actions.return_goods(by=lead, goods=wrong, version=wrong.version, reason=QUESTION, now=now)
    enter(_materials(day - timedelta(days=3), 25, "12.50", "Sensoren voor het IoT-project"), submit=False)
    enter(_cash(day - timedelta(days=9), "5000.00", "Eigen bijdrage van de school"), by=lead, proof=_pdf("4"))
    _prove_hours(programme, company, now)


def _member(programme: Programme, email: str) -> Membership:
    found = Membership.objects.filter(user__email=email, partnership=programme.partnership_id)
    return found.select_related("user", "partnership", "organisation").get()


def _materials(day: date, count: int, price: str, what: str) -> Gift:
    return Gift("materials", day, Decimal(count), Decimal(price), what, Valuation.INVOICE)


def _cash(day: date, amount: str, what: str) -> Gift:
    return Gift("cash", day, Decimal(1), Decimal(amount), what)


def _room(day: date) -> Gift:
    """Two whole months, up to the last one that is over."""
    last = day.replace(day=1) - timedelta(days=1)
    first = (last.replace(day=1) - timedelta(days=35)).replace(day=1)
    text = "Projectruimte in het Business Lab, vier dagen per week"
    return Gift("room", last, Decimal(2), Decimal("450.00"), text, Valuation.RENT, first, last)


def _prove_hours(programme: Programme, company: Membership, now: datetime) -> None:
    """A few lists of who was there, on hours that wait or came back."""
    open_hours = HourEntry.objects.filter(
        programme=programme, organisation=company.organisation_id, state__in=(SUBMITTED, RETURNED)
    )
    for number, entry in enumerate(open_hours.order_by("-worked_on", "pk")[:3]):
        content = _picture() if number == 1 else _pdf(f"hours {entry.pk}")
        add_proof(by=company, target=entry, upload=_upload(content, "presentielijst-zonder-namen"), now=now)


def _upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.{'pdf' if content.startswith(b'%PDF') else 'png'}", content)


def _pdf(text: str) -> bytes:
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.docinfo["/Title"] = f"Bewijsstuk {text}"
        document.save(out, deterministic_id=True)
    return out.getvalue()


def _picture() -> bytes:
    out = BytesIO()
    image = Image.new("RGB", (640, 400), "white")
    ImageDraw.Draw(image).rectangle((40, 40, 600, 360), outline="#12877f", width=6)
    image.save(out, "PNG")
    return out.getvalue()
