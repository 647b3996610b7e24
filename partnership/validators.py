"""Numbers of the trade register, as text: leading zeros belong to them (R25)."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

kvk_number = RegexValidator(r"^[0-9]{8}\Z", _("A KvK number has exactly 8 digits."), code="kvk")
branch_number = RegexValidator(
    r"^[0-9]{12}\Z", _("A branch number (vestigingsnummer) has exactly 12 digits."), code="branch"
)
