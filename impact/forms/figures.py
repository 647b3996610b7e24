"""What is looked at: a group, or another campaign beside this one."""

from collections.abc import Iterable

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..kinds import Sector
from ..models import Campaign
from ..queries.groups import CampaignGroups


class GroupForm(forms.Form):
    """Groups to choose from; several of one kind are taken together."""

    sector = forms.MultipleChoiceField(label=_("Sector"), required=False, widget=forms.CheckboxSelectMultiple)
    tranche = forms.MultipleChoiceField(label=_("Tranche"), required=False, widget=forms.CheckboxSelectMultiple)
    workplace = forms.MultipleChoiceField(label=_("Workplace"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, groups: CampaignGroups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sector"].choices = [(key, capfirst(str(name))) for key, name in groups.sector.items()]
        for kind in ("tranche", "workplace"):
            names = getattr(groups, kind).values()
            self.fields[kind].choices = [(name, name) for name in names]
            if not names:
                del self.fields[kind]


class CompareForm(forms.Form):
    """Which campaign stands beside this one, and of which sector."""

    beside = forms.TypedChoiceField(label=_("Campaign beside it"), coerce=int, required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)

    def __init__(self, *args, others: Iterable[Campaign], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["beside"].choices = [(campaign.pk, campaign.name) for campaign in others]
        self.fields["sector"].choices = [
            ("", _("All sectors")),
            *((key, capfirst(str(n))) for key, n in Sector.choices),
        ]
