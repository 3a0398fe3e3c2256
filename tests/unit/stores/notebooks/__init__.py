"""Notebooks on the disk."""
