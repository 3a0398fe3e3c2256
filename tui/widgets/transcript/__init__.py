"""The transcript: a line-drawn view of a session's cells."""
