"""The Celery application: `celery -A config worker`."""

import os

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("drieluik")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def use_our_logging(**_kwargs):
    """Keep Celery from replacing the log settings of `settings.LOGGING`."""
    import logging.config

    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
