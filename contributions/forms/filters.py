"""Filters above lists. They live in the address, offer only what this person may see, and ask no query each."""

from collections.abc import Mapping
from datetime import date

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.choices import flatten_choices
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contributions.kinds import ContributionKind, PledgeKind
from contributions.models import HourEntry, Pledge
from contributions.queries.hours import (
    InboxOverview,
    activities_on_offer,
    grouped_by_lab,
    organisations_on_offer,
    people_on_offer,
)
from contributions.states import EntryState
from lib.fields import DayField
from lib.figures import day_plain
from partnership.models import Membership, Programme
from partnership.roles import Permission

from .years import programme_years, year_choices

STATES = [(value, capfirst(label)) for value, label in EntryState.choices]


class DayFilter(django_filters.Filter):
    field_class = DayField


class FilterForm(forms.Form):
    """Checks what no single field can see."""

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("since"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", _("The period ends before it starts. Choose a later day, or an earlier start."))
        return cleaned


class RowsOnOffer(django_filters.ChoiceFilter):
    """A choice of rows by id, offered from what was read once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, empty_label=_("All"), **kwargs)


class HoursFilter(django_filters.FilterSet):
    """For the list of hours. Who sees only own hours gets no filter on people."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, empty_label=_("All"))
    since = DayFilter(label=_("From"), field_name="worked_on", lookup_expr="gte")
    until = DayFilter(label=_("Until"), field_name="worked_on", lookup_expr="lte")
    lab = RowsOnOffer(label=_("Lab"), field_name="activity__lab_id", choices=[])
    activity = RowsOnOffer(label=_("Activity"), field_name="activity_id", choices=[])
    kind = django_filters.ChoiceFilter(
        label=_("Kind of effort"), choices=ContributionKind.choices, empty_label=_("All")
    )
    partner = RowsOnOffer(label=_("Partner"), field_name="organisation_id", choices=[])
    person = RowsOnOffer(label=_("Person"), field_name="person_id", choices=[])

    class Meta:
        model = HourEntry
        form = FilterForm
        fields: list[str] = []

    def __init__(self, data, *, entries: QuerySet[HourEntry], offers: Mapping[str, list[tuple]]):
        """`offers`: the choices of lab, activity, partner and person; a filter with fewer than two is left out."""
        super().__init__(data, queryset=entries)
        for name in ("lab", "activity", "partner", "person"):
            if len(list(flatten_choices(offers.get(name, ())))) > 1:
                self.filters[name].extra["choices"] = offers[name]
            else:
                del self.filters[name]


class InboxFilter(HoursFilter):
    """For the inbox, where everything waits: no filter on the state."""

    state = None


def offers_for(membership: Membership, entries: QuerySet[HourEntry]) -> dict[str, list[tuple]]:
    """What the list of hours can be filtered by."""
    activities = activities_on_offer(membership)
    labs = {activity.lab_id: activity.lab.name for activity in activities}
    return {
        "lab": list(labs.items()),
        "activity": grouped_by_lab(activities),
        "partner": organisations_on_offer(entries) if sees_partners(membership) else [],
        "person": people_on_offer(entries) if sees_people(membership) else [],
    }


def inbox_offers(overview: InboxOverview) -> dict[str, list[tuple]]:
    """What the inbox can be filtered by."""
    labs = [(each.lab.pk, each.lab.name) for each in overview.labs]
    return {
        "lab": labs,
        "activity": overview.activities,
        "partner": overview.partners,
        "person": overview.people,
    }


def sees_partners(membership: Membership) -> bool:
    return membership.can(Permission.SEE_ALL_HOURS) or membership.can(Permission.DECIDE_ON_HOURS)


def sees_people(membership: Membership) -> bool:
    return sees_partners(membership) or membership.can(Permission.SEE_ORGANISATION_HOURS)


def chosen(filters: django_filters.FilterSet) -> QuerySet:
    """What the filter lets through; a filter with a mistake lets everything through and says so at the field."""
    return filters.qs if filters.is_valid() else filters.queryset


SIGNED_OR_NOT = [("yes", _("Signed")), ("no", _("Not signed yet"))]


def in_words(filters: django_filters.FilterSet) -> list[tuple[str, str, str]]:
    """The filters that are on: name, label and what each is set to; nothing when one has a mistake."""
    if not filters.is_valid():
        return []
    found = []
    for name, field in filters.form.fields.items():
        value = filters.form.cleaned_data.get(name)
        if value not in (None, ""):
            names = {str(key): str(text) for key, text in flatten_choices(getattr(field, "choices", ()))}
            words = day_plain(value) if isinstance(value, date) else names.get(str(value), str(value))
            found.append((name, str(field.label), words))
    return found


class PledgeFilter(django_filters.FilterSet):
    """For the list of pledges."""

    partner = RowsOnOffer(label=_("Partner"), field_name="organisation_id", choices=[])
    year = django_filters.ChoiceFilter(label=_("Programme year"), choices=[], empty_label=_("All"), method="in_year")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=PledgeKind.choices, empty_label=_("All"))
    signed = django_filters.ChoiceFilter(
        label=_("Signature"), choices=SIGNED_OR_NOT, empty_label=_("All"), method="with_or_without"
    )

    class Meta:
        model = Pledge
        fields: list[str] = []

    def __init__(self, data, *, pledges: QuerySet[Pledge], programmes: list[Programme]):
        super().__init__(data, queryset=pledges)
        partners = pledges.order_by("organisation__name", "organisation_id")
        self.filters["partner"].extra["choices"] = list(
            partners.values_list("organisation_id", "organisation__name").distinct()
        )
        self.years = programme_years(programmes)
        self.filters["year"].extra["choices"] = year_choices(self.years)

    def with_or_without(self, queryset, name, value):
        return queryset.with_signature().filter(is_signed=value == "yes")

    def in_year(self, queryset, name, value):
        programme, year = self.years[value]
        return queryset.filter(programme=programme, starts_on__lte=year.last, ends_on__gte=year.first)
