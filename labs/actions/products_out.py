"""Putting products out and taking them back. Nobody decides on own work: not on a product, not on a change of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused, SomeoneWasFirst, take_step
from partnership import audit
from partnership.models import Membership

from ..models import Product
from ..queries.products import Waiting, waiting_of, widens
from ..research_states import EVERYONE, MEMBERS, PRODUCTS, RENEWALS
from .research_common import demand_runs

NO_FILE = _("Add a file first. Without one there is nothing to read.")
OWN_WORK = _("You worked on this yourself. Somebody else who runs the lab, or the management, puts it out.")
NOTHING_WAITS = _("There is nothing new to put out: everything of this product is out already.")


@transaction.atomic
def step_product(*, by: Membership, product: Product, verb: str, version: int, now: datetime) -> Product:
    """Publish it to everyone, share it with members only, or withdraw it. Raises Refused, SomeoneWasFirst.

    Taking it back, wholly or from the public, is for everybody who runs the lab, also when it is their own.
    """
    demand_runs(by, product.lab)
    if product.version != version:
        raise SomeoneWasFirst
    changes, waiting = {}, waiting_of(product)
    if widens(verb, product.state):
        if by.user_id in waiting.hands | {product.added_by_id}:
            raise Refused(OWN_WORK)
        if not (waiting.files or product.files_out):
            raise Refused(NO_FILE)
        changes = {"published_at": product.published_at or now} | _put_out(waiting)
    elif verb == "withdraw":
        changes = _described(waiting)
    take_step(product, PRODUCTS[verb], **changes)
    event = {"by": by, "row": product, "at": now}
    if product.state == EVERYONE:
        audit.record(verb="product.published", **event)
    elif product.state == MEMBERS:
        audit.record(verb="product.shared", **event)
    else:
        audit.record(verb="product.withdrawn", **event)
    return product


@transaction.atomic
def renew_product(*, by: Membership, product: Product, version: int, now: datetime) -> Product:
    """Put out what waits, for whom the product is out already. Raises Refused, SomeoneWasFirst."""
    demand_runs(by, product.lab)
    if product.version != version or product.state not in RENEWALS:
        raise SomeoneWasFirst
    waiting = waiting_of(product)
    if not waiting:
        raise Refused(NOTHING_WAITS)
    if by.user_id in waiting.hands:
        raise Refused(OWN_WORK)
    changed = waiting.fields
    take_step(product, RENEWALS[product.state], **_put_out(waiting))
    audit.record(by=by, verb="product.renewed", row=product, at=now, fields=changed, files=product.files_out)
    return product


def _put_out(waiting: Waiting) -> dict:
    """The newest text and all files, as what is out."""
    changes = _described(waiting)
    for name, rows in (("texts_out", waiting.texts), ("files_out", waiting.files)):
        if rows:
            changes[name] = rows[0].number
    return changes


def _described(waiting: Waiting) -> dict:
    return {name: getattr(waiting.text, name) for name in waiting.fields}
