"""Documents of this room: one module for each kind, with what its template is given."""
