"""Forms clean what was typed; actions decide and write."""
