"""The page that explains what counts and what does not, rendered from the terms that also judge."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contributions import rules
from contributions.kinds import ContributionKind
from contributions.sentences import CONCERNS, FLAGS, SIDES, WHY_NOT
from lib.periods import today
from partnership.decorators import member_required
from partnership.models import Programme
from partnership.schemes import Terms


@require_safe
@member_required
def page(request):
    """For the programme that runs now, or the newest."""
    programme = Programme.objects.visible_to(request.membership).current_first(today()).first()
    if programme is None:
        return render(request, "contributions/rules.html", {"programme": None})
    return render(request, "contributions/rules.html", {"programme": programme, **_words_of(programme.terms)})


def _words_of(terms: Terms) -> dict:
    """The terms with the sentences that go with them."""
    never = {item.kind: item for item in terms.excluded}
    return {
        "terms": terms,
        "counting": [label for value, label in ContributionKind.choices if value not in never],
        "never": [
            {"kind": label, "why": WHY_NOT[rules.Reason(value)], "source": never[value].source}
            for value, label in ContributionKind.choices
            if value in never
        ],
        "applicant": _of_applicant(terms),
        "room": WHY_NOT[rules.Reason.ROOM_WITHOUT_HOURS],
        "limits": _limits(terms),
        "concerns": list(CONCERNS.values()),
        "flags": list(FLAGS.values()),
        "min_description": rules.MIN_DESCRIPTION,
        "full_day": rules.FULL_DAY,
    }


def _of_applicant(terms: Terms) -> str:
    """What the applicant school may bring in; under the oldest scheme not even money."""
    if terms.applicant_cash:
        return _("The applicant school brings in money only; its hours and goods do not count.")
    return _("Nothing that the applicant school brings in counts: no hours, no goods and no money.")


def _limits(terms: Terms) -> list[dict]:
    sides = (
        (rules.Side.SUBSIDY, terms.subsidy),
        (rules.Side.BUSINESS, terms.business),
        (rules.Side.OTHERS, terms.others),
        (rules.Side.APPLICANT, terms.applicant),
    )
    return [{"side": SIDES[side], "limit": limit} for side, limit in sides if limit is not None]
