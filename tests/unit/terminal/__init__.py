"""Tests of the layer between Textual and the terminal."""
