"""Guests of a session: rows of person, part and preparation. More rows come with a button, without a script too."""

from collections.abc import Sequence

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.fields import TextField
from partnership.models import Membership
from partnership.roles import PERMISSIONS, Permission

from ..actions import Guest
from ..models import SessionGuest
from .sessions import Unjudged

LOGS_HOURS = [role for role, permissions in PERMISSIONS.items() if Permission.LOG_HOURS in permissions]
EMPTY_ROWS, MORE_ROWS, MOST_ROWS = 2, 3, 20


class GuestForm(Unjudged, forms.Form):
    person = forms.ChoiceField(label=_("Person"), required=False)
    part = TextField(label=_("Part"), max_length=80, required=False)
    preparation_minutes = forms.IntegerField(
        label=_("Preparation in minutes"),
        required=False,
        validators=[MinValueValidator(0), MaxValueValidator(1440)],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4}),
        error_messages={"invalid": _("Write whole minutes, for example 90.")},
    )

    def __init__(self, *args, choices: list, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = choices
        for field in self.fields.values():
            field.says_when = True  # the words above the rows do

    def clean(self):
        data = super().clean()
        if (
            not data.get("person")
            and "person" not in self.errors
            and (data.get("part") or data.get("preparation_minutes"))
        ):
            self.add_error("person", _("Choose who this is, or empty this row."))
        return data

    @property
    def guest(self) -> Guest | None:
        data = self.cleaned_data
        if not data.get("person"):
            return None
        person, organisation = map(int, data["person"].split("-"))
        return Guest(person, organisation, data["part"], data["preparation_minutes"] or 0)


class BaseGuestRows(forms.BaseFormSet):
    def clean(self):
        seen = set()
        for form in self.forms:
            guest = form.guest if form.is_valid() else None
            if guest and guest.person_id in seen:
                form.add_error("person", _("This person stands in the list already. Choose somebody else."))
            seen |= {guest.person_id} if guest else set()

    @property
    def guests(self) -> list[Guest]:
        return [form.guest for form in self.forms if form.guest]

    def leave_unjudged(self) -> None:
        self._errors, self._non_form_errors = [], self.error_class()
        for form in self.forms:
            form.leave_unjudged()


Rows = forms.formset_factory(
    GuestForm, formset=BaseGuestRows, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


def guest_rows(data, *, by: Membership, present: Sequence[SessionGuest] = (), more: bool = False) -> BaseGuestRows:
    """The rows of a form; `more` adds some to those that were sent."""
    if data is not None and more:
        data = data.copy()
        try:
            data["guests-TOTAL_FORMS"] = min(int(data.get("guests-TOTAL_FORMS", 0)) + MORE_ROWS, MOST_ROWS)
        except ValueError:
            data["guests-TOTAL_FORMS"] = MORE_ROWS
    initial = [
        {"person": _key(each), "part": each.part, "preparation_minutes": each.preparation_minutes or None}
        for each in present
    ]
    return Rows(data, prefix="guests", initial=initial, form_kwargs={"choices": _choices(by, present)})


def _key(row) -> str:
    person = row.person_id if isinstance(row, SessionGuest) else row.user_id
    return f"{person}-{row.organisation_id}"


def _choices(by: Membership, present: Sequence[SessionGuest]) -> list:
    """Members who log hours, under the name of their organisation; and who is a guest already, member or not."""
    members = Membership.objects.filter(partnership=by.partnership_id, role__in=LOGS_HOURS).active(timezone.now())
    groups: dict[str, dict[str, str]] = {}
    for row in members.select_related("user", "organisation").order_by("organisation__name", "user__name", "pk"):
        groups.setdefault(row.organisation.name, {})[_key(row)] = row.user.name
    for guest in present:
        groups.setdefault(guest.organisation.name, {}).setdefault(_key(guest), guest.person.name)
    return [("", _("Nobody")), *((name, list(people.items())) for name, people in groups.items())]
