"""allauth, the way this portal uses it: nobody signs up by themselves, mail leaves through the outbox."""

import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .actions.mail import post
from .mails import Letter

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def user_display(user) -> str:
    """How allauth names a person."""
    return user.name or user.email


def password_letter(context: dict) -> Letter:
    """Mailed to who asked for a new password."""
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": context["uid"], "key": context["key"]})
    return Letter(
        subject=_("Choose a new password"),
        greeting=_("Hello %(name)s,") % {"name": context["user"].name},
        paragraphs=(_("Somebody, probably you, asked for a new password for your account at Drieluik."),),
        button=_("Choose a new password"),
        path=path,
        closing=(_("The link works for three days and once. Did you not ask for it? Then your old password stays."),),
    )


LETTERS = {"account/email/password_reset_key": password_letter}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations only; every mail is one of our letters and goes through the outbox."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This e-mail address and password do not belong together. Try again."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again or choose a new password."),
        "enter_current_password": _("This is not your current password."),
        "invalid_password_reset": _("This link does not work any more. Ask for a new one."),
    }

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        letter = LETTERS[template_prefix](context)
        unique = hashlib.sha256(f"{context['uid']}:{context['key']}".encode()).hexdigest()[:32]
        with transaction.atomic():
            post(key=f"password:{unique}", to=email, letter=letter, now=timezone.now())

    def get_password_change_redirect_url(self, request):
        return reverse("start")
