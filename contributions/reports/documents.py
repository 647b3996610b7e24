"""From the row of a document to its stored file.

Each kind has a template `contributions/pdf/<kind>.html`, and may have a module of its name beside this one with
`context(snapshot)`, which turns the plain values of a snapshot into what the template shows, and
`attachments(snapshot)`, files that travel inside the PDF.
"""

from importlib import import_module
from importlib.util import find_spec

from django.template.loader import render_to_string
from django.utils import translation

from contributions.models import Document
from contributions.store import DOCUMENTS
from lib.pdf import Rendered, render, style
from lib.store import Stored


def build(document: Document) -> tuple[Stored, int]:
    """Render and store a document; says how many pages it has. Raises OSError when it can't be stored."""
    rendered = rendered_document(document)
    return DOCUMENTS.put(f"made/{document.pk}/{document.file_name}", rendered.content), rendered.pages


def rendered_document(document: Document) -> Rendered:
    """The PDF itself: the same bytes for the same row."""
    module = _module(document.kind)
    with translation.override(document.language):
        files = module.attachments(document.snapshot) if hasattr(module, "attachments") else ()
        return render(document_html(document), css=style(), created=document.moment, attachments=files)


def document_html(document: Document) -> str:
    """The document as HTML, in the active language."""
    module = _module(document.kind)
    values = module.context(document.snapshot) if hasattr(module, "context") else {}
    context = {
        "snapshot": document.snapshot,
        "document": document,
        "title": document.title,
        "language": document.language,
        "author": document.programme.partnership.name,
        "generator": f"Drieluik {document.template_version}",
        "description": f"{document.programme.name}, {document.organisation.name}",
        "running_left": document.title,
        "running_right": document.programme.name,
        **values,
    }
    return render_to_string(f"contributions/pdf/{document.kind}.html", context)


def _module(kind: str):
    name = f"contributions.reports.{kind}"
    return import_module(name) if find_spec(name) else None
