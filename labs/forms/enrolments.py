"""Signing up, adding somebody by hand, and classes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import TextField
from lib.nonce import NonceField
from partnership.models import Membership

from ..models import StudentGroup
from ..queries.groups import students_of


class EnrolForm(forms.Form):
    """The button that signs somebody up."""

    nonce = NonceField()


class FindForm(forms.Form):
    """Looks a member up by a part of the name."""

    name = TextField(label=_("Name"), max_length=80, min_length=2, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].says_when = True  # nobody has to search


class AddPersonForm(forms.Form):
    """One of the people that were found."""

    member = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    nonce = NonceField()


class GroupChoice(forms.ModelChoiceField):
    def label_from_instance(self, group):
        return f"{group.name} ({group.size})"


class EnrolClassForm(forms.Form):
    """Which class, and what happens when it does not fit."""

    FITTING, ALL = "fitting", "all"
    group = GroupChoice(
        label=_("Class"),
        queryset=StudentGroup.objects.none(),
        empty_label=_("Choose a class"),
        error_messages={"required": _("Choose a class.")},
    )
    when_full = forms.ChoiceField(
        label=_("When there are too few seats"),
        choices=[
            (FITTING, _("Who fits gets a seat; the others go on the waiting list")),
            (ALL, _("Everybody or nobody")),
        ],
        initial=FITTING,
        widget=forms.RadioSelect,
    )
    nonce = NonceField()

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups


class StudentsChoice(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, membership):
        return membership.user.name


class GroupForm(forms.Form):
    """A class with its students, chosen from those of the own school."""

    name = TextField(label=_("Name"), max_length=80, help_text=_("For example ICT3A."))
    students = StudentsChoice(
        label=_("Students"),
        queryset=Membership.objects.none(),
        error_messages={"required": _("Choose at least one student.")},
    )
    nonce = NonceField()

    def __init__(self, *args, by: Membership, group: StudentGroup | None = None, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["students"].queryset = students_of(by, now)
        if group is not None:
            del self.fields["nonce"]
