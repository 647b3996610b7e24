"""Education programmes and their skills, as people fill them in."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from lib.fields import ComingDayField, DayField, TextField
from lib.nonce import NonceField
from partnership.models import Membership, Organisation

from ..models import EducationProgramme, SkillSet
from ..queries.skills import who_may_agree, who_spoke
from ..research_kinds import EDUCATION_LEVELS, Weight


class EducationForm(forms.Form):
    code = TextField(
        label=_("Number in the register"),
        max_length=5,
        help_text=_("Five digits: the crebo of an mbo programme, the croho of hbo and wo."),
        validators=[RegexValidator(r"^[0-9]{5}$", _("This number has five digits. Check it in the register."))],
    )
    name = TextField(label=_("Name"), max_length=120)
    level = forms.ChoiceField(label=_("Level"), choices=[("", _("Choose a level")), *EDUCATION_LEVELS])
    nonce = NonceField()

    def __init__(self, *args, education: EducationProgramme | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if education is not None:
            del self.fields["nonce"]


class SetForm(forms.Form):
    """A new set: for which school year, and until when people can have their say."""

    year = forms.TypedChoiceField(label=_("School year"), coerce=int)
    propose_until = ComingDayField(label=_("Proposals until"), required=False)
    discuss_until = ComingDayField(label=_("Discussion until"), required=False)

    def __init__(self, *args, this_year: int, taken: set[int], **kwargs):
        super().__init__(*args, **kwargs)
        years = [year for year in range(this_year - 1, this_year + 2) if year not in taken]
        self.fields["year"].initial = this_year if this_year in years else this_year + 1
        self.fields["year"].choices = [(year, f"{year}/{(year + 1) % 100:02d}") for year in years]

    def clean(self):
        data = super().clean()
        first, last = data.get("propose_until"), data.get("discuss_until")
        if first and last and last < first:
            self.add_error("discuss_until", _("The discussion ends after the proposals. Choose a later day."))
        return data


WHY = _("Say it in one or two sentences, as you would to a student.")
WEIGHTS = [(value, label) for value, label in reversed(Weight.choices)]


class ProposalForm(forms.Form):
    name = TextField(label=_("Skill"), max_length=120, help_text=_("What can somebody do? Begin with a verb."))
    weight = forms.TypedChoiceField(
        label=_("How much does it matter?"), coerce=int, choices=WEIGHTS, widget=forms.RadioSelect, initial=2
    )
    why = TextField(
        label=_("Why does it matter?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=WHY
    )
    nonce = NonceField()


class SkillForm(ProposalForm):
    """The same afterwards; a skill that goes says why."""

    dropped_why = TextField(
        label=_("Does this skill go? Say why"),
        max_length=300,
        required=False,
        help_text=_("Leave this empty when the skill stays."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["nonce"]


class CommentForm(forms.Form):
    text = TextField(label=_("What do you want to say?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    nonce = NonceField()


class AgreeForm(forms.Form):
    """What was agreed outside the portal, as it is recorded: when, and by whom."""

    agreed_on = DayField(label=_("Agreed on"))
    partners = forms.ModelMultipleChoiceField(
        label=_("Who agreed"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ticked are the organisations that proposed, supported or said something."),
        error_messages={"required": _("Choose the organisations that agreed.")},
    )

    def __init__(self, *args, by: Membership, skill_set: SkillSet, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partners"].queryset = who_may_agree(by, skill_set)
        self.fields["partners"].initial = [each.pk for each in who_spoke(skill_set)]
