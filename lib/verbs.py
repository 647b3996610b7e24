"""What a room's audit verbs mean in words: each room declares its own in `deeds.py`."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils.functional import Promise

Sentence = str | Promise


def all_deeds() -> dict[str, Sentence]:
    """Every verb of every room, with its sentence about `%(what)s`: the name or number of what it was done to."""
    deeds: dict[str, Sentence] = {}
    for config in reversed(list(apps.get_app_configs())):
        if "." not in config.name and find_spec(f"{config.name}.deeds"):
            deeds |= import_module(f"{config.name}.deeds").DEEDS
    return deeds
