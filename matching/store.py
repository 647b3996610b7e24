"""Where the files with applications lie."""

from lib.store import Store

DOCUMENTS = Store("DOCUMENTS_ROOT")
