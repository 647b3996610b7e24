"""Imports stand inside the fixtures: this file is read before Django is set up."""

from datetime import date

import pytest


@pytest.fixture
def effort(cast):
    """A valid effort of Anna's, unless told otherwise."""
    from contributions.queries.checks import Effort

    def make(person=None, **values):
        membership = person or cast.anna
        defaults = {
            "person_id": membership.user_id,
            "organisation_id": membership.organisation_id,
            "activity": cast.masterclasses,
            "worked_on": date(2026, 3, 10),
            "minutes": 150,
            "kind": "guest_teaching",
            "description": "Gastles over veilig programmeren",
        }
        return Effort(**defaults | values)

    return make
