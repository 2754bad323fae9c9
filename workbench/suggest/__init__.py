"""Passages and a codebook to proposals: each suggester is a module with a function `suggest`."""
