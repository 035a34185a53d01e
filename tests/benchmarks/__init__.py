"""Speed against plain PostgreSQL, and the gateway against the direct way: `python -m tests.benchmarks`."""
