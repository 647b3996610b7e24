"""Where certificates and files of reports on milestones lie."""

from lib.store import Store

CERTIFICATES = DOCUMENTS = Store("DOCUMENTS_ROOT")
