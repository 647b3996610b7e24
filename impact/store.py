"""Where pictures of stories lie."""

from lib.store import Store

DOCUMENTS = Store("DOCUMENTS_ROOT")
STORIES = "stories"
