"""The forms of agreements: prepare, send, sign, add what was signed on paper, withdraw."""

import django_filters
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from contributions.models import Agreement, Pledge
from contributions.quantities import quantity_words
from contributions.states import AgreementState
from lib.fields import DayField
from lib.figures import money, period
from lib.nonce import NonceField
from lib.uploads import MEGABYTE
from partnership.models import User

from .filters import RowsOnOffer
from .proofs import ACCEPTED
from .years import year_name

REVEAL = {"data-reveal": _("Show password"), "data-conceal": _("Hide password"), "autocomplete": "current-password"}
LANGUAGE = {"label": _("Language of the agreement"), "choices": settings.LANGUAGES, "initial": settings.LANGUAGE_CODE}


class AgreementFilter(django_filters.FilterSet):
    """For the list of agreements."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(value, capfirst(label)) for value, label in AgreementState.choices],
        empty_label=_("All"),
    )
    partner = RowsOnOffer(label=_("Partner"), field_name="organisation_id", choices=[])

    class Meta:
        model = Agreement
        fields: list[str] = []

    def __init__(self, data, *, agreements: QuerySet[Agreement], partners: list[tuple]):
        super().__init__(data, queryset=agreements)
        if len(partners) > 1:
            self.filters["partner"].extra["choices"] = partners
        else:
            del self.filters["partner"]


def pledge_label(pledge: Pledge) -> str:
    """`Year 4: 1 August 2026 to 31 July 2027, Hours, 120 hours, € 8,760.00`."""
    years = {(year.first, year.last): number for number, year in enumerate(pledge.programme.years, 1)}
    number = years.get((pledge.starts_on, pledge.ends_on))
    when = period(pledge.starts_on, pledge.ends_on)
    if number:
        when = year_name(number, pledge.programme.years[number - 1])
    words = quantity_words(pledge.kind, pledge.quantity, pledge.unit)
    parts = [when, pledge.get_kind_display(), *([words] if pledge.kind != "cash" else []), money(pledge.amount)]
    return ", ".join(parts)


class PrepareForm(forms.Form):
    """Which pledges, in which language, and who is to sign."""

    use_required_attribute = False
    pledges = forms.MultipleChoiceField(
        label=_("Pledges in this agreement"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one pledge.")},
    )
    language = forms.ChoiceField(**LANGUAGE)
    signatory = forms.ChoiceField(
        label=_("Who signs"), required=False, help_text=_("You can still choose somebody else when you send it.")
    )
    nonce = NonceField()

    def __init__(self, *args, pledges: list[Pledge], signatories: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        free = [pledge for pledge in pledges if not pledge.waits_in]
        self.fields["pledges"].choices = [(str(pledge.pk), pledge_label(pledge)) for pledge in free]
        self.fields["pledges"].initial = [str(pledge.pk) for pledge in free if not pledge.is_signed]
        offer_people(self.fields["signatory"], signatories)
        self.people = {str(user.pk): user for user in signatories}

    def values(self) -> dict:
        data = self.cleaned_data
        return {
            "pledge_ids": [int(pk) for pk in data["pledges"]],
            "language": data["language"],
            "signatory": self.people.get(data["signatory"]),
            "nonce": data["nonce"],
        }


def offer_people(field: forms.ChoiceField, people: list[User]) -> None:
    """The people to choose from; the only one there is stands ready."""
    field.choices = [("", _("Choose")), *((str(user.pk), f"{user.name} ({user.email})") for user in people)]
    if len(people) == 1:
        field.initial = str(people[0].pk)


class TickedField(forms.MultipleChoiceField):
    """What was ticked in a list; what is on it no more is passed over, not refused."""

    def valid_value(self, value):
        return True


class PrepareManyForm(forms.Form):
    """For many partners at once: which ones, and in which language."""

    use_required_attribute = False
    partners = TickedField(label=_("Partners"), error_messages={"required": _("Tick at least one partner.")})
    language = forms.ChoiceField(**LANGUAGE)
    nonce = NonceField()


class SendForm(forms.Form):
    """To whom the agreement goes."""

    use_required_attribute = False
    signatory = forms.ChoiceField(label=_("Who signs"), error_messages={"required": _("Choose who is to sign.")})

    def __init__(self, *args, signatories: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        offer_people(self.fields["signatory"], signatories)
        self.people = {str(user.pk): user for user in signatories}

    def person(self) -> User:
        return self.people[self.cleaned_data["signatory"]]


class SignForm(forms.Form):
    """Name, consent and the password of the person who signs: logging in afresh for this one deed."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Your name, as it stands under the agreement"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Fill in your name.")},
    )
    agreed = forms.BooleanField(
        label=_("I have read the document, I agree with it, and I may sign on behalf of my organisation."),
        error_messages={"required": _("Tick this when you have read the document and may sign.")},
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs=REVEAL),
        error_messages={"required": _("Fill in the password you log in with.")},
    )
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, user: User, too_often: bool = False, **kwargs):
        """`too_often`: the password is not even looked at."""
        super().__init__(*args, **kwargs)
        self.user, self.too_often = user, too_often
        self.wrong_password = False

    @property
    def knows_password(self) -> bool:
        """Whether the right password was given, also when something else is still to be put right."""
        return "password" in getattr(self, "cleaned_data", {})

    def clean_password(self):
        if self.too_often:
            raise forms.ValidationError(_("Too many attempts. Wait five minutes, then try again."))
        if not self.user.check_password(self.cleaned_data["password"]):
            self.wrong_password = True
            raise forms.ValidationError(_("This is not your password. Nothing was signed."))
        return ""


class PaperForm(forms.Form):
    """What stands on paper, and the scan of it."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Name under the signature"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Fill in the name that stands under the signature.")},
    )
    signed_on = DayField(label=_("Signed on"))
    scan = forms.FileField(
        label=_("Scan of the signed agreement"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=format_lazy(_("PDF, PNG or JPEG, at most {most} MB."), most=settings.MOST_PROOF_BYTES // MEGABYTE),
        error_messages={
            "required": _("Choose a file."),
            "invalid": _("Choose a file."),
            "missing": _("Choose a file."),
        },
    )


class WithdrawForm(forms.Form):
    """Why an agreement is taken back."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever was to sign it reads this."),
        error_messages={"required": _("Say why this agreement is withdrawn.")},
    )
