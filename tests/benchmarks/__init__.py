"""Benchmarks of jtui against other terminal clients: `python -m tests.benchmarks`."""
