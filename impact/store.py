"""Where copies of answers lie until they are thrown away, and pictures of stories."""

from lib.store import Store

COPIES = DOCUMENTS = Store("DOCUMENTS_ROOT")
STORIES = "stories"
