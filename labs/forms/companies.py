"""Student companies as their members, coaches and the lab fill them in."""

import re
from datetime import datetime
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib import figures
from lib.fields import DayField, TextField
from lib.nonce import NonceField
from lib.periods import add_months, add_years, month_of, today
from partnership.forms.fields import MoneyField
from partnership.models import Membership, Organisation
from partnership.roles import Role

from ..models import Activity, CompanyCoach, StudentCompany
from ..queries.companies import Standing, activities_of, possible_coaches, possible_members, possible_people
from .meetings import MeetingForm
from .plan import MemberChoice

MONTHS_BACK, MOST = 36, Decimal("99999999.99")
KVK = re.compile(r"[0-9]{8}")


class ProposalForm(forms.Form):
    """An idea for a company."""

    name = TextField(label=_("Name of the company"), max_length=80)
    does = TextField(
        label=_("What it does"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For whom, and what do they get? Leave out names of people."),
    )
    website = forms.URLField(
        label=_("Website"),
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("This is not a web address. Write it like www.example.nl.")},
    )
    nonce = NonceField()


class CompanyForm(ProposalForm):
    """The same later on, with what a company gets when it starts."""

    kvk = TextField(label=_("KvK number"), max_length=12, required=False, help_text=_("Eight digits."))
    is_shown = forms.BooleanField(
        label=_("Show the company to everybody while it trades, without names of students"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    nonce = None

    def clean_kvk(self):
        typed = re.sub(r"[ .]", "", self.cleaned_data["kvk"])
        if typed and not KVK.fullmatch(typed):
            raise forms.ValidationError(_("A KvK number has eight digits, for example 12345678."))
        return typed


class StepForm(forms.Form):
    """On which day a step was taken, and why when the company stops."""

    on = DayField(label=_("On which day?"))
    reason = TextField(
        label=_("Why does it stop?"),
        max_length=300,
        help_text=_("The members and coaches read this. Leave out what is private."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, verb: str, company: StudentCompany, **kwargs):
        initial = {"on": today(), "version": company.version}
        super().__init__(*args, prefix=verb, initial=initial, **kwargs)
        if verb != "stop":
            del self.fields["reason"]


class CompanyMemberForm(forms.Form):
    membership = MemberChoice(label=_("Student"), queryset=Membership.objects.none(), empty_label=_("Choose a student"))
    part = TextField(label=_("Does what in the company"), max_length=80, required=False)

    def __init__(self, *args, company: StudentCompany, now: datetime, **kwargs):
        super().__init__(*args, prefix="member", **kwargs)
        self.fields["membership"].queryset = possible_members(company, now)


class CoachForm(forms.Form):
    membership = MemberChoice(label=_("Coach"), queryset=Membership.objects.none(), empty_label=_("Choose a person"))

    def __init__(self, *args, company: StudentCompany, now: datetime, **kwargs):
        super().__init__(*args, prefix="coach", **kwargs)
        self.fields["membership"].queryset = possible_coaches(company, now)


def offer_people(members: CompanyMemberForm, coaches: CoachForm, company: StudentCompany, now: datetime) -> None:
    """Fill what both forms offer with one query."""
    people = list(possible_people(company, now))
    for form, are_students in ((members, True), (coaches, False)):
        field = form.fields["membership"]
        offered = [each for each in people if (each.role == Role.STUDENT) == are_students]
        field.choices = [("", field.empty_label), *((each.pk, field.label_from_instance(each)) for each in offered)]


class AssignmentForm(forms.Form):
    """Work that was won: for a partner, or for somebody else by name."""

    title = TextField(label=_("Assignment"), max_length=160)
    client = forms.ModelChoiceField(
        label=_("Client"), queryset=Organisation.objects.none(), required=False, empty_label=_("Not a partner")
    )
    client_name = TextField(
        label=_("Name of another client"),
        max_length=120,
        required=False,
        help_text=_("An organisation. Of a private person only write: a private client."),
    )
    month = forms.ChoiceField(label=_("Won in"))
    amount = MoneyField(
        label=_("Amount"),
        required=False,
        most=MOST,
        help_text=_("In euros. Only your company and who runs the lab see it."),
    )
    nonce = NonceField()

    def __init__(self, *args, company: StudentCompany, **kwargs):
        super().__init__(*args, **kwargs)
        partners = Organisation.objects.filter(partnership=company.lab.partnership_id)
        self.fields["client"].queryset = partners.order_by("name", "pk")
        first = month_of(today())
        months = [add_months(first, -number) for number in range(MONTHS_BACK)]
        self.fields["month"].choices = [(month.isoformat(), figures.month(month)) for month in months]

    def clean_month(self):
        return datetime.fromisoformat(self.cleaned_data["month"]).date()

    def clean(self):
        data = super().clean()
        if "client_name" in self.errors or "client" in self.errors:
            return data
        if bool(data.get("client")) == bool(data.get("client_name")):
            self.add_error("client_name", _("Choose a partner, or write the name of another client; one of the two."))
        return data


class CoachChoice(forms.ModelChoiceField):
    def label_from_instance(self, coach):
        return f"{coach.membership.user.name}, {coach.membership.organisation.name}"


class CoachingForm(MeetingForm):
    """A coaching session that is planned, or that took place. Its coach and company do not change afterwards."""

    coach = CoachChoice(label=_("Coach"), queryset=CompanyCoach.objects.none(), empty_label=_("Choose a coach"))
    summary = TextField(
        label=_("What it is about"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The members, the coaches and who runs the lab read this."),
    )
    activity = forms.ModelChoiceField(
        label=_("Activity of the plan"),
        queryset=Activity.objects.none(),
        empty_label=_("Choose an activity"),
        help_text=_("The hours of the coach are booked under it."),
    )
    nonce = NonceField()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, company: StudentCompany, by: Membership, standing: Standing, new: bool, **kwargs):
        super().__init__(*args, **kwargs)
        coaches = company.coaches.filter(until=None) if standing.runs else company.coaches.filter(membership=by)
        rows = coaches.filter(until=None).select_related("membership__user", "membership__organisation")
        self.fields["coach"].queryset = rows.order_by("since", "pk")
        self.fields["activity"].queryset = activities_of(company.lab, add_years(today(timezone.now()), -1))
        for name in ("version",) if new else ("coach", "nonce"):
            del self.fields[name]
        if new and not standing.runs:
            self.fields["coach"].initial = self.fields["coach"].queryset.first()
        if new and self.fields["activity"].queryset.count() == 1:
            self.fields["activity"].initial = self.fields["activity"].queryset.first()
