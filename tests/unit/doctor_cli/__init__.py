"""Tests of `jtui doctor` and `jtui --paths`."""
