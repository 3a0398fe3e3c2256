"""Figures that a kernel describes in JSON, drawn in characters."""
