"""The proof of one thing as a fragment of its page: `{% proof_box entry %}`; `read_only=True` leaves the form out."""

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from contributions.forms.proofs import form_for
from contributions.queries.proofs import proof_box as box_of

register = template.Library()
register.filter("file_size", filesizeformat)


@register.inclusion_tag("contributions/proofs.html", takes_context=True)
def proof_box(context, target, read_only: bool = False):
    """Lists the files that hang on `target`, and offers to add one to who may; two or three queries."""
    box = box_of(context["membership"], target, now=timezone.now(), read_only=read_only)
    form = form_for(target)(auto_id="proof_%s") if box.may_add else None
    return {"box": box, "form": form, "partnership": context["partnership"], "csrf_token": context.get("csrf_token")}
