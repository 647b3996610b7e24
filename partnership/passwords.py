"""Django's checks of a password, in our words: what is wrong, and what to do."""

from django.contrib.auth import password_validation as django_checks
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class NotYours(django_checks.UserAttributeSimilarityValidator):
    def get_error_message(self):
        return _("This password looks too much like your name or e-mail address. Choose another one.")


class LongEnough(django_checks.MinimumLengthValidator):
    def get_error_message(self):
        return (
            ngettext_lazy(
                "This password is too short. Make it at least %d character long.",
                "This password is too short. Make it at least %d characters long.",
                self.min_length,
            )
            % self.min_length
        )


class NotCommon(django_checks.CommonPasswordValidator):
    def get_error_message(self):
        return _("Many people have this password, so it is guessed first. Choose another one.")


class NotOnlyDigits(django_checks.NumericPasswordValidator):
    def get_error_message(self):
        return _("This password has digits only. Put words in it.")
