"""Asking for the year statement of a partner, or of all of them."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from contributions.kinds import DocumentKind
from contributions.models import Document
from contributions.queries.year_statement import year_statement
from contributions.statement_rights import can_make_statement, can_make_statements
from lib.periods import today
from lib.workflow import Refused, demand
from partnership.models import Membership, Organisation, Programme

from .documents import request_document

NOTHING_YET = gettext_lazy(
    "Nothing that counts is approved in this year yet. Once it is, the year statement can be made."
)


@transaction.atomic
def make_statement(
    *, by: Membership, programme: Programme, organisation: Organisation, number: int, now: datetime
) -> Document:
    """The year statement of one partner as the books are now; unchanged books give the one that is there."""
    demand(can_make_statement(by, organisation))
    document = _request(by, programme, organisation, number, now)
    if document is None:
        raise Refused(NOTHING_YET)
    return document


@transaction.atomic
def make_statements(*, by: Membership, programme: Programme, number: int, now: datetime) -> list[Document]:
    """Those of every partner of whom there is something to tell, one document each."""
    demand(can_make_statements(by))
    partners = Organisation.objects.filter(participations__programme=programme).order_by("name", "pk")
    made = (_request(by, programme, organisation, number, now) for organisation in partners)
    documents = [document for document in made if document is not None]
    if not documents:
        raise Refused(NOTHING_YET)
    return documents


def _request(by, programme, organisation, number: int, now: datetime) -> Document | None:
    found = year_statement(programme, organisation, number, today(now))
    if found is None:
        return None
    names = {"partner": organisation.name, "year": number}
    word = slugify(_("Year statement"))
    return request_document(
        by=by,
        kind=DocumentKind.YEAR_STATEMENT,
        programme=programme,
        organisation=organisation,
        snapshot=found.snapshot,
        moment=found.moment,
        language=get_language() or "nl",
        title=_("Year statement of %(partner)s, year %(year)s") % names,
        file_name=f"{word}-{organisation.key}-{number}.pdf",
        now=now,
    )
