"""Tests of `jtui kernelspec`."""
