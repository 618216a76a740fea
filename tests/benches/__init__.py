"""Benchmarks: ours beside what it is compared with, alternated in one process. `python -m tests.benches`."""
