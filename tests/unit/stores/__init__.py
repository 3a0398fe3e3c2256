"""Tests of tui.stores."""
