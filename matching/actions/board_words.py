"""Words that stand nowhere on the board any more are thrown away, so that nothing of them is kept."""

from django.db import connection

TIDY = """
DELETE FROM matching_boardword w
WHERE EXISTS (
    SELECT FROM matching_boardword other
    WHERE other.partnership_id = w.partnership_id AND other.word = w.word AND other.id < w.id
)
OR (w.partnership_id, w.word) NOT IN (
    SELECT DISTINCT e.partnership_id, spoken.word
    FROM matching_boardentry e CROSS JOIN LATERAL unnest(tsvector_to_array(e.spoken)) AS spoken(word)
)
"""


def tidy_words() -> int:
    """Says how many. A word that comes back at this very moment may be missed, until its assignment changes again."""
    with connection.cursor() as cursor:
        cursor.execute(TIDY)
        return cursor.rowcount
