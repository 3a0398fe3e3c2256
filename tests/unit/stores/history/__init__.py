"""Tests of the history that jtui keeps."""
