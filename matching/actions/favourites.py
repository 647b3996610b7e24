"""Keeping assignments and searches. The log does not mention it: what somebody looks at is nobody else's business."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from labs.actions.research_common import once
from lib.workflow import Refused
from partnership.models import Membership

from ..models import Assignment, Favourite, SavedSearch
from ..searching import Search

MOST_SEARCHES, MOST_FAVOURITES = 10, 200
TOO_MANY_SEARCHES = _("You have ten saved searches. Throw one away first.")
TOO_MANY_FAVOURITES = _("You have two hundred favourites. Throw some away first.")
TOO_LONG = _("This search is too long to save. Search for fewer words or places.")
KEPT_ALREADY = _("You saved this search already.")
NOT_YOURS = _("This is somebody else's.")
NOT_THERE = _("This assignment is not on the board any more.")


@transaction.atomic
def keep(*, by: Membership, assignment: Assignment, now: datetime) -> None:
    """Make it a favourite; once is enough. Raises Refused."""
    if not Assignment.objects.visible_to(by).filter(pk=assignment.pk).exists():
        raise Refused(NOT_THERE)
    Membership.objects.select_for_update().get(pk=by.pk)  # so that the bound holds for two at once
    own = Favourite.objects.filter(member=by)
    if own.filter(assignment=assignment).exists():
        return
    if own.count() >= MOST_FAVOURITES:
        raise Refused(TOO_MANY_FAVOURITES)
    Favourite.objects.create(member=by, assignment=assignment, made_at=now)


@transaction.atomic
def let_go(*, by: Membership, assignment: Assignment, now: datetime) -> None:
    """It is no favourite any more."""
    Favourite.objects.filter(member=by, assignment=assignment).delete()


def save_search(
    *, by: Membership, search: Search, name: str, by_mail: bool, now: datetime, nonce: UUID | None = None
) -> SavedSearch:
    """Keep a search; mails tell what comes after this moment. Raises Refused."""
    try:
        return once(SavedSearch, lambda: _save(by, search, name, by_mail, nonce, now), nonce=nonce, member=by)
    except IntegrityError:
        raise Refused(KEPT_ALREADY) from None


def _save(by: Membership, search: Search, name: str, by_mail: bool, nonce: UUID | None, now: datetime) -> SavedSearch:
    query = search.query(sort="")
    if len(query) > SavedSearch._meta.get_field("query").max_length:
        raise Refused(TOO_LONG)
    Membership.objects.select_for_update().get(pk=by.pk)
    again = nonce is not None and SavedSearch.objects.filter(member=by, nonce=nonce).exists()
    if not again and SavedSearch.objects.filter(member=by).count() >= MOST_SEARCHES:
        raise Refused(TOO_MANY_SEARCHES)
    return SavedSearch.objects.create(
        member=by, name=name, query=query, by_mail=by_mail, made_at=now, told_until=now, nonce=nonce
    )


@transaction.atomic
def set_mail(*, by: Membership, saved: SavedSearch, by_mail: bool, now: datetime) -> None:
    """Switch the weekly mail of a search on or off; once on, it tells of what comes from now on. Raises Refused."""
    row = SavedSearch.objects.select_for_update().get(pk=saved.pk)
    if row.member_id != by.pk:
        raise Refused(NOT_YOURS)
    if row.by_mail != by_mail:
        row.by_mail = by_mail
        row.told_until = max(row.told_until, now)
        row.save(update_fields=["by_mail", "told_until"])


@transaction.atomic
def throw_away(*, by: Membership, saved: SavedSearch, now: datetime) -> None:
    """Raises Refused."""
    if saved.member_id != by.pk:
        raise Refused(NOT_YOURS)
    SavedSearch.objects.filter(pk=saved.pk).delete()


@transaction.atomic
def forget(*, now: datetime) -> int:
    """Remove what people kept whose role has ended. Says how much it was."""
    ended = {"member__ended_at__lte": now}
    return Favourite.objects.filter(**ended).delete()[0] + SavedSearch.objects.filter(**ended).delete()[0]
