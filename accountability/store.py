"""Where the files of reports lie."""

from lib.store import Store, Stored, file_name, sha256_of

__all__ = ["REPORTS", "Stored", "file_name", "sha256_of"]

REPORTS = Store("REPORTS_ROOT")
