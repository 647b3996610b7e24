"""Campaigns as files: contacts and answers, read, judged, written, and answers written out again."""
