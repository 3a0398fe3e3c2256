"""What the user has: cells, outputs and their text; pure data without I/O."""
