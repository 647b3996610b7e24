"""allauth, the way this portal uses it: nobody signs up by themselves, mail leaves through the outbox."""


from allauth.account.adapter import DefaultAccountAdapter


def user_display(user) -> str:
    """How allauth names a person."""
    return user.name or user.email


class AccountAdapter(DefaultAccountAdapter):
    """Closed to strangers."""

    def is_open_for_signup(self, request):
        return False

    def format_email_subject(self, subject):
        return str(subject)
