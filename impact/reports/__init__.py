"""What leaves the impact survey as a file."""
