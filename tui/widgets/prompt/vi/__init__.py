"""Editing the prompt with the keys of vi: a reducer without any toolkit, and what applies it."""
