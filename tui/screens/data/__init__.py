"""Screens on which an output is looked at large."""
