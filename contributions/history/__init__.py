"""Brings in the books that a partnership kept before, from a folder of files.

`folder` and `programme` read, `values` understands single values, `judge` decides what is accepted (none of them knows
a database), `books` says what is already there, `write` writes. `docs/history-format.md` describes the files.
"""
