"""How well coding is learned from few examples, measured on folders of coded talk: `python -m benchmarks.autocoding`."""
