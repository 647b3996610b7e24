"""Modules, as people fill them in and look for them."""

from decimal import Decimal

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.fields import DayField, HoursField, TextField
from lib.nonce import NonceField
from partnership.forms.fields import MoneyField
from partnership.models import Membership, Organisation

from ..kinds import Audience, SessionLanguage
from ..learning_kinds import Cost, ModuleLevel
from ..learning_states import PUBLISHED, OfferState
from ..models import Lab, Module, Product, Session
from ..models.learning import MOST_MINUTES
from ..queries.learning import learning_lab, materials_for, owners_of, unconnected, with_words
from ..sentences import when

LONG = {"rows": 4}
ALL = ("", _("All"))
MOST_EUROS = Decimal("99999.99")


class OfferForm(forms.Form):
    """What modules and paths have in common."""

    title_nl = TextField(label=_("Title in Dutch"), max_length=160)
    title_en = TextField(label=_("Title in English"), max_length=160)
    summary_nl = TextField(label=_("Summary in Dutch"), max_length=2000, widget=forms.Textarea(attrs=LONG))
    summary_en = TextField(label=_("Summary in English"), max_length=2000, widget=forms.Textarea(attrs=LONG))
    audience = forms.MultipleChoiceField(
        label=_("For whom"),
        choices=Audience.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Nothing ticked: for everybody."),
    )


class ModuleForm(OfferForm):
    """What somebody learns in a module."""

    level = forms.ChoiceField(label=_("Level"), choices=ModuleLevel.choices)
    minutes = HoursField(label=_("Hours of study"), help_text=_("With preparation and homework, for example 12."))
    language = forms.ChoiceField(label=_("Language"), choices=SessionLanguage.choices)
    price = MoneyField(
        label=_("Price for each participant"),
        most=MOST_EUROS,
        required=False,
        help_text=_("In euros. Nothing filled in: free. Everybody sees the price."),
    )
    lab = forms.ModelChoiceField(label=_("Lab"), queryset=Lab.objects.none(), empty_label=None)
    material = forms.ModelChoiceField(
        label=_("Material of the Kennis Lab"),
        queryset=Product.objects.none(),
        required=False,
        empty_label=_("No material"),
    )
    is_public = forms.BooleanField(
        label=_("Everybody finds this module in the catalogue, also who is not logged in"), required=False, initial=True
    )
    nonce = NonceField()

    def __init__(self, *args, by: Membership, module: Module | None = None, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.fields["lab"].queryset = Lab.objects.visible_to(by).order_by("pk")
        products = materials_for(by)
        if module is None:
            self.fields["lab"].initial = learning_lab(by.partnership)
        else:
            products = Product.objects.filter(Q(pk__in=products) | Q(pk=module.material_id)).order_by("title", "pk")
            del self.fields["nonce"]
        self.fields["material"].queryset = products
        self.fields["price"].says_when = True

    def clean_price(self) -> Decimal:
        return self.cleaned_data["price"] or Decimal(0)

    def clean_minutes(self) -> int:
        minutes = self.cleaned_data["minutes"]
        if not 0 < minutes <= MOST_MINUTES:
            raise forms.ValidationError(_("Write a number of hours between 0.25 and 1000."))
        return minutes


class JoinForm(forms.Form):
    """The own organisation takes part."""

    starts_on = DayField(label=_("From which day?"))
    places = forms.IntegerField(
        label=_("About how many people?"),
        min_value=1,
        max_value=5000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4}),
        error_messages={"invalid": _("Write the number of people, for example 12.")},
    )
    nonce = NonceField()


class SessionChoice(forms.ModelChoiceField):
    def label_from_instance(self, session):
        return f"{session.title}, {when(session.starts_at, session.ends_at)}"


class ConnectForm(forms.Form):
    """Which session gives a module; only sessions of the own labs that give none yet."""

    session = SessionChoice(
        label=_("Session of your lab"), queryset=Session.objects.none(), empty_label=_("Choose a session")
    )

    def __init__(self, *args, by: Membership, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.fields["session"].queryset = unconnected(by)


class ModuleFilter(forms.Form):
    """What of the catalogue to show. Everything is in the address; what is no choice narrows nothing."""

    q = TextField(label=_("Words"), max_length=100, required=False)
    audience = forms.ChoiceField(label=_("For whom"), choices=[ALL, *Audience.choices], required=False)
    cost = forms.ChoiceField(label=_("Price"), choices=[ALL, *Cost.choices], required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[ALL, *SessionLanguage.choices], required=False)
    owner = forms.ModelChoiceField(
        label=_("Shared by"), queryset=Organisation.objects.none(), required=False, empty_label=_("All")
    )
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data, *, partnership, shares: bool):
        super().__init__(data)
        self.fields["owner"].queryset = owners_of(partnership)
        if shares:
            others = [(value, label) for value, label in OfferState.choices if value != PUBLISHED]
            self.fields["state"].choices = [("", OfferState.PUBLISHED.label), *others]
        else:
            del self.fields["state"]
        self.full_clean()

    def narrow(self, rows):
        chosen = self.cleaned_data
        rows = with_words(rows.filter(state=chosen.get("state") or PUBLISHED), chosen.get("q", ""))
        if chosen.get("audience"):
            # Without levels a module is for everybody.
            rows = rows.filter(Q(audience__contains=[chosen["audience"]]) | Q(audience=[]))
        if chosen.get("cost"):
            rows = rows.filter(price=0) if chosen["cost"] == Cost.FREE else rows.filter(price__gt=0)
        if chosen.get("language"):
            rows = rows.filter(language=chosen["language"])
        return rows.filter(owner=chosen["owner"]) if chosen.get("owner") else rows
