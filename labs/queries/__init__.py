"""Questions about the labs, one file per subject."""
