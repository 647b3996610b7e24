"""One sentence per fault of a grant, with its bound."""

from django.utils.translation import gettext as _

from lib.figures import money

from .rules import Fault, GrantFault
from .schemes import Terms

# The field of the form that a fault belongs to.
FIELD = {
    GrantFault.DURATION: "ends_on",
    GrantFault.DURATION_NEEDS_APPROVAL: "extension_approved_on",
    GrantFault.SUBSIDY_TOO_LOW: "subsidy_granted",
    GrantFault.SUBSIDY_TOO_HIGH: "subsidy_granted",
}


def sentence(fault: Fault, terms: Terms) -> str:
    """What is wrong, with the bound it breaks and the article that sets it."""
    words = {
        GrantFault.DURATION: _("A programme under %(scheme)s lasts %(bound)s years, to the day (%(source)s)."),
        GrantFault.DURATION_NEEDS_APPROVAL: _(
            "Under %(scheme)s %(bound)s years need an approved extension (%(source)s). Fill in when it was approved."
        ),
        GrantFault.SUBSIDY_TOO_LOW: _("The subsidy is at least %(bound)s under %(scheme)s (%(source)s)."),
        GrantFault.SUBSIDY_TOO_HIGH: _("The subsidy is at most %(bound)s under %(scheme)s (%(source)s)."),
    }
    if isinstance(fault.bound, tuple):
        bound, source = _(" or ").join(str(years) for years in fault.bound), terms.years_source
    else:
        bound, source = money(fault.bound), terms.subsidy_bounds_source
    return words[fault.code] % {"scheme": terms.scheme, "bound": bound, "source": source}
