"""20,000 lines on two workers, from asking to download, against one WeasyPrint run over one table of them."""

import multiprocessing
import subprocess
import sys
import time
from pathlib import Path

import psutil
from django.db import connections
from django.utils import timezone, translation

from accountability import actions
from accountability.reports.build import statement_of
from accountability.reports.documents import style, volume_html
from accountability.states import DONE, FAILED
from lib.pdf import render

from . import data
from .measures import Measured, seconds_of

LINES = 20_000
ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1 << 20


def measure() -> list[Measured]:
    programme, manager = data.partnership("volumes", LINES)
    asking = seconds_of(lambda: _ask(programme, manager), time.perf_counter)
    report = programme.reports.get()
    ours, memory = _on_two_workers(report)
    theirs = _in_one_run(report)
    note = f"({ours:.0f} s against {theirs:.0f} s)"
    return [
        Measured("asking for a report of 20,000 lines", asking, 3.0, "s"),
        Measured("20,000 lines on two workers against one run over one table", ours / theirs, 0.6, note=note),
        Measured("largest process of the workers", memory, 700, "MB"),
    ]


def _ask(programme, manager) -> None:
    actions.request_report(by=manager, wanted=data.wanted(programme), now=timezone.now())


def _on_two_workers(report) -> tuple[float, float]:
    """Seconds from the first worker's start of work to the finished download, and the largest process in MB."""
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "config",
        "worker",
        "-Q",
        "reports,default",
        "-c",
        "2",
        "-l",
        "ERROR",
    ]
    worker = subprocess.Popen(command, cwd=ROOT)
    largest, began = 0.0, time.perf_counter()
    try:
        while report.state not in (DONE, FAILED):
            time.sleep(0.5)
            largest = max(largest, _memory(worker.pid))
            report.refresh_from_db()
        seconds = time.perf_counter() - began
    finally:
        worker.terminate()
        worker.wait(timeout=60)
    if report.state == FAILED:
        raise SystemExit(f"The report failed: {report.failure}")
    return seconds, largest


def _memory(pid: int) -> float:
    """The largest of a worker's processes, in MB."""
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        return max(process.memory_info().rss for process in family) / MEGABYTE
    except psutil.NoSuchProcess:
        return 0.0


def _in_one_run(report) -> float:
    """Seconds of one run over one table of all lines, in a process of its own as memory is not given back."""
    with translation.override(report.language):
        statement = statement_of(report)
        html, css = volume_html(statement, 1, 1, report.line_count), style()
    connections.close_all()
    answer = multiprocessing.get_context("fork").Queue()
    process = multiprocessing.get_context("fork").Process(target=_render, args=(html, css, report.cutoff_at, answer))
    process.start()
    seconds = answer.get()
    process.join()
    return seconds


def _render(html: str, css: str, created, answer) -> None:
    answer.put(seconds_of(lambda: render(html, css=css, created=created), time.perf_counter))
