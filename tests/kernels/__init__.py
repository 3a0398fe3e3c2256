"""Kernels of the tests' own."""
