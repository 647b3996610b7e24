"""The board as everybody may search it, and one assignment of it."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from labs.feeds import absolute
from lib.periods import today
from partnership.decorators import public_page
from partnership.roles import Permission

from ..bank_sentences import credit_of
from ..facets import facets_of, in_words
from ..kinds import FOR_STUDENTS
from ..models import Assignment, BankTemplate, Expectation
from ..queries.bank import with_credit
from ..queries.board import find
from ..queries.cards import asker_of, cards_of, tags_of
from ..queries.chains import chain_of
from ..searching import Sort, read
from ..states import APPROVED, CLOSED


@require_safe
@public_page
def board(request):
    """A search with its counts, on one address; a part of the page asks for the same address."""
    search, by = read(request.GET), request.membership
    asker, tags = asker_of(request.partnership, by, timezone.now()), tags_of(request.partnership)
    found = find(search, asker, list(tags.values()), request.GET.get("page"))
    facets = facets_of(search, found.counts, tags)
    context = {
        "found": found,
        "search": search,
        "facets": facets,
        "chips": [
            (each, value, search.without(each.name, _own(each, value))) for each in facets for value in each.chosen
        ],
        "cards": cards_of(found.page.object_list, asker, tags),
        "ways_out": _ways_out(found, facets),
        "meant": [term for term in found.terms if term.meant],
        "unknown": [term.word for term in found.terms if not term.is_known and not term.meant],
        "sorts": Sort.choices,
        **_may(by),
        "asks_profile": bool(by and by.can(Permission.APPLY) and not asker.has_profile),
        "description": _("Internships, assignments and research questions of companies in %(name)s, for every level.")
        % {"name": request.partnership.name},
        "title": in_words(search, tags) if search.is_narrowed else "",
    }
    return _shown(request, "matching/board/board.html", context, search.query())


def _may(by) -> dict[str, bool]:
    """What links beside the board a reader has."""
    rights = {"keeps_list": Permission.MATCH, "reads_bank": Permission.SEE_BANK, "may_apply": Permission.APPLY}
    return {name: bool(by and by.can(right)) for name, right in rights.items()}


def _own(facet, value):
    return int(value.key) if facet.name == "skill" else value.key


def _ways_out(found, facets) -> list[dict]:
    """What to leave away when nothing was found, the most fruitful first."""
    if found.total:
        return []
    labels = {facet.name: facet.label for facet in facets}
    ways = [
        {"label": labels.get(name, name), "count": count, "query": found.search.query(**{name: ()})}
        for name, count in found.without.items()
        if count
    ]
    return sorted(ways, key=lambda way: -way["count"])


@require_safe
@public_page
def board_assignment(request, pk):
    """One assignment: for everybody when it is public, for members as long as it is or was on the board."""
    by, rows = request.membership, Assignment.objects.filter(partnership=request.partnership)
    rows = rows.public() if by is None else rows.visible_to(by).filter(state__in=(APPROVED, CLOSED))
    asker, tags = asker_of(request.partnership, by, timezone.now()), tags_of(request.partnership)
    cards = cards_of(list(rows.filter(pk=pk).values_list("pk", flat=True)), asker, tags)
    if not cards:
        raise Http404
    row = cards[0].assignment
    until = row.apply_until
    context = {
        "card": cards[0],
        "assignment": row,
        "is_open": row.state == APPROVED and (until is None or until >= today()),
        "expectations": Expectation.objects.filter(assignment=row).order_by("side"),
        "applies": bool(by and by.can(Permission.APPLY) and row.kind in FOR_STUDENTS),
        "asks_profile": bool(by and by.can(Permission.APPLY) and not asker.has_profile),
        "description": " ".join(row.text.split())[:160],
        "chain": chain_of(row, by, on_board=True),
        "page": "board_assignment",
        "credit": credit_of(with_credit(BankTemplate.objects).get(pk=row.template_id)) if row.template_id else "",
    }
    return _shown(request, "matching/board/one.html", context)


def _shown(request, template: str, context: dict, query: str = ""):
    address = f"{request.path}?{query}" if query else request.path
    response = render(request, template, context | {"canonical": absolute(address)})
    if request.htmx:
        response["HX-Push-Url"] = address  # the search without what is empty in the form
    if not request.user.is_authenticated:
        patch_cache_control(response, private=True, max_age=60)
    return response
