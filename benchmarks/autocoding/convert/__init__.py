"""Public coded data, and the demonstration study, as neutral folders: `python -m benchmarks.autocoding.convert`."""
