"""Structured logs: one JSON object a line, for people's own log collector."""

import re

import structlog

# Addresses that let whoever has them in.
_SECRET = re.compile(
    r"(/invitation/|/password/reset/key/|(?<!/hours)/offers/|/s/|/calendar/(?=[^/\s\"']+\.ics))[^/\s\"']+"
)
# What people search for and filter by may be a name or an e-mail address.
_QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']*")


def without_tokens(_logger, _method, event: dict) -> dict:
    """Take personal links and the queries of addresses out of every text of a log line, tracebacks included."""
    return {name: _plain(value) if isinstance(value, str) else value for name, value in event.items()}


def _plain(text: str) -> str:
    return _QUERY.sub(r"\1?…", _SECRET.sub(r"\1…", text))


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
]


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """The formatter that `settings.LOGGING` names; records of Django and Celery get the same shape as ours."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            without_tokens,
            structlog.processors.JSONRenderer(),
        ],
    )


structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
