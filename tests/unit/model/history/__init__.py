"""Tests of the history's types: queries, ranges, order, and what is kept."""
