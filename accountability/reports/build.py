"""From the row of a part to its stored file."""

from dataclasses import dataclass

from accountability import store
from accountability.models import AccountabilityReport, ReportPart
from accountability.queries import unpack
from accountability.states import DONE
from accountability.store import Stored
from lib.periods import Period

from .documents import Volume, main_sheet, volume_sheet
from .statement import Heading, Statement, read_statement


@dataclass(frozen=True)
class Built:
    """A part's file, and the download of the whole report when the part is the main document."""

    stored: Stored
    pages: int
    bundle: Stored | None


def statement_of(report: AccountabilityReport) -> Statement:
    """The figures of a report, from its snapshot."""
    heading = Heading(
        number=report.number,
        period=Period(report.first_on, report.last_on),
        cutoff_at=report.cutoff_at,
        language=report.language,
        template_version=report.template_version,
        maker=report.snapshot.maker,
        data_hash=report.data_hash,
    )
    return read_statement(unpack(report.snapshot.packed), heading)


def build(part: ReportPart) -> Built:
    """Render and store one part. Raises OSError when the file can't be stored, anything else when rendering fails."""
    return _main(part.report) if part.is_main else _annex(part)


def _annex(part: ReportPart) -> Built:
    rendered = volume_sheet(statement_of(part.report), part.number, part.first_line, part.last_line).render()
    name = store.file_name(part.report.number, f"-annex-{part.number:02d}.pdf")
    return Built(store.REPORTS.put(f"{part.report_id}/{name}", rendered.content), rendered.pages, None)


def _main(report: AccountabilityReport) -> Built:
    parts = report.parts.filter(number__gt=ReportPart.MAIN, state=DONE).order_by("number")
    volumes = tuple(_volume(part) for part in parts)
    rendered = main_sheet(statement_of(report), volumes).render()
    folder, name = str(report.pk), store.file_name(report.number, ".pdf")
    stored = store.REPORTS.put(f"{folder}/{name}", rendered.content)
    if not volumes:
        return Built(stored, rendered.pages, None)
    members = [stored.path, *(f"{folder}/{volume.filename}" for volume in volumes)]
    bundle = store.REPORTS.put_zip(f"{folder}/{store.file_name(report.number, '.zip')}", members, report.cutoff_at)
    return Built(stored, rendered.pages, bundle)


def _volume(part: ReportPart) -> Volume:
    name = part.path.rpartition("/")[2]
    return Volume(part.number, part.first_line, part.last_line, part.pages, name, part.sha256)
