"""What the labs put on paper, one file per subject."""
