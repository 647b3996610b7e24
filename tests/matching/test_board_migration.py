"""The table that is searched comes and goes, and is filled from what is there."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from matching.models import BoardEntry
from tests.cast import stage
from tests.matching.board_stage import make_assignment


def migrate(targets=None):
    executor = MigrationExecutor(connection)
    executor.migrate(targets or executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
def test_entries_are_made_of_what_was_there_before():
    row = make_assignment(stage(), "Website voor een molen")
    try:
        migrate([("matching", "0001_board")])
        assert "matching_boardentry" not in connection.introspection.table_names()
    finally:
        migrate()
    assert BoardEntry.objects.get().assignment_id == row.pk
