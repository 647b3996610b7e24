"""Preparing a campaign: what, when, how confidential, whom with; and what it says."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lib.fields import ComingDayField, TextField
from lib.nonce import NonceField
from lib.periods import today
from partnership.models import Partnership

from ..campaign_texts import WITH_SUBJECT, unknown_places
from ..kinds import HARD_MINIMUM, THRESHOLD, Language
from ..models import Campaign, Instrument
from ..queries.instruments import InBoth

MOST_THRESHOLD, MOST_REMINDERS, MOST_DAYS = 1000, 5, 60
REMINDERS = ("most_reminders", "days_between", "reminds_itself")
VALUES = ("name", "slug", "instrument", "opens_on", "closes_on", "languages", "threshold", *REMINDERS)
NAMED, ANONYMOUS = "named", "anonymous"
CONFIDENTIALITY = [
    (NAMED, _("With names: the researcher of the partnership sees who answered what.")),
    (
        ANONYMOUS,
        _("Anonymous: it is known who answered, never what, and not when. Groups that are too small are not kept."),
    ),
]


class InstrumentChoice(forms.ModelChoiceField):
    def label_from_instance(self, instrument):
        name = InBoth(instrument.name_nl, instrument.name_en)
        return f"{name}, {gettext('version %(version)s') % {'version': instrument.version}}"


class PartnersChoice(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class ReminderFields(forms.Form):
    """How often, and how soon, people are reminded."""

    most_reminders = forms.IntegerField(
        label=_("Most reminders"), min_value=0, max_value=MOST_REMINDERS, initial=2, help_text=_("From 0 to 5.")
    )
    days_between = forms.IntegerField(
        label=_("Days between two mails"), min_value=1, max_value=MOST_DAYS, initial=7, help_text=_("At least 1.")
    )
    reminds_itself = forms.BooleanField(
        label=_("Remind by itself: every day, whoever is due and has not answered"), required=False
    )


class CampaignForm(ReminderFields):
    """A draft."""

    name = TextField(label=_("Name"), max_length=160, help_text=_("Who is asked reads it too."))
    slug = forms.SlugField(
        label=_("Name in addresses"),
        max_length=60,
        required=False,
        help_text=_("For its public page and its files; letters, digits and hyphens. Empty: made from the name."),
    )
    instrument = InstrumentChoice(
        label=_("List of questions"),
        queryset=Instrument.objects.none(),
        empty_label=_("Choose a list"),
        error_messages={"required": _("Choose a list of questions.")},
    )
    opens_on = ComingDayField(
        label=_("First day"), help_text=_("From this day on people can answer, for example 20-11.")
    )
    closes_on = ComingDayField(label=_("Last day"), help_text=_("Until the end of this day."))
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=Language.values,
        error_messages={"required": _("Choose at least one language.")},
    )
    confidentiality = forms.ChoiceField(
        label=_("Confidentiality"),
        choices=CONFIDENTIALITY,
        widget=forms.RadioSelect,
        help_text=_("Once saved as anonymous, a campaign stays anonymous."),
        error_messages={"required": _("Choose how confidential answers are.")},
    )
    threshold = forms.IntegerField(
        label=_("Smallest group that is shown"),
        min_value=HARD_MINIMUM,
        max_value=MOST_THRESHOLD,
        initial=THRESHOLD,
        help_text=_("What fewer people answered is never shown. At least 5."),
    )
    partners = PartnersChoice(
        label=_("Other partnerships that take part"), queryset=Partnership.objects.none(), required=False
    )
    nonce = NonceField()
    field_order = ["name", "slug", "instrument", "opens_on", "closes_on", "languages", "confidentiality", "threshold"]

    def __init__(self, *args, by, campaign: Campaign | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.campaign = by, campaign
        lists = Instrument.objects.visible_to(by).order_by("partnership_id", "name_nl", "-version")
        self.fields["instrument"].queryset = lists
        others = Partnership.objects.exclude(pk=by.partnership_id).order_by("name")
        self.fields["partners"].queryset = others
        if not others:
            del self.fields["partners"]
        if campaign is not None:
            del self.fields["nonce"]
            if campaign.anonymous:
                self.fields["confidentiality"].choices = CONFIDENTIALITY[1:]

    def clean_slug(self):
        slug = (self.cleaned_data["slug"] or slugify(self.cleaned_data.get("name", ""))[:60]).strip("-").lower()
        return slug or "impact"

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("opens_on"), cleaned.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", _("The last day comes before the first one. Choose a later day."))
        elif last and last < today():
            self.add_error("closes_on", _("Choose today or a later day."))
        if cleaned.get("slug"):
            self._refuse_address(cleaned["slug"])
        return cleaned

    def _refuse_address(self, slug: str) -> None:
        same = Campaign.objects.held_by(self.by).filter(slug=slug)
        if self.campaign is not None:
            same = same.exclude(pk=self.campaign.pk)
        if same.exclude(nonce=self.cleaned_data.get("nonce"), nonce__isnull=False).exists():
            self.add_error("slug", _("Another campaign has this address already. Choose another one."))

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the campaign."""
        found = {name: self.cleaned_data[name] for name in VALUES}
        return found | {"anonymous": self.cleaned_data["confidentiality"] == ANONYMOUS}

    @property
    def chosen_partners(self):
        return self.cleaned_data.get("partners") or []


def start_of(campaign: Campaign) -> dict[str, Any]:
    """What the form shows of a draft."""
    found = {name: getattr(campaign, name) for name in VALUES}
    found["confidentiality"] = ANONYMOUS if campaign.anonymous else NAMED
    found["partners"] = [partner.partnership_id for partner in campaign.partners.all()]
    return found


class CourseForm(ReminderFields):
    """What can still change while people answer."""

    closes_on = ComingDayField(label=_("Last day"), help_text=_("Until the end of this day."))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    field_order = ["closes_on", *REMINDERS, "version"]

    def clean_closes_on(self):
        return refuse_past(self.cleaned_data["closes_on"])


class VersionForm(forms.Form):
    """What somebody looked at before deciding."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class ReopenForm(VersionForm):
    closes_on = ComingDayField(label=_("New last day"), help_text=_("Until the end of this day, for example 20-11."))
    field_order = ["closes_on", "version"]

    def clean_closes_on(self):
        return refuse_past(self.cleaned_data["closes_on"])


def refuse_past(day: date) -> date:
    if day < today():
        raise forms.ValidationError(_("Choose today or a later day."))
    return day


class TextForm(forms.Form):
    """One text in one language."""

    subject = TextField(label=_("Subject"), max_length=160)
    body = TextField(
        label=_("Text"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("An empty line begins a paragraph. Words between braces are filled in; they stand below."),
    )

    def __init__(self, *args, purpose: str, **kwargs):
        super().__init__(*args, **kwargs)
        if purpose not in WITH_SUBJECT:
            del self.fields["subject"]

    def clean(self):
        cleaned = super().clean()
        for name in ("subject", "body"):
            unknown = unknown_places(cleaned.get(name, ""))
            if unknown:
                words = _("This can't be filled in: %(places)s. Use only the words that stand below the text.")
                self.add_error(name, words % {"places": ", ".join(unknown)})
        return cleaned
