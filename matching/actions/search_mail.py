"""The weekly mail of saved searches: one for each person, with what is new for each search; nothing new, no mail.

Nobody's language is known, so mail is in that of the portal.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib.periods import today
from partnership.actions.mail import post
from partnership.mails import Letter
from partnership.models import Membership, User

from ..models import BoardEntry, SavedSearch
from ..queries.board import matching_words, narrowed
from ..queries.board_words import understand
from ..queries.cards import tags_of
from ..searching import Sort, read

MOST_TITLES = 5


@dataclass(frozen=True)
class News:
    """What is new for one saved search: how much, and the newest titles."""

    saved: SavedSearch
    count: int
    titles: list[str]


def tell_news(*, now: datetime) -> int:
    """Mail everybody who wants it what is new since the last time; each person once in a week, however often it runs.

    Says how many mails leave.
    """
    week = _week(now)
    waiting = SavedSearch.objects.filter(by_mail=True, member__in=Membership.objects.active(now)).exclude(
        told_week=week
    )
    people = User.objects.filter(pk__in=waiting.values("member__user")).order_by("pk")
    return sum(_tell(person, week, now) for person in people)


def _week(now: datetime) -> date:
    day = today(now)
    return day - timedelta(days=day.weekday())


@transaction.atomic
def _tell(person: User, week: date, now: datetime) -> bool:
    active = Membership.objects.active(now).filter(user=person)
    rows = SavedSearch.objects.filter(by_mail=True, member__in=active).exclude(told_week=week)
    rows = list(rows.select_for_update(of=("self",)).select_related("member__partnership").order_by("pk"))
    news = [found for saved in rows if (found := _news(saved, now)).count]
    SavedSearch.objects.filter(pk__in=[row.pk for row in rows]).update(told_week=week, told_until=now)
    if not news:
        return False
    with translation.override(settings.LANGUAGE_CODE):
        post(key=f"board-news:{person.pk}:{week}", to=person.email, letter=letter_for(person, news), now=now)
    return True


def _news(saved: SavedSearch, now: datetime) -> News:
    """What came on the board since the last time, and is still open for this member."""
    member, search = saved.member, read(QueryDict(saved.query))
    entries = BoardEntry.objects.open_to(member.partnership, member, today(now))
    terms = understand(search, entries, member.partnership, tags_of(member.partnership).values())
    found = narrowed(matching_words(entries, terms), search).filter(since__gt=saved.told_until, since__lte=now)
    titles = found.order_by("-since", "-pk").values_list("assignment__title", flat=True)
    return News(saved, found.count(), list(titles[:MOST_TITLES]))


def letter_for(person: User, news: list[News]) -> Letter:
    """One paragraph for each search, each with its own address."""
    first, *others = news
    slug = first.saved.member.partnership.slug
    total = sum(each.count for each in news)
    subject = ngettext("%(count)s new assignment for you", "%(count)s new assignments for you", total)
    return Letter(
        subject=subject % {"count": total},
        greeting=_("Hello %(name)s,") % {"name": person.get_short_name()},
        paragraphs=tuple(_sentence(each) for each in news),
        button=_("See what is new"),
        path=address_of(first.saved),
        more=tuple((each.saved.name, address_of(each.saved)) for each in others),
        closing=(
            _("You get this mail at most once a week, and only when there is something new."),
            _("Stop or change it here:"),
        ),
        link=reverse("board_kept", args=[slug]),
    )


def _sentence(news: News) -> str:
    names = ngettext(
        "For “%(name)s” there is %(count)s new assignment",
        "For “%(name)s” there are %(count)s new assignments",
        news.count,
    )
    said = names % {"name": news.saved.name, "count": news.count}
    more = news.count - len(news.titles)
    titles = "; ".join(news.titles)
    if more > 0:
        return _("%(said)s: %(titles)s; and %(more)s more.") % {"said": said, "titles": titles, "more": more}
    return _("%(said)s: %(titles)s.") % {"said": said, "titles": titles}


def address_of(saved: SavedSearch) -> str:
    """The same address that was saved, with the newest first."""
    query = read(QueryDict(saved.query)).query(sort=Sort.NEWEST.value)
    return f"{reverse('board', args=[saved.member.partnership.slug])}?{query}"
