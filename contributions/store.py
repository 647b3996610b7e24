"""Where proof, agreements and signed months lie."""

from lib.store import Store

DOCUMENTS = Store("DOCUMENTS_ROOT")
