"""A student's profile, as the student fills it in."""

from django import forms
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from labs.models import EducationProgramme
from partnership.models import Membership

from ..kinds import Level
from ..models import SkillTag, StudentProfile

MOST_SKILLS = 25


class ProfileForm(forms.Form):
    level = forms.ChoiceField(
        label=_("What is the level of your education?"), choices=Level.choices, widget=forms.RadioSelect
    )
    education = forms.ModelChoiceField(
        label=_("Education programme"),
        queryset=EducationProgramme.objects.none(),
        required=False,
        empty_label=_("Not on this list"),
    )
    skills = forms.ModelMultipleChoiceField(
        label=_("Which skills do you have?"),
        queryset=SkillTag.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what you could tell something about in a first conversation."),
    )
    gender = forms.ChoiceField(
        label=_("Gender"),
        required=False,
        choices=StudentProfile.Gender.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "You need not tell this. It is only used to count how many women are in ICT here, per year and never for "
            "a small group. No company sees it, and it does not matter for what you find."
        ),
    )

    def __init__(self, *args, student: Membership, profile: StudentProfile | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        here = EducationProgramme.objects.filter(partnership=student.partnership_id)
        self.fields["education"].queryset = here.order_by("name", "pk")
        self.fields["education"].label_from_instance = lambda row: f"{row.name} ({row.get_level_display()})"
        usable = Q(ended_at=None)
        if profile is not None:
            usable |= Q(pk__in=profile.skills.values("pk"))
        name = "name_en" if get_language() == "en" else "name_nl"
        tags = SkillTag.objects.filter(usable, partnership=student.partnership_id)
        self.fields["skills"].queryset = tags.order_by(name, "pk")

    def clean_skills(self):
        skills = self.cleaned_data["skills"]
        if len(skills) > MOST_SKILLS:
            raise forms.ValidationError(
                _("Choose at most %(count)s skills: those that say most about you.") % {"count": MOST_SKILLS}
            )
        return skills

    def clean(self):
        data = super().clean()
        education, level = data.get("education"), data.get("level")
        if education and level and education.level != level:
            self.add_error("education", _("This programme is of another level. Choose the level that goes with it."))
        return data
