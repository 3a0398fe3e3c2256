"""Tests of `jtui history`."""
