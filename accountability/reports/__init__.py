"""What an accountability report says, first as plain rows, then as files."""
