"""HTML into a PDF that is PDF/A-3a and PDF/UA-1 at once, the same bytes for the same input."""

from .render import Attached, Rendered, render
from .style import style

__all__ = ["Attached", "Rendered", "render", "style"]
