"""allauth's forms with our labels and hints: a password is typed once and can be shown."""

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.translation import gettext_lazy as _

# The words of the button that shows what was typed; a script makes it.
REVEAL = {"data-reveal": _("Show password"), "data-conceal": _("Hide password")}
PASSWORD_HINT = _("At least 12 characters. A few words together are easy to remember and hard to guess.")


def plain(field: forms.Field, label, hint="", **attrs) -> None:
    """Give a field of allauth our words: a label, no placeholder, a hint."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain(self.fields["login"], _("E-mail address"), autocomplete="username")
        plain(self.fields["password"], _("Password"), **REVEAL)


class NewPasswordMixin:
    """One new password, that can be shown, instead of the same one blindly twice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        plain(self.fields["password1"], _("New password"), PASSWORD_HINT, **REVEAL)


class ChangePasswordForm(NewPasswordMixin, allauth_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain(self.fields["oldpassword"], _("Current password"), **REVEAL)


class SetPasswordForm(NewPasswordMixin, allauth_forms.SetPasswordForm):
    pass


class ResetPasswordKeyForm(NewPasswordMixin, allauth_forms.ResetPasswordKeyForm):
    pass


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain(self.fields["email"], _("E-mail address"))
