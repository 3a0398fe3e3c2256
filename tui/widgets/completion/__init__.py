"""What is shown beside the line being typed: the matches of a completion, the tip on a call."""

ROWS = 10
"""Matches in sight at most."""
