"""Everything the rooms declare about personal data, for the privacy page and for the test that it is complete."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from lib.personal import PersonalData


def declarations() -> list[PersonalData]:
    """What is kept about people, room by room."""
    return [item for module in _modules() for item in module.personal]


def declared_fields() -> tuple[set[str], set[str]]:
    """The fields (`app.Model.field`) declared as personal, and those declared to hold nothing personal."""
    harmless = {name for module in _modules() for name in module.not_personal}
    return {name for item in declarations() for name in item.fields}, harmless


def _modules():
    names = (f"{config.name}.personal_data" for config in apps.get_app_configs())
    ours = [name for name in names if "." not in name.removesuffix(".personal_data") and find_spec(name)]
    return [import_module(name) for name in reversed(ours)]
