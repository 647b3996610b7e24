"""Forms of the labs, one file per subject."""
