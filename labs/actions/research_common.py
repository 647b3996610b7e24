"""What the actions on research and skills share."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused
from partnership.models import Membership
from partnership.roles import Permission

from ..models import Lab
from ..queries.research import runs

Row = TypeVar("Row", bound=models.Model)
NOT_YOURS = _("Only the coordinators of this lab and the management can do this.")
NO_RIGHT = _("You cannot do this in your role.")
ENDS_FIRST = _("The last day is not before the first. Choose a later day.")


def demand_runs(by: Membership, lab: Lab) -> None:
    """Raises Refused for who does not keep this lab."""
    if not runs(by, lab):
        raise Refused(NOT_YOURS)


def demand_knowledge(by: Membership, partnership_id: int) -> None:
    """Raises Refused for who has no say here: strangers, students and auditors."""
    if by.partnership_id != partnership_id or not by.can(Permission.SHARE_KNOWLEDGE):
        raise Refused(NO_RIGHT)


def demand_order(starts_on: date, ends_on: date | None) -> None:
    if ends_on and ends_on < starts_on:
        raise Refused(ENDS_FIRST)


def once(model: type[Row], make: Callable[[], Row], *, nonce: UUID, **mine) -> Row:
    """Do `make` in one transaction; the same form sent again gives the row that it made. Raises IntegrityError."""
    try:
        with transaction.atomic():
            return make()
    except IntegrityError:
        sent = model._default_manager.filter(nonce=nonce, **mine).first()
        if sent is None:
            raise
        return sent
