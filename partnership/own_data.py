"""What is known about one person, in one file (article 15 and 20 GDPR).

A room that has something to tell has a module `own_data` with a function of that name; none of them is named here.
Hours and sessions are taken along from their own pages.
"""

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from .models import Membership, User


def everything_about(user: User, members: Sequence[Membership], now: datetime) -> dict[str, Any]:
    """Room by room, of the roles in one partnership; the person first."""
    rooms = {config.name: f"{config.name}.own_data" for config in apps.get_app_configs() if "." not in config.name}
    told = {
        room: import_module(module).own_data(user, members, now)
        for room, module in rooms.items()
        if room != "partnership" and find_spec(module)
    }
    return {"made_at": now, "person": _person(user), "roles": [_role(each) for each in members], **told}


def _person(user: User) -> dict[str, Any]:
    return {"name": user.name, "email": user.email, "since": user.joined_at, "last_login": user.last_login}


def _role(row: Membership) -> dict[str, Any]:
    return {
        "role": row.role,
        "organisation": row.organisation.name,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
    }
