"""Whom a campaign asks: one by one, from the portal, from a file; looked up in a list; or never asked."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contributions.sheets.facts import SheetRefused
from contributions.sheets.files import LARGEST_FILE
from contributions.sheets.sentences import in_words, words_for
from lib.fields import TextField
from lib.nonce import NonceField
from partnership.models import Membership, Organisation
from partnership.roles import Role

from ..kinds import Grouping, Language, RowOutcome, Sector
from ..models import Campaign, CampaignGroup
from ..queries.contacts import STANDINGS

SHEET_FILES = ".xlsx,.xlsm,.csv,.txt,.tsv"
MOST_BLOCKED = 500


class EmailField(forms.EmailField):
    """An address in lower case, as it is compared."""

    def to_python(self, value):
        return super().to_python(value).lower()


class GroupFields(forms.Form):
    """Language, sector and groups; names of groups that are there are offered, others are made."""

    language = forms.ChoiceField(label=_("Language"))
    sector = forms.ChoiceField(
        label=_("Sector"),
        choices=[("", _("Choose a sector")), *Sector.choices],
        error_messages={"required": _("Choose a sector.")},
    )
    workplace = TextField(label=_("Workplace"), max_length=160, required=False)
    tranche = TextField(label=_("Tranche"), max_length=160, required=False)

    def __init__(self, *args, campaign: Campaign, **kwargs):
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.fields["language"].choices = [pair for pair in Language.choices if pair[0] in campaign.languages]
        for kind in Grouping.values:
            self.fields[kind].widget.attrs["list"] = f"groups-{kind}"
            self.fields[kind].widget.attrs["autocomplete"] = "off"
        if campaign.partners.exists():
            self._add_partnership()

    def _add_partnership(self) -> None:
        holder = self.campaign.partnership
        others = [(each.partnership_id, each.partnership.name) for each in self.campaign.partners.all()]
        choices = [(holder.pk, holder.name), *others]
        self.fields["partnership"] = forms.TypedChoiceField(
            label=_("Belongs to"), choices=choices, coerce=int, initial=holder.pk
        )

    @property
    def partnership_id(self) -> int | None:
        return self.cleaned_data.get("partnership")


class ContactForm(GroupFields):
    """One person."""

    email = EmailField(label=_("E-mail address"))
    name = TextField(label=_("Name"), max_length=160, required=False)
    field_order = ["name", "email", "language", "sector", "workplace", "tranche", "partnership"]

    @property
    def values(self) -> dict[str, str]:
        names = ("name", "email", "language", "sector", "workplace", "tranche")
        return {name: self.cleaned_data[name] for name in names}


class PeopleForm(GroupFields):
    """People of the portal, ticked on a page, with the groups they all belong to."""

    of_organisation = forms.BooleanField(
        label=_("Without a workplace here: the organisation of each is the workplace"), required=False, initial=True
    )
    people = forms.ModelMultipleChoiceField(
        queryset=Membership.objects.none(), error_messages={"required": _("Tick at least one person.")}
    )

    def __init__(self, *args, people: QuerySet[Membership], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people


class PeopleFilter(forms.Form):
    """Above the people of the portal."""

    q = forms.CharField(label=_("Name or address"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All")), *Role.choices])
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), required=False, queryset=Organisation.objects.none(), empty_label=_("All")
    )

    def __init__(self, *args, by: Membership, **kwargs):
        super().__init__(*args, **kwargs)
        here = Organisation.objects.filter(partnership=by.partnership_id).order_by("name")
        self.fields["organisation"].queryset = here


class FileForm(forms.Form):
    """A file with people to ask."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX or CSV, at most 10 MB and 25,000 rows."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": SHEET_FILES}),
        error_messages={"required": _("Choose a file.")},
    )
    nonce = NonceField()

    def __init__(self, *args, campaign: Campaign, **kwargs):
        super().__init__(*args, **kwargs)
        if campaign.partners.exists():
            holder = campaign.partnership
            others = [(each.partnership_id, each.partnership.name) for each in campaign.partners.all()]
            self.fields["partnership"] = forms.TypedChoiceField(
                label=_("The people belong to"), choices=[(holder.pk, holder.name), *others], coerce=int
            )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(words_for("too_large"))
        return file

    def refuse(self, refusal: SheetRefused) -> None:
        self.add_error("file", in_words(refusal))


class RowFilter(forms.Form):
    """Above the rows of a file."""

    outcome = forms.ChoiceField(label=_("Outcome"), required=False, choices=[("", _("All")), *RowOutcome.choices])


class ContactFilter(forms.Form):
    """Above the contacts of a campaign."""

    q = forms.CharField(label=_("Name or address"), required=False, max_length=100)
    standing = forms.ChoiceField(label=_("State"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False, choices=[("", _("All")), *Sector.choices])
    workplace = forms.ChoiceField(label=_("Workplace"), required=False)
    tranche = forms.ChoiceField(label=_("Tranche"), required=False)

    def __init__(self, *args, groups: list[CampaignGroup], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["standing"].choices = [("", _("All")), *((key, each.label) for key, each in STANDINGS.items())]
        for kind in Grouping.values:
            names = [(str(group.pk), group.name) for group in groups if group.kind == kind]
            self.fields[kind].choices = [("", _("All")), *names]
            if not names:
                del self.fields[kind]

    def chosen(self) -> Q:
        """What it asks for; a value that is unknown asks for nothing."""
        self.is_valid()
        values, found = self.cleaned_data, Q()
        if text := values.get("q"):
            found &= Q(name__icontains=text) | Q(email__icontains=text) | Q(key__iexact=text)
        if values.get("standing"):
            found &= STANDINGS[values["standing"]].asks
        for field in ("sector", *Grouping.values):
            if values.get(field):
                found &= Q(**{field: values[field]})
        return found

    @property
    def is_on(self) -> bool:
        return any(self.cleaned_data.values())


class BlockForm(forms.Form):
    """Addresses that are never asked, as many as somebody has at hand."""

    emails = forms.CharField(
        label=_("E-mail addresses"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One or more, each on a line of its own or with a comma between."),
        error_messages={"required": _("Fill in at least one address.")},
    )

    def clean_emails(self):
        found = [part for part in re.split(r"[\s,;]+", self.cleaned_data["emails"].lower()) if part]
        if len(found) > MOST_BLOCKED:
            raise ValidationError(_("These are more than 500 addresses. Add them in parts."))
        wrong = [part for part in found if not _is_address(part)]
        if wrong:
            words = _("This is no e-mail address: %(what)s.")
            raise ValidationError(words % {"what": ", ".join(part[:80] for part in wrong[:5])})
        return list(dict.fromkeys(found))


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254
