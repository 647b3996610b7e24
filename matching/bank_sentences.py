"""What the project bank says in words: on whose work something is based."""

from django.utils.translation import gettext as _

from .models import BankTemplate


def credit_of(template: BankTemplate) -> str:
    """On whose work it is based; the company only as long as it agreed. Take it with `partnership` and `school`."""
    words = {
        "company": template.company_name,
        "school": template.school.name,
        "partnership": template.partnership.name,
    }
    if template.company_name:
        return _("Based on an assignment of %(company)s, shared by %(school)s of %(partnership)s.") % words
    return _("Based on an assignment shared by %(school)s of %(partnership)s.") % words
