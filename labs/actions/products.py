"""Products of the research: described, given files, put out, and taken over by other schools."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from lib.keeping import Kept, kept
from lib.store import Store
from lib.uploads import MEGABYTE
from lib.workflow import Refused
from partnership import audit
from partnership.kinds import OrganisationKind
from partnership.models import Membership

from ..models import DESCRIPTION, Lab, Product, ProductText, ProductVersion, Reuse
from ..queries.products import can_change, newest_text
from ..research_states import DRAFT
from .research_common import demand_knowledge, once

DOCUMENTS = Store("DOCUMENTS_ROOT")
FOLDER = "products"
MOST_BYTES = 25 * MEGABYTE
SCHOOLS = (OrganisationKind.SCHOOL.value, OrganisationKind.APPLICANT_SCHOOL.value)
NOT_YOUR_PRODUCT = _("Only who added this product and the coordinators of the lab can change it.")
NO_SCHOOL = _("Schools take material over. You act for an organisation that is no school.")
OWN_PRODUCT = _("This was made at your own school. Taking over is for other schools.")
NOT_OUT = _("This product is not out yet. It can be taken over as soon as it is.")
IS_OUT = _("This file is out, so it stays. Add a newer version instead.")
SAME_FILE = _("This file is a version of this product already. Choose another one.")
SAME_CLASS = _("Your school took this over for this class from this day already.")
OTHER_SCHOOL = _("Only the school that took this over can say what came of it.")
NO_OUTCOME = _("Write what came of it, in a few sentences.")
ELSEWHERE = _("Line and team are of this lab.")


def add_product(*, by: Membership, lab: Lab, nonce: UUID, now: datetime, **values: Any) -> Product:
    """Describe a product; nobody else sees it until it is put out. Raises Refused."""
    demand_knowledge(by, lab.partnership_id)
    _demand_here(lab, values)

    def make() -> Product:
        product = Product.objects.create(
            lab=lab, organisation_id=by.organisation_id, added_by_id=by.user_id, added_at=now, nonce=nonce, **values
        )
        audit.record(by=by, verb="product.added", row=product, at=now)
        return product

    return once(Product, make, nonce=nonce, added_by=by.user_id)


@transaction.atomic
def change_product(*, by: Membership, product: Product, now: datetime, **values: Any) -> Product:
    """Describe it otherwise: a draft at once; what is out keeps its text until somebody else publishes the new one.

    Raises Refused.
    """
    current = _held(product)
    _demand_change(by, current)
    _demand_here(current.lab, values)
    newest = newest_text(current)
    changed = sorted(name for name, value in values.items() if getattr(newest, name) != value)
    if changed:
        described = {name: getattr(newest, name) for name in DESCRIPTION} | values
        ProductText.objects.create(
            product=current, number=current.texts.count() + 1, written_by_id=by.user_id, written_at=now, **described
        )
        written = changed if current.state == DRAFT else []
        for name in written:
            setattr(current, name, values[name])
        _save(current, *written)
        audit.record(by=by, verb="product.changed", row=current, at=now, fields=changed)
    return current


def _held(product: Product) -> Product:
    """The product as it is now; nobody else changes it meanwhile."""
    return Product.objects.select_for_update(of=("self",)).select_related("lab").get(pk=product.pk)


def _save(product: Product, *fields: str) -> None:
    """Who looked at the product before and decides after this is told that somebody was first."""
    product.version += 1
    product.save(update_fields=["version", *fields])


def _demand_change(by: Membership, product: Product) -> None:
    demand_knowledge(by, product.lab.partnership_id)
    if not can_change(by, product):
        raise Refused(NOT_YOUR_PRODUCT)


def _demand_here(lab: Lab, values: dict[str, Any]) -> None:
    if any(values.get(name) and values[name].lab_id != lab.pk for name in ("line", "team")):
        raise Refused(ELSEWHERE)


# --- Files ---------------------------------------------------------------------------------------------------
def add_version(*, by: Membership, product: Product, upload, note: str = "", now: datetime) -> ProductVersion:
    """Put a file beside the earlier ones: a PDF, PNG or JPEG, judged by its content.

    Raises Refused, and then nothing is stored.
    """
    _demand_change(by, product)
    with kept(upload, store=DOCUMENTS, folder=f"{FOLDER}/{now:%Y-%m}", most=MOST_BYTES) as file:
        return _add_version(by, product, file, note, now)


@transaction.atomic
def _add_version(by: Membership, product: Product, file: Kept, note: str, now: datetime) -> ProductVersion:
    held = _held(product)
    _demand_change(by, held)
    there = held.versions
    if there.filter(sha256=file.stored.sha256).exists():
        raise Refused(SAME_FILE)
    version = ProductVersion.objects.create(
        product=held,
        number=(there.aggregate(newest=Max("number"))["newest"] or 0) + 1,
        note=note,
        **file.values,
        added_by_id=by.user_id,
        added_at=now,
    )
    _save(held)
    audit.record(by=by, verb="product.version_added", row=held, at=now, number=version.number)
    return version


@transaction.atomic
def take_version_back(*, by: Membership, product: Product, number: int, now: datetime) -> None:
    """Throw a file away that nobody read yet. Raises Refused, ProductVersion.DoesNotExist."""
    held = _held(product)
    _demand_change(by, held)
    version = held.versions.get(number=number)
    if version.number <= held.files_out:
        raise Refused(IS_OUT)
    version.delete()
    _save(held)
    audit.record(by=by, verb="product.version_taken_back", row=held, at=now, number=number)
    place = DOCUMENTS.location(version.path)
    transaction.on_commit(lambda: place.unlink(missing_ok=True))


# --- Taken over ----------------------------------------------------------------------------------------------
def take_over(*, by: Membership, product: Product, used_for: str, starts_on: date, nonce: UUID, now: datetime) -> Reuse:
    """Another school uses it from a day, for a class or programme. Raises Refused."""
    demand_knowledge(by, product.lab.partnership_id)
    if by.organisation.kind not in SCHOOLS:
        raise Refused(NO_SCHOOL)
    if by.organisation_id == product.organisation_id:
        raise Refused(OWN_PRODUCT)
    if product.state == DRAFT:
        raise Refused(NOT_OUT)

    def make() -> Reuse:
        reuse = Reuse.objects.create(
            product=product,
            organisation_id=by.organisation_id,
            used_for=used_for,
            starts_on=starts_on,
            taken_over_by_id=by.user_id,
            taken_over_at=now,
            nonce=nonce,
        )
        audit.record(by=by, verb="product.taken_over", row=product, at=now, reuse=reuse.pk)
        return reuse

    try:
        return once(Reuse, make, nonce=nonce, taken_over_by=by.user_id)
    except IntegrityError:
        raise Refused(SAME_CLASS) from None


@transaction.atomic
def tell_outcome(*, by: Membership, reuse: Reuse, outcome: str, students: int | None, now: datetime) -> Reuse:
    """Say what came of it; who told before may tell it better. Raises Refused."""
    held = Reuse.objects.select_for_update(of=("self",)).select_related("product__lab").get(pk=reuse.pk)
    demand_knowledge(by, held.product.lab.partnership_id)
    if held.organisation_id != by.organisation_id:
        raise Refused(OTHER_SCHOOL)
    if not outcome.strip():
        raise Refused(NO_OUTCOME)
    held.outcome, held.students, held.told_by_id, held.told_at = outcome.strip(), students, by.user_id, now
    held.save(update_fields=["outcome", "students", "told_by", "told_at"])
    audit.record(by=by, verb="product.outcome_told", row=held.product, at=now, reuse=held.pk)
    return held
