"""The raw answers as CSV, in the columns in which answers are brought in: a header and a row per person, in UTF-8."""

import csv
from collections.abc import Iterator

from lib.exports import defused

from ..disclosure import EVERYBODY
from ..models import Campaign
from ..queries.answers import answers_of
from ..queries.groups import gate_of, groups_of
from ..queries.instruments import asked
from ..survey.columns import answer_cells, answer_columns


class _Line:
    """What the csv module writes into: it hands every line back."""

    def write(self, text: str) -> str:
        return text


def answer_lines(campaign: Campaign) -> Iterator[str]:
    """The lines of the file. Of an anonymous campaign with too few answers only the header is written."""
    questions = asked(campaign.instrument_id)
    writer = csv.writer(_Line())
    yield writer.writerow(answer_columns(questions))
    if campaign.anonymous and not gate_of(campaign, groups_of(campaign)).shows(EVERYBODY):
        return
    for answer in answers_of(campaign):
        yield writer.writerow([defused(cell) for cell in answer_cells(answer, questions)])
