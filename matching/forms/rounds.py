"""Rounds of wishes: making one, its roles, opening it, a place by hand, and what a student wishes for."""

from collections.abc import Sequence
from itertools import groupby

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from labs.models import StudentGroup
from lib.fields import ComingDayField, TextField
from lib.nonce import NonceField
from lib.periods import today

from ..kinds import Level
from ..models import AssignmentRole, RoundRole
from ..models.rounds import MOST_WISHES
from ..queries.rounds import free_in, name_of


class ClassesChoice(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group):
        return f"{group.name} ({group.size}), {group.organisation.name}, {group.kept_by.user.name}"


class RoundForm(forms.Form):
    """Which classes rank together."""

    name = TextField(label=_("Name"), max_length=80, help_text=_("Students see it. For example: internships spring."))
    groups = ClassesChoice(
        label=_("Classes"),
        queryset=StudentGroup.objects.none(),
        error_messages={"required": _("Choose at least one class.")},
    )
    level = forms.ChoiceField(
        label=_("Level"),
        choices=[("", _("Choose a level")), *Level.choices],
        help_text=_("Of the students who did not tell theirs in their profile."),
        error_messages={"required": _("Choose a level.")},
    )
    nonce = NonceField()

    def __init__(self, *args, classes, is_new: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = classes
        if not is_new:
            del self.fields["nonce"]


class RolesForm(forms.Form):
    """How many seats of each role this round gives out; empty or 0 leaves a role out."""

    def __init__(self, *args, roles: Sequence[AssignmentRole], chosen: dict[int, int], **kwargs):
        super().__init__(*args, **kwargs)
        self.roles = list(roles)
        for role in self.roles:
            free = free_in(role)
            start = chosen.get(role.pk, "" if chosen else free or "")
            label = f"{role.assignment.title}: {role.name}"
            field = forms.IntegerField(label=label, required=False, min_value=0, max_value=500, initial=start)
            field.widget.attrs |= {"aria-label": gettext("Seats for %(role)s") % {"role": label}}
            self.fields[self.name_of(role)] = field

    @staticmethod
    def name_of(role: AssignmentRole) -> str:
        return f"seats_{role.pk}"

    def rows(self):
        """Each role with its field and what is free, for the table."""
        return [(role, self[self.name_of(role)], free_in(role)) for role in self.roles]

    def clean(self):
        for role in self.roles:
            name, free = self.name_of(role), free_in(role)
            if (self.cleaned_data.get(name) or 0) > free:
                words = ngettext("Only %(count)s seat is free.", "Only %(count)s seats are free.", free)
                self.add_error(name, words % {"count": free})

    @property
    def seats(self) -> dict[AssignmentRole, int]:
        found = {role: self.cleaned_data[self.name_of(role)] for role in self.roles}
        return {role: number for role, number in found.items() if number}


class OpenForm(forms.Form):
    """Until when students rank."""

    until = ComingDayField(label=_("Last day for wishes"), help_text=_("Until the end of this day, for example 20-11."))

    def clean_until(self):
        if self.cleaned_data["until"] < today():
            raise forms.ValidationError(_("Choose today or a later day."))
        return self.cleaned_data["until"]


class VersionForm(forms.Form):
    """What somebody looked at before deciding."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class PinForm(VersionForm):
    """A role with a free seat; `choices` are roles with how many seats are free."""

    role = forms.ChoiceField(label=_("Role"), error_messages={"required": _("Choose a role.")})

    def __init__(self, *args, choices: Sequence[tuple[RoundRole, int]], **kwargs):
        super().__init__(*args, **kwargs)
        self.roles = {str(role.pk): role for role, _free in choices}
        options = [(str(role.pk), _with_free(role, free)) for role, free in choices]
        self.fields["role"].choices = [("", _("Choose a role")), *options]

    def clean_role(self):
        return self.roles[self.cleaned_data["role"]]


def _with_free(role: RoundRole, free: int) -> str:
    words = ngettext("%(count)s seat free", "%(count)s seats free", free) % {"count": free}
    return f"{name_of(role)} ({role.role.assignment.organisation.name}), {words}"


class WishesForm(forms.Form):
    """Up to five roles, the most wanted first. A place that is left empty is skipped."""

    def __init__(self, *args, roles: Sequence[RoundRole], saved: Sequence[int] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.roles = {str(role.pk): role for role in roles}
        options = [("", _("No wish")), *_grouped(roles)]
        for number in range(1, min(MOST_WISHES, len(self.roles)) + 1):
            initial = saved[number - 1] if number <= len(saved) else ""
            label = gettext("Wish %(number)s") % {"number": number}
            self.fields[f"wish_{number}"] = forms.ChoiceField(
                label=label, choices=options, required=False, initial=initial
            )
            self.fields[f"wish_{number}"].says_when = True  # the page says once that none is obligatory

    def clean(self):
        seen = set()
        for name in self.fields:
            value = self.cleaned_data.get(name)
            if value and value in seen:
                self.add_error(name, _("You chose this role twice. Choose another one here, or none."))
            seen.add(value)

    @property
    def wishes(self) -> list[RoundRole]:
        return [self.roles[self.cleaned_data[name]] for name in self.fields if self.cleaned_data.get(name)]


def _grouped(roles: Sequence[RoundRole]):
    def company(role: RoundRole) -> str:
        return role.role.assignment.organisation.name

    return [
        (name, [(str(role.pk), name_of(role)) for role in members]) for name, members in groupby(roles, key=company)
    ]
