"""Tools for people who work on Drieluik. Nothing in the portal imports this."""
