"""What a room declares about the personal data it keeps; the privacy page is rendered from these declarations."""

from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class PersonalData:
    """A set of personal fields (`app.Model.field`) with one purpose, basis and term, and who may see them."""

    what: Text
    fields: tuple[str, ...]
    purpose: Text
    basis: Text
    kept: Text
    seen_by: Text
