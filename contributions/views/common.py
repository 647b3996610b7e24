"""Small things the pages of this app share."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse


def go_to(request, name: str, pk: int | None = None):
    """Redirect to a page of this partnership."""
    return redirect(address(request, name, pk))


def address(request, name: str, pk: int | None = None) -> str:
    values = {"partnership": request.partnership.slug}
    return reverse(name, kwargs=values if pk is None else {**values, "pk": pk})


def tell(request, error) -> None:
    """Say in a message why something was refused."""
    messages.error(request, str(error.reason))
