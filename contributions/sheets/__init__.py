"""Brings in hours that a company kept in a spreadsheet.

`files` says whether a file can be trusted, `xlsx` and `csvs` read it, `header` finds the columns, `values` understands
single cells, `judge` decides what is accepted (none of them knows a database), `refused` writes what is not.
"""
