"""Tests of tui.stores.kernelspecs."""
