"""Inviting, finding and accepting people."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.fields import TextField
from lib.nonce import NonceField

from ..models import Invitation, Membership, Organisation, Programme, User
from ..permissions import roles_to_invite
from ..roles import Permission, Role
from .accounts import PASSWORD_HINT, REVEAL

SAME_FOR_THIS_ROLE = ("role", "organisation", "programme")


class InviteForm(forms.Form):
    """Whom to invite, as what, for which organisation. Offers only what the inviter may give."""

    name = TextField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"))
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    programme = forms.ModelChoiceField(
        label=_("Programme"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("Only for an auditor, who reads one programme."),
    )
    nonce = NonceField()

    def __init__(self, *args, by: Membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        labels = dict(Role.choices)
        self.fields["role"].choices = [("", _("Choose a role")), *((r.value, labels[r]) for r in roles_to_invite(by))]
        organisations = Organisation.objects.visible_to(by).order_by("name", "pk")
        if by.can(Permission.INVITE_ANYONE):
            self.fields["programme"].queryset = Programme.objects.visible_to(by).order_by("-starts_on", "pk")
            self.fields["organisation"].empty_label = _("Choose an organisation")
        else:
            organisations = organisations.filter(pk=by.organisation_id)
            self.fields["organisation"].empty_label = None
            self.fields["organisation"].initial = by.organisation_id
            del self.fields["programme"]
        self.fields["organisation"].queryset = organisations

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean(self):
        data = super().clean()
        role, programme = data.get("role"), data.get("programme")
        if role == Role.AUDITOR and not programme:
            self.add_error("programme", _("Choose the programme that this auditor reads."))
        elif role and role != Role.AUDITOR and programme:
            self.add_error("programme", _("Only an auditor is tied to a programme. Leave this empty."))
        if not self.errors:
            self._refuse_what_is_there()
        return data

    def _refuse_what_is_there(self):
        data = self.cleaned_data
        same = {name: data.get(name) for name in SAME_FOR_THIS_ROLE}
        members = Membership.objects.active(timezone.now()).filter(user__email=data["email"], **same)
        if members.exists():
            self.add_error("email", _("This person has this role at this organisation already."))
            return
        waiting = Invitation.objects.open(timezone.now()).filter(email=data["email"], **same)
        if waiting.exclude(nonce=data["nonce"], invited_by=self.by.user_id).exists():
            self.add_error(
                "email", _("This person has an open invitation already. Send it again from the list of invitations.")
            )


class PeopleFilter(forms.Form):
    """Above the list of members."""

    q = forms.CharField(label=_("Name or e-mail address"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices])
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        required=False,
        queryset=Organisation.objects.none(),
        empty_label=_("All organisations"),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Members now")), ("ended", _("Former members"))],
    )

    def __init__(self, *args, by: Membership, **kwargs):
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.visible_to(by).order_by("name", "pk")
        if by.can(Permission.INVITE_ANYONE):
            self.fields["organisation"].queryset = organisations
        else:
            del self.fields["organisation"]


class InvitationFilter(forms.Form):
    """Above the list of invitations."""

    q = forms.CharField(label=_("Name or e-mail address"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Not accepted yet")),
            ("open", _("Open")),
            ("expired", _("Expired")),
            ("accepted", _("Accepted")),
            ("revoked", _("Withdrawn")),
        ],
    )


class NewcomerForm(forms.Form):
    """Someone without an account accepts an invitation. The e-mail address is the invited one and is no field."""

    name = TextField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", **REVEAL}),
        help_text=PASSWORD_HINT,
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        data = super().clean()
        if password := data.get("password"):
            try:
                validate_password(password, User(email=self.email, name=data.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return data
