"""Every component on one page, for who builds and who checks; shown in development and in the demonstration only."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from lib import samples
from lib.components import COMPONENTS, SampleFilter, SampleForm, sample_page


def gallery(request):
    """All components with sample data; the form is shown filled in wrongly, as that is its hardest state."""
    wrong = SampleForm({"wrong-date": "31-2-2026", "wrong-hours": "2,5"}, prefix="wrong")
    context = {
        "components": COMPONENTS,
        "form": SampleForm(),
        "wrong_form": wrong,
        "filter_form": SampleFilter(request.GET or None),
        "page": sample_page(4),
        "rows": samples.hour_rows(),
        "charts": samples.charts(),
        "step_labels": [_("Snapshot"), _("Main document"), _("Annexes"), _("Done")],
    }
    return render(request, "gallery.html", context)
