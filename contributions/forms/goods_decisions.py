"""What the management fills in when it decides on materials, a room or cash."""

from django.utils.translation import gettext_lazy as _

from contributions.actions.goods import NO_REASON, NO_REASON_TO_REOPEN

from .decisions import ReasonForm


class ReturnForm(ReasonForm):
    """Why it goes back."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = NO_REASON


class ReopenGoodsForm(ReasonForm):
    """Why an approval is undone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = NO_REASON_TO_REOPEN
        self.fields["reason"].help_text = _("Stays with the contribution, so that everyone can read it.")
