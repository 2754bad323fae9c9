"""Texts to vectors: each encoder is a module with a function `load`."""
