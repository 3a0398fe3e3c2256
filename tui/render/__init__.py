"""Outputs turned into lines to draw; no kernels, no disk."""
