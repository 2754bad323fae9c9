"""A study becomes figures and documents."""
