"""Tests of the histories that are imported."""
