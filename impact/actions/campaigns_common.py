"""What the actions on campaigns share: refusing with words, and the lock of a campaign."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from lib.patience import is_busy
from lib.workflow import Refused, SomeoneWasFirst

from ..models import Campaign

TRY_AGAIN = _("Somebody else works on this campaign at this moment. Try it again.")


@contextmanager
def locked(campaign: Campaign, version: int | None = None) -> Iterator[Campaign]:
    """A transaction in which nobody else changes the campaign, its contacts or its mail.

    Raises SomeoneWasFirst when it is not what was looked at any more, and Refused when the lock takes long.
    """
    try:
        with transaction.atomic():
            rows = Campaign.objects.select_for_update(of=("self",), no_key=True).select_related("partnership")
            row = rows.get(pk=campaign.pk)
            if version is not None and row.version != version:
                raise SomeoneWasFirst
            yield row
    except OperationalError as error:
        if not is_busy(error):
            raise
        raise Refused(TRY_AGAIN) from error
