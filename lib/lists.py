"""Order and pages of a list, from the address: only keys that the list allows, never a name from a request."""

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

PAGE_SIZE = 25


def ordering(request, allowed: dict[str, tuple[str, ...]], default: str) -> list[str]:
    """The fields for `order_by`: those of `?sort=key` or `?sort=-key`, else of `default`; the key comes last."""
    asked = request.GET.get("sort", "")
    chosen = asked if asked.removeprefix("-") in allowed else default
    fields = allowed[chosen.removeprefix("-")]
    return [*(turned(field) if chosen.startswith("-") else field for field in fields), "pk"]


def turned(field: str) -> str:
    """The same field in the opposite order."""
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


class CountedPaginator(Paginator):
    """A paginator that may be told how many rows there are, so that they are not counted twice."""

    def __init__(self, rows, size: int, count: int | None):
        super().__init__(rows, size)
        self.known = count

    @cached_property
    def count(self):
        return super().count if self.known is None else self.known


def page_of(request, rows, size: int = PAGE_SIZE, *, count: int | None = None) -> Page:
    """The page that `?page=` asks for, or the nearest there is; `count` when the number of rows is known already."""
    return CountedPaginator(rows, size, count).get_page(request.GET.get("page"))
