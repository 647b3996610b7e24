"""Migrations that touch rows go forth and back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from partnership.models import Organisation
from tests.cast import make_organisation, stage


@pytest.fixture
def migrate():
    """Goes to a migration of partnership, and in the end to the newest again."""

    def to(name):
        executor = MigrationExecutor(connection)
        executor.migrate([("partnership", name)])

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
def test_kinds_of_partners_go_back_to_the_nearest_on_the_same_side(migrate):
    cast = stage()
    for kind in ("organised_business", "training_fund", "other"):
        make_organisation(cast.werkplaats, kind.replace("_", "-"), kind, kind, cast.programme)
    migrate("0002_cache_table")
    kinds = dict(
        Organisation.objects.filter(name__in=["organised_business", "training_fund", "other"]).values_list(
            "name", "kind"
        )
    )
    assert kinds == {"organised_business": "company", "training_fund": "company", "other": "government"}
    assert Organisation.objects.get(key="kantoor").kind == "accountant"
