"""Where copies of answers lie until they are thrown away."""

from lib.store import Store

COPIES = Store("DOCUMENTS_ROOT")
