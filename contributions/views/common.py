"""Small things the pages of this app share."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.shortcuts import redirect
from django.urls import reverse

PAGE_SIZE = 25


class CountedPaginator(Paginator):
    """A paginator that is told how many rows there are, so that they are not counted twice."""

    def __init__(self, rows, size: int, count: int):
        super().__init__(rows, size)
        self.known = count

    @property
    def count(self):
        return self.known


def page_of(request, rows, count: int) -> Page:
    """The page that `?page=` asks for, or the nearest there is."""
    return CountedPaginator(rows, PAGE_SIZE, count).get_page(request.GET.get("page"))


def go_to(request, name: str, pk: int | None = None):
    """Redirect to a page of this partnership."""
    return redirect(address(request, name, pk))


def address(request, name: str, pk: int | None = None) -> str:
    values = {"partnership": request.partnership.slug}
    return reverse(name, kwargs=values if pk is None else {**values, "pk": pk})


def tell(request, error) -> None:
    """Say in a message why something was refused."""
    messages.error(request, str(error.reason))
